import type { KnownBlock, ModalView } from '@slack/types'
import { sha256 } from '../../domain/hash.ts'
import type { Press, Verb } from '../action.ts'
import type { PostCard } from '../card.ts'
import { formFields, type FormField } from '../chat/form-fields.ts'
import { formSubject, formTitle, staleWords, type Typed } from '../chat/form-words.ts'
import { editBlocks } from './forms/edit-form.ts'
import { context, radioInput, section, slotInputs, textInput } from './forms/form-blocks.ts'
import { writeMetadata, type FormVariant } from './forms/form-metadata.ts'
import { modal, sentenceView } from './forms/modal.ts'
import { slackLimits } from './limits.ts'
import { plain } from './text.ts'

/** Stands in for a form while it is being made: Slack wants to see something within three seconds. */
export function loadingView(title: string): ModalView {
  return sentenceView(title, 'Loading…')
}

/** In place of a form that was sent, until it is decided. */
export function savingView({ title }: Pick<ModalView, 'title'>): ModalView {
  return { ...sentenceView('', 'Saving…'), title }
}

export function doneView(title: string, sentence: string): ModalView {
  return sentenceView(title, sentence)
}

/**
 * The form that a press asks for: what it says comes from the card as it stands, what it decides from the press, whose version is the one
 * that was seen. `responseUrl`: where its answer goes once the form is gone.
 */
export function formView(
  card: PostCard,
  press: Press,
  responseUrl: string | null,
  typed: Typed | null,
): ModalView {
  const title = formTitle(press)
  const tag = typed ? `-${sha256(JSON.stringify(typed)).slice(0, 8)}` : ''
  const edit = press.verb === 'edit' ? editBlocks(card, typed?.fields ?? {}, tag) : null
  if (press.verb === 'edit' && !edit)
    return doneView(title, card.draft ? tooLarge : 'There is no text to edit yet.')
  return modal(title, {
    submit: plain(submitWords[press.verb] ?? title, slackLimits.viewButton.max),
    close: plain('Cancel', slackLimits.viewButton.max),
    private_metadata: metadata(card, press, responseUrl, tag, edit?.variants ?? []),
    blocks: [...headBlocks(card, press, typed), ...(edit?.blocks ?? fieldBlocks(card, press, typed, tag))],
  })
}

/** Where the button says something else than the title. */
const submitWords: Readonly<Partial<Record<Verb, string>>> = {
  edit: 'Save',
  regenerate: 'Ask',
  answer: 'Record',
}

const tooLarge =
  'This text has more characters that cannot be seen than Slack can show in a form. Edit it on the web page.'

function metadata(
  card: PostCard,
  press: Press,
  responseUrl: string | null,
  tag: string,
  variants: readonly FormVariant[],
): string {
  return writeMetadata({ press, responseUrl, network: card.network, slot: card.slot, tag, variants })
}

/** Why it was not taken, whether the card has moved on, and which post this is about. */
function headBlocks(card: PostCard, press: Press, typed: Typed | null): readonly KnownBlock[] {
  const stale = staleWords(card, press)
  return [
    ...(typed?.problem ? [section(`Not done: ${typed.problem}`)] : []),
    ...(stale === null ? [] : [section(stale)]),
    context(formSubject(card)),
  ]
}

function fieldBlocks(card: PostCard, press: Press, typed: Typed | null, tag: string): readonly KnownBlock[] {
  if (press.verb === 'reslot') return slotInputs(card.slot, typed?.fields.at, tag)
  return formFields(press, typed).map((field) => fieldInput({ ...field, id: `${field.id}${tag}` }))
}

function fieldInput(field: FormField): KnownBlock {
  switch (field.kind) {
    case 'text':
      return textInput(field)
    case 'choice': {
      const options = field.options.map((option) => ({ value: option, text: option }))
      return radioInput({ ...field, options })
    }
  }
}
