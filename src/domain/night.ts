import { addDays, hourMs, instantOf, slotAt } from './slot.ts'

/** Local times between which nobody is spoken to unasked. */
const nightFrom = '21:00'
const nightUntil = '08:00'
/** What is due this late may well be said too late: it counts as due at night. */
const lateFrom = '20:30'
/** When on the evening before something is said that cannot wait for the morning: one that leaves less than an hour. */
const evening = '20:00'
const morningMs = hourMs

export function isNight(instant: Date, zone: string): boolean {
  const { time } = slotAt(instant, zone)
  return time >= nightFrom || time < nightUntil
}

/** The beginning of the next night, seen from a moment of the day. */
export function nightfall(instant: Date, zone: string): Date {
  return instantOf({ date: slotAt(instant, zone).date, time: nightFrom, zone })
}

/**
 * When somebody in `zone` is told what ought to be said at `at`: then, but in the morning where that is at night, and on the evening
 * before where the morning leaves too little time until `end`. That may lie before anybody knew: whoever asks takes the next
 * moment of a day.
 */
export function spokenAt(at: Date, zone: string, end: Date | null): Date {
  const { date, time } = slotAt(at, zone)
  if (time >= nightUntil && time < lateFrom) return at
  const day = time < nightUntil ? date : addDays(date, 1)
  const morning = instantOf({ date: day, time: nightUntil, zone })
  if (!end || morning.getTime() + morningMs <= end.getTime()) return morning
  return instantOf({ date: addDays(day, -1), time: evening, zone })
}
