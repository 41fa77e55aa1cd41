import type { Finding } from '../finding.ts'
import type { GuardContext, Judged } from './guardrail.ts'

/** `profanity`, warn, 0.3: one finding for each word that the text reader names. */
export function profanity(_variant: Judged, context: GuardContext): readonly Finding[] {
  return context.reading.profanity.map((word) => ({
    code: 'profanity',
    severity: 'warn',
    message: `“${word}” may offend. Say it another way.`,
    evidence: word,
    weight: 0.3,
  }))
}
