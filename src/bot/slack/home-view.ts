import type { HomeView, KnownBlock } from '@slack/types'
import type { PostCard } from '../card.ts'
import type { Home, HomeBrand } from '../chat/home.ts'
import {
  dayLines,
  healthWords,
  lastReportWords,
  shownAccounts,
  strangerWords,
  waitingTitle,
} from '../chat/home-lines.ts'
import { plural } from '../names.ts'
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
const dayBlocksShown = 6

type Page = {
  readonly head: readonly KnownBlock[]
  readonly cards: readonly PostCard[]
  readonly foot: readonly KnownBlock[]
}

function pageOf(brand: HomeBrand): Page {
  return {
    head: [...dayBlocks(brand.day, 0), richBlock(section(strong(waitingTitle(brand))))],
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

function daysBlocks(brand: HomeBrand): readonly KnownBlock[] {
  const blocks = linesBlocks(dayLines(brand))
  if (blocks.length <= dayBlocksShown) return blocks
  return [...blocks.slice(0, dayBlocksShown), line('And more: /greenroom plan')]
}

function accounts(brand: HomeBrand) {
  const { shown, others } = shownAccounts(brand)
  return [
    list([
      ...shown.map((account) =>
        section(words(account.label, { bold: true }), ': ', words(healthWords(account), undefined, 700)),
      ),
      ...(others === null ? [] : [section(others)]),
    ]),
  ]
}

function lastReport(brand: HomeBrand): KnownBlock {
  const { figures, where } = lastReportWords(brand)
  return richBlock(section(strong('Last report: '), words(figures, undefined, 1500), where))
}

function strangerBlocks(user: string): KnownBlock[] {
  return [header('Greenroom'), richBlock(section(strangerWords, words(user, { code: true })))]
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
