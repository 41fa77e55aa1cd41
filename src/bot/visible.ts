import { graphemesOf } from '../domain/graphemes.ts'

/** A piece of text as it is, or a character that would not be seen, named. */
export type Piece = { readonly text: string; readonly hidden: boolean }

/**
 * Splits a text so that characters which nobody would see can be shown: controls, zero-width and bidirectional marks,
 * unusual blanks. Joiners inside emoji, and in scripts that need them to be written correctly, are left alone.
 */
export function visible(text: string): readonly Piece[] {
  // Nearly every text; looking at each grapheme of a long one takes half a second.
  if (!suspicious.test(text)) return text ? [{ text, hidden: false }] : []
  const pieces: Piece[] = []
  let plain = ''
  for (const segment of graphemesOf(text)) {
    if (!suspicious.test(segment) || isOrdinary(segment)) {
      plain += segment
      continue
    }
    for (const character of segment) {
      if (!suspicious.test(character)) {
        plain += character
        continue
      }
      if (plain) pieces.push({ text: plain, hidden: false })
      plain = ''
      pieces.push({ text: nameOf(character), hidden: true })
    }
  }
  if (plain) pieces.push({ text: plain, hidden: false })
  return pieces
}

/** Format and control characters, halves of characters, fillers, variation selectors, and blanks that are not a space, tab or line feed. */
const suspicious =
  /[\p{Cf}\p{Co}\p{Cn}\p{Cs}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2028\u2029\u2000-\u200a\u3000]|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]|(?![\n\t])\p{Cc}/u
const joined =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Kannada}\p{Script=Telugu}][\u200c\u200d]/u

function isOrdinary(grapheme: string): boolean {
  if (/\p{Extended_Pictographic}|[#*0-9]\ufe0f?\u20e3/u.test(grapheme))
    return !/[\u{e0000}-\u{e007f}]/u.test(grapheme)
  return joined.test(grapheme) && !suspicious.test(grapheme.replaceAll(/[\u200c\u200d]/gu, ''))
}

function nameOf(character: string): string {
  const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
  const name = names[code]
  return name ? `${code} ${name}` : code
}

const names: Readonly<Record<string, string>> = {
  'U+00AD': 'soft hyphen',
  'U+200B': 'zero-width space',
  'U+200C': 'zero-width non-joiner',
  'U+200D': 'zero-width joiner',
  'U+200E': 'left-to-right mark',
  'U+200F': 'right-to-left mark',
  'U+202A': 'left-to-right embedding',
  'U+202B': 'right-to-left embedding',
  'U+202C': 'end of direction',
  'U+202D': 'left-to-right override',
  'U+202E': 'right-to-left override',
  'U+2060': 'word joiner',
  'U+2066': 'left-to-right isolate',
  'U+2067': 'right-to-left isolate',
  'U+2068': 'first-strong isolate',
  'U+2069': 'end of isolate',
  'U+FE0F': 'emoji selector',
  'U+FEFF': 'byte order mark',
}
