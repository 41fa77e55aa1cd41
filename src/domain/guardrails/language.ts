import type { Finding } from '../finding.ts'
import type { GuardContext, Judged } from './guardrail.ts'

/** `wrong_language`, warn, 0.3: the text is, for certain, in another language than the brand's. */
export function language(_variant: Judged, context: GuardContext): readonly Finding[] {
  const found = context.reading.language
  const wanted = primaryLanguage(context.brand.language)
  if (found === null || primaryLanguage(found) === wanted) return []
  const message = `This reads as “${found}”, the brand writes “${wanted}”. Write it in the brand's language.`
  return [{ code: 'wrong_language', severity: 'warn', message, evidence: null, weight: 0.3 }]
}

/** `de` of `de-CH`; the two written forms of Norwegian are one. */
export function primaryLanguage(tag: string): string {
  const primary = tag.toLowerCase().split(/[-_]/)[0] ?? ''
  return primary === 'nb' || primary === 'nn' ? 'no' : primary
}
