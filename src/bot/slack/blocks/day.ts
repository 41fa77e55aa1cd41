import type {
  ActionsBlock,
  HeaderBlock,
  KnownBlock,
  RichTextBlockElement,
  RichTextSection,
} from '@slack/types'
import type { DayCard } from '../../card.ts'
import { draftingWords, earlierWords, pastDayWords, shownNotices, tallyWords } from '../../card-words.ts'
import { dayButtons } from '../../chat/day-buttons.ts'
import { longDay } from '../../time.ts'
import { slackLimits } from '../limits.ts'
import { plain } from '../text.ts'
import { chatButton } from './button.ts'
import { list, moment, paragraph, richBlock, section, strong, words } from './rich.ts'

/** The head of a day: what waits, what is frozen, how far drafting has come, and what concerns all of it. */
export function dayBlocks(card: DayCard, earlier: number): readonly KnownBlock[] {
  const buttons = dayButtons(card).map(chatButton)
  const actions: ActionsBlock = { type: 'actions', elements: [...buttons] }
  return [
    header(`${longDay(card.date)} · ${card.brandName}`),
    richBlock(
      paragraph(...frozen(card), section(tallyWords(card)), ...earlierLine(earlier), ...draftingLine(card)),
      ...notices(card),
    ),
    ...(buttons.length > 0 ? [actions] : []),
  ]
}

/** The head of a day that is over: what became of its posts, and nothing to press. */
export function pastDayBlocks(card: DayCard): readonly KnownBlock[] {
  return [header(`${longDay(card.date)} · ${card.brandName}`), richBlock(section(pastDayWords(card)))]
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: plain(text, slackLimits.header.max) }
}

function frozen({ freeze, brandName, zone }: DayCard): readonly RichTextSection[] {
  if (!freeze) return []
  const who = freeze.desk
    ? [strong('The whole desk is frozen.')]
    : [...words(brandName, { bold: true }), strong(' is frozen.')]
  const reason = freeze.reason ? [': “', words(freeze.reason, undefined, 600), '”'] : ['.']
  const by = words(freeze.by)
  return [
    section(
      who,
      ' Nothing is drafted, approved or published. Frozen by ',
      by,
      ' ',
      moment(freeze.at, 'date', zone),
      ...reason,
    ),
  ]
}

function earlierLine(earlier: number): readonly RichTextSection[] {
  return earlier === 0 ? [] : [section(earlierWords(earlier))]
}

function draftingLine({ drafting, date }: DayCard): readonly RichTextSection[] {
  return drafting ? [section(draftingWords(drafting, date))] : []
}

function notices(card: DayCard): readonly RichTextBlockElement[] {
  const { shown, others } = shownNotices(card)
  if (shown.length === 0) return []
  const items = shown.map(({ text, at }) =>
    section(words(text, undefined, 600), ' ', moment(at, 'date', card.zone)),
  )
  return [list([...items, ...(others === null ? [] : [section(others)])])]
}
