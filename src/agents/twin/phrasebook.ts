import type { defaultPillarIds } from '../../domain/brand.ts'
import type { Angle, Hook } from '../../domain/vocabulary.ts'
import { english } from './english.ts'
import { french } from './french.ts'
import { german } from './german.ts'
import { spanish } from './spanish.ts'

/**
 * The twin's own words in one language. They claim nothing: no number, superlative or comparison, and nothing that
 * could be false of some brand. A brand's words never stand inside a sentence of ours, but after a colon or a full
 * stop, so that they fit whatever their grammar. `{brand}` is the brand's name, `{topic}` a custom pillar's topic.
 */
export type Phrasebook = {
  /** A phrase that ends with a colon is followed by a new line, any other stands for itself. */
  readonly openings: Readonly<Record<Exclude<Hook, 'fact' | 'heading' | 'question'>, readonly string[]>>
  readonly pillars: Readonly<Record<PillarPhrases, PillarWords>>
  /** What leads to the main statement. */
  readonly leads: Readonly<Record<Angle, readonly string[]>>
  /** What leads from the first statement to the next. */
  readonly bridges: readonly string[]
  readonly listLeads: readonly string[]
  /** Questions to the readers. */
  readonly asks: readonly string[]
  readonly ctaLeads: readonly string[]
  readonly greetings: readonly string[]
  readonly signatures: readonly string[]
  /** What stands before a question, and before its answer. */
  readonly labels: readonly (readonly [string, string])[]
  /** Spacing before punctuation, where the language has a rule of its own. */
  readonly punctuate: (phrase: string) => string
}

type PillarPhrases = (typeof defaultPillarIds)[number] | 'custom'

export type PillarWords = {
  readonly headings: readonly string[]
  /** Questions that the statement after them answers. */
  readonly questions: readonly string[]
  readonly closings: readonly string[]
}

/** By BCP 47 language; null where the twin has no words of its own. */
export function phrasebookFor(language: string): Phrasebook | null {
  const primary = language.toLowerCase().split('-')[0] ?? ''
  return phrasebooks.get(primary) ?? null
}

const phrasebooks: ReadonlyMap<string, Phrasebook> = new Map([
  ['en', english],
  ['fr', french],
  ['de', german],
  ['es', spanish],
])

const ownWords: PillarWords = { headings: ['{brand}'], questions: [], closings: [] }

/** For any other language: the brand's own words and nothing else. */
export const wordless: Phrasebook = {
  openings: {
    statement: [],
    address: [],
    invitation: [],
    teaser: [],
    team_note: [],
    contrast: [],
    aside: [],
  },
  pillars: {
    education: ownWords,
    social_proof: ownWords,
    product: ownWords,
    behind_the_scenes: ownWords,
    thought_leadership: ownWords,
    community: ownWords,
    custom: { headings: ['{topic}'], questions: [], closings: [] },
  },
  leads: {
    plain_fact: [],
    benefit: [],
    evidence: [],
    reason: [],
    audience: [],
    craft: [],
    small_detail: [],
    buyer_guide: [],
    common_question: [],
    first_time: [],
    principle: [],
    dialogue: [],
  },
  bridges: [],
  listLeads: [],
  asks: [],
  ctaLeads: [],
  greetings: [],
  signatures: ['{brand}'],
  labels: [],
  punctuate: (phrase) => phrase,
}
