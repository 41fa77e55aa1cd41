import type { KnownBlock, ModalView } from '@slack/types'
import { rejectionReasons } from '../../domain/rejection.ts'
import { sha256 } from '../../domain/hash.ts'
import type { Press, Verb } from '../action.ts'
import type { PostCard } from '../card.ts'
import { slotWords } from '../cards/history.ts'
import { accountName } from '../names.ts'
import { editBlocks } from './forms/edit-form.ts'
import { context, radioInput, section, slotInputs, textInput } from './forms/form-blocks.ts'
import { writeMetadata, type FormVariant } from './forms/form-metadata.ts'
import { modal, sentenceView } from './forms/modal.ts'
import { slackLimits } from './limits.ts'
import { plain } from './text.ts'

/** What was typed before, by the names that the web page's forms use too, and the sentence of the refusal that it met. */
export type Typed = {
  readonly fields: Readonly<Record<string, string>>
  readonly problem: string | null
}

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

/** What stands at the top of the form of a press. */
export function formTitle({ verb }: Press): string {
  return titles[verb]
}

const titles: Readonly<Record<Verb, string>> = {
  approve: 'Approve',
  choose: 'Use this variant',
  edit: 'Edit',
  reject: 'Reject',
  regenerate: 'New variants',
  reslot: 'Move',
  hold: 'Hold',
  release: 'Release',
  undo: 'Undo',
  retry: 'Try again',
  answer: 'Is it live?',
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
  const where = `${accountName(card)}, ${slotWords(card.slot)} (in ${card.slot.zone})`
  const stale = `You saw version ${press.version}; version ${card.version} has replaced it. Close this and look at that one first.`
  return [
    ...(typed?.problem ? [section(`Not done: ${typed.problem}`)] : []),
    ...(press.version === card.version ? [] : [section(stale)]),
    context(where),
  ]
}

function fieldBlocks(card: PostCard, press: Press, typed: Typed | null, tag: string): readonly KnownBlock[] {
  const fields = typed?.fields ?? {}
  switch (press.verb) {
    case 'reject':
      return [
        radioInput({
          id: `reason${tag}`,
          label: 'Why? The next drafts learn from it.',
          options: rejectionReasons.map((reason) => ({ value: reason, text: reason })),
          chosen: fields.reason,
        }),
        noteInput('Anything to add?', fields, tag),
      ]
    case 'regenerate':
      return [noteInput('What should be different?', fields, tag, 'Shorter, less salesy, ask a question')]
    case 'reslot':
      return slotInputs(card.slot, fields.at, tag)
    case 'hold':
      return [textInput({ id: `reason${tag}`, label: 'Why?', initial: fields.reason ?? '', max: 200 })]
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
    max: 500,
    multiline: true,
    optional: true,
    ...(placeholder === undefined ? {} : { placeholder }),
  })
}

function linkInput(fields: Typed['fields'], tag: string): KnownBlock {
  return textInput({
    id: `permalink${tag}`,
    label: 'Link to the live post',
    initial: fields.permalink ?? '',
    max: 500,
    optional: true,
    placeholder: 'https://',
  })
}
