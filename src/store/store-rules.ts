import { Refusal } from '../domain/errors.ts'
import type { PostEvent } from '../domain/events.ts'
import { maxImageBytes } from '../domain/image.ts'
import type { Post } from '../domain/post.ts'
import type { Lesson, MessageWish } from '../ports.ts'

/** The scope under which the whole desk is frozen, and the brand of a change that concerns every brand. */
export const wholeDesk = 'desk'

/** The order of `Store.posts`: by due instant, then id. */
export function byDue(a: Post, b: Post): number {
  return a.dueAt.getTime() - b.dueAt.getTime() || (a.id < b.id ? -1 : 1)
}

export function frozenRefusal(scope: string): Refusal {
  const what = scope === wholeDesk ? 'The desk' : `The brand ${scope}`
  return new Refusal('frozen', `${what} is frozen: nothing is published until it is unfrozen.`)
}

/** What the copywriter can learn from an event, if anything. */
export function lessonOf(event: PostEvent, network: Lesson['network'], at: Date): Lesson | null {
  if (event.type === 'rejected') {
    const { text, reason, note } = event
    return { kind: 'rejected', network, text, reason, note, at }
  }
  if (event.type === 'edited') {
    const after = event.variants.find(({ id }) => id === event.chosen)?.text ?? ''
    // Another image says nothing about words.
    if (after === event.before) return null
    return { kind: 'edited', network, before: event.before, after, at }
  }
  return null
}

/** A bug of whoever calls: what people upload is refused with a sentence before. */
export function assertNotTooLarge({ byteLength }: Uint8Array): void {
  if (byteLength > maxImageBytes) throw new RangeError(`an image of ${byteLength} bytes is too large to keep`)
}

/** Each message once, where it was wished for first. */
export function distinct(wishes: readonly MessageWish[]): readonly MessageWish[] {
  const seen = new Set<string>()
  return wishes.filter(({ surface, channel, key }) => {
    const id = `${surface} ${channel} ${key}`
    return !seen.has(id) && seen.add(id)
  })
}

/** Each room that is wished for, once. */
export function placesOf(wishes: readonly MessageWish[]): readonly { brand: string; channel: string }[] {
  const places = wishes.map(({ brand, channel }) => [`${brand} ${channel}`, { brand, channel }] as const)
  return [...new Map(places).values()]
}
