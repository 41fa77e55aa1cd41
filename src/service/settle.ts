import type { Lookup } from '../domain/command.ts'
import { Refusal } from '../domain/errors.ts'
import { currentPublication } from '../domain/evolve.ts'
import { postIdOf } from '../domain/ledger.ts'
import type { Post } from '../domain/post.ts'
import { minuteMs } from '../domain/slot.ts'
import type { Deps } from '../ports.ts'
import { act } from './act.ts'
import { sendingOf } from './publish.ts'

/** Clocks differ: the search begins this much before the attempt. */
const clockSlackMs = 5 * minuteMs
const settler = { kind: 'system', id: 'settler' } as const

/** Job `settle`: asks the network whether a post of unknown outcome is live. Null where there is nothing to settle. */
export async function settle(deps: Deps, publicationId: string): Promise<Post | null> {
  const post = await deps.store.post(postIdOf(publicationId))
  if (post?.status !== 'unknown') return null
  const row = currentPublication(post)
  if (row?.id !== publicationId) return null
  const lookup = await find(deps, post, new Date((row.attemptedAt ?? post.since).getTime() - clockSlackMs))
  try {
    return (await act(deps, post.id, () => [{ type: 'settle', actor: settler, fence: row.fence, lookup }]))
      .post
  } catch (error) {
    // Somebody answered by hand meanwhile.
    if (error instanceof Refusal) return null
    throw error
  }
}

async function find(deps: Deps, post: Extract<Post, { status: 'unknown' }>, since: Date): Promise<Lookup> {
  try {
    const sending = sendingOf(deps, post)
    return await deps.networks(sending.account).find(sending, since)
  } catch (error) {
    deps.log.error({ err: error, post: post.id }, 'looking a post up ended in an error')
    return {
      kind: 'unclear',
      reason: error instanceof Refusal ? error.message : 'The network could not be asked.',
    }
  }
}
