import { rejectionReasons } from '../../domain/rejection.ts'
import type { Press } from '../action.ts'
import type { Typed } from './form-words.ts'

export type TextField = {
  readonly id: string
  readonly label: string
  readonly hint?: string
  readonly initial: string
  readonly max: number
  readonly multiline?: boolean
  readonly optional?: boolean
  readonly placeholder?: string
}

/** Two to ten options, each unlike the others. */
export type ChoiceField = {
  readonly id: string
  readonly label: string
  readonly options: readonly string[]
  readonly chosen: string | undefined
}

export type FormField = ({ readonly kind: 'text' } & TextField) | ({ readonly kind: 'choice' } & ChoiceField)

/** Most characters that each field takes, as `parseAction` will hold it. */
export const fieldMax = { note: 500, holdReason: 200, permalink: 500, alt: 2000 } as const

/** What the form of a press asks for, with what was typed before. Texts to edit and slots are not among it: each service takes those in its own way. */
export function formFields({ verb, arg }: Press, typed: Typed | null): readonly FormField[] {
  const fields = typed?.fields ?? {}
  switch (verb) {
    case 'reject':
      return [
        {
          kind: 'choice',
          id: 'reason',
          label: 'Why? The next drafts learn from it.',
          options: rejectionReasons,
          chosen: fields.reason,
        },
        noteField('Anything to add?', fields),
      ]
    case 'regenerate':
      return [
        {
          ...noteField('What should be different?', fields),
          placeholder: 'Shorter, less salesy, ask a question',
        },
      ]
    case 'hold':
      return [
        {
          kind: 'text',
          id: 'reason',
          label: 'Why?',
          initial: fields.reason ?? '',
          max: fieldMax.holdReason,
        },
      ]
    case 'answer':
      return arg === 'live' ? [linkField(fields)] : []
    case 'approve':
    case 'edit':
    case 'reslot':
    case 'choose':
    case 'release':
    case 'undo':
    case 'retry':
      return []
  }
}

function noteField(label: string, { note = '' }: Typed['fields']) {
  return {
    kind: 'text',
    id: 'note',
    label,
    initial: note,
    max: fieldMax.note,
    multiline: true,
    optional: true,
  } as const
}

function linkField({ permalink = '' }: Typed['fields']): FormField {
  return {
    kind: 'text',
    id: 'permalink',
    label: 'Link to the live post',
    initial: permalink,
    max: fieldMax.permalink,
    optional: true,
    placeholder: 'https://',
  }
}
