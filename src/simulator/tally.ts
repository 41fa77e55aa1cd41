import type { AuditEntry } from '../domain/audit.ts'
import { chosenVariant, draftOf, type Post } from '../domain/post.ts'
import { nearDuplicateFrom, similarity, similarityCeiling, trigramsOf } from '../domain/similarity.ts'
import type { Live } from './networks.ts'

export type Tally = {
  readonly posts: number
  /** All that were written, those replaced by new ones included. */
  readonly variants: number
  /** Posts that were approved at some time. */
  readonly approved: number
  /** Posts that were rejected at some time. */
  readonly rejected: number
  /** Posts that are live. */
  readonly published: number
  /** Live content that no standing approval covered when its attempt began. */
  readonly unapprovedPublished: number
  /** Copies of a post beyond the first. */
  readonly duplicates: number
  /** Posts that were approved and are due, but are neither live nor in a state in which a person sees why not. */
  readonly lost: number
  /** Attempts of unknown outcome of which it was found out whether they are live. */
  readonly unknownSettled: number
  /** Attempts of which a person was asked. */
  readonly needsHuman: number
  /** Pairs of chosen texts that are near duplicates, over all pairs. */
  readonly nearDuplicateRate: number
}

/** Compares what is live with what the audit trail allows and the store tells. Believes nothing else. */
export function tally(input: {
  readonly posts: readonly Post[]
  readonly trail: readonly AuditEntry[]
  readonly live: readonly Live[]
  readonly variants: number
  readonly now: Date
}): Tally {
  const { posts, trail, live, now } = input
  const stories = new Map<string, AuditEntry[]>()
  for (const entry of trail) stories.set(entry.subject, [...(stories.get(entry.subject) ?? []), entry])
  const subjectsOf = (action: string) =>
    new Set(trail.filter((entry) => entry.action === action).map(({ subject }) => subject))
  const count = (...actions: readonly string[]) =>
    trail.filter(({ action }) => actions.includes(action)).length
  const liveIds = new Set(live.map(({ postId }) => postId))
  const approved = subjectsOf('approved')
  return {
    posts: posts.length,
    variants: input.variants,
    approved: approved.size,
    rejected: subjectsOf('rejected').size,
    published: liveIds.size,
    unapprovedPublished: live.filter((one) => !isCovered(one, stories.get(one.postId) ?? [])).length,
    duplicates: live.length - liveIds.size,
    lost: posts.filter((post) => approved.has(post.id) && isLost(post, liveIds.has(post.id), now)).length,
    unknownSettled: count('settled_live', 'settled_absent'),
    needsHuman: count('person_needed'),
    nearDuplicateRate: nearDuplicateRate(posts),
  }
}

/** Whether the trail, read up to the intent of that attempt, holds enough approvals of exactly this content. */
function isCovered(live: Live, story: readonly AuditEntry[]): boolean {
  const intents = story.filter(({ action, at }) => action === 'sending_started' && at <= live.sentAt)
  const intent = intents.at(-1)
  if (!intent) return false
  let people = new Set<string>()
  let needed = Number.POSITIVE_INFINITY
  let isApproved = false
  for (const { action, actor, facts, seq } of story) {
    if (seq >= intent.seq) break
    if (voiding.has(action)) {
      people = new Set()
      isApproved = false
    }
    if (action === 'approval_given') {
      const approval = JSON.parse(facts) as { hash: string; needed: number }
      if (approval.hash === live.hash && actor.startsWith('person:')) people.add(actor)
      needed = approval.needed
    }
    if (action === 'approved') isApproved = true
  }
  return isApproved && people.size >= needed
}

const voiding: ReadonlySet<string> = new Set([
  'drafting_started',
  'drafted',
  'variant_chosen',
  'edited',
  'slot_moved',
  'rejected',
  'undone',
  'expired',
])

function isLost(post: Post, isLive: boolean, now: Date): boolean {
  if (isLive || now < post.dueAt) return false
  switch (post.status) {
    // The desk still means to act, or believes it has: nobody would look.
    case 'approved':
    case 'publishing':
    case 'unknown':
    case 'published':
      return true
    case 'publish_failed':
      return post.retryAt !== null
    case 'planned':
    case 'drafting':
    case 'draft_failed':
    case 'in_review':
    case 'held':
    case 'rejected':
    case 'expired':
    case 'needs_human':
      return false
  }
}

function nearDuplicateRate(posts: readonly Post[]): number {
  const texts = posts.flatMap((post) => {
    const draft = draftOf(post)
    return draft ? [trigramsOf(chosenVariant(draft).text)] : []
  })
  let near = 0
  for (const [index, one] of texts.entries()) {
    for (const other of texts.slice(index + 1)) {
      if (similarityCeiling(one, other) >= nearDuplicateFrom && similarity(one, other) >= nearDuplicateFrom)
        near++
    }
  }
  const pairs = (texts.length * (texts.length - 1)) / 2
  return pairs === 0 ? 0 : near / pairs
}
