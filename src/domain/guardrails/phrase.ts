/**
 * A pattern that finds `phrase` in a text as a reader would: in any case, across line breaks, not inside a longer
 * word, and also where characters that cannot be seen were put between its letters.
 */
export function phrasePattern(phrase: string): RegExp {
  const known = remembered.get(phrase)
  if (known) return known
  const words = phrase.normalize('NFC').trim().split(/\s+/u)
  const body = words.map((word) => Array.from(word, letter).join(unseen)).join(`(?:${unseen}\\s)+${unseen}`)
  const before = /^[\p{L}\p{N}]/u.test(phrase) ? '(?<![\\p{L}\\p{M}\\p{N}])' : ''
  const behind = /[\p{L}\p{N}]$/u.test(phrase) ? '(?![\\p{L}\\p{M}\\p{N}])' : ''
  const pattern = new RegExp(`${before}${body}${behind}`, 'giu')
  if (remembered.size >= rememberedAtMost) remembered.clear()
  remembered.set(phrase, pattern)
  return pattern
}

/** The first place where `phrase` stands in `text`, in the text's own letters; null where it does not. */
export function findPhrase(phrase: string, text: string): string | null {
  if (phrase.trim() === '') return null
  return text.match(phrasePattern(phrase))?.[0] ?? null
}

const unseen = '[\\u00AD\\u200B-\\u200D\\u2060\\uFEFF]*'

/** A letter with its accent, in one character or in two. */
function letter(character: string): string {
  const [composed, decomposed] = [escape(character), Array.from(character.normalize('NFD'), escape).join('')]
  return composed === decomposed ? composed : `(?:${composed}|${decomposed})`
}

function escape(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&')
}

// A brand has a handful of phrases, looked for in every variant.
const remembered = new Map<string, RegExp>()
const rememberedAtMost = 1_024
