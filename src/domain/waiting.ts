import type { Policy, Reviewer } from './brand.ts'
import { currentPublication } from './evolve.ts'
import { chosenVariant, type Post, type PostIn } from './post.ts'
import { mayDo } from './roles.ts'

/** What a post wants of people. `verb` is what takes it on, and so the right that it takes. */
export type Wait = { readonly post: Post; readonly since: Date } & (
  | {
      readonly verb: 'approve' | 'edit' | 'release' | 'retry'
      /** When it is too late: its slot, its expiry, or the end of what its slot tolerates. */
      readonly until: Date
    }
  /** Whether it is live; that can be said for ever. */
  | { readonly verb: 'answer'; readonly until: null }
)

/** Null for a post that waits for nobody: in motion, over, or left open by somebody who knows. */
export function waitOf(post: Post, policy: Policy): Wait | null {
  switch (post.status) {
    case 'in_review':
      return {
        post,
        verb: chosenVariant(post).risk.blocked ? 'edit' : 'approve',
        ...reviewSpan(post, policy),
      }
    case 'held':
      return { post, verb: 'release', ...reviewSpan(post, policy) }
    case 'publish_failed': {
      const until = new Date(post.dueAt.getTime() + policy.lateToleranceMs)
      return post.retryAt ? null : { post, verb: 'retry', since: attemptOf(post), until }
    }
    case 'needs_human':
      return post.left ? null : { post, verb: 'answer', since: attemptOf(post), until: null }
    case 'planned':
    case 'drafting':
    case 'draft_failed':
    case 'approved':
    case 'rejected':
    case 'expired':
    case 'publishing':
    case 'published':
    case 'unknown':
      return null
  }
}

export const waitingStatuses = ['in_review', 'held', 'publish_failed', 'needs_human'] as const

/** Whether this person could do what it waits for: by role, and where it is an approval not as its editor and not twice. */
export function mayEnd(
  { post, verb }: Wait,
  { name, roles }: Reviewer,
  people: ReadonlyMap<string, string>,
): boolean {
  if (!mayDo({ kind: 'person', id: '', roles, surface: 'web' }, verb)) return false
  if (post.status !== 'in_review' || verb !== 'approve') return true
  const done = [
    post.editedBy,
    chosenVariant(post).editedBy,
    ...post.approvals.filter(({ version }) => version === post.version).map(({ person }) => person),
  ]
  return !done.some((id) => id && people.get(id) === name)
}

/** Until the slot, while there is one ahead; what lost its slot before it came to wait has until it expires. */
function reviewSpan(
  { dueAt, expiresAt }: PostIn<'in_review' | 'held'>,
  { expireAfterMs }: Policy,
): { readonly since: Date; readonly until: Date } {
  const since = new Date(expiresAt.getTime() - expireAfterMs)
  return { since, until: dueAt > since && dueAt < expiresAt ? dueAt : expiresAt }
}

function attemptOf(post: PostIn<'publish_failed' | 'needs_human'>): Date {
  return currentPublication(post)?.attemptedAt ?? post.dueAt
}
