import { verifyChain } from '../domain/audit.ts'
import type { Brand, NetworkName, Reviewer } from '../domain/brand.ts'
import { Refusal } from '../domain/errors.ts'
import type { Change } from '../domain/events.ts'
import { draftOf, type Post } from '../domain/post.ts'
import {
  addDays,
  dateIn,
  hourMs,
  instantOf,
  isDate,
  minuteMs,
  startOfDay,
  weekdayOf,
} from '../domain/slot.ts'
import type { Copywriter, Deps, Metric, NetworkLimits, TextReader } from '../ports.ts'
import { draftDay } from '../service/draft-day.ts'
import { plan } from '../service/plan.ts'
import { publish } from '../service/publish.ts'
import { lastFullWeek, reportTime, weeklyReport } from '../service/report.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { figuresOn } from './audience.ts'
import { chanceFrom, type Chance } from './chance.ts'
import { simulatedNetworks, type SimulatedNetworks } from './networks.ts'
import { simulatedProcess, SimulatedFault, type Process } from './process.ts'
import { scheduleDay, type SimulatedPerson } from './reviewers.ts'
import { tally, type Tally } from './tally.ts'
import { timelineFrom, type Timeline } from './timeline.ts'

export type SimulationOptions = {
  readonly brand: Brand
  /** 1 to 92. */
  readonly days: number
  readonly seed: string
  readonly faults: 'none' | 'hostile'
  /** Last day, `YYYY-MM-DD`. Unless given, one that makes equal seeds give equal heads on any day. */
  readonly until?: string
  readonly copywriter: Copywriter
  readonly textReader: TextReader
  readonly limitsOf: (network: NetworkName) => NetworkLimits
  /** The publisher under test; the desk's own unless given. */
  readonly publisher?: typeof publish
}

export type SimulationResult = Tally & { readonly auditHead: string; readonly wallMs: number }

/** What happened, so that it can be kept. */
export type SimulationRecord = {
  readonly brand: Brand
  readonly from: string
  readonly until: string
  readonly changes: readonly Change[]
  readonly metrics: readonly Metric[]
  /** Pseudonymous ids of the simulated people, by name. */
  readonly people: ReadonlyMap<string, string>
}

/** With 28 days before it, the span holds both changes of Europe's and America's clocks in autumn. */
const usualUntil = '2026-11-02'
/** After the last day, until everything that is under way has come to an end. */
const windDownDays = 4

/**
 * A brand's desk, its people, networks and audience, on a virtual clock. Everything follows from the seed. Ends in an error
 * when a service does: there is none that may.
 */
export async function simulate(
  options: SimulationOptions,
): Promise<{ readonly result: SimulationResult; readonly record: SimulationRecord }> {
  const startedMs = performance.now()
  const { brand, days, until = usualUntil } = options
  if (!Number.isInteger(days) || days < 1 || days > 92)
    throw new Refusal('invalid', `A simulation has 1 to 92 days, not ${days}.`)
  if (!isDate(until)) throw new Refusal('invalid', `${until} is not a date; write it as in 2026-11-20.`)
  const from = addDays(until, 1 - days)
  const world = await openWorld(options, from)
  scheduleFrom(world, from, until, options.faults)
  const end = startOfDay(addDays(until, windDownDays + 1), brand.timeZone)
  await world.timeline.runUntil(end, world.process.runJob(world.deps, options.publisher ?? publish))
  if (world.bugs.length > 0) throw world.bugs[0]
  return {
    result: { ...(await resultOf(world, until)), wallMs: Math.round(performance.now() - startedMs) },
    record: await recordOf(world, from, until),
  }
}

type World = {
  readonly brand: Brand
  readonly timeline: Timeline
  readonly chance: Chance
  readonly deps: Deps
  readonly store: RecordingStore
  readonly process: Process
  readonly networks: SimulatedNetworks
  readonly people: readonly [SimulatedPerson, ...SimulatedPerson[]]
  readonly bugs: unknown[]
  readonly isUp: () => boolean
  readonly isLive: (postId: string) => boolean
}

