import { chatNames, eachChat, type ChatName } from './chats.ts'

/** A brand file, parsed: who speaks, where, to whom, and who decides. Everything here is data; secrets are never in it. */
export type Brand = {
  /** Slug of the name, unique on a desk: `north-harbour-coffee`. */
  readonly id: string
  readonly name: string
  readonly positioning: string
  readonly audience: string
  readonly valuePropositions: readonly string[]
  /** What may be claimed. A claim that no fact covers is a finding. */
  readonly facts: readonly Fact[]
  readonly voice: Voice
  /** BCP 47, for example `en`, `de-CH`. */
  readonly language: string
  /** IANA name, for example `Europe/Berlin`. */
  readonly timeZone: string
  readonly pillars: readonly Pillar[]
  readonly ctas: readonly string[]
  readonly accounts: readonly Account[]
  readonly reviewers: readonly Reviewer[]
  /** Of many people whom the file does not name: what they share on a chat surface lets them review. */
  readonly groups: readonly ReviewerGroup[]
  readonly rooms: readonly Room[]
  readonly policy: Policy
}

export type Fact = { readonly text: string; readonly source: string }

export type Voice = {
  readonly tone: string
  readonly do: readonly string[]
  readonly dont: readonly string[]
  readonly bannedPhrases: readonly string[]
  /** Phrases that every post must contain, word for word (`#ad`). */
  readonly disclosures: readonly string[]
}

/** The six that a brand has unless it names its own. */
export const defaultPillarIds = [
  'education',
  'social_proof',
  'product',
  'behind_the_scenes',
  'thought_leadership',
  'community',
] as const

export type Pillar = {
  /** One of `defaultPillarIds`, or a custom slug. */
  readonly id: string
  readonly name: string
  /** Share of the calendar relative to the other pillars; 1 unless the brand says otherwise. */
  readonly weight: number
  /** What a custom pillar is about, in the brand's language; empty for the defaults. */
  readonly topics: readonly string[]
}

export const networkNames = [
  'x',
  'linkedin',
  'facebook',
  'instagram',
  'tiktok',
  'youtube',
  'google_business',
  'reddit',
  'email',
  'bluesky',
  'mastodon',
  'outbox',
] as const
export type NetworkName = (typeof networkNames)[number]

/** Names of networks as people write them. */
export const networkLabels: Readonly<Record<NetworkName, string>> = {
  x: 'X',
  linkedin: 'LinkedIn',
  facebook: 'Facebook',
  instagram: 'Instagram',
  tiktok: 'TikTok',
  youtube: 'YouTube',
  google_business: 'Google Business',
  reddit: 'Reddit',
  email: 'Email',
  bluesky: 'Bluesky',
  mastodon: 'Mastodon',
  outbox: 'Outbox',
}

export type AccountRef = { readonly network: NetworkName; readonly handle: string }

export function isSameAccount(a: AccountRef, b: AccountRef): boolean {
  return a.network === b.network && a.handle === b.handle
}

export type Account = AccountRef & {
  /** Local time of day of this account's slots, `HH:MM`. */
  readonly postingTime: string
  readonly postsPerWeek: number
  readonly minSpacingHours: number
  /** `outbox` rehearses: what is published goes to the local outbox folder. Otherwise the environment variable that holds the secret. */
  readonly credentials: 'outbox' | { readonly env: string }
}

/** What each may do is the table in `roles.ts`. */
export const roles = ['viewer', 'editor', 'approver', 'admin'] as const
export type Role = (typeof roles)[number]

export type Surface = 'web' | ChatName
export const surfaces: readonly Surface[] = ['web', ...chatNames]

export const surfaceLabels: Readonly<Record<Surface, string>> = {
  web: 'the web page',
  ...eachChat(({ label }) => label),
}

export type Reviewer = {
  readonly name: string
  readonly roles: readonly Role[]
  /** The person's id on each chat surface. The web page knows people by name. */
  readonly ids: Readonly<Partial<Record<Surface, string>>>
  /** IANA name: nobody is reminded in their night. The brand's zone unless given. */
  readonly timeZone?: string
}

/** Everybody who holds one role of a chat surface at the moment of a click. Each is a person of their own. */
export type ReviewerGroup = {
  /** As the brand's people call it. */
  readonly name: string
  readonly roles: readonly Role[]
  readonly surface: Exclude<Surface, 'web'>
  /** Of the role on that surface. */
  readonly id: string
  /** IANA name: the night of the group. The brand's zone unless given. */
  readonly timeZone?: string
}

export type Room = { readonly surface: Surface; readonly channel: string }

export type Policy = {
  /** How many different people must approve, by risk. */
  readonly approvals: Readonly<Record<'low' | 'medium' | 'high', number>>
  /** A post in review that nobody decides within this time expires. */
  readonly expireAfterMs: number
  /** An approved post that could not be sent for longer than this after its slot is held, not sent. */
  readonly lateToleranceMs: number
  /** An approval may be undone until this long before the slot. */
  readonly undoWindowMs: number
  /** In a demonstration only: a late approval is offered a slot this soon, whatever else is due, and not the account's next free one. */
  readonly offerSoonMs?: number
  /** Local time of day at which the day's posts are drafted, `HH:MM`. */
  readonly draftAt: string
  /** Hosts that links may point to (subdomains included); empty means any. */
  readonly linkHosts: readonly string[]
  readonly dailyModelBudgetUsd: number
  /** Absent: nobody is reminded. `escalateTo`: the reviewer who hears of it when time runs short, by name; null for nobody. */
  readonly reminders?: { readonly escalateTo: string | null }
}
