import type { Brand } from '../../domain/brand.ts'
import type { Person, Post } from '../../domain/post.ts'
import { dayMs } from '../../domain/slot.ts'
import { isTurnOf, waitingStatuses, waitOf } from '../../domain/waiting.ts'
import type { Deps } from '../../ports.ts'
import { troubleDays } from '../load.ts'

/** What waits for a person, and what Greenroom is still finding out: whoever knows better may say so. */
const shownStatuses = [...waitingStatuses, 'unknown'] as const
export type WaitingPost = Extract<Post, { status: (typeof shownStatuses)[number] }>

/** All of a brand's posts that wait for somebody, most urgent first. */
export async function waitingPosts(
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
  brand: Brand,
): Promise<readonly WaitingPost[]> {
  const now = clock.now()
  const dueFrom = new Date(now.getTime() - troubleDays * dayMs)
  const posts = await store.posts({ brand: brand.id, status: shownStatuses, dueFrom })
  return posts
    .filter(isWaiting)
    .filter((post) => !(post.simulated && post.dueAt < now))
    .toSorted((a, b) => rank(a) - rank(b) || deadlineMs(a, brand) - deadlineMs(b, brand))
}

/** Whether it is this person's turn. */
export function waitsFor(post: WaitingPost, person: Person): boolean {
  return isTurnOf(post, person.roles, (id) => id === person.id)
}

export function isWaiting(post: Post): post is WaitingPost {
  return shownStatuses.some((status) => status === post.status)
}

function deadlineMs(post: WaitingPost, { policy }: Brand): number {
  return (waitOf(post, policy)?.until ?? post.dueAt).getTime()
}

/** What has gone wrong at a network comes before what is still to come; a hold was somebody's own wish. */
function rank({ status }: WaitingPost): number {
  switch (status) {
    case 'needs_human':
    case 'unknown':
    case 'publish_failed':
      return 0
    case 'in_review':
      return 1
    case 'held':
      return 2
  }
}