class RecordingStore extends MemoryStore {
  readonly changes: Change[] = []

  override async commit(change: Change): Promise<void> {
    await super.commit(change)
    this.changes.push(change)
  }
}

async function openWorld(options: SimulationOptions, from: string): Promise<World> {
  const { brand, faults } = options
  const chance = chanceFrom(`${brand.id} ${options.seed}`)
  const timeline = timelineFrom(startOfDay(from, brand.timeZone))
  const idChance = chance.fork('ids')
  const ids = { next: () => idChance.between(1e11, 1e12 - 1).toString(36) }
  const store = new RecordingStore(ids)
  const process = simulatedProcess(timeline, chance.fork('process'), faults)
  const networks = simulatedNetworks(timeline, chance.fork('networks'), {
    ...options,
    process,
  })
  const bugs: unknown[] = []
  const writing = chance.fork('writing')
  const deps: Deps = {
    store,
    ids,
    clock: timeline.clock,
    scheduler: process.scheduler,
    brands: { all: () => [brand], get: (id) => (id === brand.id ? brand : null) },
    networks: networks.networks,
    textReader: options.textReader,
    copywriter: async (request) => {
      await timeline.sleep(writing.between(500, 6000), process.lifeOf())
      return options.copywriter(request)
    },
    charts: async () => [],
    log: { info: () => {}, warn: () => {}, error: (facts) => noteBug(bugs, facts) },
  }
  await timeline.clock.put('sweep', '', timeline.clock.now())
  return {
    brand,
    timeline,
    chance,
    deps,
    store,
    process,
    networks,
    bugs,
    people: await peopleOf(brand, store),
    isUp: process.isUp,
    isLive: (postId) => networks.live.some((one) => one.postId === postId),
  }
}

function noteBug(bugs: unknown[], facts: object): void {
  const error = 'err' in facts ? facts.err : new Error(`a service logged an error: ${JSON.stringify(facts)}`)
  if (!(error instanceof SimulatedFault)) bugs.push(error)
}

/** The brand's own reviewers, marked; and enough others that posts of high risk can be approved, and races happen. */
async function peopleOf(
  brand: Brand,
  store: RecordingStore,
): Promise<readonly [SimulatedPerson, ...SimulatedPerson[]]> {
  const person = async (reviewer: Reviewer): Promise<SimulatedPerson> => {
    const id = await store.personId(brand.id, reviewer.name)
    return { reviewer, actor: { kind: 'person', id, roles: reviewer.roles, surface: 'web' } }
  }
  const first = await person({ name: 'Reviewer One (simulated)', roles: ['approver', 'admin'], ids: {} })
  const second = await person({ name: 'Reviewer Two (simulated)', roles: ['approver'], ids: {} })
  const own: SimulatedPerson[] = []
  for (const one of brand.reviewers) own.push(await person({ ...one, name: `${one.name} (simulated)` }))
  const approvers = own.filter(({ reviewer }) =>
    reviewer.roles.some((role) => role === 'approver' || role === 'admin'),
  )
  const [head, ...rest] = own
  return head && approvers.length >= 2 ? [head, ...rest] : [first, second, ...own]
}

/** One day at a time, so that what waits stays little. */
function scheduleFrom(world: World, date: string, until: string, faults: 'none' | 'hostile'): void {
  const { timeline, chance, brand } = world
  if (date <= until) scheduleDrafting(world, date, until)
  scheduleDay(timeline, chance.fork(`people ${date}`), world, date)
  scheduleAudience(world, date, until)
  if (faults === 'hostile') scheduleKills(world, date)
  const next = addDays(date, 1)
  timeline.at(startOfDay(next, brand.timeZone), async () => {
    scheduleFrom(world, next, until, faults)
  })
}

