import type { ContextBlock, InputBlock, PlainTextOption, SectionBlock } from '@slack/types'
import type { Slot } from '../../../domain/slot.ts'
import type { TextField } from '../../chat/form-fields.ts'
import { slackLimits } from '../limits.ts'
import { plain, plainLines } from '../text.ts'

/** The one element of every input block has this as its action id: the block id says which field it is. */
export const valueId = 'value'

export function section(text: string): SectionBlock {
  // What cannot be shown needs no look at each of its characters.
  return { type: 'section', text: plainLines(text.slice(0, slackLimits.sectionText.max + 1)) }
}

export function context(text: string): ContextBlock {
  return { type: 'context', elements: [plain(text)] }
}

export function textInput(field: TextField): InputBlock {
  const { id, label, hint, initial, max, multiline = false, optional = false, placeholder } = field
  return {
    type: 'input',
    block_id: id,
    label: plain(label, slackLimits.inputLabel.max),
    ...(hint === undefined ? {} : { hint: plain(hint, slackLimits.inputLabel.max) }),
    optional,
    element: {
      type: 'plain_text_input',
      action_id: valueId,
      multiline,
      max_length: max,
      ...(initial === '' ? {} : { initial_value: initial.slice(0, max) }),
      ...(placeholder === undefined ? {} : { placeholder: plain(placeholder, slackLimits.placeholder.max) }),
    },
  }
}

/** At most ten options, each with a value that differs. */
export function radioInput(field: {
  readonly id: string
  readonly label: string
  readonly options: readonly { readonly value: string; readonly text: string }[]
  readonly chosen: string | undefined
}): InputBlock {
  const options = field.options.map(
    ({ value, text }): PlainTextOption => ({ value, text: plain(text, slackLimits.optionText.max) }),
  )
  const initial = options.find(({ value }) => value === field.chosen)
  return {
    type: 'input',
    block_id: field.id,
    label: plain(field.label, slackLimits.inputLabel.max),
    element: {
      type: 'radio_buttons',
      action_id: valueId,
      options,
      ...(initial ? { initial_option: initial } : {}),
    },
  }
}

/** Day and time of the wall clock in the brand's zone. Slack's picker of both would show and send the reader's own zone. */
export function slotInputs(slot: Slot, at: string | undefined, tag: string): readonly InputBlock[] {
  const [date = '', time = ''] = (at ?? `${slot.date}T${slot.time}`).split('T')
  const label = (what: string) => plain(`${what} (in ${slot.zone})`, slackLimits.inputLabel.max)
  return [
    {
      type: 'input',
      block_id: `date${tag}`,
      label: label('Day it goes out'),
      element: { type: 'datepicker', action_id: valueId, initial_date: date },
    },
    {
      type: 'input',
      block_id: `time${tag}`,
      label: label('Time it goes out'),
      element: { type: 'timepicker', action_id: valueId, initial_time: time.slice(0, 5) },
    },
  ]
}
