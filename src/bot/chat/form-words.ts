import type { Press, Verb } from '../action.ts'
import type { PostCard, VariantView } from '../card.ts'
import { slotWords } from '../cards/history.ts'
import { accountName, inWords } from '../names.ts'
import { visible } from '../visible.ts'

/** What was typed before, by the names of the fields, and the sentence of the refusal that it met. */
export type Typed = {
  readonly fields: Readonly<Record<string, string>>
  readonly problem: string | null
}

/** What stands at the top of the form of a press. */
export function formTitle({ verb }: Pick<Press, 'verb'>): string {
  return titles[verb]
}

/** Which post a form is about, with its slot on the wall clock of the brand. */
export function formSubject(card: PostCard): string {
  return `${accountName(card)}, ${slotWords(card.slot)} (in ${card.slot.zone})`
}

/** That the card has moved on since the press; null where it has not. */
export function staleWords(card: PostCard, { version }: Press): string | null {
  if (version === card.version) return null
  return `You saw version ${version}; version ${card.version} has replaced it. Close this and look at that one first.`
}

/** `71 of 280 characters`, and what of `text` nobody would see. */
export function textHint({ text: before, count, limit, unit }: VariantView, text: string): string {
  const length = text === before ? `${count} of ${limit} ${unit}` : `At most ${limit} ${unit}`
  const hidden = new Set(visible(text).flatMap((piece) => (piece.hidden ? [piece.text] : [])))
  if (hidden.size === 0) return length
  return `${length}. There are characters in it that cannot be seen: ${[...hidden].slice(0, 10).join(', ')}`
}

/** What a field of a form is called away from its form, by its name: `alt-b-0` is `Alternative text 1 of variant B`. */
export function fieldLabel(name: string): string {
  const [, kind, variant, image] = /^(text|alt)(?:-([a-z]\w*))?(?:-(\d+))?$/.exec(name) ?? []
  if (kind === undefined) return fieldLabels[name] ?? inWords(name)
  const what = kind === 'text' ? 'Text' : `Alternative text ${Number(image) + 1}`
  return variant === undefined ? what : `${what} of variant ${variant.toUpperCase()}`
}

const fieldLabels: Readonly<Record<string, string>> = { at: 'Day and time', permalink: 'Link' }

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
