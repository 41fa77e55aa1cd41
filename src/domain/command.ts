import type { Actor, Draft, Person, Remote, Variant } from './post.ts'
import type { Slot } from './slot.ts'
import type { Turn } from './turn.ts'

/** What a person may ask of a post. `version` is the one they saw. */
export type ReviewCommand =
  | { readonly type: 'approve'; readonly actor: Person; readonly version: number }
  | { readonly type: 'choose'; readonly actor: Person; readonly version: number; readonly variant: string }
  /** `variant` carries the new text and the findings of the guardrails on it. */
  | { readonly type: 'edit'; readonly actor: Person; readonly version: number; readonly variant: Variant }
  | {
      readonly type: 'reject'
      readonly actor: Person
      readonly version: number
      readonly reason: string
      readonly note: string | null
    }
  | {
      readonly type: 'regenerate'
      readonly actor: Person
      readonly version: number
      readonly note: string | null
    }
  /** `variants` carry the findings of the guardrails for the new slot. */
  | {
      readonly type: 'reslot'
      readonly actor: Actor
      readonly version: number
      readonly slot: Slot
      readonly variants: readonly Variant[]
    }
  | { readonly type: 'hold'; readonly actor: Person; readonly version: number; readonly reason: string }
  | { readonly type: 'release'; readonly actor: Person; readonly version: number }
  | { readonly type: 'undo'; readonly actor: Person; readonly version: number }
  | { readonly type: 'retry'; readonly actor: Actor; readonly version: number }
  | {
      readonly type: 'answer'
      readonly actor: Person
      readonly version: number
      readonly answer: 'live' | 'absent' | 'leave'
      readonly permalink: string | null
    }

/** What the desk itself does with a post. */
export type DeskCommand =
  | {
      readonly type: 'start_drafting'
      readonly actor: Actor
      /** Also what is in review already, as long as nobody has approved or edited it. */
      readonly again: boolean
    }
  | { readonly type: 'finish_drafting'; readonly actor: Actor; readonly draft: Draft }
  | { readonly type: 'fail_drafting'; readonly actor: Actor; readonly reason: string }
  | { readonly type: 'expire'; readonly actor: Actor }
  /** Hold an approved post that may not go out: too late, no longer what was approved, or for the publisher's own `reason`. */
  | { readonly type: 'withhold'; readonly actor: Actor; readonly reason?: string | null }
  /** `hash` is the publisher's own, over what it is about to send. `turn`: beside what else its account sends, where there is such. */
  | {
      readonly type: 'begin_send'
      readonly actor: Actor
      readonly hash: string
      readonly timeoutMs: number
      readonly turn?: Turn
    }
  | {
      readonly type: 'record_outcome'
      readonly actor: Actor
      readonly fence: number
      readonly outcome: Outcome
    }
  /** Of an attempt whose deadline has passed without an outcome: whoever sent it is gone. */
  | { readonly type: 'interrupt'; readonly actor: Actor }
  /** `fence`: of the attempt that the lookup was about. */
  | { readonly type: 'settle'; readonly actor: Actor; readonly fence: number; readonly lookup: Lookup }

export type Command = ReviewCommand | DeskCommand

/** What a network said to one attempt. Anything that is neither a clear yes nor a definite no is `unknown`. */
export type Outcome =
  | { readonly kind: 'published'; readonly remote: Remote }
  | { readonly kind: 'refused'; readonly reason: string; readonly retryAt: Date | null }
  | { readonly kind: 'unknown'; readonly reason: string }

/** What a network said when asked whether a post is live. */
export type Lookup =
  | { readonly kind: 'live'; readonly remote: Remote }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unclear'; readonly reason: string }
