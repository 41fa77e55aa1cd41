import type { Brand } from '../../domain/brand.ts'
import { draftOf, type Post } from '../../domain/post.ts'
import { addDays, dateIn, dayMs, instantOf } from '../../domain/slot.ts'
import type { ChatName, HistoryEntry, MessageWish, RoomMessage } from '../../ports.ts'
import { belongsOnDesk } from '../load.ts'
import { cardPayload, readCardPayload } from './card-memory.ts'
import { messageKey, parseKey } from './message-key.ts'
import { toldEntries } from './told-entries.ts'
import { isWaiting } from './waiting.ts'

export type ChatRoom = { readonly surface: ChatName; readonly channel: string }

/** A room of a brand, and what is known when it is looked at. Rows are those of the room, oldest first. */
export type Sight = {
  readonly brand: Brand
  readonly room: ChatRoom
  readonly now: Date
  /** What is looked at, by the time it is due. */
  readonly posts: readonly Post[]
  /** Whether what the cards of a post show may have changed; of the others only what points to a newer card. */
  readonly isChanged: (post: Post) => boolean
  /** A day begins, and every post of the desk is looked at: what still waits comes up again. */
  readonly isBeginning: boolean
  readonly isHeadChanged: boolean
  /** Something was drafted or is: reason enough to open the day before its time. */
  readonly isDrafting: boolean
  readonly cards: ReadonlyMap<string, readonly RoomMessage[]>
  /** Of the posts that have cards. */
  readonly histories: ReadonlyMap<string, readonly HistoryEntry[]>
  /** Posts that have been live for a day and have figures. */
  readonly figured: ReadonlySet<string>
  /** Keys of the lines that are there. */
  readonly lines: ReadonlySet<string>
  /** Of the latest days. */
  readonly heads: readonly RoomMessage[]
}

/**
 * What a room ought to have or to show anew: the head of the day, cards by the time they are due, lines in their threads. `pointing`:
 * posts with cards that are to point to the newest, which the room does not have yet. Pure.
 */
export function roomWishes(sight: Sight): {
  readonly wishes: readonly MessageWish[]
  readonly pointing: readonly string[]
} {
  const isOnDesk = belongsOnDesk(sight.brand, sight.now)
  const fresh = new Map<string, MessageWish>()
  for (const post of sight.posts) {
    const card = isOnDesk(post) ? freshCard(sight, post) : null
    if (card) fresh.set(post.id, card)
  }
  const wishes = [
    ...headWishes(sight, fresh.size > 0),
    ...fresh.values(),
    ...sight.posts.flatMap((post) => raisedCards(sight, post)),
    ...sight.posts.flatMap((post) => lineWishes(sight, post, fresh.get(post.id)?.key ?? null)),
  ]
  const isPointing = ({ id }: Post) => {
    const open = (sight.cards.get(id) ?? []).filter(isOpen)
    return fresh.has(id) ? open.length > 0 : open.length > 1 && open.at(-1)?.remoteId === null
  }
  return { wishes, pointing: sight.posts.filter(isPointing).map(({ id }) => id) }
}

/** Whether the day of a brand has begun for its rooms: cards come up, and those of the days before come up again. */
export function isMorning({ policy, timeZone }: Brand, now: Date): boolean {
  return now >= instantOf({ date: dateIn(now, timeZone), time: policy.draftAt, zone: timeZone })
}

/** A post that has been over for longer stays in its room as it is. */
export const keptDays = 30

export function isLongOver(post: Post, now: Date): boolean {
  const { status } = post
  if (status !== 'published' && status !== 'rejected' && status !== 'expired') return false
  const over = status === 'published' ? post.publishedAt : post.dueAt
  return now.getTime() - over.getTime() > keptDays * dayMs
}

/** Keys of the heads that may have to be closed: nothing is asked of older ones. */
export function headKeys(brand: Brand, now: Date): readonly string[] {
  const today = dateIn(now, brand.timeZone)
  return Array.from({ length: keptDays }, (_, back) => headKey(brand, addDays(today, -back)))
}

/** The newest head is live; the one before it is closed when the next one comes. */
function headWishes(sight: Sight, isOpening: boolean): readonly MessageWish[] {
  const { brand, heads, isDrafting, isHeadChanged, now } = sight
  if (!isHeadChanged && !isOpening) return []
  const latest = heads.at(-1)
  const today = headKey(brand, dateIn(now, brand.timeZone))
  const isDue = latest?.key !== today && (isOpening || isDrafting || isMorning(brand, now))
  return [...(isDue ? [wish(sight, today)] : []), ...heads.slice(-1).filter(isOpen)]
}

/** A card that the room does not show yet and that has something to decide or to tell, or one that comes up again. */
function freshCard(sight: Sight, post: Post): MessageWish | null {
  const { brand, isBeginning, now } = sight
  if (post.simulated) return null
  const latest = sight.cards.get(post.id)?.at(-1)
  const date = dateIn(now, brand.timeZone)
  const key = messageKey({ kind: 'post', postId: post.id, date })
  if (latest) {
    const comesUp = isBeginning && isWaiting(post) && dateOf(latest) < date
    const { since } = readCardPayload(latest.payload)
    return comesUp ? wish(sight, key, { payload: cardPayload({ since, again: true }) }) : null
  }
  if (!draftOf(post) && post.status !== 'draft_failed') return null
  return wish(sight, key, { payload: cardPayload({ since: post.revision, again: false }) })
}

function raisedCards({ cards, isChanged, now }: Sight, post: Post): readonly MessageWish[] {
  const open = (cards.get(post.id) ?? []).filter(isOpen)
  if (isChanged(post)) return isLongOver(post, now) ? [] : open
  return open.at(-1)?.remoteId ? open.slice(0, -1) : []
}

/** What has happened since the room first showed the post, line by line, in the thread of its newest card. */
function lineWishes(sight: Sight, post: Post, fresh: string | null): readonly MessageWish[] {
  const latest = sight.cards.get(post.id)?.at(-1)
  if (!latest || (!fresh && !isOpen(latest))) return []
  const { since } = readCardPayload(latest.payload)
  const told = toldEntries(post.id, sight.histories.get(post.id) ?? [])
  const happened = told.filter(({ revision }) => revision > since).map(({ key }) => key)
  const figures = sight.figured.has(post.id) ? [messageKey({ kind: 'figures', postId: post.id })] : []
  const untold = [...happened, ...figures].filter((key) => !sight.lines.has(key))
  return untold.map((key) => wish(sight, key, { parent: fresh ?? latest.key }))
}

function isOpen({ state }: RoomMessage): boolean {
  return state === 'open'
}

function dateOf(card: RoomMessage): string {
  const key = parseKey(card.key)
  return key?.kind === 'post' ? key.date : ''
}

function headKey({ id }: Brand, date: string): string {
  return messageKey({ kind: 'day', brand: id, date })
}

export function wish(
  { brand, room }: Pick<Sight, 'brand' | 'room'>,
  key: string,
  more: Partial<Pick<MessageWish, 'parent' | 'payload'>> = {},
): MessageWish {
  const { surface, channel } = room
  return { surface, channel, key, brand: brand.id, parent: null, payload: null, ...more }
}
