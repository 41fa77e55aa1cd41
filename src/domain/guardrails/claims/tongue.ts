import { primaryLanguage } from '../language.ts'
import { english } from './english.ts'
import { french } from './french.ts'
import { german } from './german.ts'
import { spanish } from './spanish.ts'

/** What claims are made of in one language. All patterns are global. A named group `head` is the word that compares, `thing` what it compares. */
export type Tongue = {
  readonly name: string
  /** Words that look like claims and are none; taken out first. */
  readonly innocent: readonly RegExp[]
  readonly superlatives: readonly RegExp[]
  readonly comparisons: readonly RegExp[]
  /** Lower-case number words from two on, and 100, 1,000, ... by which the words before them are multiplied. */
  readonly numbers: ReadonlyMap<string, number>
  /** Number words in a row, with a group `percent`. */
  readonly numberPattern: RegExp
}

const tongues: Readonly<Record<string, Tongue>> = { en: english, fr: french, de: german, es: spanish }

/** Null for a language whose words are not known: there, only figures are read. */
export function tongueOf(tag: string): Tongue | null {
  const primary = primaryLanguage(tag)
  return Object.hasOwn(tongues, primary) ? (tongues[primary] ?? null) : null
}
