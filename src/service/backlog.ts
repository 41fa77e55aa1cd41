import { isSameAccount } from '../domain/brand.ts'
import type { Post } from '../domain/post.ts'
import { toBeSentAt } from '../domain/turn.ts'
import { waitingStatuses, waitOf } from '../domain/waiting.ts'
import type { Deps } from '../ports.ts'
import { turnAmongOthers } from './turn.ts'

/** What waits on this desk, and for how long: as of now, whichever process asks. */
export type Backlog = {
  /** Publications of which nobody knows yet whether they are live: asked of the network still, and of a person. */
  readonly unknown: number
  readonly needsHuman: number
  /** Since when the oldest of each kind has been waiting; null where none does. */
  readonly oldest: Readonly<Record<QueueName, Date | null>>
}

/**
 * `card`: waits for a person; since it came up. `publication`: approved, due or due to be tried again, its account's turn, and not sent; since
 * then. `message`: not in its chat room yet; since it was wished for.
 */
export const queueNames = ['card', 'publication', 'message'] as const
export type QueueName = (typeof queueNames)[number]

type Asked = Pick<Deps, 'store' | 'clock' | 'brands'>

/** Four queries, and one for each account of which a post is due. Simulated posts wait for nobody. */
export async function backlog(deps: Asked): Promise<Backlog> {
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
  const publications = await Promise.all(firstOfEach(due, now).map((post) => sendableSince(deps, post)))
  const messages = unsent.flatMap(({ remoteId, at }) => (remoteId === null ? at : []))
  return {
    unknown: unknown.length,
    needsHuman: waiting.filter(({ status }) => status === 'needs_human').length,
    oldest: {
      card: oldestOf(cards),
      publication: oldestOf(publications.filter((at) => at <= now)),
      message: oldestOf(messages),
    },
  }
}

/** Of each account the post that all others of it wait for: of those that are due, or due to be tried again, the one with the earliest slot. */
function firstOfEach(posts: readonly Post[], now: Date): readonly Post[] {
  const firsts: Post[] = []
  for (const post of posts.toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime())) {
    const at = toBeSentAt(post)
    const isOfSame = (one: Post) => one.brand === post.brand && isSameAccount(one.account, post.account)
    if (at && at <= now && !firsts.some(isOfSame)) firsts.push(post)
  }
  return firsts
}

/** Since when nothing keeps it from being sent; that its brand or account is gone from the brand files keeps nobody from seeing it wait. */
async function sendableSince(deps: Asked, post: Post): Promise<Date> {
  const at = toBeSentAt(post) ?? post.dueAt
  const account = deps.brands.get(post.brand)?.accounts.find((one) => isSameAccount(one, post.account))
  const turn = account ? await turnAmongOthers(deps, post) : null
  return turn && turn.at > at ? turn.at : at
}

function oldestOf(instants: readonly Date[]): Date | null {
  return instants.reduce<Date | null>((oldest, one) => (oldest && oldest <= one ? oldest : one), null)
}
