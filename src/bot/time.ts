import { dateIn, dayMs, hourMs, minuteMs, slotAt } from '../domain/slot.ts'

/** `in 3 h`, `12 min ago`: how far `at` is from `now`, in the largest unit that is honest. */
export function relative(at: Date, now: Date): string {
  const ms = at.getTime() - now.getTime()
  const size = Math.abs(ms)
  if (size < minuteMs) return ms > 0 ? 'in under a minute' : 'just now'
  const words = sizeWords(size)
  return ms > 0 ? `in ${words}` : `${words} ago`
}

/** `about 40 s left`: for something that is being waited for. */
export function left(ms: number): string {
  if (ms < 5000) return 'a few seconds left'
  if (ms < minuteMs) return `about ${Math.ceil(ms / 5000) * 5} s left`
  return `about ${Math.ceil(ms / minuteMs)} min left`
}

/** `Today`, `Tomorrow`, `Friday 27 November`. */
export function dayWords(date: string, today: string): string {
  const days = Math.round((Date.parse(`${date}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / dayMs)
  if (days === 0) return 'Today'
  if (days === 1) return 'Tomorrow'
  if (days === -1) return 'Yesterday'
  return longDay(date)
}

/** `Friday 20 November` */
export function longDay(date: string): string {
  return longFormat.format(new Date(`${date}T00:00:00Z`)).replace(',', '')
}

/** `12:00` for today, `Fri 20 Nov, 12:00` otherwise, on the wall clock of `zone`. */
export function moment(at: Date, zone: string, now: Date): string {
  const { date, time } = slotAt(at, zone)
  const minute = time.slice(0, 5)
  return date === dateIn(now, zone) ? minute : `${shortDay(date)}, ${minute}`
}

/** `Fri 20 Nov` */
export function shortDay(date: string): string {
  return shortFormat.format(new Date(`${date}T00:00:00Z`)).replace(',', '')
}

/** `GMT+1`, or the zone's own short name where English has one. */
export function zoneName(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'short' }).formatToParts(at)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone
}

const longFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
})
const shortFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'short',
  day: 'numeric',
  month: 'short',
})

function sizeWords(size: number): string {
  if (size < hourMs) return `${Math.round(size / minuteMs)} min`
  if (size < 36 * hourMs) return `${Math.round(size / hourMs)} h`
  return `${Math.round(size / dayMs)} days`
}
