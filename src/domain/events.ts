import type { Base, Draft, Post, Variant, Approval, Actor } from './post.ts'
import type { LedgerEvent } from './ledger.ts'
import type { Slot } from './slot.ts'

/** What happened to a post. Past tense; folded by `evolve`; every one becomes an audit entry. */
export type PostEvent =
  | { readonly type: 'planned'; readonly base: Omit<Base, 'revision'> }
  /** `inPass`: whoever drafts the day writes it as well; no job has to. */
  | {
      readonly type: 'drafting_started'
      readonly at: Date
      readonly note: string | null
      readonly inPass?: true
    }
  | { readonly type: 'drafted'; readonly draft: Draft; readonly version: number; readonly expiresAt: Date }
  | { readonly type: 'drafting_failed'; readonly reason: string; readonly expiresAt: Date }
  | {
      readonly type: 'variant_chosen'
      readonly variant: string
      readonly version: number
      readonly expiresAt: Date
    }
  | {
      readonly type: 'edited'
      /** The text that was replaced: what the word diff and the copywriter's lessons start from. */
      readonly before: string
      readonly variants: readonly Variant[]
      readonly chosen: string
      readonly by: string
      /** Names of the images that this edit touched; absent where it touched none. */
      readonly images?: ImageChanges
      readonly version: number
      readonly expiresAt: Date
    }
  /** `variants` carry findings judged for the new slot. */
  | {
      readonly type: 'slot_moved'
      readonly from: Slot
      readonly slot: Slot
      readonly dueAt: Date
      readonly variants: readonly Variant[]
      readonly version: number
      readonly expiresAt: Date
    }
  | { readonly type: 'approval_given'; readonly approval: Approval; readonly needed: number }
  | { readonly type: 'approved' }
  | {
      readonly type: 'rejected'
      readonly text: string
      readonly reason: string
      readonly note: string | null
    }
  | { readonly type: 'held'; readonly reason: string; readonly expiresAt: Date }
  | { readonly type: 'released'; readonly to: 'in_review' | 'approved' }
  | { readonly type: 'undone'; readonly from: 'approved' | 'rejected'; readonly expiresAt: Date }
  | { readonly type: 'expired' }
  | { readonly type: 'left' }
  | LedgerEvent

/** `described`: with other words for those who cannot see them. */
export type ImageChanges = {
  readonly attached: readonly string[]
  readonly removed: readonly string[]
  readonly described: readonly string[]
}

/** One decision as it is committed: the state before and after it, and what happened in between. */
export type Change = {
  readonly post: Post
  readonly events: readonly PostEvent[]
  readonly actor: Actor
  readonly at: Date
  /** Revision of the row that the decision was based on; 0 for a post that is not there yet. */
  readonly expectedRevision: number
  /** The commit must fail with a `frozen` refusal if brand or desk are frozen in the same transaction. */
  readonly unlessFrozen: boolean
}
