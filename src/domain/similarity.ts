/** From which similarity on two texts are near duplicates. */
export const nearDuplicateFrom = 0.8

/** The distinct trigrams of a text, ascending. Build it once for a text that is compared often. */
export type Trigrams = Float64Array

/**
 * Similarity of two texts by their sets of trigrams, 0 to 1: shared trigrams over all trigrams (Jaccard), each word
 * padded with two spaces before and one behind, as PostgreSQL's pg_trgm does. Two empty texts are alike.
 */
export function similarity(one: Trigrams, other: Trigrams): number {
  if (one.length === 0 && other.length === 0) return 1
  let shared = 0
  let i = 0
  let j = 0
  while (i < one.length && j < other.length) {
    const left = one[i] ?? 0
    const right = other[j] ?? 0
    if (left === right) shared++
    if (left <= right) i++
    if (right <= left) j++
  }
  return shared / (one.length + other.length - shared)
}

/** The most that `similarity` can be for sets of these sizes: tells cheaply when there is no need to compare. */
export function similarityCeiling(one: Trigrams, other: Trigrams): number {
  const longer = Math.max(one.length, other.length)
  return longer === 0 ? 1 : Math.min(one.length, other.length) / longer
}

/** Compatibility forms, case, marks that cannot be seen, punctuation and spacing do not tell texts apart. */
export function trigramsOf(text: string): Trigrams {
  const known = remembered.get(text)
  if (known) return known
  const codes = new Set<number>()
  for (const word of comparable(text).split(' ')) {
    if (word === '') continue
    const padded = `  ${word} `
    for (let at = 0; at + 3 <= padded.length; at++) {
      // Three UTF-16 units are 48 bits: a whole number that a double holds exactly.
      const high = padded.charCodeAt(at) * 0x1_0000 + padded.charCodeAt(at + 1)
      codes.add(high * 0x1_0000 + padded.charCodeAt(at + 2))
    }
  }
  const trigrams = Float64Array.from(codes).sort()
  if (remembered.size >= rememberedAtMost) remembered.clear()
  remembered.set(text, trigrams)
  return trigrams
}

/** A text without what readers do not tell apart: two texts are the same post when these are equal. */
export function comparable(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/[^\p{L}\p{M}\p{N}\p{S}]+/gu, ' ')
    .trim()
}

// The same ninety days of texts are compared with every variant of a day; a pure function may remember its answers.
const remembered = new Map<string, Trigrams>()
const rememberedAtMost = 2_048
