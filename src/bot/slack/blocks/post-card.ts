import type {
  ContextBlock,
  KnownBlock,
  RichTextBlock,
  RichTextBlockElement,
  RichTextElement,
  RichTextSection,
} from '@slack/types'
import type { Finding } from '../../../domain/finding.ts'
import type { PostCard } from '../../card.ts'
import {
  emptyWords,
  evidenceOf,
  figuresSentence,
  latestLine,
  severeFindings,
  severityWords,
  shownDiff,
  shownRisk,
  simulatedWord,
  smallPrintLines,
  undoUntil,
} from '../../card-words.ts'
import { fit } from '../../chat/cut.ts'
import { onOneLine } from '../../chat/shown.ts'
import { handleName, listed } from '../../names.ts'
import { slackLimits, weightOf } from '../limits.ts'
import { plainLines } from '../text.ts'
import { cardActions } from './button.ts'
import { isShowable } from './pictures.ts'
import {
  list,
  moment,
  paragraph,
  permalinkTo,
  quote,
  rich,
  richBlock,
  richDiff,
  section,
  strong,
  words,
  type Rich,
} from './rich.ts'

// Largest weights of what comes from outside. The text gets what all the rest leaves to it: next to nothing only beside ten pictures and
// the longest of everything, and then the whole of it is a press away.
const textWeight = 3500
const diffWeight = 1200
const leastDiffWeight = 300
const sentenceWeight = 800
const smallPrintLength = 600

/** A post as a card, in at most four blocks: where it stands and its text, the small print, what was found and changed, what can be done. `reserved`: weight of what will stand in between. */
export function cardBlocks(card: PostCard, reserved = 0): readonly KnownBlock[] {
  const parts = shownDiff(card)
  const diff = parts && richDiff(parts, Math.max(leastDiffWeight, diffWeight - reserved))
  const notes = notesOf(card, diff)
  const below = [
    ...(card.draft ? [smallPrint(card)] : []),
    ...(notes.length > 0 ? [richBlock(...notes)] : []),
  ]
  const rest = weightOf([head(card, null), ...below, cardActions(card, true)])
  const room = Math.min(textWeight, slackLimits.messageWeight.max - rest - reserved - 100)
  const text = card.draft && rich(card.draft.chosen.text, room)
  const isShortened = text?.whole === false || diff?.whole === false
  return [head(card, text), ...below, cardActions(card, isShortened)]
}

/** What a post is called: network, account and slot; the slot in its reader's zone. */
export function postName(card: PostCard): readonly RichTextElement[] {
  return [
    strong(card.networkLabel),
    ...section(' ', words(handleName(card.handle)), ' · ').elements,
    moment(card.dueAt, 'date', card.slot.zone),
  ]
}

function head(card: PostCard, text: Rich | null): RichTextBlock {
  const risk = shownRisk(card)
  const title = section(
    simulatedWord(card),
    postName(card),
    ' · ',
    strong(card.state.label),
    risk ? ` · ${risk.label} ${risk.confidence.toFixed(2)}` : '',
  )
  const where = paragraph(title, standing(card), ...latest(card), ...figuresLine(card))
  if (text && text.elements.length > 0) return richBlock(where, quote(text))
  return richBlock(paragraph(where, section(card.draft ? 'The text is empty.' : emptyWords(card.status))))
}

/** Where it stands and what it waits for, until when it can be taken back, and where it is. */
function standing(card: PostCard): RichTextSection {
  const { state, permalink } = card
  const { zone } = card.slot
  const until = undoUntil(card)
  return section(
    words(state.sentence, undefined, sentenceWeight),
    ...(state.when ? [` ${state.when.label} `, moment(state.when.at, 'date', zone), '.'] : []),
    ...(until ? [' Undo until ', moment(until, 'time', zone), '.'] : []),
    ...(permalink ? [' ', permalinkTo(permalink)] : []),
  )
}

function latest(card: PostCard): readonly RichTextSection[] {
  const line = latestLine(card)
  if (!line) return []
  const { who, what, at } = line
  const when = moment(at, 'date', card.slot.zone)
  return [section('Latest: ', words(who), ' ', words(what, undefined, 400), ' · ', when)]
}

/** What came of it, once a day of figures is in. */
function figuresLine({ figures }: PostCard): readonly RichTextSection[] {
  return figures ? [section(figuresSentence(figures))] : []
}

function smallPrint(card: PostCard): ContextBlock {
  const unshown = (card.draft?.chosen.media ?? []).filter(({ mimeType }) => !isShowable(mimeType))
  const note = `Slack cannot show ${listed(unshown.map(({ name }) => name))}: see the web page.`
  const lines = [...smallPrintLines(card), ...(unshown.length > 0 ? [note] : [])].map((line) =>
    onOneLine(fit(line, smallPrintLength)),
  )
  return { type: 'context', elements: [plainLines(lines.join('\n'), smallPrintLength)] }
}

function notesOf(card: PostCard, diff: Rich | null): readonly RichTextBlockElement[] {
  const risk = shownRisk(card)
  const findings = card.draft?.chosen.findings ?? []
  return [
    ...(risk && findings.length > 0 ? [list(findingItems(findings))] : []),
    ...(risk ? [section(`Confidence ${risk.sum}`)] : []),
    ...(diff && card.lastEdit ? [section(words(card.lastEdit.who), ' changed:'), quote(diff)] : []),
  ]
}

/** The most severe ones; the rest is counted. */
function findingItems(findings: readonly Finding[]): readonly RichTextSection[] {
  const { severe, others } = severeFindings(findings)
  return [...severe.map(findingItem), ...(others === null ? [] : [section(others)])]
}

function findingItem(finding: Finding): RichTextSection {
  const { severity, message, weight } = finding
  const evidence = evidenceOf(finding)
  return section(
    strong(severityWords[severity]),
    ' ',
    words(message, undefined, 280),
    ...(evidence === null ? [] : [' “', words(evidence, undefined, 180), '”']),
    weight > 0 ? ` −${weight.toFixed(2)}` : '',
  )
}
