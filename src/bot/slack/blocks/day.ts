import type {
  ActionsBlock,
  Button as SlackButton,
  HeaderBlock,
  KnownBlock,
  RichTextBlockElement,
  RichTextSection,
} from '@slack/types'
import type { DayCard, DraftingView } from '../../card.ts'
import type { DeskPressVerb } from '../../chat/chat-press.ts'
import { listed, plural } from '../../names.ts'
import { dayWords, left, longDay } from '../../time.ts'
import { slackLimits } from '../limits.ts'
import { plain } from '../text.ts'
import { chatButton, confirmed } from './button.ts'
import { list, moment, paragraph, richBlock, section, strong, words } from './rich.ts'

const noticesShown = 5

/** The head of a day: what waits, what is frozen, how far drafting has come, and what concerns all of it. */
export function dayBlocks(card: DayCard, earlier: number): readonly KnownBlock[] {
  const buttons = dayButtons(card)
  const actions: ActionsBlock = { type: 'actions', elements: [...buttons] }
  return [
    header(`${longDay(card.date)} · ${card.brandName}`),
    richBlock(
      paragraph(...frozen(card), section(tally(card)), ...earlierLine(earlier), ...draftingLine(card)),
      ...notices(card),
    ),
    ...(buttons.length > 0 ? [actions] : []),
  ]
}

export function daySummary(card: DayCard): string {
  const frozen = card.freeze ? ' Frozen.' : ''
  return `${card.brandName}, ${longDay(card.date)}: ${waitingWords(card)}.${frozen}`
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

function tally(card: DayCard): string {
  const facts = [
    ...(card.approved > 0 ? [`${card.approved} approved`] : []),
    ...(card.published > 0 ? [`${card.published} published`] : []),
    ...(card.troubled > 0 ? [`${plural(card.troubled, 'post')} in trouble`] : []),
  ]
  return `${waitingWords(card)}.${facts.length > 0 ? ` ${listed(facts)}.` : ''}`
}

/** `5 posts wait for a decision: 3 low risk, 1 high risk and 1 blocked` */
function waitingWords({ waiting }: DayCard): string {
  const count = waiting.low + waiting.medium + waiting.high + waiting.blocked
  if (count === 0) return 'Nothing waits for a decision'
  const levels = (['low', 'medium', 'high', 'blocked'] as const)
    .filter((level) => waiting[level] > 0)
    .map((level) => `${waiting[level]} ${level === 'blocked' ? level : `${level} risk`}`)
  return `${plural(count, 'post waits', 'posts wait')} for a decision: ${listed(levels)}`
}

function earlierLine(earlier: number): readonly RichTextSection[] {
  if (earlier === 0) return []
  return [
    section(
      `${plural(earlier, 'card')} of earlier days ${earlier === 1 ? 'has' : 'have'} come up again below.`,
    ),
  ]
}

function draftingLine({ drafting, date }: DayCard): readonly RichTextSection[] {
  return drafting ? [section(progress(drafting, date))] : []
}

function progress({ date, done, failed, total, leftMs }: DraftingView, today: string): string {
  const trouble = failed > 0 ? `, ${failed} could not be drafted` : ''
  const time = leftMs === null ? '' : ` · ${left(leftMs)}`
  return `Drafting ${dayWords(date, today).toLowerCase()}: ${done} of ${plural(total, 'post')}${trouble}${time}`
}

function notices({ notices, zone }: DayCard): readonly RichTextBlockElement[] {
  if (notices.length === 0) return []
  const shown = notices.slice(0, noticesShown)
  const rest = notices.length - shown.length
  return [
    list([
      ...shown.map(({ text, at }) => section(words(text, undefined, 600), ' ', moment(at, 'date', zone))),
      ...(rest > 0 ? [section(`${plural(rest, 'more notice')}: /greenroom status`)] : []),
    ]),
  ]
}

function dayButtons(card: DayCard): readonly SlackButton[] {
  const { waiting, freeze, drafting } = card
  return [
    ...(waiting.low > 0 && !freeze ? [approveAll(card)] : []),
    ...(freeze ? [desk(card, 'unfreeze', 'Unfreeze', 'primary')] : []),
    ...(drafting ? [desk(card, 'stop_drafting', 'Stop drafting', 'plain')] : []),
    ...(isEmpty(card) && !freeze && !drafting ? [desk(card, 'draft', 'Draft the day now', 'primary')] : []),
  ]
}

function approveAll(card: DayCard): SlackButton {
  const { waiting, brandName } = card
  const posts = plural(waiting.low, 'low-risk post')
  const fate = waiting.low === 1 ? 'is approved as it stands and goes' : 'are approved as they stand and go'
  return {
    ...desk(card, 'approve_all', `Approve all low risk (${waiting.low})`, 'primary'),
    confirm: confirmed('Approve all low risk', `${posts} of ${brandName} ${fate} out when due.`, 'Approve'),
  }
}

function isEmpty({ waiting, approved, published, troubled }: DayCard): boolean {
  const { low, medium, high, blocked } = waiting
  return low + medium + high + blocked + approved + published + troubled === 0
}

function desk(
  { brand }: DayCard,
  verb: DeskPressVerb,
  label: string,
  style: 'primary' | 'plain',
): SlackButton {
  return chatButton({ kind: 'desk', verb, brand }, label, style)
}
