import { change, plannedChange } from '../../src/domain/decide.ts'
import { currentPublication } from '../../src/domain/evolve.ts'
import type { Post } from '../../src/domain/post.ts'
import { slotAt } from '../../src/domain/slot.ts'
import type { Store } from '../../src/ports.ts'
import { aVariant, policy, writer } from '../given.ts'
import { zone } from './brands.ts'

export type Wanted = {
  /** Begins with the brand and `_`. */
  readonly id: string
  readonly network: 'x' | 'linkedin'
  readonly dueAt: Date
}

const drafter = { kind: 'agent', id: 'copywriter' } as const

/** Puts a post that waits for its approval, as if it had been drafted this morning. */
export async function putInReview(store: Store, { id, network, dueAt }: Wanted): Promise<void> {
  const now = new Date()
  const [brand = ''] = id.split('_')
  const base = {
    id,
    brand,
    account: { network, handle: brand },
    slot: slotAt(dueAt, zone),
    dueAt,
    brief: { pillar: 'product', angle: 'benefit', hook: 'question', cta: 'Come in.', format: 'short' },
    version: 1,
    publications: [],
    simulated: false,
  } as const
  await store.commit(plannedChange(base, { kind: 'system', id: 'planner' }, now))
  const variants = ['a', 'b', 'c'].map((name) =>
    aVariant({ id: name, text: `${id}, put as ${name}.`, media: [] }),
  )
  const draft = { variants, chosen: 'a', editedBy: null, writer }
  for (const command of [
    { type: 'start_drafting', actor: drafter, again: false },
    { type: 'finish_drafting', actor: drafter, draft },
  ] as const) {
    const post = await load(store, id)
    await store.commit(change([command], post, { now, policy, frozen: false, offer: null }))
  }
}

export async function load(store: Store, id: string): Promise<Post> {
  const post = await store.post(id)
  if (!post) throw new Error(`there is no post ${id}`)
  return post
}

/** How it stands, in short, for whoever reads a failure. */
export function standOf(post: Post): string {
  const row = currentPublication(post)
  return `${post.id} is ${post.status}${row ? ` (${row.state}, attempt ${row.fence})` : ''}`
}
