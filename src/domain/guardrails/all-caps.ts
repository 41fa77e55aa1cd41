import type { Finding } from '../finding.ts'
import type { GuardContext, Judged } from './guardrail.ts'
import { findPhrase } from './phrase.ts'

/**
 * `all_caps`, warn, 0.1: two or more words in a row in capitals, of at least eight letters together. Single
 * acronyms, hashtags, the brand's name and its required disclosures may stand in capitals.
 */
export function allCaps(variant: Judged, context: GuardContext): readonly Finding[] {
  const { name, voice } = context.brand
  const ours = [name, ...voice.disclosures].flatMap((phrase) => findPhrase(phrase, variant.text) ?? [])
  const text = ours.reduce((left, words) => left.replaceAll(words, '\n'), variant.text)
  const loud = [...text.matchAll(run)].find(([words]) => (words.match(/\p{Lu}/gu) ?? []).length >= 8)
  if (!loud) return []
  return [
    {
      code: 'all_caps',
      severity: 'warn',
      message: 'Capitals read as shouting. Write this in ordinary letters.',
      evidence: loud[0],
      weight: 0.1,
    },
  ]
}

const run = /(?<![\p{L}\p{N}#@])\p{Lu}[\p{Lu}'’-]+(?:[ ,&!]{1,3}\p{Lu}[\p{Lu}'’-]+)+(?![\p{L}\p{N}])/gu
