import type { NetworkName } from '../domain/brand.ts'
import type { Finding, RiskLevel } from '../domain/finding.ts'
import type { ImageLimits } from '../domain/image.ts'
import type { Media, PostStatus } from '../domain/post.ts'
import type { Slot } from '../domain/slot.ts'
import type { Press } from './action.ts'

/**
 * Cards are what a room shows, as plain data: every surface renders the same values in its own way. Times stay `Date`s,
 * because each surface has its own way to write them; texts are raw, because each has its own way to make them inert.
 */
export type PostCard = {
  readonly kind: 'post'
  readonly id: string
  readonly brand: string
  /** What was seen: every button carries it. */
  readonly version: number
  readonly revision: number
  readonly network: NetworkName
  readonly networkLabel: string
  readonly handle: string
  readonly slot: Slot
  readonly dueAt: Date
  readonly status: PostStatus
  readonly state: StateView
  /** Pillar, angle, hook and format in words. */
  readonly brief: readonly string[]
  readonly draft: DraftView | null
  readonly approvals: ApprovalsView | null
  /** The latest edit, while it is what would go out. */
  readonly lastEdit: HistoryLine | null
  /** Oldest first. */
  readonly history: readonly HistoryLine[]
  readonly simulated: boolean
  readonly permalink: string | null
  /** How it has done since it went out; null as long as nobody knows. */
  readonly figures: PostFiguresView | null
  /** What may be asked for now, most likely first. */
  readonly buttons: readonly Button[]
}

/** How a state feels: waiting for a person, going well, in motion, in trouble, or over. */
export type Tone = 'waiting' | 'good' | 'moving' | 'bad' | 'quiet'

export type StateView = {
  readonly label: string
  readonly tone: Tone
  /** One sentence that says where the post stands and what it waits for. */
  readonly sentence: string
  /** The moment that matters next, or mattered last. */
  readonly when: { readonly label: string; readonly at: Date } | null
}

export type DraftView = {
  readonly chosen: VariantView
  readonly others: readonly VariantView[]
  readonly writer: WriterView
  /** What images the network takes with one post. */
  readonly takes: ImageLimits & { readonly most: number }
}

export type VariantView = {
  readonly id: string
  readonly text: string
  /** Length as the network counts it, its limit, and what is counted. */
  readonly count: number
  readonly limit: number
  readonly unit: string
  readonly media: readonly Media[]
  readonly brief: readonly string[]
  /** Most severe first. */
  readonly findings: readonly Finding[]
  readonly risk: RiskView
  /** Null for the variant that is chosen, and where choosing is over. */
  readonly choose: Button | null
}

export type RiskView = {
  readonly level: RiskLevel
  readonly label: string
  readonly blocked: boolean
  readonly confidence: number
  /** The arithmetic: `1.00 − 0.15 − 0.15 = 0.70`. */
  readonly sum: string
}

/** Sums of all days that have figures. */
export type PostFiguresView = {
  readonly impressions: number
  readonly engagements: number
  readonly clicks: number
  /** The latest of those days, `YYYY-MM-DD` in the brand's zone. */
  readonly through: string
  readonly simulated: boolean
}

export type ApprovalsView = {
  readonly given: number
  readonly needed: number
  readonly people: readonly string[]
}

export type WriterView = {
  readonly name: string
  readonly kind: 'model' | 'twin'
  /** Why it was not the model. */
  readonly why: string | null
  readonly tokens: number
  readonly costUsd: number
}

export type HistoryLine = {
  readonly at: Date
  readonly who: string
  /** What they did, to be read after `who`: `approved it`. */
  readonly what: string
  /** Word by word, where a text was changed. */
  readonly diff: readonly DiffPart[] | null
  /** The version that came of it, where one did. */
  readonly version: VersionView | null
  /** Where it went live; null for any other line, and where the network has no link. */
  readonly permalink: string | null
}

export type DiffPart = { readonly kind: 'same' | 'added' | 'removed'; readonly text: string }

export type VersionView = { readonly version: number; readonly text: string; readonly slot: Slot }

export type Button = {
  readonly press: Press
  readonly label: string
  readonly style: 'primary' | 'plain' | 'danger'
  /** What has to be confirmed first; names what is risky. */
  readonly confirm: string | null
  /** Until when it may be pressed. */
  readonly until: Date | null
}

/** The head of a day: one message per brand and day, edited in place. */
export type DayCard = {
  readonly kind: 'day'
  readonly brand: string
  readonly brandName: string
  readonly date: string
  readonly zone: string
  /** Posts that wait for a decision, by risk; blocked ones apart. */
  readonly waiting: Readonly<Record<RiskLevel | 'blocked', number>>
  readonly approved: number
  readonly published: number
  /** Posts that need a person for another reason: unknown, refused, not drafted. */
  readonly troubled: number
  readonly freeze: {
    readonly desk: boolean
    readonly by: string
    readonly reason: string | null
    readonly at: Date
  } | null
  readonly drafting: DraftingView | null
  readonly notices: readonly { readonly key: string; readonly text: string; readonly at: Date }[]
}

export type DraftingView = {
  readonly date: string
  readonly done: number
  readonly failed: number
  readonly total: number
  /** Estimate from the pace of this pass, or of the latest ones; null where there is nothing to go by. */
  readonly leftMs: number | null
}

export type ReportCard = {
  readonly kind: 'report'
  readonly brand: string
  readonly brandName: string
  readonly week: string
  readonly from: string
  readonly to: string
  readonly simulated: boolean
  readonly figures: readonly FigureView[]
  readonly networks: readonly FigureRow[]
  readonly days: readonly FigureRow[]
  readonly best: ReportPost | null
  readonly worst: ReportPost | null
  readonly bestTimes: readonly {
    readonly network: string
    readonly hour: string
    readonly posts: number
    readonly engagements: number
  }[]
  readonly reliability: readonly Pair[]
  readonly reviewing: readonly Pair[]
  readonly reasons: readonly { readonly reason: string; readonly count: number }[]
  readonly cost: string
  readonly auditHead: string
  readonly auditEntries: number
}

export type Pair = { readonly label: string; readonly value: string }

export type FigureView = {
  readonly label: string
  readonly value: string
  readonly before: string
  /** `+12 %`; null where there is nothing to compare with. */
  readonly change: string | null
  readonly direction: 'up' | 'down' | 'level'
}

/** A row of a table of figures: impressions, engagements, clicks, CTR, each with the change against the week before. */
export type FigureRow = { readonly label: string; readonly figures: readonly FigureView[] }

export type ReportPost = {
  readonly postId: string
  readonly network: string
  readonly text: string
  readonly impressions: number
  readonly engagements: number
  readonly clicks: number
}
