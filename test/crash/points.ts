import type { ChatSurface } from '../../src/bot/chat/chat-surface.ts'
import { parseKey } from '../../src/bot/chat/message-key.ts'
import type { Change, PostEvent } from '../../src/domain/events.ts'
import { postIdOf } from '../../src/domain/ledger.ts'
import type { Network, Store } from '../../src/ports.ts'

/** Where a worker may be killed, in the order in which a post comes by. */
export const points = [
  'after the approval’s commit',
  'after the intent’s commit',
  'before the send',
  'after the network’s yes',
  'before the outcome’s commit',
  'after the outcome’s commit',
  'before the card’s change',
  'after the room took a line',
] as const
export type Point = (typeof points)[number]

/** Comes to a point with a post: goes on unless it is the one at which the process is to stand until it is killed. */
export type Reach = (point: Point, postId: string) => Promise<void>

export function stoppingStore(store: Store, reach: Reach): Store {
  const commit: Store['commit'] = async (...changes) => {
    for (const { post } of changes.filter(isOutcome)) await reach('before the outcome’s commit', post.id)
    await store.commit(...changes)
    for (const change of changes) {
      const { id } = change.post
      if (has(change, 'approved')) await reach('after the approval’s commit', id)
      if (has(change, 'sending_started')) await reach('after the intent’s commit', id)
      if (isOutcome(change)) await reach('after the outcome’s commit', id)
    }
  }
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = name === 'commit' ? commit : Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...given: unknown[]): unknown => Reflect.apply(member, target, given)
    },
  })
}

export function stoppingNetwork(network: Network, reach: Reach): Network {
  return {
    ...network,
    publish: async (parcel, timeoutMs) => {
      await reach('before the send', postIdOf(parcel.key))
      const outcome = await network.publish(parcel, timeoutMs)
      await reach('after the network’s yes', postIdOf(parcel.key))
      return outcome
    },
  }
}

export function stoppingSurface(surface: ChatSurface<string>, reach: Reach): ChatSurface<string> {
  return {
    ...surface,
    create: async (place, drawn, key) => {
      const sent = await surface.create(place, drawn, key)
      const parsed = parseKey(key)
      if (parsed?.kind === 'line') await reach('after the room took a line', parsed.postId)
      return sent
    },
    update: async (place, drawn) => {
      const [postId = '', status = ''] = drawn.split(' ')
      if (status === 'published' || status === 'unknown') await reach('before the card’s change', postId)
      return surface.update(place, drawn)
    },
  }
}

/** What came of an attempt, written down by whoever made it. */
export function isOutcome(change: Pick<Change, 'events' | 'actor'>): boolean {
  return change.actor.id === 'publisher' && has(change, 'published', 'refused', 'outcome_unknown')
}

function has({ events }: Pick<Change, 'events'>, ...types: readonly PostEvent['type'][]): boolean {
  return events.some(({ type }) => types.includes(type))
}
