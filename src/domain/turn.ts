import type { Policy } from './brand.ts'
import { currentPublication } from './evolve.ts'
import type { Post } from './post.ts'

/** What is sent within this of its slot counts as sent at its slot: the next one's keeps the distance already. */
const punctualMs = 1000
/** Beside what else its account sends: not before `at`, and not while one that goes before it waits. */
export type Turn = { readonly at: Date; readonly isBehind: boolean }

/**
 * When a post that is due may be sent, beside what else its account sends. Posts that fell due while nothing could be sent go out one after
 * the other, as far apart as their slots were, but no further than the account's minimum spacing; so nobody's feed gets them all at once.
 * A post does not become too late by waiting for one that was not: both move by the same.
 *
 * Of posts that wait, the one with the earlier slot goes first, so that two processes cannot each take the other's to be later.
 * `others` are posts of the same account.
 */
export function turnOf(post: Post, others: readonly Post[], rules: Rules): Turn {
  const after = others.map((other) => {
    const gapMs = Math.min(rules.spacingMs, Math.abs(post.dueAt.getTime() - other.dueAt.getTime()))
    const sentAt = sentAtOf(other)
    return sentAt ? sentAt.getTime() + gapMs : 0
  })
  return {
    at: new Date(Math.max(post.dueAt.getTime(), ...after)),
    isBehind: others.some((other) => other.dueAt < post.dueAt && isToBeSent(other, rules)),
  }
}

/** When it is sent, or tried again, if its account has room for it; null where nobody is about to. */
export function toBeSentAt(post: Post): Date | null {
  return post.status === 'approved' ? post.dueAt : post.status === 'publish_failed' ? post.retryAt : null
}

type Rules = {
  /** Of the account. */
  readonly spacingMs: number
  readonly policy: Pick<Policy, 'lateToleranceMs'>
  readonly now: Date
}

function attemptOf(post: Post): Date | null {
  const at = currentPublication(post)?.attemptedAt ?? null
  return at && at.getTime() - post.dueAt.getTime() <= punctualMs ? post.dueAt : at
}

/** Null for one that is certainly not live. */
function sentAtOf(post: Post): Date | null {
  switch (post.status) {
    case 'publishing':
    case 'unknown':
    case 'needs_human':
    case 'published':
      return attemptOf(post)
    case 'planned':
    case 'drafting':
    case 'draft_failed':
    case 'in_review':
    case 'approved':
    case 'held':
    case 'rejected':
    case 'expired':
    case 'publish_failed':
      return null
  }
}

/** Whether somebody is about to send it. What is too late is about to be held. */
function isToBeSent(post: Post, { policy: { lateToleranceMs }, now }: Rules): boolean {
  const at = toBeSentAt(post)
  return at !== null && at <= now && now.getTime() <= post.dueAt.getTime() + lateToleranceMs
}
