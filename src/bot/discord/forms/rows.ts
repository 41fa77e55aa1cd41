import {
  ComponentType,
  TextInputStyle,
  type APILabelComponent,
  type APITextDisplayComponent,
} from 'discord-api-types/v10'
import type { ChoiceField, TextField } from '../../chat/form-fields.ts'
import { discordLimits } from '../limits.ts'
import { fitted, plain } from '../text.ts'

/** What a modal is made of: at most five of these. */
export type FormRow = APILabelComponent | APITextDisplayComponent

const wordsLength = 600

/** Text of ours and of others, with nothing in it that Discord would read as a mark. */
export function wordsRow(text: string): APITextDisplayComponent {
  return { type: ComponentType.TextDisplay, content: fitted(text, wordsLength).text || '–' }
}

/** What is in it already is never cut, short of what an input can hold at all: `max` gives way. */
export function textRow(field: TextField): APILabelComponent {
  const { id, label, hint, initial, max, multiline = false, optional = false, placeholder } = field
  const { Paragraph, Short } = TextInputStyle
  const value = Buffer.from(initial).toString().slice(0, discordLimits.inputValue.max)
  return labelled(label, hint, {
    type: ComponentType.TextInput,
    custom_id: id,
    style: multiline || value.includes('\n') ? Paragraph : Short,
    required: !optional,
    max_length: Math.max(max, value.length),
    ...(value === '' ? {} : { value }),
    ...(placeholder === undefined
      ? {}
      : { placeholder: plain(placeholder, discordLimits.inputPlaceholder.max) }),
  })
}

export function choiceRow(field: ChoiceField): APILabelComponent {
  return labelled(field.label, undefined, {
    type: ComponentType.RadioGroup,
    custom_id: field.id,
    required: true,
    options: field.options.map((option) => ({
      value: option,
      label: plain(option, discordLimits.optionLabel.max),
      ...(option === field.chosen ? { default: true } : {}),
    })),
  })
}

export function fileRow(field: {
  readonly id: string
  readonly label: string
  readonly hint: string
}): APILabelComponent {
  return labelled(field.label, field.hint, {
    type: ComponentType.FileUpload,
    custom_id: field.id,
    required: true,
    min_values: 1,
    max_values: 1,
  })
}

function labelled(
  label: string,
  description: string | undefined,
  component: APILabelComponent['component'],
): APILabelComponent {
  return {
    type: ComponentType.Label,
    label: plain(label, discordLimits.modalLabel.max),
    ...(description === undefined
      ? {}
      : { description: plain(description, discordLimits.modalDescription.max) }),
    component,
  }
}
