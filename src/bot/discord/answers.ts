import type { Answer } from '../chat/answer.ts'
import { formTitle } from '../chat/form-words.ts'
import type { Question } from '../chat/question.ts'
import type { Reply } from '../handle.ts'
import { buttonRows, pressButton, rowsOf } from './components/button.ts'
import { cardComponents } from './components/post-card.ts'
import { reportComponents } from './components/report.ts'
import { formPress, type FormPress } from './custom-id.ts'
import type { DiscordMessage } from './discord-message.ts'
import { buttonUnits, packed, rowUnits, wordsUnits, type Unit } from './units.ts'

/** What is told to whoever pressed, and what would work instead. */
export function replyMessages({ sentence, offer }: Reply): readonly DiscordMessage[] {
  return packed([...wordsUnits([[sentence]]), ...buttonUnits(offer ? [offer] : [])])
}

/** All of an answer, in as many messages as it takes; at least one. */
export function answerMessages(answer: Answer): readonly DiscordMessage[] {
  const { lines, cards, report, buttons, form } = answer
  const units = [
    ...wordsUnits(lines),
    ...cards.map((card) => ({ components: cardComponents(card, []) })),
    ...(report ? [{ components: reportComponents(report, 0) }] : []),
    ...buttonUnits(buttons),
    ...(form ? formUnits(formPress(form)) : []),
  ]
  return packed(units.length > 0 ? units : wordsUnits([['There is nothing to show.']]))
}

/** For a form that could not be opened in time: Discord opens one only within three seconds of a press, and this is the next one. */
export function openFormMessage(form: FormPress): readonly DiscordMessage[] {
  const title = formTitle(form.press)
  return packed([
    ...wordsUnits([['That took too long to open a form. It opens with this button: ', { strong: title }]]),
    ...formUnits(form),
  ])
}

/** What has to be confirmed first, with the button that does it; without one where there is nothing to confirm any more. */
export function questionMessages({ lines, cards, button }: Question): readonly DiscordMessage[] {
  return packed([
    ...wordsUnits(lines),
    ...cards.map((card) => ({ components: cardComponents(card, []) })),
    ...(button ? rowUnits(buttonRows([button])) : []),
  ])
}

function formUnits(form: FormPress): readonly Unit[] {
  return rowUnits(rowsOf([pressButton(form, 'Open the form', 'primary')]))
}
