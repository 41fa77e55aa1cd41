import type { DeskCommand, Lookup, Outcome } from './command.ts'
import type { Context } from './decide.ts'
import { isApproved } from './decide-review.ts'
import { Refusal } from './errors.ts'
import type { PostEvent } from './events.ts'
import { currentPublication } from './evolve.ts'
import type { Publication } from './ledger.ts'
import { chosenVariant, contentHash, contentOf, draftOf, type Post, type PostIn } from './post.ts'
import { hourMs } from './slot.ts'

/** How often a network is asked about an unknown post before a person is. */
export const maxLookups = 5

/** Whoever has been drafting for longer than this is gone: many times what a model takes with all its retries. */
const draftingMs = hourMs

/** The verbs of the desk itself: drafting, expiry, and the ledger's three steps. */
export function decideDesk(command: DeskCommand, post: Post, context: Context): readonly PostEvent[] {
  const { now, policy } = context
  const expiresAt = new Date(now.getTime() + policy.expireAfterMs)
  switch (command.type) {
    case 'start_drafting':
      if (!mayDraft(post, command.again)) throw wrongState(command, post)
      return [
        {
          type: 'drafting_started',
          at: now,
          note: post.status === 'drafting' ? post.note : null,
          ...(draftOf(post) ? { inPass: true } : {}),
        },
      ]
    case 'finish_drafting': {
      if (post.status !== 'drafting') throw wrongState(command, post)
      // Throws where the draft has not the variant it chose: nobody could ever read such a post.
      chosenVariant(command.draft)
      const version = post.revising ? post.version + 1 : post.version
      return [{ type: 'drafted', draft: command.draft, version, expiresAt }]
    }
    case 'fail_drafting':
      if (post.status !== 'drafting') throw wrongState(command, post)
      return [{ type: 'drafting_failed', reason: command.reason, expiresAt }]
    case 'expire':
      return mayExpire(post, now) ? [{ type: 'expired' }] : []
    case 'withhold': {
      if (post.status !== 'approved' && post.status !== 'publish_failed') throw wrongState(command, post)
      const reason = whyNotSend(post, context) ?? command.reason
      if (!reason) throw new Refusal('not_due', 'Nothing keeps it from being sent.')
      return [{ type: 'held', reason, expiresAt }]
    }
    case 'begin_send':
      return beginSend(command, post, context)
    case 'record_outcome':
      return [outcomeEvent(attempted(command, post), command.fence, command.outcome, now)]
    case 'interrupt': {
      const row = attempted(command, post)
      if (!row.deadline || now <= row.deadline) return []
      const reason = 'Whoever was sending this stopped before the network had answered.'
      return [{ type: 'outcome_unknown', fence: row.fence, reason, at: now }]
    }
    case 'settle':
      // What was found out about an older attempt says nothing about this one.
      if (post.status !== 'unknown' || attempted(command, post).fence !== command.fence) return []
      return settle(attempted(command, post), command.lookup, now)
  }
}

function beginSend(
  command: Extract<DeskCommand, { type: 'begin_send' }>,
  post: Post,
  context: Context,
): readonly PostEvent[] {
  const { now } = context
  if (post.status !== 'approved') throw wrongState(command, post)
  const row = attempted(command, post)
  if (row.state !== 'ready') throw wrongState(command, post)
  if (context.frozen)
    throw new Refusal('frozen', 'The desk is frozen: nothing is published until it is unfrozen.')
  if (now < post.dueAt) throw new Refusal('not_due', 'Its slot has not come yet.')
  if (isTooLate(post, context)) throw new Refusal('too_late', 'Its slot passed too long ago.')
  if (command.turn && (command.turn.isBehind || now < command.turn.at))
    throw new Refusal('not_due', 'Its account sent another post a moment ago, or is about to.')
  if (command.hash !== row.hash || command.hash !== contentHash(contentOf(post))) {
    throw new Refusal('hash_mismatch', 'What would go out is not what was approved.')
  }
  if (!isApproved(post, post.approvals, context))
    throw new Refusal('hash_mismatch', 'The approvals do not cover what would go out.')
  const deadline = new Date(now.getTime() + command.timeoutMs)
  const fence = Math.max(...post.publications.map((one) => one.fence)) + 1
  return [{ type: 'sending_started', fence, at: now, deadline }]
}

