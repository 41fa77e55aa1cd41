/**
 * A local date and time with its IANA zone: what people plan in. The instant is computed, never stored instead,
 * so a change of the zone's rules moves the instant and not the wall-clock time that was approved.
 */
export type Slot = {
  /** `YYYY-MM-DD` */
  readonly date: string
  /** `HH:MM`, or `HH:MM:SS` in a demonstration. */
  readonly time: string
  /** IANA name, for example `Europe/Berlin`. */
  readonly zone: string
}

/**
 * The instant at which a slot is due. A time that daylight saving skips is moved forward by the length of the gap
 * (02:30 becomes 03:30); one that occurs twice means the first. Same choice as RFC 5545, section 3.3.5.
 */
export function instantOf(slot: Slot): Date {
  const wallMs = Date.parse(`${slot.date}T${slot.time.length === 5 ? `${slot.time}:00` : slot.time}Z`)
  const before = offsetMs(new Date(wallMs - dayMs), slot.zone)
  const after = offsetMs(new Date(wallMs + dayMs), slot.zone)
  // Of the two candidate instants, the one whose own wall clock reads as asked; in a gap neither does, and `before` moves forward.
  for (const offset of [before, after]) {
    const candidate = new Date(wallMs - offset)
    if (offsetMs(candidate, slot.zone) === offset) return candidate
  }
  return new Date(wallMs - before)
}

/** The instant at which a day begins in `zone`: midnight, or the hour after it where daylight saving skips that. */
export function startOfDay(date: string, zone: string): Date {
  return instantOf({ date, time: '00:00', zone })
}

/** The slot whose wall clock reads `instant` in `zone`, to the minute, or to the second where there are any. */
export function slotAt(instant: Date, zone: string): Slot {
  const wall = new Date(instant.getTime() + offsetMs(instant, zone)).toISOString()
  const time = wall.slice(11, 19)
  return { date: wall.slice(0, 10), time: time.endsWith(':00') ? time.slice(0, 5) : time, zone }
}

/** `YYYY-MM-DD` of `instant` in `zone`. */
export function dateIn(instant: Date, zone: string): string {
  return slotAt(instant, zone).date
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** ISO weekday: 1 is Monday, 7 is Sunday. */
export function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7
}

/** The Monday of the ISO week in which `date` lies. */
export function mondayOf(date: string): string {
  return addDays(date, 1 - weekdayOf(date))
}

/** ISO 8601 week of `date`, for example `2026-W46`. */
export function isoWeekOf(date: string): string {
  const thursday = addDays(date, 4 - weekdayOf(date))
  const year = thursday.slice(0, 4)
  const days = (Date.parse(`${thursday}T00:00:00Z`) - Date.parse(`${year}-01-01T00:00:00Z`)) / dayMs
  return `${year}-W${String(Math.floor(days / 7) + 1).padStart(2, '0')}`
}

/** The Monday of an ISO week such as `2026-W46`, or null if there is no such week. */
export function mondayOfIsoWeek(week: string): string | null {
  const match = /^(\d{4})-W(\d{2})$/.exec(week)
  if (!match) return null
  const monday = addDays(mondayOf(`${match[1]}-01-04`), (Number(match[2]) - 1) * 7)
  return isoWeekOf(monday) === week ? monday : null
}

/** Whether `date` is a day that exists, written `YYYY-MM-DD`. */
export function isDate(date: string): boolean {
  // No zone's clock goes back to the year 0, and no database either.
  if (!/^(?!0)\d{4}-\d{2}-\d{2}$/.test(date)) return false
  const parsed = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date)
}

/** Whether a slot is one that exists: a real day, a time of day, a zone. */
export function isSlot({ date, time, zone }: Slot): boolean {
  return isDate(date) && /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(time) && isZone(zone)
}

export function isZone(zone: string): boolean {
  try {
    formatOf(zone)
    return true
  } catch {
    return false
  }
}

export const minuteMs = 60_000
export const hourMs = 3_600_000
export const dayMs = 86_400_000

function offsetMs(instant: Date, zone: string): number {
  const parts: Record<string, number> = {}
  for (const { type, value } of formatOf(zone).formatToParts(instant)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant.getTime() / 1000) * 1000
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (!format) {
    const two = '2-digit' as const
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
    })
    formats.set(zone, format)
  }
  return format
}
