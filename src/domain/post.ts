import type { AccountRef, Role, Surface } from './brand.ts'
import type { Finding, Risk } from './finding.ts'
import { canonicalJson, sha256 } from './hash.ts'
import type { Publication } from './ledger.ts'
import type { Slot } from './slot.ts'

/** What fills one slot of one account. `status` is written by `evolve` only. */
export type Post =
  | (Base & { readonly status: 'planned' })
  /**
   * `revising` is what was in review when new variants were asked for; null on the first draft. `inPass`: whoever drafts
   * the day has taken it up again, and writes it unless that pass dies.
   */
  | (Base & {
      readonly status: 'drafting'
      readonly startedAt: Date
      readonly note: string | null
      readonly revising: Draft | null
      readonly inPass?: true
    })
  | (Base & { readonly status: 'draft_failed'; readonly reason: string })
  | (Base &
      Draft & {
        readonly status: 'in_review'
        readonly approvals: readonly Approval[]
        readonly expiresAt: Date
      })
  | (Base & Draft & { readonly status: 'approved'; readonly approvals: readonly Approval[] })
  | (Base & Draft & Held)
  | (Base & Draft & { readonly status: 'rejected'; readonly reason: string; readonly note: string | null })
  | (Base & { readonly status: 'expired'; readonly draft: Draft | null })
  | (Base & Draft & { readonly status: 'publishing'; readonly approvals: readonly Approval[] })
  | (Base &
      Draft & {
        readonly status: 'published'
        readonly remote: Remote
        readonly publishedAt: Date
        readonly approvals: readonly Approval[]
      })
  | (Base &
      Draft & {
        readonly status: 'unknown'
        readonly approvals: readonly Approval[]
        readonly since: Date
        readonly reason: string
      })
  | (Base &
      Draft & {
        readonly status: 'needs_human'
        readonly approvals: readonly Approval[]
        readonly reason: string
        readonly left: boolean
      })
  | (Base &
      Draft & {
        readonly status: 'publish_failed'
        readonly approvals: readonly Approval[]
        readonly reason: string
        readonly retryAt: Date | null
      })

export type PostStatus = Post['status']
export type PostIn<S extends PostStatus> = Extract<Post, { status: S }>

export type Base = {
  readonly id: string
  readonly brand: string
  readonly account: AccountRef
  readonly slot: Slot
  /** The instant of `slot`. */
  readonly dueAt: Date
  readonly brief: Brief
  /** Of the content: rises whenever anything that is hashed changes. What a button carries and an approval names. */
  readonly version: number
  /** Of the row: rises with every commit. Guards against two writers. */
  readonly revision: number
  readonly publications: readonly Publication[]
  /** Made by the simulator, and shown as such everywhere. */
  readonly simulated: boolean
}

/** What the calendar asks of one post. All are slugs of the strategist's vocabulary, but `cta`, which is the brand's own words. */
export type Brief = {
  readonly pillar: string
  readonly angle: string
  readonly hook: string
  readonly cta: string
  readonly format: string
}

export type Draft = {
  readonly variants: readonly Variant[]
  /** Id of the variant that would go out. */
  readonly chosen: string
  /** Pseudonymous id of the person who last edited any variant, who may not approve the post. */
  readonly editedBy: string | null
  readonly writer: Writer
}

export type Variant = {
  /** `a`, `b`, `c`, ... */
  readonly id: string
  readonly text: string
  readonly media: readonly Media[]
  readonly hook: string
  readonly angle: string
  readonly cta: string
  readonly findings: readonly Finding[]
  readonly risk: Risk
  /** Pseudonymous id of the person who last edited this variant, who may not approve it; absent where nobody has. */
  readonly editedBy?: string
}

export type Media = {
  readonly name: string
  readonly sha256: string
  readonly mimeType: string
  readonly alt: string
}

/** Who wrote the variants, at what price, and why it was not the model where it was not. */
export type Writer = {
  readonly kind: 'model' | 'twin'
  /** Model id, or `offline twin`. */
  readonly name: string
  readonly promptVersion: string
  readonly inputTokens: number
  readonly outputTokens: number
  readonly costUsd: number
  /** Why the twin wrote: one sentence fit to show; null when the model wrote. */
  readonly fallback: string | null
}

type Held = {
  readonly status: 'held'
  readonly approvals: readonly Approval[]
  readonly reason: string
  readonly expiresAt: Date
}

/** Bound to the hash of exactly what was seen. */
export type Approval = {
  readonly version: number
  readonly hash: string
  readonly person: string
  readonly surface: Surface
  readonly at: Date
}

/** A post as the network knows it. */
export type Remote = { readonly id: string; readonly permalink: string | null }

/** Who acts. A person is named by a pseudonymous id; the name stands beside the audit chain, not in it. */
export type Actor =
  | {
      readonly kind: 'person'
      readonly id: string
      readonly roles: readonly Role[]
      readonly surface: Surface
    }
  | { readonly kind: 'agent'; readonly id: string }
  | { readonly kind: 'system'; readonly id: string }

/** The exact thing that goes out. */
export type Content = Pick<Base, 'account' | 'slot'> & Pick<Variant, 'text' | 'media'>

export type Person = Extract<Actor, { kind: 'person' }>

/** SHA-256 over text, media bytes, alt texts, account and slot. An approval, the ledger and the publisher compare this. */
export function contentHash(content: Content): string {
  const { account, slot, text, media } = content
  return sha256(
    canonicalJson({
      account: { network: account.network, handle: account.handle },
      slot,
      text,
      media: media.map(({ sha256: bytes, mimeType, alt }) => ({ bytes, mimeType, alt })),
    }),
  )
}

/** The variant that would go out. */
export function chosenVariant(draft: Draft): Variant {
  const variant = draft.variants.find(({ id }) => id === draft.chosen)
  if (!variant) throw new Error(`draft has no variant ${draft.chosen}`)
  return variant
}

/** The variant that would go out, of a post in any state that has a draft. */
export function chosenOf(post: Post): Variant | null {
  const draft = draftOf(post)
  return draft && chosenVariant(draft)
}

export function contentOf(post: Base & Draft): Content {
  const { text, media } = chosenVariant(post)
  return { account: post.account, slot: post.slot, text, media }
}

/** States whose content may be changed: nothing of this version is on its way. */
export const openStatuses = ['in_review', 'approved', 'held', 'publish_failed'] as const

/** The draft of a post in any state that has one. */
export function draftOf(post: Post): Draft | null {
  switch (post.status) {
    case 'planned':
    case 'draft_failed':
      return null
    case 'drafting':
      return post.revising
    case 'expired':
      return post.draft
    case 'in_review':
    case 'approved':
    case 'held':
    case 'rejected':
    case 'publishing':
    case 'published':
    case 'unknown':
    case 'needs_human':
    case 'publish_failed':
      return { variants: post.variants, chosen: post.chosen, editedBy: post.editedBy, writer: post.writer }
  }
}

/** SHA-256 of every image that any variant of a post names. */
export function imagesOf(post: Post): readonly string[] {
  const variants = draftOf(post)?.variants ?? []
  return [...new Set(variants.flatMap(({ media }) => media.map(({ sha256: bytes }) => bytes)))]
}
