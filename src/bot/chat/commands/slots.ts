import type { Brand } from '../../../domain/brand.ts'
import { addDays, dateIn, weekdayOf, type Slot } from '../../../domain/slot.ts'
import type { Deps } from '../../../ports.ts'
import { weekdays } from './kinds.ts'

/** `YYYY-MM-DD` of an option of kind `day`, on the brand's calendar. A weekday is the next one, not today. */
export function dayOf(
  day: string,
  { clock }: Pick<Deps, 'clock'>,
  { timeZone }: Pick<Brand, 'timeZone'>,
): string {
  const today = dateIn(clock.now(), timeZone)
  if (day === 'today') return today
  if (day === 'tomorrow') return addDays(today, 1)
  const weekday = weekdays.findIndex((one) => one === day) + 1
  if (weekday === 0) return day
  return addDays(today, ((weekday - weekdayOf(today) + 6) % 7) + 1)
}

/** The slot that a day, a time or both ask for, the rest as in `slot`; null where neither is given. */
export function slotAsked(
  options: { readonly day?: string; readonly time?: string },
  slot: Slot,
  deps: Pick<Deps, 'clock'>,
  brand: Brand,
): Slot | null {
  const { day, time } = options
  if (day === undefined && time === undefined) return null
  return { ...slot, date: day === undefined ? slot.date : dayOf(day, deps, brand), time: time ?? slot.time }
}
