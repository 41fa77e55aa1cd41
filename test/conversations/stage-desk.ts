import type { Brand, NetworkName } from '../../src/domain/brand.ts'
import type { Lookup, Outcome } from '../../src/domain/command.ts'
import { draftOf, type Post } from '../../src/domain/post.ts'
import { dateIn, instantOf, minuteMs } from '../../src/domain/slot.ts'
import { deskRunner, isRoutine, type RoutineName } from '../../src/jobs/desk-jobs.ts'
import { virtualClock } from '../../src/jobs/virtual-clock.ts'
import { limitsOf } from '../../src/networks/limits.ts'
import type { Deps, Ids, Store } from '../../src/ports.ts'
import { draftDay } from '../../src/service/draft-day.ts'
import { plan } from '../../src/service/plan.ts'
import { MemoryStore } from '../../src/store/memory-store.ts'
import { openDesk, harbour } from '../bot/desk.ts'
import { countedIds, freshStore } from '../store/database.ts'
import { people, type PersonName, type Stage } from './stage.ts'

/** A desk with the real services and jobs, whose time, copywriter and networks are in the hands of a script. */
export type StageDesk = {
  readonly deps: Deps
  readonly brand: Brand
  /** What the log holds that should not be there. */
  readonly errors: readonly object[]
  write(network: NetworkName, texts: readonly string[]): void
  /** Somebody else begins to draft: the copywriter puts the pen down before writing. */
  putPenDown(): void
  isPenDown(): Promise<void>
  /** Drafts the day, or goes on with it where the pen was put down, until `count` posts are written; null: to the end. */
  draftUpTo(count: number | null): Promise<void>
  /** What networks answer from now on; null: yes. */
  answer(outcome: Outcome | null): void
  lookUp(lookup: Lookup): void
  /** Two people decide on what both of them have seen, and the first is a moment faster. */
  race(first: PersonName): void
  /** A post by its network, of the day on which the conversation began unless a day follows: `x 2026-11-21`. */
  post(name: string): Promise<Post>
  /** `09:00` of today, or `2026-11-21 09:00`, on the brand's clock. */
  moment(words: string): Date
  /** A second goes by, in which no routine comes. */
  second(): Promise<void>
  /** Lets all happen that is due until then. Routines that come every minute come every `tickMs`. */
  runUntil(instant: Date, tickMs: number): Promise<void>
  stop(): Promise<void>
}

export const names: Readonly<Record<PersonName, string>> = {
  ada: 'Ada Brook',
  ben: 'Ben Okafor',
  eve: 'Eve Lind',
  gil: 'Gil Moss',
  stranger: 'Sam Pike',
}

/** Friday, ten past six in Berlin. */
const morning = '2026-11-20T05:10:00Z'
const startedOn = '2026-11-20'

/** One brand that has a room on each of the stages, with the same people. In memory unless it is to be on PostgreSQL. */
export async function openStageDesk(
  stages: readonly Grounds[],
  {
    brand: adapt = (usual) => usual,
    onPostgres = false,
  }: { readonly brand?: (usual: Brand) => Brand; readonly onPostgres?: boolean },
): Promise<StageDesk> {
  const brand = adapt(brandOn(stages))
  const drafted = await openDesk(morning, [brand])
  const { deps: plain } = drafted
  const database = await (onPostgres ? freshStore : memoryStore)(countedIds('person'))
  const clock = virtualClock(new Date(morning))
  const commits = openTurnstile(database.store)
  const pen = openPen(plain.copywriter)
  const errors: object[] = []
  let outcome: Outcome | null = null
  let lookup: Lookup = { kind: 'unclear', reason: 'It does not say.' }
  const deps: Deps = {
    ...plain,
    store: commits.store,
    clock,
    scheduler: clock.scheduler,
    copywriter: pen.copywriter,
    networks: ({ network }) => ({
      limits: limitsOf(network),
      preflight: async () => [],
      publish: async ({ key }) => outcome ?? published(network, key),
      find: async () => lookup,
    }),
    log: {
      info: () => {},
      warn: () => {},
      error: (facts, message) => void errors.push({ message, ...facts }),
    },
  }
  const runner = deskRunner(deps)
  await plan(deps, { brand: brand.id })
  return {
    deps,
    brand,
    errors,
    write: (network, texts) => drafted.write(network, texts),
    putPenDown: () => pen.stopAfter(pen.written()),
    isPenDown: () => pen.isDown(),
    async draftUpTo(count) {
      pen.stopAfter(count ?? Infinity)
      const [running] = await deps.store.passes(brand.id, 1)
      const isUnderWay = running !== undefined && running.endedAt === null
      const ended = isUnderWay ? passEnd(deps, brand) : draftDay(deps, { brand: brand.id })
      await Promise.race([pen.isDown(), ended])
    },
    answer: (next) => void (outcome = next),
    lookUp: (next) => void (lookup = next),
    race: (first) => commits.race(names[first]),
    post: (name) => postNamed(deps, brand, name),
    moment: (words) => momentOf(words, brand, clock.now()),
    second: () => clock.runUntil(new Date(clock.now().getTime() + 1000), runner),
    async runUntil(instant, tickMs) {
      for (const name of routines) if (!(await isPut(clock, name))) await clock.put(name, brand.id, instant)
      await clock.runUntil(instant, async (job, ends) => {
        const next = await runner(job, ends)
        const isOften = isRoutine(job.name) && next && next.getTime() - clock.now().getTime() <= minuteMs
        return isOften ? new Date(clock.now().getTime() + tickMs) : next
      })
    },
    stop: () => database.stop(),
  }
}

