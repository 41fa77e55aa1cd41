import type { Policy, Role } from './brand.ts'
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

/** Null for a post that waits for nobody. */
export function waitOf(post: Post, policy: Policy): Wait | null {
  const verb = missingVerb(post)
  if (!verb) return null
  if (verb === 'answer') return { post, verb, since: attemptOf(post), until: null }
  if ('expiresAt' in post)
    return { post, verb, since: waitingSince(post, policy), until: decideBy(post, policy) }
  return {
    post,
    verb,
    since: attemptOf(post),
    until: new Date(post.dueAt.getTime() + policy.lateToleranceMs),
  }
}

/** The slot, while there is one ahead, else the expiry: what lost its slot before it came to wait has until then. */
export function decideBy(post: PostIn<'in_review' | 'held'>, policy: Policy): Date {
  const { dueAt, expiresAt } = post
  return dueAt > waitingSince(post, policy) && dueAt < expiresAt ? dueAt : expiresAt
}

export const waitingStatuses = ['in_review', 'held', 'publish_failed', 'needs_human'] as const

/** Whether it is this person's turn: their role includes what is missing, and it is no approval of their own words or a second one. */
export function isTurnOf(
  post: Post,
  roles: readonly Role[],
  /** Whether a pseudonymous id is theirs. */
  isThem: (id: string) => boolean,
): boolean {
  const verb = missingVerb(post)
  if (!verb || !mayDo({ kind: 'person', id: '', roles, surface: 'web' }, verb)) return false
  if (post.status !== 'in_review' || verb !== 'approve') return true
  const { editedBy } = chosenVariant(post)
  const done = post.approvals.filter(({ version }) => version === post.version).map(({ person }) => person)
  return ![post.editedBy, editedBy, ...done].some((id) => id && isThem(id))
}

/** Null for a post that waits for nobody: in motion, over, or left open by somebody who knows. */
function missingVerb(post: Post): Wait['verb'] | null {
  switch (post.status) {
    case 'in_review':
      return chosenVariant(post).risk.blocked ? 'edit' : 'approve'
    case 'held':
      return 'release'
    case 'publish_failed':
      return post.retryAt ? null : 'retry'
    case 'needs_human':
      return post.left ? null : 'answer'
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

function waitingSince({ expiresAt }: PostIn<'in_review' | 'held'>, { expireAfterMs }: Policy): Date {
  return new Date(expiresAt.getTime() - expireAfterMs)
}

function attemptOf(post: Post): Date {
  return currentPublication(post)?.attemptedAt ?? post.dueAt
}
