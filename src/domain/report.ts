import type { NetworkName } from './brand.ts'

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
  readonly best: PostFigures | null
  readonly worst: PostFigures | null
  /** Mean engagements per post by network and local hour of the slot, best first. */
  readonly bestTimes: readonly {
    readonly network: NetworkName
    readonly hour: number
    readonly posts: number
    readonly engagements: number
  }[]
  readonly reliability: {
    readonly onTime: number
    readonly late: number
    readonly failed: number
    readonly unknown: number
  }
  readonly reviewing: {
    readonly medianMinutesToDecision: number | null
    readonly approvedUntouched: number
    readonly edited: number
    readonly rejected: number
    readonly expired: number
    /** Most frequent first. */
    readonly rejectionReasons: readonly { readonly reason: string; readonly count: number }[]
  }
  readonly modelCostUsd: number
  readonly auditHead: string
  readonly auditEntries: number
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
