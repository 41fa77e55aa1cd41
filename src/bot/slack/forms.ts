import type { KnownBlock, ModalView } from '@slack/types'
import { rejectionReasons } from '../../domain/rejection.ts'
import { sha256 } from '../../domain/hash.ts'
import type { Press, Verb } from '../action.ts'
import type { PostCard } from '../card.ts'
import { fieldMax, fieldWords, formSubject, formTitle, staleWords, type Typed } from '../chat/form-words.ts'
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
  const fields = typed?.fields ?? {}
  switch (press.verb) {
    case 'reject':
      return [
        radioInput({
          id: `reason${tag}`,
          label: fieldWords.reason,
          options: rejectionReasons.map((reason) => ({ value: reason, text: reason })),
          chosen: fields.reason,
        }),
        noteInput(fieldWords.rejectNote, fields, tag),
      ]
    case 'regenerate':
      return [noteInput(fieldWords.wish, fields, tag, fieldWords.wishExample)]
    case 'reslot':
      return slotInputs(card.slot, fields.at, tag)
    case 'hold':
      return [
        textInput({
          id: `reason${tag}`,
          label: fieldWords.holdReason,
          initial: fields.reason ?? '',
          max: fieldMax.holdReason,
        }),
      ]
    case 'answer':
      return press.arg === 'live' ? [linkInput(fields, tag)] : []
    case 'approve':
    case 'edit':
    case 'choose':
    case 'release':
    case 'undo':
    case 'retry':
      return []
  }
}

function noteInput(label: string, fields: Typed['fields'], tag: string, placeholder?: string): KnownBlock {
  return textInput({
    id: `note${tag}`,
    label,
    initial: fields.note ?? '',
    max: fieldMax.note,
    multiline: true,
    optional: true,
    ...(placeholder === undefined ? {} : { placeholder }),
  })
}

function linkInput(fields: Typed['fields'], tag: string): KnownBlock {
  return textInput({
    id: `permalink${tag}`,
    label: fieldWords.permalink,
    initial: fields.permalink ?? '',
    max: fieldMax.permalink,
    optional: true,
    placeholder: 'https://',
  })
}
