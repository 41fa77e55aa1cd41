import type { AuditHead } from './audit.ts'
import type { Brand, NetworkName } from './brand.ts'
import { chosenVariant, draftOf, type Post } from './post.ts'
import { reliabilityOf } from './report/reliability.ts'
import { median, reviewingOf, type PastEvent } from './report/reviewing.ts'
import { addDays, isoWeekOf } from './slot.ts'

export type Figures = { readonly impressions: number; readonly engagements: number; readonly clicks: number }

/** The weekly report of one brand: figures of one ISO week beside those of the week before. Pure data, no prose. */
export type Report = {
  readonly brand: string
  readonly brandName: string
  /** `2026-W46` */
  readonly week: string
  /** Monday and Sunday, `YYYY-MM-DD`. */
  readonly from: string
  readonly to: string
  readonly zone: string
  /** Whether any figure in it comes from the simulator. */
  readonly simulated: boolean
  readonly total: Figures
  readonly before: Figures
  readonly byNetwork: readonly {
    readonly network: NetworkName
    readonly now: Figures
    readonly before: Figures
  }[]
  /** Seven days, Monday first. */
  readonly byDay: readonly { readonly date: string; readonly now: Figures; readonly before: Figures }[]
  /** By engagements per impression, see `ranked`; no worst where there is only one. */
  readonly best: PostFigures | null
  readonly worst: PostFigures | null
  /**
   * Mean engagements per post by network and local hour of the slot over the four weeks that end with this one, best
   * first. Hours with fewer than two posts are left out.
   */
  readonly bestTimes: readonly {
    readonly network: NetworkName
    readonly hour: number
    readonly posts: number
    readonly engagements: number
  }[]
  readonly reliability: Reliability
  readonly reviewing: Reviewing
  readonly modelCostUsd: number
  readonly auditHead: string
  readonly auditEntries: number
}

/** Of the posts whose slot lies in the week. */
export type Reliability = {
  readonly onTime: number
  readonly late: number
  readonly failed: number
  readonly unknown: number
}

/** Of the posts whose slot lies in the week. */
export type Reviewing = {
  readonly medianMinutesToDecision: number | null
  readonly approvedUntouched: number
  readonly edited: number
  readonly rejected: number
  readonly expired: number
  /** Most frequent first. */
  readonly rejectionReasons: readonly { readonly reason: string; readonly count: number }[]
}

export type PostFigures = Figures & {
  readonly postId: string
  readonly network: NetworkName
  readonly text: string
}

/** Clicks per impression, 0 to 1; null where nothing was seen. */
export function ctr({ impressions, clicks }: Figures): number | null {
  return impressions > 0 ? clicks / impressions : null
}

/** Engagements per impression; null where nothing was seen. May exceed 1: one view of a video can bring several. */
export function engagementRate({ impressions, engagements }: Figures): number | null {
  return impressions > 0 ? engagements / impressions : null
}

export type ReportInput = {
  readonly brand: Brand
  /** Monday of the week. */
  readonly monday: string
  readonly now: Date
  /** Of the four weeks that end with this one, by `slot.date`. */
  readonly posts: readonly Post[]
  /** Of the posts of this week at least, by post id. */
  readonly histories: ReadonlyMap<string, readonly PastEvent[]>
  /** Of the same four weeks. */
  readonly metrics: readonly DayFigures[]
  readonly modelCostUsd: number
  readonly auditHead: AuditHead
}

/** What one post got on one day of the brand's calendar. */
export type DayFigures = Figures & {
  readonly postId: string
  readonly network: NetworkName
  /** `YYYY-MM-DD` */
  readonly day: string
  readonly simulated: boolean
}

/** How far back best times look: a single week has one post an hour at most. */
export const reportLookbackDays = 28

