import type { Finding } from '../finding.ts'
import type { GuardContext, Judged } from './guardrail.ts'
import { wordsOf } from './guardrail.ts'
import { findPhrase } from './phrase.ts'

/** `banned_phrase`, block, 0.5: words that the brand never says, in the text or in an alt text. */
export function bannedPhrases(variant: Judged, context: GuardContext): readonly Finding[] {
  return context.brand.voice.bannedPhrases.flatMap((phrase): readonly Finding[] => {
    for (const words of wordsOf(variant)) {
      const evidence = findPhrase(phrase, words)
      if (evidence === null) continue
      const message = `The brand never says “${phrase}”. Say it another way.`
      return [{ code: 'banned_phrase', severity: 'block', message, evidence, weight: 0.5 }]
    }
    return []
  })
}
