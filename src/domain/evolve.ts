import type { PostEvent } from './events.ts'
import { evolveLedger, publicationId, type LedgerEvent, type Publication } from './ledger.ts'
import {
  draftOf,
  openStatuses,
  type Approval,
  type Base,
  type Draft,
  type Post,
  type PostIn,
  type PostStatus,
} from './post.ts'

/** Folds events into a post: the only place in which `status` is written. Throws where the life of a post has no such edge. */
export function evolve(post: Post | null, events: readonly PostEvent[]): Post {
  let state = post
  for (const event of events) state = step(state, event)
  if (!state) throw new Error('no events, no post')
  return { ...state, revision: (post?.revision ?? 0) + 1 }
}

function step(post: Post | null, event: PostEvent): Post {
  if (event.type === 'planned') {
    if (post) throw new Error(`post ${post.id} was planned already`)
    return { ...event.base, revision: 0, status: 'planned' }
  }
  if (!post) throw new Error(`${event.type} without a post`)
  assertEdge(post, event)
  switch (event.type) {
    case 'drafting_started':
      return {
        ...baseOf(post),
        status: 'drafting',
        startedAt: event.at,
        note: event.note,
        revising: draftOf(post),
        ...(event.inPass ? { inPass: true } : {}),
      }
    case 'drafted':
      return { ...inReview(post, event.draft, event.expiresAt), version: event.version }
    case 'drafting_failed': {
      const { revising } = at(post, event)
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
      // Nothing has been drafted: it waits for its day again, also if it had expired.
      if (!draftOf(post)) return { ...baseOf(post), status: 'planned', slot, dueAt, version }
      return {
        ...inReview(post, { ...drafted(post), variants: event.variants }, event.expiresAt),
        slot,
        dueAt,
        version,
      }
    }
    case 'approval_given': {
      const reviewed = at(post, event)
      return { ...reviewed, approvals: [...reviewed.approvals, event.approval] }
    }
    case 'approved': {
      const { approvals } = at(post, event)
      return {
        ...baseOf(post),
        ...drafted(post),
        publications: readied(post, approvals),
        status: 'approved',
        approvals,
      }
    }
    case 'rejected':
      return {
        ...baseOf(post),
        ...drafted(post),
        status: 'rejected',
        reason: event.reason,
        note: event.note,
      }
    case 'held': {
      const { approvals } = at(post, event)
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
      const held = at(post, event)
      const rest = { ...baseOf(held), ...drafted(held), approvals: held.approvals }
      return event.to === 'approved'
        ? { ...rest, status: 'approved' }
        : {
            ...rest,
            publications: withoutUnsent(post),
            status: 'in_review',
            expiresAt: held.expiresAt,
          }
    }
    case 'undone':
      return inReview(post, drafted(post), event.expiresAt)
    case 'expired':
      return { ...baseOf(post), publications: withoutUnsent(post), status: 'expired', draft: draftOf(post) }
    case 'left':
      return { ...at(post, event), left: true }
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
      return { ...rest, status: 'publishing' }
    case 'published':
    case 'settled_live':
      return { ...rest, status: 'published', remote: event.remote, publishedAt: event.at }
    case 'refused':
      return { ...rest, status: 'publish_failed', reason: event.reason, retryAt: event.retryAt }
    case 'outcome_unknown':
      return { ...rest, status: 'unknown', since: event.at, reason: event.reason }
    case 'looked_up':
      return { ...at(post, event), publications }
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

function readied(post: Base, approvals: readonly Approval[]): readonly Publication[] {
  const hash = approvals.at(-1)?.hash
  if (!hash) throw new Error(`post ${post.id} was approved by nobody`)
  // An undone approval may leave a row that has been tried: it keeps its fence.
  if (post.publications.some(({ version }) => version === post.version)) {
    return post.publications.map((row) => (row.version === post.version ? { ...row, hash } : row))
  }
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

/** The edges of a post's life: from which states each event may happen. */
const edges = {
  drafting_started: ['planned', 'draft_failed', 'drafting', 'in_review', 'held', 'rejected'],
  drafted: ['drafting'],
  drafting_failed: ['drafting'],
  variant_chosen: openStatuses,
  edited: openStatuses,
  slot_moved: ['planned', 'expired', ...openStatuses],
  approval_given: ['in_review'],
  approved: ['in_review'],
  rejected: ['in_review'],
  held: ['in_review', 'approved', 'publish_failed'],
  released: ['held'],
  undone: ['approved', 'rejected'],
  expired: ['planned', 'drafting', 'draft_failed', 'in_review', 'held'],
  left: ['needs_human'],
  // Comes with the approval, never by itself.
  readied: [],
  sending_started: ['approved'],
  // A late yes finds the post wherever it has got to since its attempt was given up.
  published: [
    'publishing',
    'unknown',
    'needs_human',
    'approved',
    'in_review',
    'held',
    'rejected',
    'expired',
    'drafting',
  ],
  refused: ['publishing'],
  outcome_unknown: ['publishing'],
  looked_up: ['unknown'],
  settled_live: ['unknown', 'needs_human'],
  settled_absent: ['unknown', 'needs_human'],
  person_needed: ['unknown'],
  retried: ['publish_failed'],
} as const satisfies Record<Exclude<PostEvent['type'], 'planned'>, readonly PostStatus[]>

type Edges = typeof edges

function assertEdge(post: Post, event: { readonly type: keyof Edges }): void {
  const from: readonly PostStatus[] = edges[event.type]
  if (from.includes(post.status)) return
  throw new Error(`the life of a post has no edge from ${post.status} by ${event.type} (${post.id})`)
}

/** The post, known to be in one of the states in which `event` may happen. */
function at<T extends keyof Edges>(post: Post, _event: { readonly type: T }): PostIn<Edges[T][number]> {
  return post as PostIn<Edges[T][number]>
}