function scheduleDrafting({ timeline, deps, brand, process }: World, date: string, until: string): void {
  const day = async (): Promise<void> => {
    if (!process.isUp()) return again()
    try {
      // Before the desk does it by itself, so that every post is marked as simulated.
      const today = dateIn(deps.clock.now(), brand.timeZone)
      await plan(deps, { brand: brand.id, from: today, days: 31, simulated: true })
      if (today <= until) await draftDay(deps, { brand: brand.id })
    } catch (error) {
      // Frozen, or a pass of a killed process still counts as alive.
      if (!(error instanceof Refusal)) throw error
      again()
    }
  }
  const again = (): void => timeline.at(new Date(deps.clock.now().getTime() + 6 * minuteMs), day)
  timeline.at(instantOf({ date, time: brand.policy.draftAt, zone: brand.timeZone }), day)
}

function scheduleAudience(world: World, date: string, until: string): void {
  const { timeline, deps, brand, chance } = world
  const audience = chance.fork('audience')
  timeline.at(instantOf({ date, time: '23:50', zone: brand.timeZone }), async () => {
    const dueFrom = new Date(deps.clock.now().getTime() - 80 * hourMs)
    const posts = await deps.store.posts({ brand: brand.id, status: ['published'], dueFrom })
    await deps.store.putMetrics(posts.flatMap((post) => figuresOn(date, post, brand, audience) ?? []))
  })
  if (weekdayOf(date) !== 1 || date > until) return
  timeline.at(instantOf({ date, time: reportTime, zone: brand.timeZone }), async () => {
    await weeklyReport(deps, brand.id, lastFullWeek(brand, deps.clock.now()))
  })
}

/** Kills the process at the worst of times: while something is under way. */
function scheduleKills({ timeline, chance, brand, process }: World, date: string): void {
  const kills = chance.fork(`kills ${date}`)
  for (const account of brand.accounts) {
    if (!kills.is(0.25)) continue
    const due = instantOf({ date, time: account.postingTime, zone: brand.timeZone })
    timeline.at(new Date(due.getTime() + kills.between(-2000, 70_000)), () => process.kill(downMs(kills)))
  }
  if (!kills.is(0.2)) return
  const draft = instantOf({ date, time: brand.policy.draftAt, zone: brand.timeZone })
  timeline.at(new Date(draft.getTime() + kills.between(0, 20_000)), () => process.kill(downMs(kills)))
}

/** Mostly a restart, at times an evening without power. */
function downMs(kills: Chance): number {
  return kills.is(0.9) ? kills.between(1000, 5 * minuteMs) : kills.between(1, 4) * hourMs
}

async function resultOf(world: World, until: string): Promise<Omit<SimulationResult, 'wallMs'>> {
  const { store, deps, brand, networks } = world
  const posts = (await store.posts({ brand: brand.id })).filter((post) => belongs(post, until))
  const trail = await store.audit(brand.id)
  const head = await store.auditHead(brand.id)
  const verdict = verifyChain(trail, head)
  if (!verdict.ok) throw new Error(`the audit chain is broken at entry ${verdict.seq}: ${verdict.reason}`)
  const variants = store.changes
    .flatMap(({ events }) => events)
    .reduce((sum, event) => sum + (event.type === 'drafted' ? event.draft.variants.length : 0), 0)
  return {
    ...tally({ posts, trail, live: networks.live, variants, now: deps.clock.now() }),
    auditHead: head.hash,
  }
}

/** The calendar runs on beyond the last day; what it only plans there is not part of the simulation. */
function belongs(post: Post, until: string): boolean {
  return post.slot.date <= until || draftOf(post) !== null
}

async function recordOf(world: World, from: string, until: string): Promise<SimulationRecord> {
  const { brand, store } = world
  const people = new Map([...(await store.people())].map(([id, name]) => [name, id]))
  return {
    brand,
    from,
    until,
    changes: store.changes,
    metrics: await store.metrics(brand.id, from, until),
    people,
  }
}
