import type { Health as ChatHealth } from '../bot/chat/health.ts'
import { surfaceLabels } from '../domain/brand.ts'
import { minuteMs } from '../domain/slot.ts'
import type { Health, Reason, Vitals } from '../http/vitals.ts'
import type { Timetable } from '../jobs/timetable.ts'
import type { ChatName, Deps } from '../ports.ts'
import { backlog, type Backlog } from '../service/backlog.ts'
import type { Meters } from './meters.ts'

export type OpenVitals = Vitals & {
  /** How clicks on a chat service come in; null: it is not open yet. Another process may serve it. */
  readonly heard: (name: ChatName, health: ChatHealth | 'standing by' | null) => void
  /** From now on this process is not ready: it is about to end. */
  stopping(): void
}

type Options = {
  readonly deps: Pick<Deps, 'store' | 'clock' | 'brands' | 'networks'>
  readonly timetable: Pick<Timetable, 'entries'>
  readonly meters: Meters
}

/** A look that takes longer counts as one that failed; whoever asks gives up after three seconds. */
const patienceMs = 2000
/** Whoever reaches the port may ask for the health, and shall not keep the database busy by it. */
const memoryMs = 1000
/** Networks are asked over the internet. */
const networksMemoryMs = minuteMs
/** The sweep comes round every minute. */
const clockToleranceMs = 2.5 * minuteMs
const publicationToleranceMs = 2 * minuteMs
const messageToleranceMs = 5 * minuteMs

/** Looks after this process and what it depends on. Nothing here throws or rejects. */
export function openVitals({ deps, timetable, meters }: Options): OpenVitals {
  const { clock } = deps
  const chats = new Map<ChatName, ChatHealth | 'standing by' | null>()
  let isStopping = false
  const waiting = () => timely(() => backlog(deps))
  const networks = remembered(networksMemoryMs, () => networkReasons(deps))

  async function look(): Promise<Health> {
    const [database, entries, held, ofNetworks] = await Promise.all([
      timely(() => deps.store.freezes()),
      timely(() => timetable.entries()),
      waiting(),
      timely(networks),
    ])
    const reasons = [
      ...(database ? [] : [databaseAway]),
      ...(entries ? clockReasons(entries, clock.now()) : [clockAway]),
      ...[...chats].flatMap(([name, health]) => chatReasons(name, health)),
      ...(ofNetworks ?? []),
      ...(held ? backlogReasons(held, clock.now()) : []),
    ]
    return { ready: database !== null, reasons }
  }

  const known = remembered(memoryMs, look)
  return {
    health: async () => {
      const health = await known()
      return isStopping ? { ready: false, reasons: [aboutToEnd, ...health.reasons] } : health
    },
    metrics: async () => meters.page(await waiting(), clock.now()),
    heard: (name, health) => void chats.set(name, health),
    stopping: () => {
      isStopping = true
    },
  }
}

const aboutToEnd: Reason = { part: 'process', reason: 'This process is about to end.' }
const databaseAway: Reason = {
  part: 'database',
  reason: 'The database does not answer within 2 s: nothing can be decided until it does.',
}
const clockAway: Reason = {
  part: 'clock',
  reason: 'The clock does not answer within 2 s: decisions are taken, and what is due goes out when it does.',
}

function clockReasons(entries: Awaited<ReturnType<Timetable['entries']>>, now: Date): readonly Reason[] {
  const sweep = entries.find(({ name }) => name === 'sweep')
  const lateMs = sweep ? now.getTime() - sweep.when.getTime() : 0
  if (lateMs <= clockToleranceMs) return []
  return [{ part: 'clock', reason: `Nobody has run the jobs of this desk for ${minutes(lateMs)}.` }]
}

function chatReasons(name: ChatName, health: ChatHealth | 'standing by' | null): readonly Reason[] {
  const label = surfaceLabels[name]
  if (health === 'standing by') return []
  if (!health) return [{ part: 'chat', reason: `${label} is not open yet.` }]
  const { live, of, problem } = health
  if (live === 0) return [{ part: 'chat', reason: `Clicks on ${label} do not come in.` }]
  if (problem === null) return []
  return [{ part: 'chat', reason: `Clicks on ${label} come in over ${live} of ${of} connections.` }]
}

async function networkReasons({
  brands,
  networks,
}: Pick<Deps, 'brands' | 'networks'>): Promise<readonly Reason[]> {
  const accounts = brands.all().flatMap((brand) => brand.accounts)
  const looks = await Promise.all(
    accounts.map(async (account) => ({
      network: account.network,
      isWell: await networks(account)
        .preflight(account)
        .then((problems) => problems.length === 0)
        .catch(() => false),
    })),
  )
  return [...new Set(accounts.map(({ network }) => network))].flatMap((network) => {
    const ofIt = looks.filter((one) => one.network === network)
    const ill = ofIt.filter(({ isWell }) => !isWell).length
    const reason = `Nothing would go out from ${ill} of ${ofIt.length} accounts on ${network}.`
    return ill === 0 ? [] : [{ part: 'networks', reason } as const]
  })
}

function backlogReasons({ oldest }: Backlog, now: Date): readonly Reason[] {
  const ageMs = (since: Date | null) => (since ? now.getTime() - since.getTime() : 0)
  const late = ageMs(oldest.publication)
  const unsent = ageMs(oldest.message)
  const reasons: Reason[] = []
  if (late > publicationToleranceMs)
    reasons.push({ part: 'backlog', reason: `A post has been due for ${minutes(late)} and is not sent.` })
  if (unsent > messageToleranceMs)
    reasons.push({
      part: 'backlog',
      reason: `A chat room has been waiting for a message for ${minutes(unsent)}.`,
    })
  return reasons
}

function minutes(ms: number): string {
  return `${Math.floor(ms / minuteMs)} minutes`
}

/** Null for what failed or took too long. */
async function timely<T>(work: () => Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), patienceMs)
  })
  try {
    return await Promise.race([work(), tooLate])
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}

/** Whoever asks while it is being looked at, or for a while after that, gets the same answer. */
function remembered<T>(forMs: number, work: () => Promise<T>): () => Promise<T> {
  let known: { readonly answer: Promise<T>; isOver(): boolean } | null = null
  return () => {
    if (known && !known.isOver()) return known.answer
    let answeredAt: number | null = null
    const answer = work().finally(() => {
      answeredAt = performance.now()
    })
    known = { answer, isOver: () => answeredAt !== null && performance.now() - answeredAt >= forMs }
    return answer
  }
}
