import { addDays, dateIn, instantOf, weekdayOf } from '../domain/slot.ts'

/** A wall-clock time that comes round every day, or every week on one day. */
export type Repeat = {
  /** `HH:MM` */
  readonly time: string
  /** IANA name. */
  readonly zone: string
  /** ISO weekday, 1 is Monday; every day unless given. */
  readonly weekday?: number
}

/** The first occurrence after `after`: once a day in every zone, whatever daylight saving skips or repeats. */
export function nextRun({ time, zone, weekday }: Repeat, after: Date): Date {
  for (let date = dateIn(after, zone); ; date = addDays(date, 1)) {
    if (weekday !== undefined && weekdayOf(date) !== weekday) continue
    const instant = instantOf({ date, time, zone })
    if (instant > after) return instant
  }
}
