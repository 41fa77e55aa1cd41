import { splitText } from '../../chat/split-text.ts'

/** From where to where a part of a text goes, in UTF-16 units. It neither begins nor ends with a blank: those stay between the parts. */
export type TextPart = { readonly start: number; readonly end: number }

/** How much is put into one input, of the 4,000 that it holds: there is room to write, and a part that has grown is split next time. */
export const partSize = 3000

/** What of a text can be edited by itself; the same text has the same parts. A text of blanks has none. */
export function textParts(text: string): readonly TextPart[] {
  const { parts, separators } = splitText(text, partSize)
  let at = 0
  return parts.flatMap((part, index) => {
    const start = at + part.length - part.trimStart().length
    const end = at + part.trimEnd().length
    at += part.length + (separators[index]?.length ?? 0)
    return start < end ? [{ start, end }] : []
  })
}

/** A text with one of its parts written anew; one that was emptied takes the gap before it with it. Null where there is no such part. */
export function withPart(text: string, index: number, typed: string): string | null {
  const parts = textParts(text)
  const part = parts[index]
  if (!part) return null
  if (isSameText(typed, text.slice(part.start, part.end))) return text
  if (typed.trim() === '') return text.slice(0, parts[index - 1]?.end ?? 0) + text.slice(part.end)
  return text.slice(0, part.start) + typed + text.slice(part.end)
}

/** Whether nothing was changed but what a client may do to a text by itself: ends of lines, blanks at both ends, halves of characters. */
export function isSameText(typed: string, before: string): boolean {
  return plain(typed) === plain(before)
}

function plain(text: string): string {
  return Buffer.from(text).toString().replaceAll(/\r\n?/g, '\n').trim()
}
