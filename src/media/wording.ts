import type { Report } from '../domain/report.ts'

/** `9 to 15 November 2026`. */
export function period({ from, to }: Pick<Report, 'from' | 'to'>): string {
  const [startDay, startMonth, startYear] = dateParts(from)
  const [endDay, endMonth, endYear] = dateParts(to)
  const start =
    startYear !== endYear
      ? `${startDay} ${startMonth} ${startYear}`
      : startMonth !== endMonth
        ? `${startDay} ${startMonth}`
        : startDay
  return `${start} to ${endDay} ${endMonth} ${endYear}`
}

function dateParts(date: string): readonly [string, string, string] {
  const at = new Date(`${date}T00:00:00Z`)
  const month = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' }).format(at)
  return [String(at.getUTCDate()), month, date.slice(0, 4)]
}

/** `Mon 9`. */
export function dayLabel(date: string): string {
  const at = new Date(`${date}T00:00:00Z`)
  return `${new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' }).format(at)} ${at.getUTCDate()}`
}

/** `1,234`; from 100,000 on `123K`. */
export function count(value: number | null): string {
  if (value === null) return 'no figure'
  const compact = value >= 100_000
  return new Intl.NumberFormat(
    'en',
    compact ? { notation: 'compact', maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 },
  ).format(value)
}

/** `1.9 %` of a share of 0.019. */
export function percent(value: number | null): string {
  if (value === null) return 'no figure'
  return value > 0 && value < 0.0005 ? 'under 0.1 %' : `${(value * 100).toFixed(1)} %`
}
