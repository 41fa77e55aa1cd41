import type { RichTextBlock, RichTextElement, RichTextQuote, RichTextSection } from '@slack/types'
import type { Line, Span } from '../../chat/say.ts'
import { weightOf } from '../limits.ts'
import { isUserId, utcWords } from '../text.ts'
import { linked, moment, pages, paragraph, richBlock, section, words } from './rich.ts'

/** Weight of one block at most; the text of a longer one would be hidden behind a click anyway. */
const blockWeight = 3000

/**
 * Lines in full, in as many blocks as they take. Only typed spans mention, link or format. `linkTo`: address of a message of the room by
 * its key; null for one that is not there, or cannot be linked from where the lines stand.
 */
export function linesBlocks(lines: readonly Line[], linkTo: LinkTo = nowhere): readonly RichTextBlock[] {
  const blocks: Part[][] = [[]]
  let weight = 0
  for (const part of lines.flatMap((line) => partsOf(line, linkTo))) {
    weight += weightOf(part)
    if (weight > blockWeight) {
      blocks.push([])
      weight = weightOf(part)
    }
    blocks.at(-1)?.push(part)
  }
  return blocks.map(joined).filter(({ elements }) => elements.length > 0)
}

/** The words alone: without those who are called by the message itself, and what separated their names. */
export function linesSummary(lines: readonly Line[]): string {
  return lines
    .map((line) =>
      line
        .map(spanWords)
        .join('')
        .replace(/^[\s,:]+/, ''),
    )
    .join(' ')
}

export type LinkTo = (key: string) => string | null

const nowhere: LinkTo = () => null

type Part = RichTextSection | RichTextQuote

/** Sections that follow each other are lines of one paragraph. */
function joined(parts: readonly Part[]): RichTextBlock {
  const merged: Part[] = []
  for (const part of parts) {
    const last = merged.at(-1)
    if (last?.type === 'rich_text_section' && part.type === 'rich_text_section')
      merged[merged.length - 1] = paragraph(last, part)
    else merged.push(part)
  }
  return richBlock(...merged)
}

/** A line without its quotes, and its quotes; what is long in pieces that a block can hold. */
function partsOf(line: Line, linkTo: LinkTo): readonly Part[] {
  const parts: Part[] = []
  let elements: RichTextElement[] = []
  const endSection = () => {
    if (elements.length > 0) parts.push(section(elements))
    elements = []
  }
  for (const span of line) {
    if (typeof span !== 'string' && 'quote' in span) {
      endSection()
      for (const page of pages(span.quote, pageWeight))
        parts.push({ type: 'rich_text_quote', elements: [...page] })
      continue
    }
    for (const page of spanPages(span, linkTo)) {
      if (elements.length > 0 && weightOf([...elements, ...page]) > pageWeight) endSection()
      elements.push(...page)
    }
  }
  endSection()
  return parts
}

const pageWeight = 2500

function spanPages(
  span: Exclude<Span, { readonly quote: string }>,
  linkTo: LinkTo,
): readonly (readonly RichTextElement[])[] {
  if (typeof span === 'string') return pages(span, pageWeight)
  if ('strong' in span) return pages(span.strong, pageWeight, { bold: true })
  if ('code' in span) return pages(span.code, pageWeight, { code: true })
  if ('added' in span) return pages(span.added, pageWeight, { bold: true })
  if ('removed' in span) return pages(span.removed, pageWeight, { strike: true })
  if ('at' in span) return [[moment(span.at, span.show)]]
  if ('href' in span) return [[linked(span.href, span.label)]]
  if ('messageKey' in span) return [[linked(linkTo(span.messageKey), span.label)]]
  if ('callGroup' in span) return []
  return [isUserId(span.call) ? [{ type: 'user', user_id: span.call }] : words(span.call)]
}

function spanWords(span: Span): string {
  if (typeof span === 'string') return span
  if ('strong' in span) return span.strong
  if ('code' in span) return span.code
  if ('quote' in span) return `“${span.quote}”`
  if ('at' in span) return utcWords(span.at)
  if ('added' in span) return span.added
  if ('removed' in span || 'call' in span || 'callGroup' in span) return ''
  return span.label
}
