import type { KnownBlock, ModalView, Button as SlackButton } from '@slack/types'
import type { Button } from '../card.ts'
import { cardSummary } from '../card-words.ts'
import type { Answer } from '../chat/answer.ts'
import type { Reply } from '../handle.ts'
import { reportSummary } from '../report-words.ts'
import { cardButton } from './blocks/button.ts'
import { cardBlocks } from './blocks/post-card.ts'
import { reportBlocks } from './blocks/report.ts'
import { linesBlocks, linesSummary } from './blocks/said.ts'
import { modal } from './forms/modal.ts'
import { slackLimits, weightOf } from './limits.ts'
import type { SlackMessage } from './slack-message.ts'
import { plain, summary } from './text.ts'
import { fitting, minus, sizeOf, viewRoom } from './view-size.ts'

/** What is told to whoever pressed, and what would work instead. */
export function replyMessage({ sentence, offer }: Reply): SlackMessage {
  return message([...linesBlocks([[sentence]]), ...actions(offer ? [offer] : [])], sentence)
}

/** All of an answer, in as many messages as it takes; at least one. */
export function answerMessage(answer: Answer): readonly SlackMessage[] {
  const units = unitsOf(answer)
  const messages: KnownBlock[][] = [[]]
  for (const unit of units) {
    const last = [...(messages.at(-1) ?? []), ...unit]
    const fits =
      last.length <= slackLimits.messageBlocks.max && weightOf(last) <= slackLimits.messageWeight.max
    if (fits) messages[messages.length - 1] = last
    else messages.push([...unit])
  }
  const words = wordsOf(answer)
  return messages.map((blocks) => message(blocks, words))
}

/** The same as a page of its own, for which a button was pressed. */
export function lookView(title: string, answer: Answer): ModalView {
  const units = unitsOf(answer)
  const buttons = actions(answer.buttons)
  const more: KnownBlock = {
    type: 'context',
    elements: [plain('There is more than Slack can show here: see the web page.')],
  }
  const shown = fitting(units, minus(viewRoom, sizeOf([...buttons, more])), (unit) => unit)
  const isCut = shown.length < units.length
  return modal(title, {
    close: plain('Close', slackLimits.viewButton.max),
    blocks: isCut ? [...shown.flat(), more, ...buttons] : shown.flat(),
  })
}

/** Blocks that stay together. An answer stands outside of the room's messages, so it links to none of them. */
function unitsOf({ lines, cards, report, buttons }: Answer): readonly (readonly KnownBlock[])[] {
  const units = [
    ...linesBlocks(lines).map((block) => [block]),
    ...cards.map((card) => [{ type: 'divider' } as const, ...cardBlocks(card)]),
    ...(report ? [reportBlocks(report, 0)] : []),
    ...actions(buttons).map((block) => [block]),
  ]
  return units.length > 0 ? units : [linesBlocks([['There is nothing to show.']])]
}

/** In as many rows as it takes: one holds 25, and none twice that do the same, if only to different posts. */
function actions(buttons: readonly Button[]): readonly KnownBlock[] {
  const rows: SlackButton[][] = []
  for (const element of buttons.map(cardButton)) {
    const isFree = (row: readonly SlackButton[]) =>
      row.length < slackLimits.actionsElements.max &&
      row.every(({ action_id }) => action_id !== element.action_id)
    const row = rows.find(isFree)
    if (row) row.push(element)
    else rows.push([element])
  }
  return rows.map((elements) => ({ type: 'actions', elements }))
}

function wordsOf({ lines, cards, report }: Answer): string {
  return [linesSummary(lines), ...cards.map(cardSummary), ...(report ? [reportSummary(report)] : [])].join(
    '\n',
  )
}

function message(blocks: readonly KnownBlock[], words: string): SlackMessage {
  return { kind: 'blocks', text: summary(words) || '–', blocks }
}
