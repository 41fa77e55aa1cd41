import type { Finding } from '../finding.ts'
import { type Judged, wordsOf } from './guardrail.ts'

/**
 * Characters that people cannot see, in the text or in an alt text: what was approved would not be what is read.
 *
 * | code               | severity | weight | when                                                                  |
 * | ------------------ | -------- | ------ | --------------------------------------------------------------------- |
 * | `bidi_control`     | block    | 0.5    | embeddings, overrides and isolates that reorder text (UAX #9)         |
 * | `hidden_character` | warn     | 0.3    | zero-width, soft hyphen, control, tag and private characters, halves of a pair; not the joiners and tags inside an emoji, nor the marks that right-to-left and Indic scripts need |
 */
export function hiddenCharacters(variant: Judged): readonly Finding[] {
  const findings: Finding[] = []
  for (const words of wordsOf(variant)) {
    const bidi = words.match(bidiControl)
    if (bidi) {
      const message = `A hidden character (${named(bidi[0])}) reorders the text. Type these words again.`
      findings.push({ code: 'bidi_control', severity: 'block', message, evidence: bidi[0], weight: 0.5 })
    }
    const needed = rightToLeft.test(words) ? neededRightToLeft : neededAnywhere
    const hidden = words.replace(bidiControls, ' ').replace(needed, ' ').match(hiddenCharacter)
    if (hidden) {
      const message = `There is a hidden character (${named(hidden[0])}). Type these words again.`
      findings.push({ code: 'hidden_character', severity: 'warn', message, evidence: hidden[0], weight: 0.3 })
    }
  }
  return findings
}

const bidiControl = /[\u202A-\u202E\u2066-\u2069]/u
const bidiControls = /[\u202A-\u202E\u2066-\u2069]/gu

const hiddenCharacter =
  /[\p{Cc}\p{Cs}\p{Co}\u00AD\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u2028\u2029\u2060-\u2065\u206A-\u206F\u3164\uFEFF\uFFA0\u{E0000}-\u{E0FFF}]|\u034F|[\uFE00-\uFE0F]{2,}/u

// Line breaks and tabs; the joiner inside one emoji; flags made of tags; joiners behind letters of scripts that use them.
const needed =
  '[\\t\\n\\r]|(?<=[\\p{Extended_Pictographic}\\uFE0F\\p{Emoji_Modifier}])\\u200D(?=[\\p{Extended_Pictographic}])|\\u{1F3F4}[\\u{E0030}-\\u{E007A}]{1,8}\\u{E007F}|(?<=[\\p{scx=Arab}\\p{scx=Syrc}\\p{scx=Deva}\\p{scx=Beng}\\p{scx=Guru}\\p{scx=Gujr}\\p{scx=Orya}\\p{scx=Taml}\\p{scx=Telu}\\p{scx=Knda}\\p{scx=Mlym}\\p{scx=Sinh}\\p{scx=Khmr}\\p{scx=Mymr}])[\\u200C\\u200D]'
const neededAnywhere = new RegExp(needed, 'gu')
const neededRightToLeft = new RegExp(`${needed}|[\\u200E\\u200F\\u061C]`, 'gu')
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}]/u

/** For example `U+202E`. */
function named(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}
