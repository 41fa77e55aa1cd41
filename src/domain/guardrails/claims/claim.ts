import { datesAway, gap } from './not-claims.ts'
import { numberClaims } from './numbers.ts'
import type { Tongue } from './tongue.ts'
import { contentWords, fold, thingsAfter, wordsNear } from './words.ts'

/** Something a text says that can be true or false. */
export type Claim = {
  readonly kind: 'percentage' | 'number' | 'superlative' | 'comparison'
  /** Exactly as it stands in the text. */
  readonly evidence: string
  /** What has to be equal: the figure as a plain decimal, or the word that compares, folded. */
  readonly key: string
  /** Said to be more than the figure: "over 40", "40+". */
  readonly above: boolean
  /** Folded content words of what it is said of; may be empty. */
  readonly about: readonly string[]
  /** Folded content words around it, within its sentence. */
  readonly near: readonly string[]
}

/**
 * The claims in a text from which names and links have been taken (see `withoutNames`). Figures are read as `locale`
 * (BCP 47) writes them.
 */
export function claimsIn(text: string, tongues: readonly Tongue[], locale: string): readonly Claim[] {
  const plain = tongues.flatMap(({ innocent }) => innocent).reduce(blank, text)
  const superlatives = [always, ...tongues.flatMap((tongue) => tongue.superlatives)]
  const comparisons = tongues.flatMap((tongue) => tongue.comparisons)
  // "number 1" is a superlative and no figure.
  const figures = superlatives.reduce(blankFigures, plain)
  return [
    ...wordClaims('superlative', superlatives, plain),
    ...wordClaims('comparison', comparisons, plain),
    ...numberClaims(datesAway(figures), text, tongues, locale),
  ]
}

const always = /(?<![\p{L}\p{N}])(?<head>24\/7)(?![\p{L}\p{N}])/gu

function wordClaims(
  kind: 'superlative' | 'comparison',
  patterns: readonly RegExp[],
  text: string,
): readonly Claim[] {
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match): Claim => {
      const end = match.index + match[0].length
      const things = thingsAfter(text, end, kind === 'comparison')
      const key = fold(match.groups?.['head'] ?? match[0])
      const about = [...contentWords(match.groups?.['thing'] ?? ''), ...things.words]
      return {
        kind,
        evidence: text.slice(match.index, things.end).trim(),
        key,
        above: false,
        about,
        near: wordsNear(text, match.index, end).filter((word) => word !== key),
      }
    }),
  )
}

function blank(text: string, pattern: RegExp): string {
  return text.replace(pattern, (words) => gap.repeat(words.length))
}

function blankFigures(text: string, pattern: RegExp): string {
  return text.replace(pattern, (words) => words.replace(/\d/g, gap))
}
