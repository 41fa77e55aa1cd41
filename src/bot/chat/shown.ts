import { visible } from '../visible.ts'

/** A text as it is, with every character that nobody would see by its name. */
export function shown(text: string): string {
  return visible(text)
    .map((piece) => (piece.hidden ? `[${piece.text}]` : piece.text))
    .join('')
}

/** The same on one line. */
export function shownOnOneLine(text: string): string {
  return shown(onOneLine(text))
}

/** So that a name or a note cannot pretend to be another line of ours. */
export function onOneLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter(Boolean).join(' ⏎ ')
}
