import type { HomeView, KnownBlock } from '@slack/types'
import type { PostCard } from '../card.ts'
import type { Home, HomeBrand } from '../chat/home.ts'
import type { Line } from '../chat/say.ts'
import { plural } from '../names.ts'
import { reportSummary } from '../report-words.ts'
import { dayWords } from '../time.ts'
import { dayBlocks, header } from './blocks/day.ts'
import { cardBlocks } from './blocks/post-card.ts'
import { list, paragraph, richBlock, section, strong, words } from './blocks/rich.ts'
import { linesBlocks } from './blocks/said.ts'
import { fitting, minus, sizeOf, viewRoom, type Size } from './view-size.ts'

/**
 * What a person sees on the page of the app: for each of their brands what waits for them, with buttons that work here, and how it stands.
 * What Slack has no room for is counted, with the command that shows it.
 */
export function homeView(home: Home, user: string): HomeView {
  if (home.brands.length === 0) return { type: 'home', blocks: strangerBlocks(user) }
  const shown = fitting(each(home.brands, pageOf), roomAroundCards, ({ head, foot }) => [...head, ...foot])
  const left = home.brands.length - shown.length
  const end = left > 0 ? [line(`And ${plural(left, 'more brand')}: /greenroom today`)] : []
  let room = minus(viewRoom, sizeOf([...shown.flatMap(({ head, foot }) => [...head, ...foot]), ...end]))
  const blocks = shown.flatMap((page, index) => {
    const cards = cardsIn(page.cards, shareOf(room, shown.length - index))
    room = minus(room, sizeOf(cards))
    return [...page.head, ...cards, ...page.foot]
  })
  return { type: 'home', blocks: [...blocks, ...end] }
}

/** So that cards have room whatever stands around them. */
const roomAroundCards: Size = { blocks: 70, bytes: 130_000 }
const accountsShown = 12
const postsShown = 12
const dayBlocksShown = 6

type Page = {
  readonly head: readonly KnownBlock[]
  readonly cards: readonly PostCard[]
  readonly foot: readonly KnownBlock[]
}

function pageOf(brand: HomeBrand): Page {
  const waits = brand.waiting.length
  const title = waits > 0 ? `${plural(waits, 'post waits', 'posts wait')} for you` : 'Nothing waits for you.'
  return {
    head: [...dayBlocks(brand.day, 0), richBlock(section(strong(title)))],
    cards: brand.waiting,
    foot: [
      ...daysBlocks(brand),
      richBlock(paragraph(section(strong('Accounts'))), ...accounts(brand)),
      lastReport(brand),
    ],
  }
}

/** As many cards as there is room for, and how many are left. */
function cardsIn(cards: readonly PostCard[], room: Size): readonly KnownBlock[] {
  const blocksOf = (card: PostCard) => [...cardBlocks(card), { type: 'divider' } as const]
  const whole = fitting(each(cards, blocksOf), room, (blocks) => blocks)
  if (whole.length === cards.length) return whole.flat()
  const more = (count: number) => line(`And ${count} more: /greenroom queue`)
  const shown = fitting(whole, minus(room, sizeOf([more(cards.length)])), (blocks) => blocks)
  return [...shown.flat(), more(cards.length - shown.length)]
}

function daysBlocks({ days, day }: HomeBrand): readonly KnownBlock[] {
  const lines = days.flatMap(({ date, posts }): readonly Line[] => {
    const left = posts.length - postsShown
    return [
      [{ strong: dayWords(date, day.date) }],
      ...(posts.length > 0 ? posts.slice(0, postsShown) : [['Nothing is planned.']]),
      ...(left > 0 ? [[`And ${left} more: /greenroom plan`]] : []),
    ]
  })
  const blocks = linesBlocks(lines)
  if (blocks.length <= dayBlocksShown) return blocks
  return [...blocks.slice(0, dayBlocksShown), line('And more: /greenroom plan')]
}

function accounts({ accounts }: HomeBrand) {
  const left = accounts.length - accountsShown
  return [
    list([
      ...accounts
        .slice(0, accountsShown)
        .map(({ label, problems }) =>
          section(
            words(label, { bold: true }),
            ': ',
            problems.length > 0 ? words(problems.join(' '), undefined, 700) : 'ready to post',
          ),
        ),
      ...(left > 0 ? [section(`And ${left} more: /greenroom status`)] : []),
    ]),
  ]
}

function lastReport({ lastReport }: HomeBrand): KnownBlock {
  const text = lastReport ? reportSummary(lastReport) : 'There is none yet: it comes on Monday.'
  const where = lastReport ? ' The whole of it: /greenroom report' : ''
  return richBlock(section(strong('Last report: '), words(text, undefined, 1500), where))
}

function strangerBlocks(user: string): KnownBlock[] {
  return [
    header('Greenroom'),
    richBlock(
      section(
        'You are not a reviewer of a brand here, so nothing can wait for you. To become one, ask whoever keeps the brand file to add your id: ',
        words(user, { code: true }),
      ),
    ),
  ]
}

/** One after the other: what has no room is not made. */
function* each<From, To>(all: readonly From[], make: (one: From) => To): Iterable<To> {
  for (const one of all) yield make(one)
}

function line(text: string): KnownBlock {
  return richBlock(section(text))
}

function shareOf({ blocks, bytes }: Size, among: number): Size {
  return { blocks: Math.floor(blocks / among), bytes: Math.floor(bytes / among) }
}
