import type { DayCard } from '../../card.ts'
import { draftingWords, tallyWords } from '../../card-words.ts'
import { longDay } from '../../time.ts'
import type { Line } from '../say.ts'

/** The head of a day in words. */
export function dayLines(day: DayCard): readonly Line[] {
  return [
    [{ strong: `${day.brandName}, ${longDay(day.date)}` }],
    ...freezeLines(day),
    ...draftingLines(day),
    [tallyWords(day)],
    ...day.notices.map(({ text, at }): Line => [text, ' (', { at, show: 'date' }, ')']),
  ]
}

export function freezeLines({ freeze }: DayCard): readonly Line[] {
  if (!freeze) return []
  const what = freeze.desk ? 'The whole desk is frozen' : 'Frozen'
  const reason = freeze.reason === null ? [] : [`: ${freeze.reason}`]
  return [[{ strong: what }, ` by ${freeze.by} since `, { at: freeze.at, show: 'date' }, ...reason]]
}

export function draftingLines({ drafting, date }: DayCard): readonly Line[] {
  return drafting ? [[`${draftingWords(drafting, date)}.`]] : []
}
