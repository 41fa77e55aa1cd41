import type { InputBlock, KnownBlock, ModalView } from '@slack/types'
import { readForm, type FormRead } from '../../../../src/bot/slack/forms/read-form.ts'
import { limitsOf } from '../../../../src/networks/limits.ts'

export const responseUrl = 'https://hooks.slack.com/actions/T1/1/abc'

export function inputsOf(view: ModalView): readonly InputBlock[] {
  return (view.blocks as readonly KnownBlock[]).filter((block) => block.type === 'input')
}

/** What somebody changed before they handed the form in, by how the ids of the blocks begin; null where they emptied it. */
export type Changes = Readonly<Record<string, string | null>>

/** What Slack sends of a form that was handed in as it was opened but for the changes. */
export function handedIn(view: ModalView, changes: Changes = {}) {
  const values = inputsOf(view).map(({ block_id: id = '', element }) => {
    const name = Object.keys(changes).find((start) => id.startsWith(start))
    return [
      id,
      { value: valueOf(element, name === undefined ? undefined : (changes[name] ?? null)) },
    ] as const
  })
  return { private_metadata: view.private_metadata ?? '', state: { values: Object.fromEntries(values) } }
}

export function read(view: ModalView, changes: Changes = {}): Exclude<FormRead, { errors: unknown }> {
  const form = readForm(handedIn(view, changes), limitsOf)
  if ('errors' in form) throw new Error(JSON.stringify(form.errors))
  return form
}

function valueOf(element: InputBlock['element'], change: string | null | undefined) {
  switch (element.type) {
    case 'plain_text_input':
      return { type: element.type, value: change === undefined ? (element.initial_value ?? null) : change }
    case 'datepicker':
      return {
        type: element.type,
        selected_date: change === undefined ? (element.initial_date ?? null) : change,
      }
    case 'timepicker':
      return {
        type: element.type,
        selected_time: change === undefined ? (element.initial_time ?? null) : change,
      }
    case 'radio_buttons': {
      const value = change === undefined ? element.initial_option?.value : change
      return { type: element.type, selected_option: value ? { value } : null }
    }
    default:
      throw new Error(`an input that no form of ours has: ${element.type}`)
  }
}