export function buildReport(input: ReportInput): Report {
  const { brand, monday, now, metrics, histories, auditHead } = input
  const sunday = addDays(monday, 6)
  const posts = input.posts.filter(({ slot }) => slot.date >= monday && slot.date <= sunday)
  const week = metrics.filter(({ day }) => day >= monday && day <= sunday)
  const weekBefore = metrics.filter(({ day }) => day >= addDays(monday, -7) && day < monday)
  const ranking = ranked(posts, week)
  return {
    brand: brand.id,
    brandName: brand.name,
    week: isoWeekOf(monday),
    from: monday,
    to: sunday,
    zone: brand.timeZone,
    simulated: [...posts, ...week, ...weekBefore].some(({ simulated }) => simulated),
    total: sum(week),
    before: sum(weekBefore),
    byNetwork: networksOf(brand, [...week, ...weekBefore]).map((network) => ({
      network,
      now: sum(week.filter((row) => row.network === network)),
      before: sum(weekBefore.filter((row) => row.network === network)),
    })),
    byDay: [0, 1, 2, 3, 4, 5, 6].map((offset) => {
      const date = addDays(monday, offset)
      return {
        date,
        now: sum(week.filter(({ day }) => day === date)),
        before: sum(weekBefore.filter(({ day }) => day === addDays(date, -7))),
      }
    }),
    best: ranking[0] ?? null,
    worst: ranking.length > 1 ? (ranking.at(-1) ?? null) : null,
    bestTimes: bestTimes(input.posts, metrics),
    reliability: reliabilityOf(posts, histories, now),
    reviewing: reviewingOf(posts, histories),
    modelCostUsd: input.modelCostUsd,
    auditHead: auditHead.hash,
    auditEntries: auditHead.seq,
  }
}

/** The brand's networks in its own order, then any that has figures though its account is gone. */
function networksOf(brand: Brand, metrics: readonly DayFigures[]): readonly NetworkName[] {
  const rows = [...brand.accounts, ...metrics]
  return [...new Set(rows.map(({ network }) => network))]
}

/**
 * The week's posts by engagements per impression, best first. A post that was seen less than a quarter as often as the
 * median one is left out: a rate over a handful of views is chance.
 */
function ranked(posts: readonly Post[], week: readonly DayFigures[]): readonly PostFigures[] {
  const seen = posts.flatMap((post) => {
    const draft = draftOf(post)
    const figures = sum(week.filter(({ postId }) => postId === post.id))
    if (!draft || figures.impressions === 0) return []
    return [{ ...figures, postId: post.id, network: post.account.network, text: chosenVariant(draft).text }]
  })
  const floor = (median(seen.map(({ impressions }) => impressions)) ?? 0) / 4
  return seen
    .filter(({ impressions }) => impressions >= floor)
    .toSorted((a, b) => (engagementRate(b) ?? 0) - (engagementRate(a) ?? 0) || (a.postId < b.postId ? -1 : 1))
}

function bestTimes(posts: readonly Post[], metrics: readonly DayFigures[]): Report['bestTimes'] {
  const groups = new Map<string, { network: NetworkName; hour: number; posts: number; engagements: number }>()
  for (const { id, account, slot } of posts) {
    const rows = metrics.filter(({ postId }) => postId === id)
    if (rows.length === 0) continue
    const hour = Number(slot.time.slice(0, 2))
    const key = `${account.network} ${hour}`
    const group = groups.get(key) ?? { network: account.network, hour, posts: 0, engagements: 0 }
    groups.set(key, {
      ...group,
      posts: group.posts + 1,
      engagements: group.engagements + sum(rows).engagements,
    })
  }
  return [...groups.values()]
    .filter((group) => group.posts >= 2)
    .map((group) => ({ ...group, engagements: group.engagements / group.posts }))
    .toSorted((a, b) => b.engagements - a.engagements || a.hour - b.hour)
}

function sum(rows: readonly Figures[]): Figures {
  return rows.reduce(
    (all, row) => ({
      impressions: all.impressions + row.impressions,
      engagements: all.engagements + row.engagements,
      clicks: all.clicks + row.clicks,
    }),
    { impressions: 0, engagements: 0, clicks: 0 },
  )
}