async function memoryStore(ids: Ids) {
  return { store: new MemoryStore(ids), stop: async () => {} }
}

const routines: readonly RoutineName[] = ['sweep', 'draft_day', 'weekly_report', 'remind']

async function isPut(clock: ReturnType<typeof virtualClock>, name: RoutineName): Promise<boolean> {
  return (await clock.entries()).some((entry) => entry.name === name)
}

type Grounds = Pick<Stage, 'surface' | 'channel' | 'ids'>

function brandOn(stages: readonly Grounds[]): Brand {
  const roles = { ada: 'approver', ben: 'admin', eve: 'viewer', gil: 'approver', stranger: null } as const
  return {
    ...harbour,
    rooms: [...harbour.rooms, ...stages.map(({ surface, channel }) => ({ surface, channel }))],
    reviewers: people.flatMap((person) => {
      const role = roles[person]
      const idsOf = Object.fromEntries(stages.map(({ surface, ids }) => [surface, ids[person]]))
      return role ? [{ name: names[person], roles: [role], ids: idsOf }] : []
    }),
  }
}

/** A pass under way is over. */
function passEnd({ store }: Pick<Deps, 'store'>, { id }: Brand): Promise<void> {
  return new Promise((resolve) => {
    const look = async () => {
      const [pass] = await store.passes(id, 1)
      if (!pass?.endedAt) return
      stop()
      resolve()
    }
    const stop = store.onChange(({ kind }) => void (kind === 'pass' ? look() : null))
    void look()
  })
}

function published(network: NetworkName, key: string): Outcome {
  return { kind: 'published', remote: { id: key, permalink: `https://${network}.example/posts/1` } }
}

async function postNamed({ store }: Deps, brand: Brand, name: string): Promise<Post> {
  const [network, date = startedOn] = name.split(' ')
  const found = (await store.posts({ brand: brand.id })).filter((one) => one.account.network === network)
  const post = found.find((one) => one.id.includes(date)) ?? found.find((one) => draftOf(one) !== null)
  if (!post) throw new Error(`there is no post ${name}`)
  return post
}

function momentOf(words: string, { timeZone: zone }: Brand, now: Date): Date {
  const [time = '', date = dateIn(now, zone)] = words.split(' ').toReversed()
  return instantOf({ date, time, zone })
}

/** The copywriter, who may be told to put the pen down. */
function openPen(plain: Deps['copywriter']) {
  let written = 0
  let allowed = Infinity
  let go = () => {}
  let putDown = () => {}
  let isDown = new Promise<void>((resolve) => (putDown = resolve))
  const copywriter: Deps['copywriter'] = async (...asked) => {
    if (written >= allowed) {
      const isTakenUp = new Promise<void>((resolve) => (go = resolve))
      putDown()
      await isTakenUp
    }
    written += 1
    return plain(...asked)
  }
  return {
    copywriter,
    /** Before its next post but `count`, counted from the beginning. */
    stopAfter(count: number) {
      allowed = count
      isDown = new Promise<void>((resolve) => (putDown = resolve))
      go()
    },
    written: () => written,
    isDown: () => isDown,
  }
}

/** The store, at whose commit two people may be made to meet. */
function openTurnstile(store: Store) {
  let first: string | null = null
  let bothAreThere = () => {}
  let firstIsThrough = () => {}
  let meeting: Promise<void> = Promise.resolve()
  let passed: Promise<void> = Promise.resolve()
  const commit: Store['commit'] = async (...changes) => {
    const [{ actor }] = changes
    if (first === null || actor.kind !== 'person') return store.commit(...changes)
    if ((await store.people()).get(actor.id) !== first) {
      bothAreThere()
      await passed
      return store.commit(...changes)
    }
    await meeting
    first = null
    await store.commit(...changes)
    firstIsThrough()
  }
  return {
    store: new Proxy(store, {
      get(target, name) {
        if (name === 'commit') return commit
        const member: unknown = Reflect.get(target, name)
        return typeof member === 'function' ? member.bind(target) : member
      },
    }),
    race(name: string) {
      first = name
      meeting = new Promise((resolve) => (bothAreThere = resolve))
      passed = new Promise((resolve) => (firstIsThrough = resolve))
    },
  }
}
