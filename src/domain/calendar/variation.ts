import { isSameAccount } from '../brand.ts'
import type { PlannedPost } from '../calendar.ts'
import { sha256 } from '../hash.ts'
import type { OpenSlot } from './days.ts'

/**
 * What a post has used does not come again in so many following posts of the same account; of a list that is shorter, it does
 * not come again until all the others but none twice have (a gap of its size less one). Our own choice: well over a week of daily
 * posts for what readers notice most, less for what they do not. Where posts already stand on both sides of a gap in the
 * calendar and no word is free, the one whose next use is farthest away is taken.
 */
export const repeatGaps = { angle: 8, hook: 6, format: 3, cta: 3 } as const

export type WordChoice = {
  readonly kind: keyof typeof repeatGaps
  readonly words: readonly string[]
  readonly open: OpenSlot
  /** Pillar of the post that the word is for. */
  readonly pillar: string
  readonly brand: string
  /** All posts of the brand that stand already. */
  readonly placed: readonly PlannedPost[]
}

/**
 * The word for one slot: out of reach of its last use, then not what another account says that day, then new to the pillar, then
 * least used; what is still equal is decided by a hash of brand, account and day. Empty where there are no words.
 */
export function nextWord({ kind, words, open, pillar, brand, placed }: WordChoice): string {
  const gap = Math.min(repeatGaps[kind], words.length - 1)
  const mine = placed.filter(({ account }) => isSameAccount(account, open.account))
  const others = placed.filter(
    ({ account, slot }) => slot.date === open.slot.date && !isSameAccount(account, open.account),
  )
  const reach = usesNearby(mine, open.dueAt, kind)
  return bestOf(words, (word) => [
    -Math.min(reach.get(word) ?? Infinity, gap + 1),
    others.filter(({ brief }) => brief[kind] === word).length,
    mine.filter(({ brief }) => brief[kind] === word && brief.pillar === pillar).length,
    mine.filter(({ brief }) => brief[kind] === word).length,
    seeded(brand, open, kind, word),
  ])
}

/** The first of `values` by the smallest keys, compared one after the other; empty where there are no values. */
export function bestOf(values: readonly string[], keysOf: (value: string) => readonly number[]): string {
  const keyed = values.map((value) => ({ value, keys: keysOf(value) }))
  const [best] = keyed.toSorted((a, b) => compareKeys(a.keys, b.keys))
  return best?.value ?? ''
}

/** A number that looks random and is always the same for the same words. */
export function seeded(brand: string, { account, slot }: OpenSlot, ...words: readonly string[]): number {
  const seed = JSON.stringify([brand, account.network, account.handle, slot.date, ...words])
  return Number.parseInt(sha256(seed).slice(0, 8), 16)
}

/** How many posts away the nearest use of each word is, before or after `at`. */
function usesNearby(
  mine: readonly PlannedPost[],
  at: Date,
  kind: keyof typeof repeatGaps,
): ReadonlyMap<string, number> {
  const before = mine.filter(({ dueAt }) => dueAt <= at).toSorted((a, b) => +b.dueAt - +a.dueAt)
  const after = mine.filter(({ dueAt }) => dueAt > at).toSorted((a, b) => +a.dueAt - +b.dueAt)
  const nearest = new Map<string, number>()
  for (const side of [before, after]) {
    for (const [index, { brief }] of side.entries()) {
      nearest.set(brief[kind], Math.min(nearest.get(brief[kind]) ?? Infinity, index + 1))
    }
  }
  return nearest
}

function compareKeys(a: readonly number[], b: readonly number[]): number {
  for (const [index, key] of a.entries()) {
    const difference = key - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
