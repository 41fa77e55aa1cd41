import { waitingStatuses, waitOf } from '../domain/waiting.ts'
import type { Deps } from '../ports.ts'

/** What waits on this desk, and for how long: as of now, whichever process asks. */
export type Backlog = {
  /** Publications of which nobody knows yet whether they are live: asked of the network still, and of a person. */
  readonly unknown: number
  readonly needsHuman: number
  /** Since when the oldest of each kind has been waiting; null where none does. */
  readonly oldest: Readonly<Record<QueueName, Date | null>>
}

/**
 * `card`: waits for a person; since it came up. `publication`: approved, due or due to be tried again, and not sent; since then.
 * `message`: not in its chat room yet; since it was wished for.
 */
export const queueNames = ['card', 'publication', 'message'] as const
export type QueueName = (typeof queueNames)[number]

/** Four queries. Simulated posts wait for nobody. */
export async function backlog(deps: Pick<Deps, 'store' | 'clock' | 'brands'>): Promise<Backlog> {
  const { store, clock, brands } = deps
  const now = clock.now()
  const [waiting, due, unknown, unsent] = await Promise.all([
    store.posts({ status: waitingStatuses, simulated: false }),
    store.posts({ status: ['approved', 'publish_failed'], dueBefore: now, simulated: false }),
    store.posts({ status: ['unknown'], simulated: false }),
    store.messages({ unsent: true }),
  ])
  const cards = waiting.flatMap((post) => {
    const brand = brands.get(post.brand)
    return (brand && waitOf(post, brand.policy)?.since) ?? []
  })
  const publications = due.flatMap((post) => {
    if (post.status !== 'publish_failed') return post.dueAt
    return post.retryAt && post.retryAt <= now ? post.retryAt : []
  })
  const messages = unsent.flatMap(({ remoteId, at }) => (remoteId === null ? at : []))
  return {
    unknown: unknown.length,
    needsHuman: waiting.filter(({ status }) => status === 'needs_human').length,
    oldest: { card: oldestOf(cards), publication: oldestOf(publications), message: oldestOf(messages) },
  }
}

function oldestOf(instants: readonly Date[]): Date | null {
  return instants.reduce<Date | null>((oldest, one) => (oldest && oldest <= one ? oldest : one), null)
}
