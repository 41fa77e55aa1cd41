import type { Brand } from '../../domain/brand.ts'
import type { Post } from '../../domain/post.ts'
import { addDays, dateIn, dayMs, mondayOfIsoWeek, startOfDay } from '../../domain/slot.ts'
import type { ChatName, Deps, HistoryEntry, MessageWish, RoomMessage } from '../../ports.ts'
import { lastFullWeek } from '../../service/report.ts'
import { messageKey, parseKey } from './message-key.ts'
import { headKeys, isLongOver, keptDays, roomWishes, wish, type ChatRoom } from './room-wishes.ts'
import { toldEntries } from './told-entries.ts'
import { isWaiting } from './waiting.ts'

/** What may have changed since the rooms of a brand were looked at last. */
export type Changes = {
  /** Anything may have changed. */
  readonly everything: boolean
  /** A day begins: what belongs on the desk from now on gets its card, and what still waits comes up again. */
  readonly morning: boolean
  readonly posts: ReadonlySet<string>
  /** Posts whose older cards are to point to the newest, once that is there. */
  readonly pointing: ReadonlySet<string>
  readonly head: boolean
  readonly drafting: boolean
  readonly figures: boolean
  readonly reports: boolean
}

type Needs = Pick<Deps, 'store' | 'clock'>

/** Posts that one look asks for one by one; more are found together. */
const fewPosts = 25

/**
 * Looks at what has changed of a brand, and wishes for what its rooms ought to show of it. Repeating it sends nothing twice. Answers
 * which posts have cards that are still to point to a newer one.
 */
export async function tendRooms(
  deps: Needs,
  brand: Brand,
  surfaces: readonly ChatName[],
  changes: Changes,
): Promise<ReadonlySet<string>> {
  const { store } = deps
  const rooms = chatRooms(brand, surfaces)
  if (rooms.length === 0) return new Set()
  // Taken before anything is read: what happens meanwhile happens after it, and is heard of again.
  const now = deps.clock.now()
  const isTouched = touchedBy(changes)
  const posts = await postsOf(deps, brand, now, changes)
  const cards = await cardsOf(deps, brand, posts)
  const carded = new Set(cards.map(postIdOf))
  // What was not told for want of a card is made up for where the card comes up again.
  const mayTell = (post: Post) => isTouched(post) || (changes.morning && isWaiting(post))
  const isTold = (post: Post) => carded.has(post.id) && mayTell(post) && !isLongOver(post, now)
  const histories = await historiesOf(deps, posts.filter(isTold))
  const isSummed = changes.figures || changes.everything || changes.morning
  const figured = isSummed ? await figuredPosts(deps, brand, posts.filter(isTold), now) : []
  const lines = await linesOf(deps, brand, histories, figured)
  const heads = await store.messages({ brand: brand.id, keys: headKeys(brand, now) })
  const seen = rooms.map((room) =>
    roomWishes({
      brand,
      room,
      now,
      posts,
      isChanged: isTouched,
      isBeginning: changes.morning,
      isHeadChanged: changes.head,
      isDrafting: changes.drafting,
      cards: byPost(cards.filter(isIn(room))),
      histories,
      figured: new Set(figured),
      lines: new Set(lines.filter(isIn(room)).map(({ key }) => key)),
      heads: heads.filter(isIn(room)),
    }),
  )
  const reports = changes.reports ? await reportWishes(deps, brand, rooms, now) : []
  const wishes = [...seen.flatMap((one) => one.wishes), ...reports]
  if (wishes.length > 0) await store.wishMessages(wishes, now)
  return new Set(seen.flatMap(({ pointing }) => pointing))
}

/** The rooms of a brand on surfaces that are served. */
function chatRooms(brand: Brand, surfaces: readonly ChatName[]): readonly ChatRoom[] {
  return brand.rooms.flatMap(({ surface, channel }) => {
    const served = surfaces.find((one) => one === surface)
    return served ? [{ surface: served, channel }] : []
  })
}

function touchedBy({ everything, posts, figures }: Changes): (post: Post) => boolean {
  return (post) => everything || posts.has(post.id) || (figures && post.status === 'published')
}

