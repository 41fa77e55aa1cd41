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
  readonly around: Around
}

/** What stands already, as seen from one slot. */
export type Around = {
  /** Posts of the same account, the nearest first: those before the slot, and those after it. */
  readonly before: readonly PlannedPost[]
  readonly after: readonly PlannedPost[]
  /** Posts of other accounts on the same day. */
  readonly others: readonly PlannedPost[]
}

/** Of all posts of the brand that stand already. */
export function lookAround(open: OpenSlot, placed: readonly PlannedPost[]): Around {
  const isMine = ({ account }: PlannedPost) => isSameAccount(account, open.account)
  const mine = placed.filter(isMine)
  return {
    before: mine.filter(({ dueAt }) => dueAt <= open.dueAt).toSorted((a, b) => +b.dueAt - +a.dueAt),
    after: mine.filter(({ dueAt }) => dueAt > open.dueAt).toSorted((a, b) => +a.dueAt - +b.dueAt),
    others: placed.filter((post) => post.slot.date === open.slot.date && !isMine(post)),
  }
}

/**
 * The word for one slot: out of reach of its last use, then not what another account says that day, then new to the pillar, then
 * least used; what is still equal is decided by a hash of brand, account and day. Empty where there are no words.
 */
export function nextWord({ kind, words, open, pillar, brand, around }: WordChoice): string {
  const gap = Math.min(repeatGaps[kind], words.length - 1)
  const { before, after, others } = around
  const mine = [...before, ...after]
  /** How many posts away the nearest use of a word is on one side; beyond the gap it is all the same. */
  const postsAway = (word: string, side: readonly PlannedPost[]) => {
    const index = side.slice(0, gap).findIndex(({ brief }) => brief[kind] === word)
    return index === -1 ? gap + 1 : index + 1
  }
  return bestOf(words, [
    (word) => -Math.min(postsAway(word, before), postsAway(word, after)),
    (word) => others.filter(({ brief }) => brief[kind] === word).length,
    (word) => mine.filter(({ brief }) => brief[kind] === word && brief.pillar === pillar).length,
    (word) => mine.filter(({ brief }) => brief[kind] === word).length,
    (word) => seeded(brand, open, kind, word),
  ])
}

/** The first of those whose first key is the smallest, of these whose second is, and so on; empty where there are no values. */
export function bestOf(values: readonly string[], keys: readonly ((value: string) => number)[]): string {
  let best = values
  for (const keyOf of keys) {
    if (best.length < 2) break
    const found = best.map(keyOf)
    const least = Math.min(...found)
    best = best.filter((_, index) => found[index] === least)
  }
  return best[0] ?? ''
}

/** A number that looks random and is always the same for the same words. */
export function seeded(brand: string, { account, slot }: OpenSlot, ...words: readonly string[]): number {
  const seed = JSON.stringify([brand, account.network, account.handle, slot.date, ...words])
  return Number.parseInt(sha256(seed).slice(0, 8), 16)
}
