import type { DayCard } from '../../card.ts'
import { plural } from '../../names.ts'
import type { Line } from '../say.ts'

/** The head of a day in words. */
export function dayLines(day: DayCard): readonly Line[] {
  return [
    [{ strong: `${day.brandName}, ${dayName(day.date)}` }],
    ...freezeLines(day),
    ...draftingLines(day),
    [figures(day)],
    ...day.notices.map(({ text, at }): Line => [text, ' (', { at, show: 'date' }, ')']),
  ]
}

/** `Friday 20 November` */
export function dayName(date: string): string {
  return dayFormat.format(new Date(`${date}T00:00:00Z`)).replace(',', '')
}

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
})

export function freezeLines({ freeze }: DayCard): readonly Line[] {
  if (!freeze) return []
  const what = freeze.desk ? 'The whole desk is frozen' : 'Frozen'
  const reason = freeze.reason === null ? [] : [`: ${freeze.reason}`]
  return [[{ strong: what }, ` by ${freeze.by} since `, { at: freeze.at, show: 'date' }, ...reason]]
}

export function draftingLines({ drafting }: DayCard): readonly Line[] {
  if (!drafting) return []
  const { done, total, failed } = drafting
  const trouble = failed > 0 ? `, ${failed} failed` : ''
  return [[`Drafting: ${done} of ${plural(total, 'post')}${trouble}.`]]
}

function figures({ waiting, approved, published, troubled }: DayCard): string {
  const { low, medium, high, blocked } = waiting
  const risks = [
    [low, 'low risk'],
    [medium, 'medium risk'],
    [high, 'high risk'],
    [blocked, 'blocked'],
  ] as const
  const parts = risks.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`)
  const count = low + medium + high + blocked
  const waits = count === 0 ? 'Nothing in review' : `${count} in review (${parts.join(', ')})`
  const trouble = troubled > 0 ? `, ${troubled} in trouble` : ''
  return `${waits}, ${approved} approved, ${published} published${trouble}.`
}
