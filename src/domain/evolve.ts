import type { PostEvent } from './events.ts'
import { evolveLedger, publicationId, type LedgerEvent, type Publication } from './ledger.ts'
import { draftOf, type Base, type Draft, type Post, type PostIn, type PostStatus } from './post.ts'

/** Folds events into a post: the only place in which `status` is written. Throws where the life of a post has no such edge. */
export function evolve(post: Post | null, events: readonly PostEvent[]): Post {
  let state = post
  for (const event of events) state = step(state, event)
  if (!state) throw new Error('no events, no post')
  return { ...state, revision: (post?.revision ?? 0) + 1 }
}

function step(post: Post | null, event: PostEvent): Post {
  if (event.type === 'planned') return { ...event.base, revision: 0, status: 'planned' }
  if (!post) throw new Error(`${event.type} without a post`)
  switch (event.type) {
    case 'drafting_started':
      return {
        ...baseOf(post),
        status: 'drafting',
        startedAt: event.at,
        note: event.note,
        revising: draftOf(post),
      }
    case 'drafted':
      return { ...inReview(post, event.draft, event.expiresAt), version: event.version }
    case 'drafting_failed': {
      const { revising } = only(post, event, 'drafting')
      return revising
        ? inReview(post, revising, event.expiresAt)
        : { ...baseOf(post), status: 'draft_failed', reason: event.reason }
    }
    case 'variant_chosen':
      return {
        ...inReview(post, { ...drafted(post), chosen: event.variant }, event.expiresAt),
        version: event.version,
      }
    case 'edited': {
      const draft = { ...drafted(post), variants: event.variants, chosen: event.chosen, editedBy: event.by }
      return { ...inReview(post, draft, event.expiresAt), version: event.version }
    }
    case 'slot_moved': {
      const { slot, dueAt, version } = event
      if (post.status === 'planned') return { ...post, slot, dueAt }
      return {
        ...inReview(post, { ...drafted(post), variants: event.variants }, event.expiresAt),
        slot,
        dueAt,
        version,
      }
    }
    case 'approval_given': {
      const reviewed = only(post, event, 'in_review')
      return { ...reviewed, approvals: [...reviewed.approvals, event.approval] }
    }
    case 'approved': {
      const { approvals, ...reviewed } = only(post, event, 'in_review')
      return {
        ...baseOf(reviewed),
        ...drafted(post),
        publications: readied(reviewed, approvals[0]?.hash ?? ''),
        status: 'approved',
        approvals,
      }
    }
    case 'rejected':
      return {
        ...baseOf(post),
        ...drafted(post),
        publications: withoutUnsent(post),
        status: 'rejected',
        reason: event.reason,
        note: event.note,
      }
    case 'held': {
      const { approvals } = only(post, event, 'in_review', 'approved', 'publish_failed')
      return {
        ...baseOf(post),
        ...drafted(post),
        status: 'held',
        approvals,
        reason: event.reason,
        expiresAt: event.expiresAt,
      }
    }
    case 'released': {
      const held = only(post, event, 'held')
      const rest = { ...baseOf(held), ...drafted(held), approvals: held.approvals }
      return event.to === 'approved'
        ? { ...rest, status: 'approved' }
        : { ...rest, status: 'in_review', expiresAt: held.expiresAt }
    }
    case 'undone':
      return inReview(only(post, event, 'approved', 'rejected'), drafted(post), event.expiresAt)
    case 'expired':
      return { ...baseOf(post), publications: withoutUnsent(post), status: 'expired', draft: draftOf(post) }
    case 'left':
      return {
        ...only(post, event, 'needs_human', 'unknown'),
        ...drafted(post),
        status: 'needs_human',
        left: true,
        reason: reasonOf(post),
      }
    case 'readied':
    case 'sending_started':
    case 'published':
    case 'refused':
    case 'outcome_unknown':
    case 'looked_up':
    case 'settled_live':
    case 'settled_absent':
    case 'person_needed':
    case 'retried':
      return ledgerStep(post, event)
  }
}

/** The post follows the row of its current version. */
function ledgerStep(post: Post, event: LedgerEvent): Post {
  const row = currentPublication(post)
  const next = evolveLedger(row, event)
  const publications = [...post.publications.filter((one) => one !== row), next]
  const rest = { ...baseOf(post), ...drafted(post), publications, approvals: approvalsOf(post) }
  switch (event.type) {
    case 'readied':
      return { ...post, publications }
    case 'sending_started':
      return { ...rest, status: only(post, event, 'approved') && 'publishing' }
    case 'published':
    case 'settled_live':
      return { ...rest, status: 'published', remote: event.remote, publishedAt: event.at }
    case 'refused':
      return { ...rest, status: 'publish_failed', reason: event.reason, retryAt: event.retryAt }
    case 'outcome_unknown':
      return { ...rest, status: 'unknown', since: event.at, reason: event.reason }
    case 'looked_up':
      return { ...only(post, event, 'unknown'), publications }
    case 'settled_absent':
    case 'retried':
      return { ...rest, status: 'approved' }
    case 'person_needed':
      return { ...rest, status: 'needs_human', reason: event.reason, left: false }
  }
}

/** The ledger row of the version that is current, if it has been approved. */
export function currentPublication(post: Post): Publication | null {
  return post.publications.find(({ version }) => version === post.version) ?? null
}

function inReview(post: Post, draft: Draft, expiresAt: Date): PostIn<'in_review'> {
  return {
    ...baseOf(post),
    ...draft,
    publications: withoutUnsent(post),
    status: 'in_review',
    approvals: [],
    expiresAt,
  }
}

function readied(post: Base, hash: string): readonly Publication[] {
  if (post.publications.some(({ version }) => version === post.version)) return post.publications
  const id = publicationId(post.id, post.version)
  return [...post.publications, evolveLedger(null, { type: 'readied', id, version: post.version, hash })]
}

/** A row from which nothing has been tried is only an approval's shadow: it goes when the approval goes. */
function withoutUnsent(post: Post): readonly Publication[] {
  return post.publications.filter(({ fence }) => fence > 0)
}

function baseOf(post: Base): Base {
  const { id, brand, account, slot, dueAt, brief, version, revision, publications, simulated } = post
  return { id, brand, account, slot, dueAt, brief, version, revision, publications, simulated }
}

function drafted(post: Post): Draft {
  const draft = draftOf(post)
  if (!draft) throw new Error(`post ${post.id} is ${post.status} and has no draft`)
  return draft
}

function approvalsOf(post: Post) {
  return 'approvals' in post ? post.approvals : []
}

function reasonOf(post: Post): string {
  return 'reason' in post && post.reason ? post.reason : ''
}

function only<S extends PostStatus>(post: Post, event: PostEvent, ...allowed: readonly S[]): PostIn<S> {
  if (!(allowed as readonly string[]).includes(post.status)) {
    throw new Error(`the life of a post has no edge from ${post.status} by ${event.type} (${post.id})`)
  }
  return post as PostIn<S>
}
