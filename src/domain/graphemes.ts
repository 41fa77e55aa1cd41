/**
 * What a reader takes for one character each. In windows, because the segmenter's time grows with the square of a text's length; each begins
 * where the last grapheme of the one before it began, since that may go on.
 */
export function* graphemesOf(text: string): Iterable<string> {
  let start = 0
  for (let size = windowSize; start < text.length; ) {
    const end = wholeEnd(text, start + size)
    const found = Array.from(segmenter.segment(text.slice(start, end)), ({ segment }) => segment)
    const whole = end >= text.length ? found : found.slice(0, -1)
    for (const segment of whole) {
      yield segment
      start += segment.length
    }
    size = whole.length > 0 ? windowSize : size * 2
  }
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
const windowSize = 200

/** Not between the two halves of a character. */
function wholeEnd(text: string, end: number): number {
  return /[\ud800-\udbff]/.test(text.charAt(end - 1)) ? end + 1 : end
}
