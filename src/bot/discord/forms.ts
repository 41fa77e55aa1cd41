import type { APIModalInteractionResponseCallbackData } from 'discord-api-types/v10'
import type { Press } from '../action.ts'
import type { PostCard } from '../card.ts'
import { formFields, type FormField } from '../chat/form-fields.ts'
import { formSubject, formTitle, staleWords, type Typed } from '../chat/form-words.ts'
import { accountName } from '../names.ts'
import { encodeDiscordPress, type FormPress } from './custom-id.ts'
import { editRows, fitsOneForm } from './forms/edit-form.ts'
import { pagesMessage } from './forms/pages-message.ts'
import { choiceRow, textRow, wordsRow, type FormRow } from './forms/rows.ts'
import { discordLimits } from './limits.ts'
import type { DiscordMessage } from './discord-message.ts'
import { plain } from './text.ts'

/** What a press for a form is answered with. */
export type FormView =
  | { readonly kind: 'modal'; readonly modal: APIModalInteractionResponseCallbackData }
  /** Where no single form could hold it all, or there is nothing to fill in: to be said to whoever pressed. */
  | { readonly kind: 'message'; readonly message: DiscordMessage }
  | { readonly kind: 'nothing'; readonly sentence: string }

/**
 * What it says comes from the card as it stands, what it decides from the press, whose version is the one that was seen. `typed`: what was typed
 * before, should the form have been refused.
 */
export function formView(card: PostCard, form: FormPress, typed: Typed | null): FormView {
  const { press, page } = form
  if (press.verb === 'edit') {
    if (!card.draft) return { kind: 'nothing', sentence: 'There is no text to edit yet.' }
    if (page.kind === 'whole' && !fitsOneForm(card.draft))
      return { kind: 'message', message: pagesMessage(card, press) }
  }
  const rows =
    press.verb === 'edit' ? editRows(card, page, typed?.fields ?? {}) : fieldRows(card, press, typed)
  if (rows === null || rows.length === 0)
    return {
      kind: 'nothing',
      sentence: 'This part is not there any more: open the form again from the card.',
    }
  return { kind: 'modal', modal: modal(card, form, [headRow(card, press, typed), ...rows]) }
}

function modal(
  card: PostCard,
  form: FormPress,
  rows: readonly FormRow[],
): APIModalInteractionResponseCallbackData {
  const title = `${formTitle(form.press)} · ${accountName(card)}`
  return {
    custom_id: encodeDiscordPress({ ...form, typed: null }),
    title: plain(title, discordLimits.modalTitle.max),
    components: [...rows],
  }
}

/** Why it was not taken, whether the card has moved on, and which post this is about. */
function headRow(card: PostCard, press: Press, typed: Typed | null): FormRow {
  const stale = staleWords(card, press)
  const words = [
    ...(typed?.problem ? [`Not done: ${typed.problem}`] : []),
    ...(stale === null ? [] : [stale]),
    formSubject(card),
  ]
  return wordsRow(words.join('\n'))
}

function fieldRows(card: PostCard, press: Press, typed: Typed | null): readonly FormRow[] {
  if (press.verb === 'reslot') return slotRows(card, typed?.fields ?? {})
  return formFields(press, typed).map(fieldRow)
}

function fieldRow(field: FormField): FormRow {
  switch (field.kind) {
    case 'text':
      return textRow(field)
    case 'choice':
      return choiceRow(field)
  }
}

/** Day and time on the wall clock of the brand: Discord has no pickers. */
function slotRows({ slot }: PostCard, fields: Typed['fields']): readonly FormRow[] {
  const zone = `In ${slot.zone}.`
  return [
    textRow({
      id: 'date',
      label: 'Day it goes out',
      hint: `${zone} As 2026-11-20, “today”, “tomorrow” or a weekday.`,
      initial: fields.date ?? slot.date,
      max: 30,
    }),
    textRow({
      id: 'time',
      label: 'Time it goes out',
      hint: `${zone} As 18:30.`,
      initial: fields.time ?? slot.time,
      max: 20,
    }),
  ]
}
