import type { AccountRef, Brand } from './brand.ts'
import { openSlots, postId, type OpenSlot } from './calendar/days.ts'
import { nextPillar, pillarTargets } from './calendar/pillars.ts'
import { lookAround, nextWord } from './calendar/variation.ts'
import type { Base, Brief, PostStatus } from './post.ts'
import { addDays } from './slot.ts'
import { angles, formats, hooks } from './vocabulary.ts'

/** A post as the calendar sees it. */
export type PlannedPost = Pick<Base, 'id' | 'account' | 'slot' | 'dueAt' | 'brief'>

export type CalendarRequest = {
  readonly brand: Brand
  /** First day, `YYYY-MM-DD` in the brand's zone. */
  readonly from: string
  /** 7 for a week, 28 to 31 for a month. */
  readonly days: number
  /** Every post of the brand from two months before `from` on, in any state: it stays as it is, and the plan goes around it. */
  readonly existing: readonly (PlannedPost & { readonly status: PostStatus })[]
  /** Slots at or before this instant are left out. */
  readonly after?: Date
  /** Times of day that have proved better than the account's own. */
  readonly learned?: readonly { readonly account: AccountRef; readonly time: string }[]
}

/**
 * The posts that `existing` lacks: for each account one on each day of its weekly pattern, never two on a day, never nearer than
 * its minimum spacing (in elapsed hours, so a spacing of 24 h skips the day that daylight saving shortens).
 *
 * Pillars: of each account's posts in the span, a pillar gets its share by weight rounded up or down. Angle, hook, format and call
 * to action keep the distances of `repeatGaps`. The same request gives the same plan, and the plan of a plan is empty.
 */
export function calendarFor(request: CalendarRequest): readonly PlannedPost[] {
  const { brand, existing } = request
  const open = brand.accounts
    .flatMap((account) => openSlots(request, account))
    .toSorted((a, b) => (a.slot.date < b.slot.date ? -1 : a.slot.date > b.slot.date ? 1 : 0))
  const targets = pillarTargets(brand, open, inSpan(request))
  const planned: PlannedPost[] = []
  for (const one of open) {
    const brief = briefFor(one, brand, targets, [...existing, ...planned])
    planned.push({ ...one, id: postId(brand.id, one.account, one.slot.date), brief })
  }
  return planned
}

function briefFor(
  open: OpenSlot,
  brand: Brand,
  targets: Parameters<typeof nextPillar>[2],
  placed: readonly PlannedPost[],
): Brief {
  const pillar = nextPillar(open, brand, targets, placed)
  const around = lookAround(open, placed)
  const word = (kind: 'angle' | 'hook' | 'format' | 'cta', words: readonly string[]): string =>
    nextWord({ kind, words, open, pillar, brand: brand.id, around })
  return {
    pillar,
    angle: word('angle', angles),
    hook: word('hook', hooks),
    cta: word('cta', brand.ctas),
    format: word('format', formats),
  }
}

function inSpan({ from, days, existing }: CalendarRequest): readonly PlannedPost[] {
  const end = addDays(from, days)
  return existing.filter(({ slot }) => slot.date >= from && slot.date < end)
}