async function postsOf(
  { store }: Needs,
  brand: Brand,
  now: Date,
  changes: Changes,
): Promise<readonly Post[]> {
  const ids = [...changes.posts, ...changes.pointing]
  const isWhole = changes.everything || changes.morning
  const isWide = isWhole || ids.length > fewPosts
  if (!isWide && !changes.figures) {
    const posts = await Promise.all([...new Set(ids)].map((id) => store.post(id)))
    return posts.flatMap((post) => (post?.brand === brand.id ? [post] : [])).toSorted(byDue)
  }
  const dueFrom = new Date(now.getTime() - (keptDays + 1) * dayMs)
  const posts = await store.posts({ brand: brand.id, dueFrom })
  const isTouched = touchedBy(changes)
  return posts.filter((post) => isWhole || isTouched(post) || changes.pointing.has(post.id))
}

function byDue(a: Post, b: Post): number {
  return a.dueAt.getTime() - b.dueAt.getTime() || (a.id < b.id ? -1 : 1)
}

async function cardsOf(
  { store }: Needs,
  { id: brand }: Brand,
  posts: readonly Post[],
): Promise<readonly RoomMessage[]> {
  if (posts.length > fewPosts) return store.messages({ brand, prefix: 'post ' })
  const found = await Promise.all(posts.map(({ id }) => store.messages({ brand, prefix: `post ${id} ` })))
  return found.flat()
}

async function historiesOf(
  { store }: Needs,
  posts: readonly Post[],
): Promise<ReadonlyMap<string, readonly HistoryEntry[]>> {
  return new Map(await Promise.all(posts.map(async ({ id }) => [id, await store.history(id)] as const)))
}

/** Posts that have been live for a day and have figures: what they did is more than a first glance. */
async function figuredPosts(
  { store }: Needs,
  { id, timeZone }: Brand,
  posts: readonly Post[],
  now: Date,
): Promise<readonly string[]> {
  const live = posts.filter(
    (post) => post.status === 'published' && now.getTime() - post.publishedAt.getTime() >= dayMs,
  )
  const [first] = live.map(({ slot }) => slot.date).toSorted()
  if (first === undefined) return []
  // A slot is in its own zone: a day of leeway covers them all.
  const metrics = await store.metrics(id, addDays(first, -1), dateIn(now, timeZone))
  const figured = new Set(metrics.map(({ postId }) => postId))
  return live.filter((post) => figured.has(post.id)).map((post) => post.id)
}

/** The lines that are there already, of those that histories and figures give. */
async function linesOf(
  { store }: Needs,
  brand: Brand,
  histories: ReadonlyMap<string, readonly HistoryEntry[]>,
  figured: readonly string[],
): Promise<readonly RoomMessage[]> {
  const told = [...histories].flatMap(([id, history]) => toldEntries(id, history).map(({ key }) => key))
  const keys = [...told, ...figured.map((postId) => messageKey({ kind: 'figures', postId }))]
  return keys.length > 0 ? store.messages({ brand: brand.id, keys }) : []
}

function byPost(cards: readonly RoomMessage[]): ReadonlyMap<string, readonly RoomMessage[]> {
  const found = new Map<string, RoomMessage[]>()
  for (const card of cards) {
    const id = postIdOf(card)
    const rows = found.get(id)
    if (rows) rows.push(card)
    else found.set(id, [card])
  }
  return found
}

function postIdOf(card: RoomMessage): string {
  const key = parseKey(card.key)
  return key?.kind === 'post' ? key.postId : ''
}

function isIn({ surface, channel }: ChatRoom): (row: RoomMessage) => boolean {
  return (row) => row.surface === surface && row.channel === channel
}

/**
 * The report on the latest whole week, which is never older than eight days, with those charts that are not there yet: a picture in a
 * room does not change. Nothing while the week was not over when the report was made.
 */
async function reportWishes(
  { store }: Needs,
  brand: Brand,
  rooms: readonly ChatRoom[],
  now: Date,
): Promise<readonly MessageWish[]> {
  const week = lastFullWeek(brand, now)
  const stored = await store.report(brand.id, week)
  const monday = mondayOfIsoWeek(week)
  if (!stored || !monday || stored.at < startOfDay(addDays(monday, 7), brand.timeZone)) return []
  const of = { brand: brand.id, week }
  const parent = messageKey({ kind: 'report', ...of })
  const charts = stored.charts.map((_, ordinal) => messageKey({ kind: 'chart', ...of, ordinal }))
  const there = await store.messages({ brand: brand.id, keys: charts })
  return rooms.flatMap((room) => {
    const drawn = new Set(there.filter(isIn(room)).map(({ key }) => key))
    const missing = charts.filter((key) => !drawn.has(key))
    return [wish({ brand, room }, parent), ...missing.map((key) => wish({ brand, room }, key, { parent }))]
  })
}
