import { graphemesOf } from '../../domain/graphemes.ts'
import type { DiffPart } from '../card.ts'

/** At most `max` characters of a text, as `lengthOf` counts them: cut between graphemes, with an ellipsis. */
export function fit(text: string, max: number, lengthOf = (part: string) => part.length): string {
  let length = 0
  let end = 0
  let at = 0
  for (const part of partsOf(text)) {
    length += lengthOf(part)
    if (length > max) return `${text.slice(0, end).trimEnd()}…`
    at += part.length
    if (length + lengthOf('…') <= max) end = at
  }
  return text
}

/** The whole of a text in pieces of at most `max` characters, as `lengthOf` counts them; cut after a line or a word where one ends late enough. */
export function chunks(
  text: string,
  max: number,
  lengthOf = (part: string) => part.length,
): readonly string[] {
  const done: string[] = []
  let chunk = ''
  let length = 0
  for (const part of partsOf(text)) {
    const more = lengthOf(part)
    if (length + more > max) {
      const end = goodEnd(chunk)
      done.push(chunk.slice(0, end))
      chunk = chunk.slice(end)
      length = lengthOf(chunk)
    }
    chunk += part
    length += more
  }
  return chunk ? [...done, chunk] : done
}

/** What was changed in a text, and of what stayed the same the words next to it; no change longer than `max`. */
export function changesIn(parts: readonly DiffPart[], max: number): readonly DiffPart[] {
  return parts.map(({ kind, text }) => ({ kind, text: kind === 'same' ? ends(text) : fit(text, max) }))
}

function ends(text: string): string {
  const start = fit(text, 60)
  return start === text ? text : `${start} ${text.slice(-50).trimStart()}`
}

/** No writing has graphemes longer than a flag or a family; a longer one is a heap of marks and may be cut. */
const longestGrapheme = 40

/** After the last line, else after the last word, of the second half; else all of it. */
function goodEnd(text: string): number {
  const late = (mark: string) => {
    const end = text.lastIndexOf(mark) + 1
    return end > text.length / 2 ? end : 0
  }
  return late('\n') || late(' ') || text.length
}

function* partsOf(text: string): Iterable<string> {
  for (const grapheme of graphemesOf(text)) {
    if (grapheme.length > longestGrapheme) yield* grapheme
    else yield grapheme
  }
}
