import type {
  RichTextBlock,
  RichTextBlockElement,
  RichTextDate,
  RichTextElement,
  RichTextList,
  RichTextQuote,
  RichTextSection,
  RichTextText,
} from '@slack/types'
import { slotAt } from '../../../domain/slot.ts'
import type { DiffPart } from '../../card.ts'
import { permalinkWords } from '../../card-words.ts'
import { slotWords } from '../../cards/history.ts'
import { changesIn, chunks, fit } from '../../chat/cut.ts'
import { onOneLine, shownOnOneLine } from '../../chat/shown.ts'
import { visible } from '../../visible.ts'
import { weightOf, writtenLength } from '../limits.ts'
import { dateFormats, utcWords, webLink } from '../text.ts'

// Rich text is not parsed at all: what its text elements hold is shown as it stands, line breaks and `:shrimp:` included.

export type Style = NonNullable<RichTextText['style']>

/** Text elements, and whether they are all of the text. */
export type Rich = { readonly elements: readonly RichTextText[]; readonly whole: boolean }

/** A text as it is, at most `max` in weight; hidden characters stand as code, by their names. */
export function rich(text: string, max: number, style?: Style): Rich {
  // Weight is never less than length, so that nothing that fits is lost by cutting first.
  const start = fit(text, max)
  const { elements, whole } = richPieces(piecesOf(start, style), max)
  return { elements, whole: whole && start === text }
}

/** The whole of a text, in pieces of at most `max` in weight each. */
export function pages(text: string, max: number, style?: Style): readonly (readonly RichTextText[])[] {
  const done: RichTextText[][] = [[]]
  let left = max
  for (const piece of piecesOf(text, style)) {
    for (const part of cut(piece, max)) {
      const weight = weightOf(part) + 1
      if (weight > left) {
        done.push([])
        left = max
      }
      left -= weight
      done.at(-1)?.push(part)
    }
  }
  return done.filter((page) => page.length > 0)
}

/** A text on one line: for names, notes and all that stands within a sentence of ours. */
export function words(text: string, style?: Style, max = 200): readonly RichTextText[] {
  return rich(onOneLine(fit(text, 4 * max)), max, style).elements
}

/** What was added in bold, what was removed struck out; of a long one, only what stayed the same is left out first. */
export function richDiff(parts: readonly DiffPart[], max: number): Rich {
  if (lengthOf(parts) <= max) {
    const all = richPieces(parts.flatMap(diffElements), max)
    if (all.whole) return all
  }
  return { ...richPieces(changesIn(parts, max).flatMap(diffElements), max), whole: false }
}

/** A moment, which every reader sees in their own zone; a client that cannot do that shows it in `zone`. */
export function moment(at: Date, show: 'time' | 'date', zone: string | null = null): RichTextDate {
  const fallback = zone === null ? utcWords(at) : zoneWords(at, zone)
  return { type: 'date', timestamp: Math.floor(at.getTime() / 1000), format: dateFormats[show], fallback }
}

/** A link under a label of ours; the label alone where it is no link. */
export function linked(href: string | null, label: string): RichTextElement {
  const url = href === null ? null : webLink(href)
  const text = fit(shownOnOneLine(fit(label, 400)), 100) || '–'
  return url ? { type: 'link', url, text } : { type: 'text', text }
}

/** To a post that is live, under the name of its host; a rehearsal's file is named, and anything else stays text. */
export function permalinkTo(permalink: string): RichTextElement {
  const href = webLink(permalink)
  return linked(href, permalinkWords(permalink, href))
}

/** Strings within are our own words. */
export function section(
  ...parts: readonly (string | RichTextElement | readonly RichTextElement[])[]
): RichTextSection {
  const elements = parts.flatMap((part) => (typeof part === 'string' ? (part ? [element(part)] : []) : part))
  return { type: 'rich_text_section', elements }
}

/** Lines of one paragraph: sections side by side are not everywhere lines of their own. */
export function paragraph(...lines: readonly RichTextSection[]): RichTextSection {
  return section(
    lines.flatMap(({ elements }, index) => (index === 0 ? elements : [element('\n'), ...elements])),
  )
}

/** Our own words in bold. */
export function strong(text: string): RichTextText {
  return element(text, { bold: true })
}

export function quote({ elements }: Rich): RichTextQuote {
  return { type: 'rich_text_quote', elements: [...elements] }
}

export function list(items: readonly RichTextSection[]): RichTextList {
  return { type: 'rich_text_list', style: 'bullet', elements: [...items] }
}

/** Parts without anything in them are left out: Slack refuses empty ones. */
export function richBlock(...parts: readonly RichTextBlockElement[]): RichTextBlock {
  return { type: 'rich_text', elements: parts.filter(({ elements }) => elements.length > 0) }
}

const diffStyles = { same: {}, added: { bold: true }, removed: { strike: true } } as const

function element(text: string, style: Style = {}): RichTextText {
  return Object.keys(style).length > 0 ? { type: 'text', text, style } : { type: 'text', text }
}

function piecesOf(text: string, style?: Style): readonly RichTextText[] {
  return visible(text).map((piece) => element(piece.text, piece.hidden ? { ...style, code: true } : style))
}

/** `Fri 20 Nov, 12:00 Europe/Berlin` */
function zoneWords(at: Date, zone: string): string {
  const { date, time } = slotAt(at, zone)
  return `${slotWords({ date, time: time.slice(0, 5), zone })} ${zone}`
}

function diffElements({ kind, text }: DiffPart): readonly RichTextText[] {
  return piecesOf(text, diffStyles[kind])
}

function lengthOf(parts: readonly DiffPart[]): number {
  return parts.reduce((sum, { text }) => sum + text.length, 0)
}

function richPieces(pieces: readonly RichTextText[], max: number): Rich {
  const elements: RichTextText[] = []
  // An ellipsis of its own must still go in.
  let left = max - weightOf(element('…')) - 1
  for (const piece of pieces) {
    const weight = weightOf(piece) + 1
    if (weight > left) {
      const room = left - weightOf({ ...piece, text: '' }) - 1
      elements.push(
        room > 10 && !piece.style?.code
          ? { ...piece, text: fit(piece.text, room, jsonLength) }
          : element('…'),
      )
      return { elements, whole: false }
    }
    left -= weight
    elements.push(piece)
  }
  return { elements, whole: true }
}

/** An element in as many as it takes for none to weigh more than `max`. */
function cut(piece: RichTextText, max: number): readonly RichTextText[] {
  if (weightOf(piece) + 1 <= max) return [piece]
  const room = max - weightOf({ ...piece, text: '' }) - 1
  return chunks(piece.text, room, jsonLength).map((text) => ({ ...piece, text }))
}

function jsonLength(text: string): number {
  return writtenLength(JSON.stringify(text)) - 2
}
