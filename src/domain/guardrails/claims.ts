import type { Brand } from '../brand.ts'
import type { Finding } from '../finding.ts'
import { type Claim, claimsIn } from './claims/claim.ts'
import { isCovered } from './claims/cover.ts'
import { type Tongue, tongueOf } from './claims/tongue.ts'
import { withoutFigures, withoutNames, withoutPhrases } from './claims/not-claims.ts'
import type { GuardContext, Judged } from './guardrail.ts'

/**
 * Every claim that no fact of the brand covers, claim by claim.
 *
 * | code                | severity | weight | when                                                              |
 * | ------------------- | -------- | ------ | ----------------------------------------------------------------- |
 * | `claim_percentage`  | warn     | 0.45   | a percentage, in figures or words                                 |
 * | `claim_number`      | warn     | 0.3    | a figure, an amount, a number word from two on                    |
 * | `claim_superlative` | warn     | 0.3    | best, freshest, most ..., the only, number one                    |
 * | `claim_comparison`  | warn     | 0.35   | fresher than, unlike other ..., twice as                          |
 *
 * Figures are read in every language as the brand's locale writes them; words in English, French, German and
 * Spanish. Dates, times, years, list numbers, ordinals, links, hashtags and handles are no claims. Facts are to be
 * written in the language of the posts: a claim is covered when a fact says the same of the same thing.
 */
export function claims(variant: Judged, context: GuardContext): readonly Finding[] {
  const { brand, reading } = context
  const tongues = tonguesOf(brand, reading.language)
  const facts = factsOf(brand, tongues)
  const names = [brand.name, ...brand.accounts.map(({ handle }) => handle)]
  // A time or a house number in a call to action is the brand's own and measures nothing.
  const plain = withoutFigures(withoutNames(variant.text, names), brand.ctas)
  const text = withoutPhrases(
    plain,
    brand.facts.map((fact) => fact.text),
  )
  const uncovered = claimsIn(text, tongues, brand.language).filter((claim) => !isCovered(claim, facts))
  return [...new Map(uncovered.map((claim) => [`${claim.kind} ${claim.evidence}`, claim])).values()].map(
    found,
  )
}

const weights: Readonly<Record<Claim['kind'], number>> = {
  percentage: 0.45,
  number: 0.3,
  superlative: 0.3,
  comparison: 0.35,
}

function found({ kind, evidence }: Claim): Finding {
  const message = `No fact of the brand covers “${evidence}”. Remove it, or add the fact with its source.`
  return { code: `claim_${kind}`, severity: 'warn', message, evidence, weight: weights[kind] }
}

/** The brand's language and, where it is another, the text's; those of the four whose words are known. */
function tonguesOf(brand: Brand, language: string | null): readonly Tongue[] {
  const tongues = [brand.language, language ?? brand.language].flatMap((tag) => tongueOf(tag) ?? [])
  return [...new Set(tongues)]
}

// A brand's facts are read once for each set of languages, not once for each variant.
const remembered = new WeakMap<Brand['facts'], Map<string, readonly Claim[]>>()

function factsOf(brand: Brand, tongues: readonly Tongue[]): readonly Claim[] {
  const byTongues = remembered.get(brand.facts) ?? new Map<string, readonly Claim[]>()
  remembered.set(brand.facts, byTongues)
  const key = `${brand.language} ${tongues.map(({ name }) => name).join(' ')}`
  const known = byTongues.get(key)
  if (known) return known
  const read = brand.facts.flatMap(({ text }) => claimsIn(withoutNames(text, []), tongues, brand.language))
  byTongues.set(key, read)
  return read
}
