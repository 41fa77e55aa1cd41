import type { DayCard } from '../card.ts'
import { plural } from '../names.ts'
import type { ChatButton, DeskPressVerb } from './chat-press.ts'

/** What may be asked of a brand's whole day, as things stand; a freeze is asked for by a command. */
export function dayButtons(day: DayCard): readonly ChatButton[] {
  const { waiting, freeze, drafting } = day
  return [
    ...(waiting.low > 0 && !freeze ? [approveAll(day)] : []),
    ...(freeze ? [button(day, 'unfreeze', 'Unfreeze', 'primary')] : []),
    ...(drafting ? [button(day, 'stop_drafting', 'Stop drafting', 'plain')] : []),
    ...(isEmpty(day) && !freeze && !drafting ? [button(day, 'draft', 'Draft the day now', 'primary')] : []),
  ]
}

function approveAll(day: DayCard): ChatButton {
  const { waiting, brandName } = day
  const posts = plural(waiting.low, 'low-risk post')
  const fate = waiting.low === 1 ? 'is approved as it stands and goes' : 'are approved as they stand and go'
  return {
    ...button(day, 'approve_all', `Approve all low risk (${waiting.low})`, 'primary'),
    confirm: `${posts} of ${brandName} ${fate} out when due.`,
  }
}

function isEmpty({ waiting, approved, published, troubled }: DayCard): boolean {
  const { low, medium, high, blocked } = waiting
  return low + medium + high + blocked + approved + published + troubled === 0
}

function button(
  { brand }: DayCard,
  verb: DeskPressVerb,
  label: string,
  style: ChatButton['style'],
): ChatButton {
  return { press: { kind: 'desk', verb, brand }, label, style, confirm: null }
}
