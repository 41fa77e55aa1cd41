import type { Brand } from '../../domain/brand.ts'
import type { Person, Post, PostStatus } from '../../domain/post.ts'
import { dayMs } from '../../domain/slot.ts'
import { isTurnOf } from '../../domain/waiting.ts'
import type { Deps } from '../../ports.ts'

/** States in which a post waits for a person, whoever that may be. */
const waitingStatuses = [
  'in_review',
  'held',
  'unknown',
  'needs_human',
  'publish_failed',
] as const satisfies readonly PostStatus[]
export type WaitingPost = Extract<Post, { status: (typeof waitingStatuses)[number] }>

/** Older trouble is history, as on the desk. */
const troubleDays = 7

/** All of a brand's posts that wait for somebody, most urgent first. */
export async function waitingPosts(
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
  brand: Brand,
): Promise<readonly WaitingPost[]> {
  const now = clock.now()
  const dueFrom = new Date(now.getTime() - troubleDays * dayMs)
  const posts = await store.posts({ brand: brand.id, status: waitingStatuses, dueFrom })
  return posts
    .filter(isWaiting)
    .filter((post) => !(post.simulated && post.dueAt < now))
    .toSorted((a, b) => rank(a) - rank(b) || deadlineOf(a).getTime() - deadlineOf(b).getTime())
}

/** Whether it is this person's turn. */
export function waitsFor(post: WaitingPost, person: Person): boolean {
  return isTurnOf(post, person.roles, (id) => id === person.id)
}

/** Until when somebody has to decide: whichever comes first of the slot and the expiry. */
export function deadlineOf(post: WaitingPost): Date {
  return 'expiresAt' in post && post.expiresAt < post.dueAt ? post.expiresAt : post.dueAt
}

export function isWaiting(post: Post): post is WaitingPost {
  return waitingStatuses.some((status) => status === post.status)
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
