import type { DraftView, PostCard, VariantView } from '../../card.ts'
import { fieldMax } from '../../chat/form-fields.ts'
import { textHint, type Typed } from '../../chat/form-words.ts'
import type { FormPage } from '../custom-id.ts'
import { discordLimits } from '../limits.ts'
import { fileRow, textRow, type FormRow } from './rows.ts'
import { textParts } from './text-parts.ts'

type Fields = Typed['fields']
type Alt = { readonly index: number; readonly name: string; readonly alt: string }

const inputMax = discordLimits.inputValue.max
/** Where more than an input holds may be written, an input is given no more than this, so that there is room to write. */
const textFull = 2500
/** Of all values of a form together, beside the words that stand around them: 4,000 characters fit in any reading of Discord's limits. */
const valuesRoom = 3300
/** Beside them stand the words on top, the text, and the day and time. */
const altsWithText = 2
const altsAlone = 4

/** Whether the text that goes out, all its alternative texts and the slot fit into one form. */
export function fitsOneForm({ chosen: { text, limit, media } }: DraftView): boolean {
  const values = [text, ...media.map(({ alt }) => alt)].reduce((sum, { length }) => sum + length, 0)
  const textMax = limit > inputMax ? textFull : inputMax
  return media.length <= altsWithText && text.length <= textMax && values <= valuesRoom
}

/** What is edited one after the other where it does not: the whole text as a file, the slot, alternative texts, parts of the text. */
export function editPages({ chosen: { text, media } }: DraftView): readonly FormPage[] {
  const parts = textParts(text).map((_, part): FormPage => ({ kind: 'text', part }))
  const groups = altGroups(media.map(({ alt }) => alt.length))
  const alts = groups.map((from): FormPage => ({ kind: 'alts', from }))
  return [{ kind: 'file' }, { kind: 'slot' }, ...alts, ...parts]
}

/** The names of the media whose alternative texts stand together with the one of `from`. */
export function altsFrom({ media }: VariantView, from: number): readonly Alt[] {
  const groups = altGroups(media.map(({ alt }) => alt.length))
  const next = groups.find((start) => start > from) ?? media.length
  if (!groups.includes(from)) return []
  return media.slice(from, next).map(({ name, alt }, place) => ({ index: from + place, name, alt }))
}

/** The inputs of a page; null where there is nothing of the kind. */
export function editRows(card: PostCard, page: FormPage, fields: Fields): readonly FormRow[] | null {
  const view = card.draft?.chosen
  if (!view) return null
  switch (page.kind) {
    case 'whole':
      return [
        textInput(view, view.text, fields),
        ...altRows(
          view.media.map(({ name, alt }, index) => ({ index, name, alt })),
          fields,
        ),
        slotRow(card, fields),
      ]
    case 'text':
      return partRows(view, page.part, fields)
    case 'alts': {
      const rows = altRows(altsFrom(view, page.from), fields)
      return rows.length > 0 ? rows : null
    }
    case 'slot':
      return [slotRow(card, fields)]
    case 'file':
      return [
        fileRow({
          id: 'file',
          label: `New text of ${nameOf(view)}`,
          hint: 'A text file in UTF-8. All of it takes the place of the text; blanks at both ends are cut off.',
        }),
      ]
  }
}

/** Where each group begins, of alternative texts of these lengths. */
function altGroups(lengths: readonly number[]): readonly number[] {
  const groups: number[] = []
  let room = 0
  let count = altsAlone
  for (const [index, length] of lengths.entries()) {
    if (count === altsAlone || length > room) {
      groups.push(index)
      room = valuesRoom
      count = 0
    }
    room -= length
    count++
  }
  return groups
}

function textInput(view: VariantView, text: string, fields: Fields): FormRow {
  const initial = fields.text ?? text
  return textRow({
    id: 'text',
    label: `Text of ${nameOf(view)}`,
    hint: textHint(view, initial),
    initial,
    max: inputMax,
    multiline: true,
  })
}

function partRows(view: VariantView, index: number, fields: Fields): readonly FormRow[] | null {
  const parts = textParts(view.text)
  const part = parts[index]
  if (!part) return null
  return [
    textRow({
      id: 'text',
      label: `${nameOf(view)}, part ${index + 1} of ${parts.length}`,
      hint: `${textHint(view, view.text)} in all. Saving replaces this part and nothing else.`,
      initial: fields.text ?? view.text.slice(part.start, part.end),
      max: inputMax,
      multiline: true,
      optional: true,
    }),
  ]
}

function altRows(alts: readonly Alt[], fields: Fields): readonly FormRow[] {
  return alts.map(({ index, name, alt }) =>
    textRow({
      id: `alt-${index}`,
      label: `Alternative text of ${name}`,
      initial: fields[`alt-${index}`] ?? alt,
      max: fieldMax.alt,
      multiline: true,
      optional: true,
    }),
  )
}

function slotRow({ slot }: PostCard, fields: Fields): FormRow {
  return textRow({
    id: 'at',
    label: 'Day and time it goes out',
    hint: `In ${slot.zone}. As 2026-11-20 18:30; a day may be “tomorrow” or “friday”.`,
    initial: fields.at ?? `${slot.date} ${slot.time}`,
    max: 50,
  })
}

function nameOf({ id }: VariantView): string {
  return `variant ${id.toUpperCase()}`
}
