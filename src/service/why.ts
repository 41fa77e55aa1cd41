import { verifyChain } from '../domain/audit.ts'
import { Refusal } from '../domain/errors.ts'
import type { Post } from '../domain/post.ts'
import { nameOf, tell } from '../domain/story.ts'
import type { Deps } from '../ports.ts'

/** The whole story of one post, and whether the audit chain that tells it is whole. */
export type Story = {
  readonly post: Post
  readonly lines: readonly { readonly at: Date; readonly who: string; readonly what: string }[]
  /** Audit entries about this post: sequence numbers in its brand's chain. */
  readonly entries: readonly number[]
  readonly chain: ReturnType<typeof verifyChain>
}

export async function why(deps: Pick<Deps, 'store'>, postId: string): Promise<Story> {
  const post = await deps.store.post(postId)
  if (!post) throw new Refusal('unknown_post', `There is no post ${postId}.`)
  const people = await deps.store.people()
  const history = await deps.store.history(postId)
  const audit = await deps.store.audit(post.brand)
  return {
    post,
    // An approval that completes the set is one act: its second event adds nothing to the first.
    lines: history
      .filter(({ event }) => event.type !== 'approved')
      .map(({ event, actor, at }) => ({ at, who: nameOf(actor, people), what: tell(event, actor) })),
    entries: audit.filter(({ subject }) => subject === postId).map(({ seq }) => seq),
    chain: verifyChain(audit, await deps.store.auditHead(post.brand)),
  }
}
