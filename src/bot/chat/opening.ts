/** The beginning of a text on one line, at most `length` characters (graphemes), with an ellipsis where there was more. */
export function opening(text: string, length: number): string {
  // A grapheme may be endless; what is cut off beforehand would not have been shown anyway.
  const line = text
    .slice(0, length * 20)
    .replaceAll(/\s+/gu, ' ')
    .trim()
  const letters = Array.from(graphemes.segment(line), ({ segment }) => segment.slice(0, 20))
  const fits = letters.length <= length && text.length <= length * 20
  return fits
    ? letters.join('')
    : `${letters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
