import { addDays, dateIn, isDate } from '../../../domain/slot.ts'
import { accountName, listed } from '../../names.ts'
import { dayWords, longDay } from '../../time.ts'
import { brandsAsked, type Asked } from './asked.ts'
import { matching, type Completion } from './completion.ts'
import { kinds } from './kinds.ts'

const comingDays = 25
const quarterHours = 96

/** The next days on the brand's calendar; any other that was typed in full. */
export function dayCompletions(asked: Asked, typed: string): readonly Completion[] {
  const [{ timeZone }] = brandsAsked(asked)
  const today = dateIn(asked.deps.clock.now(), timeZone)
  const days = Array.from({ length: comingDays }, (_, index) => addDays(today, index))
  const coming = days.map((date): Completion => ({ label: dayLabel(date, today), value: date }))
  const date = typed.trim()
  if (isDate(date) && !days.includes(date)) return [{ label: dayLabel(date, today), value: date }]
  return matching(coming, typed)
}

/** When the brand's accounts usually post, then every half hour of a working day, then every quarter of any. */
export function timeCompletions(asked: Asked, typed: string): readonly Completion[] {
  const accounts = brandsAsked(asked).flatMap((brand) => brand.accounts)
  const usual = [...new Set(accounts.map(({ postingTime }) => postingTime))]
    .toSorted()
    .map((time): Completion => {
      const whose = accounts.filter(({ postingTime }) => postingTime === time).map(accountName)
      return { label: `${time} · usual for ${listed([...new Set(whose)])}`, value: time }
    })
  const quarters = Array.from({ length: quarterHours }, (_, index) => timeOf(index * 15))
  const isHandy = (time: string) => /^(?:0[89]|1\d):[03]0$/.test(time)
  const times = [...quarters.filter(isHandy), ...quarters.filter((time) => !isHandy(time))]
  const others = times.filter((time) => usual.every(({ value }) => value !== time))
  const all = [...usual, ...others.map((time): Completion => ({ label: time, value: time }))]
  const found = matching(all, typed.replace('.', ':'))
  const exact = kinds.time.read(typed.trim())
  if (exact === null) return found
  const first = all.find(({ value }) => value === exact) ?? { label: exact, value: exact }
  return [first, ...found.filter(({ value }) => value !== exact)]
}

function timeOf(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':')
}

/** `Tomorrow · Saturday 21 November · 2026-11-21` */
function dayLabel(date: string, today: string): string {
  return [...new Set([dayWords(date, today), longDay(date), date])].join(' · ')
}
