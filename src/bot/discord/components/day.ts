import type { APIButtonComponent, APIContainerComponent } from 'discord-api-types/v10'
import type { DayCard } from '../../card.ts'
import { draftingWords, earlierWords, pastDayWords, shownNotices, tallyWords } from '../../card-words.ts'
import { dayButtons } from '../../chat/day-buttons.ts'
import { longDay } from '../../time.ts'
import { moment, strong, words } from '../text.ts'
import { chatButton, pressButton, rowsOf } from './button.ts'
import { container, dayColour, quietColour, texts } from './layout.ts'

/** The head of a day in its room, from where everybody comes to a desk of their own. */
export function roomDayComponents(card: DayCard, earlier: number): readonly [APIContainerComponent] {
  return dayComponents(card, earlier, [pressButton({ kind: 'home', brand: card.brand }, 'My desk')])
}

/** What waits, what is frozen, how far drafting has come, and what concerns all of it. */
export function dayComponents(
  card: DayCard,
  earlier = 0,
  more: readonly APIButtonComponent[] = [],
): readonly [APIContainerComponent] {
  const { drafting, date } = card
  const buttons = dayButtons(card).map(chatButton)
  return [
    container(dayColour(card), [
      ...texts([
        title(card),
        ...frozen(card),
        tallyWords(card),
        ...(earlier > 0 ? [earlierWords(earlier)] : []),
        ...(drafting ? [draftingWords(drafting, date)] : []),
      ]),
      ...texts(notices(card)),
      ...rowsOf([...buttons, ...more]),
    ]),
  ]
}

/** The head of a day that is over: what became of its posts, and nothing to press. */
export function pastDayComponents(card: DayCard): readonly [APIContainerComponent] {
  return [container(quietColour, texts([title(card), pastDayWords(card)]))]
}

function title({ date, brandName }: DayCard): string {
  return `## ${longDay(date)} · ${words(brandName, 120)}`
}

function frozen({ freeze, brandName }: DayCard): readonly string[] {
  if (!freeze) return []
  const who = freeze.desk ? 'The whole desk is frozen.' : `${words(brandName, 120)} is frozen.`
  const reason = freeze.reason ? `: “${words(freeze.reason, 400)}”` : '.'
  const by = `Frozen by ${words(freeze.by, 100)} ${moment(freeze.at, 'date')}${reason}`
  return [`${strong(who)} Nothing is drafted, approved or published. ${by}`]
}

function notices(card: DayCard): readonly string[] {
  const { shown, others } = shownNotices(card)
  const lines = shown.map(({ text, at }) => `- ${words(text, 400)} ${moment(at, 'date')}`)
  return [...lines, ...(others === null ? [] : [`- ${others}`])]
}
