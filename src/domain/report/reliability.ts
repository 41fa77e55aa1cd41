import { currentPublication } from '../evolve.ts'
import type { Post } from '../post.ts'
import type { Reliability } from '../report.ts'
import type { PastEvent } from './reviewing.ts'

/** Later than this after its slot, a post is late. */
const onTimeWithinMs = 60_000

/** How the posts that were meant to go out fared. Posts that never were (rejected, expired in review) are not counted. */
export function reliabilityOf(
  posts: readonly Post[],
  histories: ReadonlyMap<string, readonly PastEvent[]>,
  now: Date,
): Reliability {
  const count = { onTime: 0, late: 0, failed: 0, unknown: 0 }
  for (const post of posts) {
    const fate = fateOf(post, histories.get(post.id) ?? [], now)
    if (fate) count[fate] += 1
  }
  return count
}

function fateOf(post: Post, history: readonly PastEvent[], now: Date): keyof Reliability | null {
  const limit = new Date(post.dueAt.getTime() + onTimeWithinMs)
  switch (post.status) {
    case 'published': {
      // What was unknown and then found live went out with its attempt, not when it was found.
      const attemptedAt = currentPublication(post)?.attemptedAt ?? post.publishedAt
      const wasUnknown = history.some(({ event }) => event.type === 'settled_live')
      return (wasUnknown ? attemptedAt : post.publishedAt) <= limit ? 'onTime' : 'late'
    }
    case 'approved':
      return now > limit ? 'late' : null
    case 'publish_failed':
      return 'failed'
    case 'held':
    case 'expired':
      return wasMissed(history) ? 'failed' : null
    case 'publishing':
    case 'unknown':
    case 'needs_human':
      return 'unknown'
    case 'planned':
    case 'drafting':
    case 'draft_failed':
    case 'in_review':
    case 'rejected':
      return null
  }
}

/** Approved, but the desk could not send it in time, and nobody has given it a new slot since. */
function wasMissed(history: readonly PastEvent[]): boolean {
  const last = history.findLast(({ event }) => event.type === 'held' || event.type === 'slot_moved')
  return last?.event.type === 'held' && last.actor.kind === 'system'
}
