/** A text in pieces, and what stood between them: `''` where a word had to be cut. Put together again by `joinText`. */
export type TextParts = { readonly parts: readonly string[]; readonly separators: readonly Separator[] }

/** Best first: between paragraphs, lines, words, and at last between graphemes. */
export const separators = ['\n\n', '\n', ' ', ''] as const
export type Separator = (typeof separators)[number]

/** Pieces of at most `size` UTF-16 units, none of them empty unless the text is, and all but the last at least half of that long. */
export function splitText(text: string, size: number): TextParts {
  const parts: string[] = []
  const between: Separator[] = []
  let rest = text
  while (rest.length > size) {
    const { at, separator } = cutOf(rest, size)
    parts.push(rest.slice(0, at))
    between.push(separator)
    rest = rest.slice(at + separator.length)
  }
  return { parts: [...parts, rest], separators: between }
}

/** Exactly the text that was split, where nothing was changed. A piece that was emptied takes the separator before it with it. */
export function joinText({ parts, separators }: TextParts): string {
  let text = ''
  for (const [index, part] of parts.entries()) {
    if (part !== '') text += text === '' ? part : (separators[index - 1] ?? '') + part
  }
  return text
}

function cutOf(text: string, size: number): { readonly at: number; readonly separator: Separator } {
  for (const separator of separators.slice(0, -1)) {
    // Something has to be left for the next piece.
    const latest = Math.min(size, text.length - separator.length - 1)
    const at = text.lastIndexOf(separator, latest)
    if (at >= size / 2) return { at, separator }
  }
  return { at: graphemeCut(text, size), separator: '' }
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** A grapheme can be of any length: one of more than half a piece is cut between its characters. */
function graphemeCut(text: string, size: number): number {
  const start = graphemes.segment(text).containing(size)?.index ?? size
  if (start >= size / 2) return start
  const code = text.codePointAt(size - 1) ?? 0
  return code > 0xffff ? size - 1 : size
}
