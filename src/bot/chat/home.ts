import type { Brand } from '../../domain/brand.ts'
import { dateIn } from '../../domain/slot.ts'
import type { Deps } from '../../ports.ts'
import type { DayCard, PostCard, ReportCard } from '../card.ts'
import { reportCard } from '../cards/report-card.ts'
import { actorOf, reviewerOf, type Identity } from '../identity.ts'
import { loadCard, loadDay } from '../load.ts'
import { accountHealth, type AccountHealth } from './account-health.ts'
import { loadDays } from './post-lines.ts'
import type { Line } from './say.ts'
import { waitingPosts, waitsFor } from './waiting.ts'

/** What a person sees who opens the app by themselves: what waits for them, and how their brands stand. */
export type Home = {
  /** Brands whose reviewer the person is; none for a stranger. */
  readonly brands: readonly HomeBrand[]
}

export type HomeBrand = {
  readonly day: DayCard
  /** What this person may decide now, most urgent first. */
  readonly waiting: readonly PostCard[]
  /** Today and the next seven days, a line for each post. */
  readonly days: readonly { readonly date: string; readonly posts: readonly Line[] }[]
  readonly accounts: readonly AccountHealth[]
  readonly lastReport: ReportCard | null
}

/** Today and the seven days after it. */
const homeDays = 8

/** What a person sees of their brands. */
export async function loadHome(deps: Deps, who: Identity): Promise<Home> {
  const theirs = deps.brands.all().filter((brand) => reviewerOf(brand, who))
  return { brands: await Promise.all(theirs.map((brand) => homeBrand(deps, who, brand))) }
}

async function homeBrand(deps: Deps, who: Identity, brand: Brand): Promise<HomeBrand> {
  const today = dateIn(deps.clock.now(), brand.timeZone)
  const [{ day }, actor, posts, days, accounts, lastReport] = await Promise.all([
    loadDay(deps, brand),
    actorOf(deps, brand, who),
    waitingPosts(deps, brand),
    loadDays(deps, brand, today, homeDays),
    accountHealth(deps, brand),
    latestReport(deps, brand),
  ])
  const theirs = posts.filter((post) => waitsFor(post, actor))
  const waiting = await Promise.all(theirs.map((post) => loadCard(deps, brand, post)))
  return { day, waiting, days, accounts, lastReport }
}

async function latestReport({ store }: Pick<Deps, 'store'>, brand: Brand): Promise<ReportCard | null> {
  const [week] = await store.reportWeeks(brand.id)
  const stored = week === undefined ? null : await store.report(brand.id, week)
  return stored && reportCard(stored.report)
}
