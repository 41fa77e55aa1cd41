import { Refusal } from '../domain/errors.ts'
import type { Change } from '../domain/events.ts'
import { canonicalJson } from '../domain/hash.ts'
import type { PostStatus } from '../domain/post.ts'
import { addDays, dateIn, isoWeekOf, mondayOf } from '../domain/slot.ts'
import type { Deps } from '../ports.ts'
import { lastFullWeek, weeklyReport } from '../service/report.ts'
import type { SimulationRecord } from './simulate.ts'

export type Kept = { readonly posts: number; readonly reports: readonly string[] }

/**
 * Copies what was simulated into a desk's own store, in one commit, so that its audit chain goes on from where it is,
 * with its figures and a report for each week that is over. Only posts that came to an end by now are copied, and none that
 * the desk has already: a simulated post is never left waiting to be published for real. Repeating it adds nothing. Refuses
 * (`invalid`) a simulation that ends today or later.
 */
export async function keepSimulation(
  record: SimulationRecord,
  deps: Pick<Deps, 'store' | 'clock' | 'brands' | 'charts'>,
): Promise<Kept> {
  const { brand, from, until } = record
  const { store } = deps
  const now = deps.clock.now()
  const today = dateIn(now, brand.timeZone)
  if (until >= today)
    throw new Refusal(
      'invalid',
      `The simulation ends on ${until}; one that is to be kept ends by ${addDays(today, -1)}.`,
    )
  const ids = await keepable(record, deps)
  if (ids.size === 0) return { posts: 0, reports: [] }
  await store.record({
    brand: brand.id,
    at: now,
    actor: 'system:simulator',
    action: 'simulation_kept',
    subject: brand.id,
    version: null,
    facts: canonicalJson({ from, until, posts: ids.size }),
  })
  const rename = await renaming(record, deps)
  // What happened then happened, whether or not somebody has frozen the desk today.
  const changes = record.changes
    .filter(({ post }) => ids.has(post.id))
    .map((change) => ({ ...rename(change), unlessFrozen: false }))
  await store.putMetrics(record.metrics.filter(({ postId }) => ids.has(postId)))
  const [first, ...others] = changes
  // All or none: of a post that was told half, the sweep would take the end into its own hands.
  if (first) await store.commit(first, ...others)
  return { posts: ids.size, reports: await reportsOn(record, deps) }
}

const ended: readonly PostStatus[] = ['published', 'rejected', 'expired']

async function keepable(
  { changes, until }: SimulationRecord,
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
): Promise<ReadonlySet<string>> {
  const last = new Map(changes.map((change) => [change.post.id, change]))
  const ids = new Set<string>()
  for (const [id, { post, at }] of last) {
    const isOver = ended.includes(post.status) && post.slot.date <= until && at <= clock.now()
    if (isOver && post.simulated && !(await store.post(id))) ids.add(id)
  }
  return ids
}

/** People have other pseudonyms in the store that keeps them. */
async function renaming(
  { brand, people }: SimulationRecord,
  { store }: Pick<Deps, 'store'>,
): Promise<(change: Change) => Change> {
  const names = new Map<string, string>()
  for (const [name, id] of people) names.set(id, await store.personId(brand.id, name))
  return (change) => renamed(change, names)
}

/** The same value with every string that is a key of `names` replaced, at any depth. */
function renamed<T>(value: T, names: ReadonlyMap<string, string>): T {
  if (typeof value === 'string') return (names.get(value) ?? value) as T
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  if (Array.isArray(value)) return value.map((one: unknown) => renamed(one, names)) as T
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, renamed(inner, names)])) as T
}

async function reportsOn(
  { brand, from }: SimulationRecord,
  deps: Pick<Deps, 'store' | 'clock' | 'brands' | 'charts'>,
): Promise<readonly string[]> {
  const last = lastFullWeek(brand, deps.clock.now())
  const weeks: string[] = []
  for (let monday = mondayOf(from); isoWeekOf(monday) <= last; monday = addDays(monday, 7)) {
    weeks.push(isoWeekOf(monday))
  }
  for (const week of weeks) await weeklyReport(deps, brand.id, week, { renew: true })
  return weeks
}
