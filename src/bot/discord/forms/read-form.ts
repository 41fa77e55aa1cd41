import { Refusal } from '../../../domain/errors.ts'
import { chosenOf, type Post, type Variant } from '../../../domain/post.ts'
import type { Slot } from '../../../domain/slot.ts'
import type { Deps } from '../../../ports.ts'
import { fieldsOf, slotText, type Press } from '../../action.ts'
import { kinds } from '../../chat/commands/kinds.ts'
import { dayOf } from '../../chat/commands/slots.ts'
import { decodeDiscordPress, type FormPress } from '../custom-id.ts'
import type { Submission } from '../envelope.ts'
import { isSameText, withPart } from './text-parts.ts'
import type { ReadUpload } from './uploaded-text.ts'

export type FormRead = {
  readonly press: Press
  /** Under which the same form can be opened again. */
  readonly form: FormPress
  /** As it was typed, by the names of the inputs, to be given back should it be refused. */
  readonly fields: Readonly<Record<string, string>>
  /** As `handle` wants it. Nothing of it is judged yet. */
  readonly input: Readonly<Record<string, unknown>>
}

/** What the form carries, and what was typed into it. */
export type Submitted = Pick<Submission, 'value' | 'inputs'>

type Needs = Pick<Deps, 'store' | 'clock'>
type Fields = Readonly<Record<string, string>>

/**
 * What was sent with a form. The zone of a slot, and what surrounds a part of a text, are taken from the post as it stands; an edit of a version
 * that has been replaced is refused where it is decided. Throws an `invalid` refusal for a form that is not ours.
 */
export async function readForm(deps: Needs, submitted: Submitted, readUpload: ReadUpload): Promise<FormRead> {
  const form = decodeDiscordPress(submitted.value)
  if (form.kind !== 'form') throw notOurs()
  const { press } = form
  const fields = fieldsIn(submitted)
  const input = await inputOf(deps, form, fields, () => uploadIn(submitted, readUpload))
  return { press, form, fields, input: { ...fieldsOf(press), ...input } }
}

const fieldNames = /^(?:text|alt-\d{1,2}|at|date|time|reason|note|permalink)$/

function fieldsIn({ inputs }: Submitted): Fields {
  const known = inputs.filter(({ id }) => fieldNames.test(id))
  return Object.fromEntries(known.map(({ id, values }) => [id, values[0] ?? '']))
}

async function inputOf(
  deps: Needs,
  form: FormPress,
  fields: Fields,
  upload: () => Promise<string>,
): Promise<Readonly<Record<string, unknown>>> {
  const { verb, postId } = form.press
  switch (verb) {
    case 'reject':
      return picked(fields, 'reason', 'note')
    case 'regenerate':
      return picked(fields, 'note')
    case 'hold':
      return picked(fields, 'reason')
    case 'answer':
      return { permalink: (fields.permalink ?? '').trim() }
    case 'reslot':
      return slotInput(deps, await deps.store.post(postId), fields.date ?? '', fields.time ?? '')
    case 'edit':
      return editInput(deps, form, fields, await deps.store.post(postId), upload)
    case 'approve':
    case 'choose':
    case 'release':
    case 'undo':
    case 'retry':
      throw notOurs()
  }
}

/** What was left empty is an empty text: a form always asks for all of its fields. */
function picked(fields: Fields, ...names: readonly string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, fields[name] ?? '']))
}

async function editInput(
  deps: Needs,
  form: FormPress,
  fields: Fields,
  post: Post | null,
  upload: () => Promise<string>,
): Promise<Readonly<Record<string, unknown>>> {
  const [day, time] = splitAt(fields.at ?? '')
  const slot = fields.at === undefined ? {} : slotInput(deps, post, day, time)
  // Nothing but the time: what else could have been changed is not touched.
  if (form.page.kind === 'slot') return { ...slot, verb: 'reslot' }
  const text = form.page.kind === 'file' ? await upload() : (fields.text ?? null)
  const variant = post && chosenOf(post)
  // Whoever decides says what has become of the post, or of the version that was seen.
  if (!variant || post.version !== form.press.version)
    return { variant: variant?.id ?? 'a', text: text ?? '', ...slot }
  return { variant: variant.id, text: textOf(form, text, variant), ...altsOf(fields, variant), ...slot }
}

/** The whole text, with what was typed in its place; as it is where nothing was changed. */
function textOf({ page }: FormPress, typed: string | null, { text }: Variant): string {
  if (typed === null) return text
  if (page.kind === 'text') return partIn(text, page.part, typed)
  return isSameText(typed, text) ? text : typed
}

function partIn(text: string, part: number, typed: string): string {
  const whole = withPart(text, part, typed)
  if (whole === null) throw notOurs()
  return whole
}

/** All of them, where one was changed. */
function altsOf(fields: Fields, { media }: Variant): { readonly alts?: readonly string[] } {
  const alts = media.map(({ alt }, index) => {
    const typed = fields[`alt-${index}`]
    return typed === undefined || isSameText(typed, alt) ? alt : typed
  })
  return alts.some((alt, index) => alt !== media[index]?.alt) ? { alts } : {}
}

function slotInput(deps: Needs, post: Post | null, day: string, time: string): { readonly slot: string } {
  const slot = post?.slot ?? { date: '', time: '', zone: 'UTC' }
  return { slot: slotText(slotTyped(deps, slot, day, time)) }
}

/** As people write days and times; what cannot be read as either is left as it is, to be refused where it is judged. */
function slotTyped(deps: Needs, { zone }: Slot, day: string, time: string): Slot {
  const [date, minute] = [kinds.day.read(day.trim()), kinds.time.read(time.trim())]
  return {
    date: date === null ? day.trim() : dayOf(date, deps, { timeZone: zone }),
    time: minute ?? time.trim(),
    zone,
  }
}

function splitAt(at: string): readonly [string, string] {
  const [, day = at, time = ''] = /^\s*(\S+)(?:\s+|(?<=\d)T(?=\d))(\S+)\s*$/.exec(at) ?? []
  return [day, time]
}

async function uploadIn({ inputs }: Submitted, readUpload: ReadUpload): Promise<string> {
  const file = inputs.find(({ id }) => id === 'file')?.files[0]
  if (!file)
    throw new Refusal(
      'invalid',
      'There is no file with it. Choose the text file that is to replace the text.',
    )
  return readUpload(file)
}

function notOurs(): Refusal {
  return new Refusal('invalid', 'This form is not one of ours. Close it and open it again from the card.')
}
