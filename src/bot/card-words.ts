import type { PostStatus } from '../domain/post.ts'
import type { Verb } from './action.ts'
import type { WriterView } from './card.ts'
import { plural } from './names.ts'

/** States in which the rules' findings still matter to somebody. */
export const judged: Readonly<Record<PostStatus, boolean>> = {
  planned: false,
  drafting: false,
  draft_failed: false,
  in_review: true,
  approved: true,
  held: true,
  rejected: false,
  expired: false,
  publishing: false,
  published: false,
  unknown: false,
  needs_human: false,
  publish_failed: true,
}

/** What most people want of a card; the other verbs may stand apart. */
export function isMainVerb(verb: Verb): boolean {
  return mainVerbs.includes(verb)
}

/** What stands where the text of a post will be. */
export function emptyWords(status: PostStatus): string {
  return empty[status] ?? 'There is no text yet.'
}

export const severityWords = { block: 'Blocks', warn: 'Check', info: 'Note' } as const

/** Why it was not the model, where it was not; else who wrote, and at what price. */
export function writerWords({ kind, name, why, tokens, costUsd }: WriterView): string {
  const who = kind === 'model' ? `the model ${name}` : `the ${name}`
  const price = tokens > 0 ? ` (${plural(tokens, 'token')}, $${costUsd.toFixed(4)})` : ''
  return why ? `${why}${price}` : `Written by ${who}${price}.`
}

const mainVerbs: readonly Verb[] = ['approve', 'edit', 'reject', 'release', 'undo', 'retry', 'answer']

const empty: Readonly<Partial<Record<PostStatus, string>>> = {
  planned: 'Not drafted yet.',
  drafting: 'Being written…',
  draft_failed: 'It could not be drafted.',
  expired: 'It expired before it was drafted.',
}
