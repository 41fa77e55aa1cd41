import { isSameAccount, type Account, type AccountRef } from '../brand.ts'
import type { CalendarRequest } from '../calendar.ts'
import { sha256 } from '../hash.ts'
import { addDays, hourMs, instantOf, mondayOf, weekdayOf, type Slot } from '../slot.ts'

export type OpenSlot = { readonly account: AccountRef; readonly slot: Slot; readonly dueAt: Date }

/** ISO weekdays by posts a week, as far apart as a week allows. */
const anyDays: Readonly<Record<number, readonly number[]>> = {
  1: [3],
  2: [2, 5],
  3: [1, 3, 5],
  4: [1, 3, 5, 7],
  5: [1, 2, 4, 5, 7],
  6: [1, 2, 3, 4, 5, 6],
  7: [1, 2, 3, 4, 5, 6, 7],
}

/** The same for networks that people read at work: the weekend comes last. */
const businessDays: Readonly<Record<number, readonly number[]>> = {
  ...anyDays,
  1: [2],
  2: [2, 4],
  4: [1, 2, 4, 5],
  5: [1, 2, 3, 4, 5],
}

/** ISO weekdays on which an account posts. More than seven posts a week is one a day; less than one is none. */
function postingDays({ network, postsPerWeek }: Account): readonly number[] {
  const pattern = network === 'linkedin' || network === 'email' ? businessDays : anyDays
  return pattern[Math.min(7, Math.floor(postsPerWeek))] ?? []
}

/** The slots of one account that are still to be filled, in order. */
export function openSlots(request: CalendarRequest, account: Account): readonly OpenSlot[] {
  const { brand, from, days, after, learned } = request
  const mine = request.existing.filter((post) => isSameAccount(post.account, account))
  const time = learned?.find((one) => isSameAccount(one.account, account))?.time ?? account.postingTime
  const weekdays = postingDays(account)
  // A day stays spent when its post was rejected, expired or moved away: it was decided, and planning again must not bring it back.
  const spentDays = new Set(mine.map(({ slot }) => slot.date))
  const spentIds = new Set(mine.map(({ id }) => id))
  const inWeek = countBy(mine.map(({ slot }) => mondayOf(slot.date)))
  const live = mine.filter(({ status }) => status !== 'rejected' && status !== 'expired')
  const busy = live.map(({ dueAt }) => dueAt.getTime())
  const open: OpenSlot[] = []
  for (let index = 0; index < days; index++) {
    const date = addDays(from, index)
    const week = mondayOf(date)
    const isOpen =
      weekdays.includes(weekdayOf(date)) &&
      !spentDays.has(date) &&
      !spentIds.has(postId(brand.id, account, date)) &&
      (inWeek.get(week) ?? 0) < weekdays.length
    if (!isOpen) continue
    const slot = { date, time, zone: brand.timeZone }
    const dueAt = instantOf(slot)
    const isFree =
      (after === undefined || dueAt > after) &&
      busy.every((other) => Math.abs(dueAt.getTime() - other) >= account.minSpacingHours * hourMs)
    if (!isFree) continue
    // Settings are not part of what a post remembers of its account.
    open.push({ account: { network: account.network, handle: account.handle }, slot, dueAt })
    busy.push(dueAt.getTime())
    inWeek.set(week, (inWeek.get(week) ?? 0) + 1)
  }
  return open
}

/**
 * `<network>-<date>-<eight hexadecimal digits>`: the digits stand for brand and handle. At most 35 characters, since the
 * buttons of the tightest surface carry 100, and a post's id shares them with a verb and a slot.
 */
export function postId(brand: string, { network, handle }: AccountRef, date: string): string {
  return `${network}-${date}-${sha256(`${brand} ${handle}`).slice(0, 8)}`
}

/** How often each value occurs. */
export function countBy(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}
