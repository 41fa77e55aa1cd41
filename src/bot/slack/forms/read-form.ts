import { slotText, fieldsOf, problemsOf, type Press, type Verb } from '../../action.ts'
import { misfitOf } from '../../../service/review.ts'
import type { NetworkName } from '../../../domain/brand.ts'
import type { NetworkLimits } from '../../../ports.ts'
import type { SubmittedView } from '../envelope.ts'
import { printOf } from './edit-form.ts'
import { valueId } from './form-blocks.ts'
import { readMetadata, type FormMetadata } from './form-metadata.ts'
import { joinText } from '../../chat/split-text.ts'

export type FormRead =
  | {
      readonly press: Press
      readonly responseUrl: string | null
      /** As it was typed, to be shown again should it be refused. */
      readonly fields: Readonly<Record<string, string>>
      /** As `handle` wants it. */
      readonly input: Readonly<Record<string, unknown>>
    }
  /** Sentences by block id, for Slack to show where they belong. */
  | { readonly errors: Readonly<Record<string, string>> }

/**
 * What was sent with a form, as far as it can be judged with nothing but itself: no database, no network, so that it may be answered at
 * once. Throws an `invalid` refusal for a form that is not ours.
 */
export function readForm(
  view: Pick<SubmittedView, 'private_metadata' | 'state'>,
  limitsOf: (network: NetworkName) => NetworkLimits,
): FormRead {
  const metadata = readMetadata(view.private_metadata)
  const fields = fieldsIn(view.state.values, metadata)
  const input = inputOf(metadata, fields)
  const errors = errorsOf(metadata, fields, input, limitsOf(metadata.network))
  if (errors.size === 0) return { press: metadata.press, responseUrl: metadata.responseUrl, fields, input }
  return { errors: Object.fromEntries([...errors].map(([name, text]) => [`${name}${metadata.tag}`, text])) }
}

/** Verbs whose form asks for a slot. */
const slotVerbs: readonly Verb[] = ['edit', 'reslot']

/** By the names that the web page's forms use; a field that was left empty is an empty text. */
function fieldsIn(
  values: SubmittedView['state']['values'],
  { tag, variants, slot }: FormMetadata,
): Record<string, string> {
  const fields: Record<string, string> = {}
  const read = (name: string): string | undefined => {
    const element = values[`${name}${tag}`]?.[valueId]
    if (!element) return undefined
    return (
      element.value ?? element.selected_date ?? element.selected_time ?? element.selected_option?.value ?? ''
    )
  }
  const keep = (name: string, value = read(name)): void => {
    if (value !== undefined) fields[name] = value
  }
  for (const name of ['variant', 'reason', 'note', 'permalink']) keep(name)
  for (const { id, separators, alts } of variants) {
    const parts = Array.from(
      { length: separators.length + 1 },
      (_, index) => read(`text-${id}.${index}`) ?? '',
    )
    keep(`text-${id}`, joinText({ parts, separators }))
    for (let index = 0; index < alts; index++) keep(`alt-${id}-${index}`)
  }
  const [date, time] = [read('date'), read('time')]
  // The picker knows no seconds; a slot that has some keeps them while it is not moved.
  const isSame = date === slot.date && time === slot.time.slice(0, 5)
  if (date || time) keep('at', `${date ?? ''}T${isSame ? slot.time : (time ?? '')}`)
  return fields
}

function inputOf(
  { press, slot, variants }: FormMetadata,
  fields: Record<string, string>,
): Record<string, unknown> {
  const [date = '', time = ''] = (fields.at ?? '').split('T')
  const { reason, note, permalink, variant } = fields
  const alts = variants.find(({ id }) => id === variant)?.alts ?? 0
  return {
    ...fieldsOf(press),
    ...(reason === undefined ? {} : { reason }),
    ...(note === undefined ? {} : { note }),
    ...(permalink === undefined ? {} : { permalink: permalink.trim() }),
    ...(slotVerbs.includes(press.verb) ? { slot: slotText({ date, time, zone: slot.zone }) } : {}),
    ...(press.verb === 'edit' ? { variant, text: fields[`text-${variant}`] } : {}),
    ...(alts > 0
      ? { alts: Array.from({ length: alts }, (_, index) => fields[`alt-${variant}-${index}`] ?? '') }
      : {}),
  }
}

/** By the name of the block that is wrong. */
function errorsOf(
  metadata: FormMetadata,
  fields: Record<string, string>,
  input: Record<string, unknown>,
  limits: NetworkLimits,
): ReadonlyMap<string, string> {
  const { verb } = metadata.press
  const [date, time] = (fields.at ?? 'T').split('T')
  const errors = new Map<string, string>()
  const add = (name: string, sentence: string) => {
    if (!errors.has(name)) errors.set(name, sentence)
  }
  if (slotVerbs.includes(verb) && !date) add('date', 'Choose a day.')
  if (slotVerbs.includes(verb) && !time) add('time', 'Choose a time.')
  if (verb === 'edit')
    for (const [name, sentence] of editErrors(metadata, fields, limits)) add(name, sentence)
  if (errors.size > 0) return errors
  for (const { field, sentence } of problemsOf(input)) add(blockOf(field, fields.variant), sentence)
  return errors
}

/**
 * The form shows every variant, but one goes out, and only that one is saved: a second text that was changed is not dropped in silence.
 */
function editErrors(
  { variants }: FormMetadata,
  fields: Record<string, string>,
  limits: NetworkLimits,
): readonly (readonly [string, string])[] {
  const { variant } = fields
  if (!variants.some(({ id }) => id === variant)) return [['variant', 'Choose the variant that goes out.']]
  const misfit = misfitOf((fields[`text-${variant}`] ?? '').trim(), limits)
  const others = variants.filter(
    ({ id, print }) => id !== variant && printOf(fields[`text-${id}`] ?? '') !== print,
  )
  return [
    ...(misfit === null ? [] : [[`text-${variant}.0`, misfit] as const]),
    ...others.map(({ id }) => [`text-${id}.0`, changedToo(id)] as const),
  ]
}

function changedToo(id: string): string {
  return `You also changed variant ${id.toUpperCase()}, but only the variant that goes out is saved. Select that one, or put its old text back.`
}

/** The block in which a field of an `Action` is asked for. */
function blockOf(field: string, variant: string | undefined): string {
  if (field === 'text') return `text-${variant}.0`
  if (field === 'slot') return 'date'
  const [, ordinal] = /^alts\.(\d+)$/.exec(field) ?? []
  return ordinal === undefined ? field : `alt-${variant}-${ordinal}`
}