/** What a person has to look at before this may go out; null where nothing is wrong with it. */
function whyNotSend(post: PostIn<'approved' | 'publish_failed'>, context: Context): string | null {
  if (isTooLate(post, context))
    return 'Its slot passed while Greenroom could not publish. Move it to a new slot, or reject it.'
  const unchanged = currentPublication(post)?.hash === contentHash(contentOf(post))
  if (unchanged && isApproved(post, post.approvals, context)) return null
  return 'It is no longer what was approved. Release it, look at it, and approve it again.'
}

function isTooLate(post: Post, { now, policy }: Context): boolean {
  return now.getTime() > post.dueAt.getTime() + policy.lateToleranceMs
}

function outcomeEvent(row: Publication, fence: number, outcome: Outcome, now: Date): PostEvent {
  if (fence !== row.fence || fence === 0)
    throw new Refusal('stale_fence', `Attempt ${fence} answered after attempt ${row.fence} had begun.`)
  // A yes that comes after the attempt was given up is still the truth; anything less adds nothing to what was concluded.
  const isNews = outcome.kind === 'published' && row.state !== 'published' && row.state !== 'refused'
  if (row.state !== 'sending' && !isNews)
    throw new Refusal('already_decided', `Attempt ${fence} has been closed already: ${row.state}.`)
  switch (outcome.kind) {
    case 'published':
      return { type: 'published', fence, remote: outcome.remote, at: now }
    case 'refused':
      return { type: 'refused', fence, reason: outcome.reason, retryAt: outcome.retryAt }
    case 'unknown':
      return { type: 'outcome_unknown', fence, reason: outcome.reason, at: now }
  }
}

function settle(row: Publication, lookup: Lookup, now: Date): readonly PostEvent[] {
  switch (lookup.kind) {
    case 'live':
      return [{ type: 'settled_live', remote: lookup.remote, at: now }]
    case 'absent':
      return [{ type: 'settled_absent' }]
    case 'unclear':
      return row.lookups + 1 < maxLookups
        ? [{ type: 'looked_up', reason: lookup.reason }]
        : [{ type: 'person_needed', reason: lookup.reason }]
  }
}

/** From `drafting` as well: the pass that began it is gone, or its lock would have kept this one out. */
function mayDraft(post: Post, again: boolean): boolean {
  if (post.status === 'in_review') return again && post.approvals.length === 0 && post.editedBy === null
  return post.status === 'planned' || post.status === 'draft_failed' || post.status === 'drafting'
}

/** Nobody decided in time, or the slot passed before there was anything to decide on. */
function mayExpire(post: Post, now: Date): boolean {
  switch (post.status) {
    case 'in_review':
    case 'held':
      return now >= post.expiresAt
    case 'planned':
    case 'draft_failed':
      return now >= post.dueAt
    case 'drafting':
      return now >= post.dueAt && now.getTime() >= post.startedAt.getTime() + draftingMs
    case 'approved':
    case 'rejected':
    case 'expired':
    case 'publishing':
    case 'published':
    case 'unknown':
    case 'needs_human':
    case 'publish_failed':
      return false
  }
}

function attempted(command: DeskCommand, post: Post): Publication {
  const row = currentPublication(post)
  if (!row) throw wrongState(command, post)
  return row
}

function wrongState(command: DeskCommand, post: Post): Refusal {
  const [state, verb] = [post.status, command.type].map((word) => word.replaceAll('_', ' '))
  return new Refusal('wrong_state', `The post is ${state}; “${verb}” does not apply.`)
}
