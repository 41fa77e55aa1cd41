import type { Change, PostEvent } from '../domain/events.ts'
import { currentPublication } from '../domain/evolve.ts'
import type { Log } from '../ports.ts'
import type { Watcher } from './watched-store.ts'

/**
 * A line for each commit, with the post's id as `post`: by that id the lines of all processes tell what became of it. No text of the post, no
 * note of a person. Simulated weeks are left out: thousands of lines in which nothing happened.
 */
export function commitLines(log: Log): Watcher {
  return {
    committed: (change) => {
      if (!change.post.simulated) log.info(factsOf(change), 'a post has moved on')
    },
  }
}

function factsOf({ post, events, actor }: Change): object {
  const row = currentPublication(post)
  const reason = events.map(reasonOf).find((one) => one !== null)
  return {
    post: post.id,
    brand: post.brand,
    network: post.account.network,
    did: events.map(({ type }) => type),
    by: `${actor.kind} ${actor.id}`,
    status: post.status,
    version: post.version,
    revision: post.revision,
    ...(row && { publication: row.id, fence: row.fence }),
    ...(reason && { reason }),
  }
}

/** Of what machines said; what people wrote is on the card. */
function reasonOf(event: PostEvent): string | null {
  switch (event.type) {
    case 'drafting_failed':
    case 'refused':
    case 'outcome_unknown':
    case 'looked_up':
    case 'person_needed':
      return event.reason
    case 'planned':
    case 'drafting_started':
    case 'drafted':
    case 'variant_chosen':
    case 'edited':
    case 'slot_moved':
    case 'approval_given':
    case 'approved':
    case 'rejected':
    case 'held':
    case 'released':
    case 'undone':
    case 'expired':
    case 'left':
    case 'readied':
    case 'sending_started':
    case 'published':
    case 'settled_live':
    case 'settled_absent':
    case 'retried':
      return null
  }
}
