import type { DayCard, PostCard, ReportCard } from '../card.ts'
import type { Line } from './say.ts'

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
  /** One for each account: what would keep its posts from going out, empty where it is well. */
  readonly accounts: readonly { readonly label: string; readonly problems: readonly string[] }[]
  readonly lastReport: ReportCard | null
}
