import { Refusal } from './errors.ts'
import type { Remote } from './post.ts'

/**
 * One row for each (post, version, account): the attempts to put one approved version on one account.
 *
 *     ready -> sending -> published | refused | unknown        unknown -> published | ready | needs_human
 *
 * There is no edge from sending to sending: whoever finds a row in `sending` past its deadline makes it `unknown`.
 */
export type Publication = {
  /** `<post id>.<version>`: also the key under which a network can be asked whether the post is live. */
  readonly id: string
  readonly version: number
  readonly state: 'ready' | 'sending' | 'published' | 'refused' | 'unknown' | 'needs_human'
  /** Rises with every intent, over all versions of the post. An outcome that carries an older one changes nothing. */
  readonly fence: number
  /** Content hash that the approval named. */
  readonly hash: string
  /** Until when the attempt in flight may answer; null when none is. */
  readonly deadline: Date | null
  /** Start of the latest attempt: where a search for the post begins. */
  readonly attemptedAt: Date | null
  /** How often the network has been asked whether an unknown post is live. */
  readonly lookups: number
  readonly remote: Remote | null
  readonly error: string | null
}

export type LedgerEvent =
  | { readonly type: 'readied'; readonly id: string; readonly version: number; readonly hash: string }
  | { readonly type: 'sending_started'; readonly fence: number; readonly at: Date; readonly deadline: Date }
  | { readonly type: 'published'; readonly fence: number; readonly remote: Remote; readonly at: Date }
  | {
      readonly type: 'refused'
      readonly fence: number
      readonly reason: string
      readonly retryAt: Date | null
    }
  | { readonly type: 'outcome_unknown'; readonly fence: number; readonly reason: string; readonly at: Date }
  | { readonly type: 'looked_up'; readonly reason: string }
  | { readonly type: 'settled_live'; readonly remote: Remote; readonly at: Date }
  | { readonly type: 'settled_absent' }
  | { readonly type: 'person_needed'; readonly reason: string }
  | { readonly type: 'retried' }

export function publicationId(postId: string, version: number): string {
  return `${postId}.${version}`
}

export function postIdOf(publication: string): string {
  return publication.slice(0, publication.lastIndexOf('.'))
}

/** The row after `event`, or an error where the ledger has no such edge. */
export function evolveLedger(row: Publication | null, event: LedgerEvent): Publication {
  if (event.type === 'readied') {
    if (row) throw noEdge(row, event)
    const { id, version, hash } = event
    return {
      id,
      version,
      hash,
      state: 'ready',
      fence: 0,
      deadline: null,
      attemptedAt: null,
      lookups: 0,
      remote: null,
      error: null,
    }
  }
  if (!row) throw new Error(`no publication for ${event.type}`)
  switch (event.type) {
    case 'sending_started':
      if (row.state !== 'ready' || event.fence <= row.fence) throw noEdge(row, event)
      return {
        ...row,
        state: 'sending',
        fence: event.fence,
        attemptedAt: event.at,
        deadline: event.deadline,
        lookups: 0,
        error: null,
      }
    case 'published':
      // A yes that comes late is still the truth, as long as no newer attempt has begun.
      if (row.state === 'published' || row.state === 'refused' || row.fence === 0) throw noEdge(row, event)
      return {
        ...sameFence(row, event),
        state: 'published',
        remote: event.remote,
        deadline: null,
        error: null,
      }
    case 'refused':
      return { ...inFlight(row, event), state: 'refused', error: event.reason, deadline: null }
    case 'outcome_unknown':
      return { ...inFlight(row, event), state: 'unknown', error: event.reason, deadline: null }
    case 'looked_up':
      if (row.state !== 'unknown') throw noEdge(row, event)
      return { ...row, lookups: row.lookups + 1, error: event.reason }
    case 'settled_live':
      if (row.state !== 'unknown' && row.state !== 'needs_human') throw noEdge(row, event)
      return { ...row, state: 'published', remote: event.remote, error: null }
    case 'settled_absent':
      if (row.state !== 'unknown' && row.state !== 'needs_human') throw noEdge(row, event)
      return { ...row, state: 'ready' }
    case 'person_needed':
      if (row.state !== 'unknown') throw noEdge(row, event)
      return { ...row, state: 'needs_human', error: event.reason }
    case 'retried':
      if (row.state !== 'refused') throw noEdge(row, event)
      return { ...row, state: 'ready' }
  }
}

function inFlight(row: Publication, event: { type: string; fence: number }): Publication {
  sameFence(row, event)
  if (row.state !== 'sending') throw noEdge(row, event)
  return row
}

function sameFence(row: Publication, event: { fence: number }): Publication {
  if (event.fence !== row.fence) {
    throw new Refusal(
      'stale_fence',
      `Attempt ${event.fence} of ${row.id} answered after attempt ${row.fence} had begun.`,
    )
  }
  return row
}

function noEdge(row: Publication, event: { type: string }): Error {
  return new Error(`the ledger has no edge from ${row.state} by ${event.type} (${row.id})`)
}
