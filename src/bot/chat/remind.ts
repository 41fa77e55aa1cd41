import type { Brand } from '../../domain/brand.ts'
import type { Post } from '../../domain/post.ts'
import { remindersDue, saidMark, type Place, type Reminder } from '../../domain/reminders.ts'
import { waitingStatuses } from '../../domain/waiting.ts'
import type { Deps, MessageWish, RoomMessage } from '../../ports.ts'
import { brandOf, isFrozen } from '../../service/act.ts'
import { messageKey } from './message-key.ts'
import { reminderLines } from './reminder-lines.ts'
import { servedRooms, type ServedRoom } from './rooms.ts'
import { readPayload, sayPayload } from './said.ts'

/**
 * Says in a brand's chat rooms, and to its people alone, what waits for them and has not been said. Answers how many messages it wished
 * for. A frozen desk is quiet: nothing could be approved.
 */
export async function remind(deps: Deps, brandId: string): Promise<number> {
  const { store, clock } = deps
  const brand = brandOf(deps, brandId)
  if (!isReminded(brand)) return 0
  const posts = await store.posts({ brand: brand.id, status: waitingStatuses, simulated: false })
  if (posts.length === 0 || (await isFrozen(deps, brand))) return 0
  const now = clock.now()
  const [rooms, people, said] = await Promise.all([
    servedRooms(deps, brand),
    store.people(),
    saidUntil(deps, brand, now),
  ])
  const reminders = remindersDue({ brand, rooms, posts, people, said, now })
  const wishes = await Promise.all(reminders.map((one) => wishFor(deps, brand, one, rooms)))
  if (wishes.length > 0) await store.wishMessages(wishes, now)
  return wishes.length
}

/** Whether anybody ever is: a brand without a chat room has its page, which shows what waits. */
export function isReminded({ policy, rooms }: Brand): boolean {
  return policy.reminders !== undefined && rooms.some(({ surface }) => surface !== 'web')
}

async function wishFor(
  deps: Deps,
  brand: Brand,
  reminder: Reminder,
  rooms: readonly ServedRoom[],
): Promise<MessageWish> {
  const now = deps.clock.now()
  const { place, topics, until } = reminder
  const room = rooms.find((one) => one.surface === place.surface && one.channel === place.channel)
  const cards = room
    ? await cardsOf(
        deps,
        room,
        topics.map(({ wait }) => wait.post),
      )
    : new Map<string, string>()
  const lines = reminderLines(reminder, { brand, now, cardOf: ({ id }) => cards.get(id) ?? null })
  return {
    surface: place.surface,
    channel: place.channel,
    // To the minute: two processes that say the same at once wish for one message.
    key: messageKey({ kind: 'said', id: `remind-${now.toISOString().slice(0, 16)}-${brand.id}` }),
    brand: brand.id,
    parent: room ? parentIn(room, topics.length === 1 ? [...cards.values()] : []) : null,
    payload: sayPayload(lines, { about: topics.map((topic) => saidMark(place, topic)), until }),
  }
}

/** The thread of the one card that it is about, or of the day's head; at the top where somebody has deleted both. */
function parentIn({ head }: ServedRoom, [card]: readonly string[]): string | null {
  return card ?? (head.state === 'open' ? head.key : null)
}

/** Keys of the latest cards, by post. */
async function cardsOf(
  { store }: Deps,
  { surface, channel }: Place,
  posts: readonly Post[],
): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    posts.map(async ({ id }): Promise<readonly [string, string][]> => {
      const prefix = messageKey({ kind: 'post', postId: id, date: '' })
      const card = (await store.messages({ surface, channel, prefix })).findLast(isOpen)
      return card ? [[id, card.key]] : []
    }),
  )
  return new Map(found.flat())
}

function isOpen({ state }: RoomMessage): boolean {
  return state === 'open'
}

/** Marks of this month and the last: what waits for longer may be said again. What grew stale before it was sent has not been said. */
async function saidUntil({ store }: Deps, brand: Brand, now: Date): Promise<ReadonlySet<string>> {
  const month = now.toISOString().slice(0, 7)
  const lastMonth = new Date(Date.parse(`${month}-01`) - 1).toISOString().slice(0, 7)
  const rows = await Promise.all(
    [lastMonth, month].map((one) => {
      const prefix = messageKey({ kind: 'said', id: `remind-${one}` })
      return store.messages({ brand: brand.id, prefix })
    }),
  )
  return new Set(
    rows.flat().flatMap(({ payload, shown, attemptedAt }) => {
      const said = readPayload(payload)
      const isThere = shown > 0 || attemptedAt !== null
      return said && (isThere || !said.until || now < said.until) ? said.about : []
    }),
  )
}
