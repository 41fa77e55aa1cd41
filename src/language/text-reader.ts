import { eld } from 'eld/extrasmall'
import { primaryLanguage } from '../domain/guardrails/language.ts'
import type { TextReader } from '../ports.ts'
import { profanityIn } from './profanity.ts'

/** Reads a text: which language it is in, where that is certain, and which of its words offend. */
export const readText: TextReader = (text, language) => ({
  language: languageOf(text, language),
  profanity: profanityIn(text, language),
})

/** Fewer letters than this are too short to tell; a script of whole words says more with fewer. */
const enoughLetters = 30
const enoughIdeographs = 10
/** How much likelier (of a score of 0 to 1) another language must be than the expected one. */
const clearlyLikelier = 0.12

/**
 * The primary language of a text (BCP 47), or null where it is too short, mixed or unclear to tell, or where the
 * expected language is one that the detector does not know. What could well be the expected language counts as it.
 */
function languageOf(text: string, expected: string): string | null {
  const wanted = primaryLanguage(expected)
  const words = text.split(/\s+/u).filter(isWord).join(' ')
  const letters = words.match(/\p{L}/gu)?.length ?? 0
  const ideographs = words.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)
  if (!known.has(wanted)) return null
  if (letters < enoughLetters && (ideographs?.length ?? 0) < enoughIdeographs) return null
  const result = eld.detect(words)
  const scores = result.getScores()
  const found = Object.keys(scores).reduce(
    (best, one) => ((scores[one] ?? 0) > (scores[best] ?? 0) ? one : best),
    wanted,
  )
  if (found === wanted) return wanted
  const ahead = (scores[found] ?? 0) - (scores[wanted] ?? 0)
  if (ahead < clearlyLikelier) return wanted
  return result.isReliable() ? found : null
}

const known = new Set(Object.values(eld.info().Languages))

/** Links, addresses, handles, hashtags and figures are of no language. */
function isWord(part: string): boolean {
  return !/[@#\d/]|\p{L}\.\p{L}/u.test(part)
}
