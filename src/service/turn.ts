import { currentPublication } from '../domain/evolve.ts'
import type { Post } from '../domain/post.ts'
import { hourMs } from '../domain/slot.ts'
import { turnOf, type Turn } from '../domain/turn.ts'
import type { Deps } from '../ports.ts'
import { accountOf, brandOf } from './act.ts'

/** When the account has room for it: one that comes late keeps its distance from what the account sent meanwhile. */
export async function turnAmongOthers(
  deps: Pick<Deps, 'store' | 'clock' | 'brands'>,
  post: Post,
): Promise<Turn> {
  if (post.status !== 'approved' && post.status !== 'publish_failed')
    return { at: post.dueAt, isBehind: false }
  const now = deps.clock.now()
  const brand = brandOf(deps, post.brand)
  const { policy } = brand
  const spacingMs = accountOf(brand, post.account).minSpacingHours * hourMs
  const wasTried = (currentPublication(post)?.attemptedAt ?? null) !== null
  const others = await deps.store.posts({
    brand: post.brand,
    account: post.account,
    simulated: post.simulated,
    dueFrom: new Date(post.dueAt.getTime() - spacingMs - policy.lateToleranceMs),
    // Only one that is tried again may find that a later one has gone before it.
    dueBefore: wasTried ? now : post.dueAt,
  })
  return turnOf(
    post,
    others.filter(({ id }) => id !== post.id),
    { spacingMs, policy, now },
  )
}
