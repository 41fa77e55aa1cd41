import type { APIContainerComponent } from 'discord-api-types/v10'
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
import type { CardImage } from '../../chat/chat-surface.ts'
import { onOneLine } from '../../chat/shown.ts'
import { handleName } from '../../names.ts'
import { discordLimits, fitsMessage, sizeOf } from '../limits.ts'
import { diffText, fitted, moment, quoted, strong, words, type Written } from '../text.ts'
import { cardRows } from './button.ts'
import { galleryOf } from './images.ts'
import { cardColour, container, texts } from './layout.ts'
import { linkButtonFor, permalinkTo } from './permalink.ts'

/** Largest lengths of what comes from outside, besides the text. */
type Lengths = Readonly<Record<'sentence' | 'what' | 'small' | 'finding' | 'evidence' | 'diff', number>>

const roomy: Lengths = { sentence: 800, what: 400, small: 600, finding: 280, evidence: 180, diff: 1200 }
/** So that a text has some 800 characters whatever stands around it, and mostly far more. */
const tight: Lengths = { sentence: 300, what: 200, small: 400, finding: 160, evidence: 80, diff: 500 }

/** A post as a card: where it stands, its text and images, the small print, what was found and changed, what can be done. */
export function cardComponents(
  card: PostCard,
  images: readonly CardImage[],
): readonly [APIContainerComponent] {
  const whole = drawnIn(roomy, card, images)
  const { drawn } = whole.isWhole && fitsMessage([whole.drawn]) ? whole : drawnIn(tight, card, images)
  return [drawn]
}

/** The text gets what all the rest leaves to it. */
function drawnIn(lengths: Lengths, card: PostCard, images: readonly CardImage[]) {
  const parts = shownDiff(card)
  const diff = parts && diffText(parts, lengths.diff)
  const small = smallPrint(card, lengths.small)
  const draw = (text: Written | null) =>
    container(cardColour(card), [
      ...texts(head(card, lengths)),
      ...texts([text?.text.trim() ? quoted(text.text) : nothing(card)]),
      ...galleryOf(images),
      ...texts([small.text]),
      ...texts(notes(card, lengths)),
      ...texts(changed(card, diff)),
      ...cardRows(
        card,
        [text, small, diff].some((one) => one?.whole === false),
      ),
    ])
  const room = discordLimits.text.max - sizeOf([draw({ text: '', whole: false })]).text - 10
  const text = card.draft && fitted(card.draft.chosen.text, room)
  return { drawn: draw(text), isWhole: text?.whole !== false }
}

/** What a post is called: network, account and slot, which every reader sees in their own zone. */
export function postName(card: PostCard): string {
  return `${words(card.networkLabel, 60)} ${words(handleName(card.handle), 100)} · ${moment(card.dueAt, 'date')}`
}

function head(card: PostCard, lengths: Lengths): readonly string[] {
  const { state, figures } = card
  const risk = shownRisk(card)
  return [
    `### ${simulatedWord(card)}${postName(card)}`,
    `${strong(state.label)}${risk ? ` · ${risk.label} ${risk.confidence.toFixed(2)}` : ''}`,
    standing(card, lengths.sentence),
    ...latest(card, lengths.what),
    ...(figures ? [words(figuresSentence(figures))] : []),
  ]
}

/** Where it stands and what it waits for, until when it can be taken back, and where it is where no button leads there. */
function standing(card: PostCard, max: number): string {
  const { permalink } = card
  const { when, sentence } = card.state
  const until = undoUntil(card)
  return [
    words(sentence, max),
    ...(when ? [`${when.label} ${moment(when.at, 'date')} (${moment(when.at, 'away')}).`] : []),
    ...(until ? [`Undo until ${moment(until, 'time')}.`] : []),
    ...(permalink === null || linkButtonFor(permalink) ? [] : [permalinkTo(permalink)]),
  ].join(' ')
}

function latest(card: PostCard, max: number): readonly string[] {
  const line = latestLine(card)
  return line ? [`Latest: ${words(line.who, 100)} ${words(line.what, max)} · ${moment(line.at, 'date')}`] : []
}

function nothing({ draft, status }: PostCard): string {
  return draft ? 'The text is empty.' : emptyWords(status)
}

/** Small, a line each; as many as there is room for. */
function smallPrint(card: PostCard, max: number): Written {
  const lines = smallPrintLines(card).map((line) => fitted(onOneLine(line), max / 2))
  const done: string[] = []
  let left = max
  for (const { text } of lines) {
    if (text.length + 6 > left) return { text: [...done, '-# …'].join('\n'), whole: false }
    left -= text.length + 4
    done.push(`-# ${text}`)
  }
  return { text: done.join('\n'), whole: lines.every(({ whole }) => whole) }
}

/** What there is of confidence, and what was found. */
function notes(card: PostCard, lengths: Lengths): readonly string[] {
  const risk = shownRisk(card)
  if (!risk || !card.draft) return []
  const { severe, others } = severeFindings(card.draft.chosen.findings)
  return [
    `Confidence ${words(risk.sum, 120)}`,
    ...severe.map((finding) => findingLine(finding, lengths)),
    ...(others === null ? [] : [`- ${others}`]),
  ]
}

function findingLine(finding: Finding, lengths: Lengths): string {
  const { severity, message, weight } = finding
  const evidence = evidenceOf(finding)
  const quotation = evidence === null ? '' : ` “${words(evidence, lengths.evidence)}”`
  const cost = weight > 0 ? ` −${weight.toFixed(2)}` : ''
  return `- ${strong(severityWords[severity])} ${words(message, lengths.finding)}${quotation}${cost}`
}

function changed({ lastEdit }: PostCard, diff: Written | null): readonly string[] {
  return diff && lastEdit ? [`${words(lastEdit.who, 100)} changed:`, quoted(diff.text)] : []
}
