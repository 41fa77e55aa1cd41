import type { Claim } from './claim.ts'
import { isSameWord } from './words.ts'

/**
 * Whether a fact makes the same claim about the same thing: the same figure or the same comparing word, no stronger
 * than the fact has it ("over 40" needs a fact that says so), and a shared word among those it is said of. Where one
 * of them names no thing, a shared word nearby will do.
 */
export function isCovered(claim: Claim, facts: readonly Claim[]): boolean {
  return facts.some(
    (fact) =>
      fact.kind === claim.kind &&
      (!claim.above || fact.above) &&
      isSameKey(claim, fact) &&
      isSameThing(claim, fact),
  )
}

function isSameKey(claim: Claim, fact: Claim): boolean {
  return claim.kind === 'number' || claim.kind === 'percentage'
    ? claim.key === fact.key
    : isSameWord(claim.key, fact.key)
}

function isSameThing(claim: Claim, fact: Claim): boolean {
  if (claim.about.length > 0 && fact.about.length > 0) return share(claim.about, fact.about)
  const [near, known] = [
    [...claim.about, ...claim.near],
    [...fact.about, ...fact.near],
  ]
  return near.length === 0 || known.length === 0 || share(near, known)
}

function share(some: readonly string[], others: readonly string[]): boolean {
  return some.some((word) => others.some((other) => isSameWord(word, other)))
}
