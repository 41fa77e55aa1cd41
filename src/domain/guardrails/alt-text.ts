import type { Finding } from '../finding.ts'
import type { Judged } from './guardrail.ts'

/** `missing_alt`, warn, 0.2 in sum: media without words for those who cannot see it. */
export function altText(variant: Judged): readonly Finding[] {
  const without = variant.media.filter(({ alt }) => !/[\p{L}\p{N}]/u.test(alt))
  if (without.length === 0) return []
  const names = without.map(({ name }) => name).join(', ')
  const message = `No alt text for ${names}. Say in a sentence what can be seen.`
  return [{ code: 'missing_alt', severity: 'warn', message, evidence: null, weight: 0.2 }]
}
