import type { Finding } from '../finding.ts'
import type { GuardContext, Judged } from './guardrail.ts'
import { findPhrase } from './phrase.ts'

/** `missing_disclosure`, block, 0.5: a phrase that the brand must say in every post is not in the text. */
export function disclosures(variant: Judged, context: GuardContext): readonly Finding[] {
  return context.brand.voice.disclosures
    .filter((phrase) => phrase.trim() !== '' && !stands(phrase, variant.text))
    .map((phrase) => ({
      code: 'missing_disclosure',
      severity: 'block',
      message: `Every post of this brand must say “${phrase}”. Add it.`,
      evidence: null,
      weight: 0.5,
    }))
}

/** Whole and readable: "#ad" is not in "#adventure", and letters with hidden ones between them are not read. */
function stands(phrase: string, text: string): boolean {
  const found = findPhrase(phrase, text)
  return found !== null && !/[\u00AD\u200B-\u200D\u2060\uFEFF]/u.test(found)
}
