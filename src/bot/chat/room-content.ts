import type { Brand } from '../../domain/brand.ts'
import { chosenOf, type Post } from '../../domain/post.ts'
import { addDays, startOfDay } from '../../domain/slot.ts'
import type { Deps, RoomMessage } from '../../ports.ts'
import { loadImages } from '../../service/images.ts'
import { historyLines } from '../cards/history.ts'
import { figuresSentence } from '../card-words.ts'
import { reportCard } from '../cards/report-card.ts'
import { deskPosts, loadCard, loadHead } from '../load.ts'
import { readCardPayload } from './card-memory.ts'
import type { CardImage, MessageContent } from './chat-surface.ts'
import { messageKey, parseKey, type MessageKey } from './message-key.ts'
import { headKeys } from './room-wishes.ts'
import { isAddressOf } from './rooms.ts'
import { readPayload } from './said.ts'
import { toldEntries } from './told-entries.ts'
import { isWaiting } from './waiting.ts'

type Needs = Pick<Deps, 'store' | 'clock' | 'brands' | 'networks'>
type Of<K extends MessageKey['kind']> = Extract<MessageKey, { kind: K }>

/**
 * What a message of a room is to show now, made from the truth; null where there is nothing to show (any more). `away`: the file of its brand
 * is, or names this room or person no more, so that nothing of the brand may come there.
 */
export async function contentOf(deps: Needs, message: RoomMessage): Promise<MessageContent | 'away' | null> {
  const key = parseKey(message.key)
  if (!key) return null
  const brand = deps.brands.get(message.brand)
  if (!brand || !(isThere(message) || isAddressOf(brand, message))) return 'away'
  switch (key.kind) {
    case 'day':
      return dayContent(deps, brand, message, key)
    case 'post':
      return cardContent(deps, brand, message, key)
    case 'line':
      return lineContent(deps, key)
    case 'figures':
      return figuresContent(deps, brand, key)
    case 'report':
      return reportContent(deps, key)
    case 'chart':
      return chartContent(deps, brand, key)
    case 'said':
      return saidContent(deps, message)
  }
}

/** The newest head shows how things are; one of a day before says what became of its posts, and offers nothing. */
async function dayContent(
  deps: Needs,
  brand: Brand,
  message: RoomMessage,
  { date }: Of<'day'>,
): Promise<MessageContent | null> {
  const { surface, channel } = message
  const heads = await deps.store.messages({ surface, channel, keys: headKeys(brand, deps.clock.now()) })
  if (heads.at(-1)?.key === message.key) {
    const posts = await deskPosts(deps, brand)
    const card = { ...(await loadHead(deps, brand, posts)), date }
    return { kind: 'day', card, earlier: await cameUpAgain(deps, message, posts, date), isOver: false }
  }
  if (!isThere(message)) return null
  const dueFrom = startOfDay(date, brand.timeZone)
  const dueBefore = startOfDay(addDays(date, 1), brand.timeZone)
  const posts = await deps.store.posts({ brand: brand.id, dueFrom, dueBefore, simulated: false })
  const waiting = { low: 0, medium: 0, high: 0, blocked: 0 }
  const card = { ...(await loadHead(deps, brand, posts)), date, waiting }
  return {
    kind: 'day',
    card: { ...card, freeze: null, drafting: null, notices: [] },
    earlier: 0,
    isOver: true,
  }
}

/** How many cards under this head are of days before, and still wait. */
async function cameUpAgain(
  { store }: Needs,
  { surface, channel }: RoomMessage,
  posts: readonly Post[],
  date: string,
): Promise<number> {
  const keys = posts.filter(isWaiting).map(({ id }) => messageKey({ kind: 'post', postId: id, date }))
  const cards = await store.messages({ surface, channel, keys })
  return cards.filter(({ payload }) => readCardPayload(payload).again).length
}

/** The newest card that the room has is the card; what is older points to it. */
async function cardContent(
  deps: Needs,
  brand: Brand,
  message: RoomMessage,
  { postId }: Of<'post'>,
): Promise<MessageContent | null> {
  const post = await deps.store.post(postId)
  if (!post) return null
  const { surface, channel } = message
  const prefix = messageKey({ kind: 'post', postId, date: '' })
  const rows = await deps.store.messages({ surface, channel, prefix })
  const open = rows.filter(({ state }) => state === 'open')
  const isNewest = open.at(-1)?.key === message.key
  if (!isNewest && !isThere(message)) return null
  const live = open.findLast(({ remoteId }) => remoteId !== null)
  const card = await loadCard(deps, brand, post)
  return isNewest || !live || live.key === message.key
    ? { kind: 'post', card, images: await imagesOf(deps, post) }
    : { kind: 'moved', card, toRemoteId: live.remoteId }
}

/** Of what would go out. */
async function imagesOf(deps: Needs, post: Post): Promise<readonly CardImage[]> {
  const media = chosenOf(post)?.media ?? []
  const images = await loadImages(deps, media)
  return media.flatMap((one, index) => {
    const bytes = images[index]
    return bytes ? [{ ...one, bytes }] : []
  })
}

async function lineContent({ store }: Needs, key: Of<'line'>): Promise<MessageContent | null> {
  const post = await store.post(key.postId)
  const history = await store.history(key.postId)
  const entry = toldEntries(key.postId, history).find((one) => one.key === messageKey(key))
  if (!post || !entry) return null
  const line = historyLines(history.slice(0, entry.index + 1), post, await store.people()).at(-1)
  return line ? { kind: 'line', line } : null
}

async function figuresContent(
  deps: Needs,
  brand: Brand,
  { postId }: Of<'figures'>,
): Promise<MessageContent | null> {
  const post = await deps.store.post(postId)
  const figures = post && (await loadCard(deps, brand, post)).figures
  return figures && { kind: 'said', lines: [[figuresSentence(figures)]] }
}

async function reportContent(
  { store }: Needs,
  { brand, week }: Of<'report'>,
): Promise<MessageContent | null> {
  const stored = await store.report(brand, week)
  return stored && { kind: 'report', card: reportCard(stored.report), charts: stored.charts.length }
}

async function chartContent(
  { store }: Needs,
  { id, name }: Brand,
  { week, ordinal }: Of<'chart'>,
): Promise<MessageContent | null> {
  const chart = (await store.report(id, week))?.charts[ordinal]
  return chart ? { kind: 'chart', chart, week, brandName: name } : null
}

/** Words that nobody has read yet are not said any more once they have aged. */
function saidContent({ clock }: Needs, message: RoomMessage): MessageContent | null {
  const said = readPayload(message.payload)
  if (!said) return null
  const isStale = said.until !== null && said.until <= clock.now()
  return isStale && !isThere(message) ? null : { kind: 'said', lines: said.lines }
}

/** In the room, or perhaps: then it has to be found before anything else can be said of it. */
function isThere({ remoteId, attemptedAt }: RoomMessage): boolean {
  return remoteId !== null || attemptedAt !== null
}
