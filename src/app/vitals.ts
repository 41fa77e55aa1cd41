import type { Health as ChatHealth } from '../bot/chat/health.ts'
import { surfaceLabels } from '../domain/brand.ts'
import { minuteMs } from '../domain/slot.ts'
import type { Health, Reason, Vitals } from '../http/vitals.ts'
import type { Timetable } from '../jobs/timetable.ts'
import type { Drift } from '../jobs/true-time.ts'
import type { ChatName, Deps } from '../ports.ts'
import { backlog, type Backlog } from '../service/backlog.ts'
import { clockIllness, type ClockIllness } from './clock-health.ts'
import type { DatabaseHealth, DatabaseIllness } from './database-health.ts'
import type { Meters } from './meters.ts'
import { apartWords, isFarOff } from './outage-words.ts'
import { timely } from './timely.ts'

export type OpenVitals = Vitals & {
  /** How clicks on a chat service come in; null: it is not open yet. Another process may serve it. */
  readonly heard: (name: ChatName, health: ChatHealth | 'standing by' | null) => void
  /** From now on this process is not ready: it is about to end. */
  stopping(): void
}

type Options = {
  readonly deps: Pick<Deps, 'store' | 'clock' | 'brands' | 'networks'>
  readonly database: Pick<DatabaseHealth, 'illness'>
  readonly timetable: Pick<Timetable, 'entries'>
  readonly time: Pick<Drift, 'aheadMs'>
  readonly meters: Meters
}

/** Whoever reaches the port may ask for the health, and shall not keep the database busy by it. */
const memoryMs = 1000
/** Networks are asked over the internet. */
const networksMemoryMs = minuteMs
const publicationToleranceMs = 2 * minuteMs
const messageToleranceMs = 5 * minuteMs

/** Looks after this process and what it depends on. Nothing here throws or rejects. */
export function openVitals({ deps, database, timetable, time, meters }: Options): OpenVitals {
  const { clock } = deps
  const chats = new Map<ChatName, ChatHealth | 'standing by' | null>()
  let isStopping = false
  const waiting = () => timely(() => backlog(deps))
  const networks = remembered(networksMemoryMs, () => networkReasons(deps))

  async function look(): Promise<Health> {
    const [illness, ofClock, held, ofNetworks] = await Promise.all([
      database.illness(),
      clockIllness(timetable, clock.now()),
      waiting(),
      timely(networks),
    ])
    const reasons = [
      ...(illness ? [databaseReasons[illness]] : []),
      ...(ofClock ? [clockReason(ofClock)] : []),
      ...(isFarOff(time.aheadMs()) ? [clocksApart(time.aheadMs())] : []),
      ...[...chats].flatMap(([name, health]) => chatReasons(name, health)),
      ...(ofNetworks ?? []),
      ...(held ? backlogReasons(held, clock.now()) : []),
    ]
    return { ready: illness === null, reasons }
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
const databaseReasons: Readonly<Record<DatabaseIllness, Reason>> = {
  away: {
    part: 'database',
    reason: 'The database does not answer within 2 s: nothing can be decided until it does.',
  },
  read_only: {
    part: 'database',
    reason: 'The database can only be read: nothing can be decided until it can be written to.',
  },
  full: {
    part: 'database',
    reason: 'The disk of the database is full: nothing can be decided until there is space again.',
  },
}

function clockReason(illness: ClockIllness): Reason {
  if (illness.kind === 'idle') {
    const { lateMs } = illness
    const reason = lateMs === null ? 'Nobody runs' : `For ${minutes(lateMs)} nobody has run`
    return { part: 'clock', reason: `${reason} the jobs of this desk.` }
  }
  const reason =
    'The clock does not answer within 2 s: decisions are taken, and what is due goes out when it does.'
  return { part: 'clock', reason }
}

function clocksApart(aheadMs: number): Reason {
  return { part: 'clock', reason: `${apartWords('this machine', aheadMs)} The database’s counts.` }
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
