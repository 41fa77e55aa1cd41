import type { PostEvent } from '../../domain/events.ts'
import type { HistoryEntry } from '../../ports.ts'
import { messageKey } from './message-key.ts'

export type ToldEntry = {
  /** Of the line in the thread. */
  readonly key: string
  readonly revision: number
  /** Its place in the history. */
  readonly index: number
}

/** What a thread tells of a post's history; what a card shows by itself, or only the ledger cares about, is left out. */
export function toldEntries(postId: string, history: readonly HistoryEntry[]): readonly ToldEntry[] {
  let ordinal = 0
  return history.flatMap(({ event, actor, revision }, index) => {
    ordinal = history[index - 1]?.revision === revision ? ordinal + 1 : 0
    const isAskedFor = event.type === 'drafting_started' && actor.kind === 'person'
    if (!isTold[event.type] && !isAskedFor) return []
    return [{ key: messageKey({ kind: 'line', postId, revision, ordinal }), revision, index }]
  })
}

const isTold: Readonly<Record<PostEvent['type'], boolean>> = {
  planned: false,
  drafting_started: false,
  drafted: true,
  drafting_failed: true,
  variant_chosen: true,
  edited: true,
  slot_moved: true,
  approval_given: true,
  approved: false,
  rejected: true,
  held: true,
  released: true,
  undone: true,
  expired: true,
  left: true,
  readied: false,
  sending_started: false,
  published: true,
  refused: true,
  outcome_unknown: true,
  looked_up: false,
  settled_live: true,
  settled_absent: true,
  person_needed: true,
  retried: true,
}
