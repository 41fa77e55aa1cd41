import { isSameAccount, type Brand } from '../brand.ts'
import type { PlannedPost } from '../calendar.ts'
import { countBy, type OpenSlot } from './days.ts'
import { bestOf, seeded } from './variation.ts'

/** For each account, by `network handle`: how many posts of each pillar are to be planned, and how many are left of those. */
export type PillarTargets = ReadonlyMap<string, Map<string, { readonly planned: number; left: number }>>

/**
 * How many of the open slots of each account go to each pillar. Of the account's posts in the span, those that stand already
 * included, a pillar gets its share by weight rounded up or down (so it is less than one post off), unless what stands is farther off
 * than the open slots can mend. Whom the rounding favours is whom the other accounts have left short, so that the brand's sum is
 * balanced as well.
 */
export function pillarTargets(
  brand: Brand,
  open: readonly OpenSlot[],
  standing: readonly PlannedPost[],
): PillarTargets {
  const owed = new Map<string, number>()
  return new Map(
    brand.accounts.map((account) => {
      const isMine = (post: PlannedPost | OpenSlot): boolean => isSameAccount(post.account, account)
      const had = countBy(standing.filter(isMine).map(({ brief }) => brief.pillar))
      const counts = apportion(brand, open.filter(isMine).length, had, owed)
      const targets = [...counts].map(([pillar, count]) => [pillar, { planned: count, left: count }] as const)
      return [keyOf(account), new Map(targets)]
    }),
  )
}

/**
 * The pillar of the next slot, taken off the targets: not the one of the account's neighbouring posts nor of another account that day
 * where that can be had, then the one that is most behind an even spread.
 */
export function nextPillar(
  open: OpenSlot,
  brand: Brand,
  targets: PillarTargets,
  placed: readonly PlannedPost[],
): string {
  const mine = targets.get(keyOf(open.account)) ?? new Map<string, { planned: number; left: number }>()
  const left = [...mine].filter(([, target]) => target.left > 0).map(([pillar]) => pillar)
  const neighbours = neighboursOf(open, placed)
  const sameDay = placed.filter(({ slot }) => slot.date === open.slot.date)
  const total = [...mine.values()].reduce((sum, { planned }) => sum + planned, 0)
  const targetOf = (id: string) => mine.get(id) ?? { planned: 1, left: 0 }
  const pillar = bestOf(left, [
    // More than half of the posts can't keep apart from each other.
    (id) => (neighbours.includes(id) && targetOf(id).planned * 2 <= total ? 1 : 0),
    (id) => sameDay.filter(({ brief }) => brief.pillar === id).length,
    (id) => (targetOf(id).planned - targetOf(id).left + 0.5) / targetOf(id).planned,
    (id) => seeded(brand.id, open, 'pillar', id),
  ])
  const target = mine.get(pillar)
  if (target) target.left--
  return pillar
}

/** Quotas by weight; `owed` is what earlier accounts left each pillar short of, and is brought up to date. */
function apportion(
  brand: Brand,
  open: number,
  had: ReadonlyMap<string, number>,
  owed: Map<string, number>,
): ReadonlyMap<string, number> {
  const known = brand.pillars.map(({ id, weight }) => ({ id, weight: Math.max(0, weight) }))
  const sum = known.reduce((total, { weight }) => total + weight, 0)
  const total = open + known.reduce((count, { id }) => count + (had.get(id) ?? 0), 0)
  const rows = known.map(({ id, weight }) => {
    const share = sum > 0 ? (total * weight) / sum : total / known.length
    const want = share - (had.get(id) ?? 0)
    // A share that is whole must not be rounded down for the last bit of a fraction.
    return { id, want, count: Math.max(0, Math.floor(want + 1e-9)) }
  })
  const missing = (): number => open - rows.reduce((count, row) => count + row.count, 0)
  const short = ({ id, want, count }: (typeof rows)[number]): number => (owed.get(id) ?? 0) + want - count
  while (rows.length > 0 && missing() > 0) {
    const below = rows.filter(({ want, count }) => want - count > 1e-9)
    const [row] = (below.length > 0 ? below : rows).toSorted((a, b) => short(b) - short(a))
    if (row) row.count++
  }
  while (missing() < 0) {
    const [row] = rows
      .filter(({ count }) => count > 0)
      .toSorted((a, b) => a.want - a.count - (b.want - b.count))
    if (row) row.count--
  }
  for (const row of rows) owed.set(row.id, short(row))
  return new Map(rows.map(({ id, count }) => [id, count]))
}

/** Pillars of the account's posts just before and just after the slot. */
function neighboursOf(open: OpenSlot, placed: readonly PlannedPost[]): readonly string[] {
  const mine = placed
    .filter(({ account }) => isSameAccount(account, open.account))
    .toSorted((a, b) => +a.dueAt - +b.dueAt)
  const before = mine.findLast(({ dueAt }) => dueAt <= open.dueAt)
  const after = mine.find(({ dueAt }) => dueAt > open.dueAt)
  return [before, after].flatMap((post) => (post ? [post.brief.pillar] : []))
}

function keyOf({ network, handle }: OpenSlot['account']): string {
  return `${network} ${handle}`
}
