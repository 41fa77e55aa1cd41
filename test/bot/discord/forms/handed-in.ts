import {
  ComponentType,
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
} from 'discord-api-types/v10'
import type { PostCard } from '../../../../src/bot/card.ts'
import type { Typed } from '../../../../src/bot/chat/form-words.ts'
import type { FormPress } from '../../../../src/bot/discord/custom-id.ts'
import { formView } from '../../../../src/bot/discord/forms.ts'
import { readForm, type FormRead, type Submitted } from '../../../../src/bot/discord/forms/read-form.ts'
import type { Desk } from '../../desk.ts'

export type Modal = APIModalInteractionResponseCallbackData

export const ann = { surface: 'discord', id: '11' } as const

/** What somebody changed before they handed the form in, by the names of the inputs. */
export type Changes = Readonly<Record<string, string>>

export function modalOf(card: PostCard, form: FormPress, typed: Typed | null = null): Modal {
  const view = formView(card, form, typed)
  if (view.kind !== 'modal') throw new Error(`no modal: ${JSON.stringify(view)}`)
  return view.modal
}

export function inputsOf({ components }: Modal): readonly APILabelComponent[] {
  return components.flatMap((row) => (row.type === ComponentType.Label ? [row] : []))
}

/** What Discord sends of a form that was handed in as it was opened but for the changes. */
export function handedIn(modal: Modal, changes: Changes = {}): Submitted {
  const inputs = inputsOf(modal).map(({ component }) => {
    const { custom_id: id } = component
    return { id, values: [changes[id] ?? initialOf(component)], files: [] }
  })
  return { value: modal.custom_id, inputs }
}

export function read(desk: Desk, modal: Modal, changes: Changes = {}): Promise<FormRead> {
  return readForm(desk.deps, handedIn(modal, changes), () => Promise.reject(new Error('no file')))
}

function initialOf(component: APILabelComponent['component']): string {
  if (component.type === ComponentType.TextInput) return component.value ?? ''
  if (component.type === ComponentType.RadioGroup)
    return component.options.find((one) => one.default)?.value ?? ''
  throw new Error(`an input that no form of ours has: ${component.type}`)
}
