import type { Account, AccountRef, Brand } from '../brand.ts'
import type { Finding } from '../finding.ts'
import type { Media } from '../post.ts'
import type { Slot } from '../slot.ts'

/**
 * One rule: what it finds in one variant. Pure and total: every text up to the length of a novel gets an answer.
 * Each file of this folder states its codes, severities and weights. A weight of 0.25 or less leaves an otherwise
 * clean variant at low risk, up to 0.4 makes it medium, more makes it high. `block` is for what must never go out.
 */
export type Guardrail = (variant: Judged, context: GuardContext) => readonly Finding[]

/** What of a variant is judged: what readers will get. */
export type Judged = { readonly text: string; readonly media: readonly Media[] }

/** Everything a guardrail may know besides the variant, as plain data. */
export type GuardContext = {
  readonly brand: Brand
  readonly account: Account
  readonly slot: Slot
  /** The instant of `slot`. */
  readonly dueAt: Date
  readonly now: Date
  readonly limits: Limits
  /** Of this text: its length in `limits.unit`, and its UTF-8 bytes. */
  readonly measured: { readonly length: number; readonly bytes: number }
  /** Of this text; see `TextReading` in ports. */
  readonly reading: { readonly language: string | null; readonly profanity: readonly string[] }
  /** The brand's other posts around this slot, in any order, this post not among them. */
  readonly recent: readonly RecentPost[]
}

/** A network's limits as numbers; see `NetworkLimits` in ports. */
export type Limits = {
  readonly maxLength: number
  readonly unit: string
  readonly maxBytes: number | null
  readonly maxHashtags: number | null
  readonly maxMedia: number
  readonly mediaRequired: boolean
}

/** Another post of the brand that is live, or may still become so. */
export type RecentPost = {
  readonly id: string
  readonly account: AccountRef
  readonly slot: Slot
  readonly dueAt: Date
  /** Of the chosen variant; null while nothing is written yet. */
  readonly text: string | null
  /** What its audience did so far; null where no figures have come in. */
  readonly audience: { readonly impressions: number; readonly engagements: number } | null
}

/** Posts of the same account. */
export function ofAccount(context: GuardContext): readonly RecentPost[] {
  const { network, handle } = context.account
  return context.recent.filter(
    ({ account }) => account.network === network && account.handle.toLowerCase() === handle.toLowerCase(),
  )
}

/** Text and alt texts: everything that readers will get as words. */
export function wordsOf(variant: Judged): readonly string[] {
  return [variant.text, ...variant.media.map(({ alt }) => alt)]
}
