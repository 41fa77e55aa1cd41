import type { Policy } from '../../domain/brand.ts'
import { chosenVariant, draftOf, type Draft, type Post } from '../../domain/post.ts'
import type { Verb } from '../action.ts'
import type { Button } from '../card.ts'

/** What may be asked of a post for now, most likely first. Whether the person may is the service's to say. */
export function buttonsOf(post: Post, policy: Policy, now: Date): readonly Button[] {
  const on = (verb: Verb, arg: string | null = null): Button => buttonOf(post, verb, arg)
  switch (post.status) {
    case 'planned':
      return [on('reslot')]
    case 'in_review':
      return [
        ...(chosenVariant(post).risk.blocked ? [] : [approveButton(post, post)]),
        ...(['edit', 'reject', 'regenerate', 'reslot', 'hold'] as const).map((verb) => on(verb)),
      ]
    case 'approved':
      return [...undo(post, policy, now), ...(['edit', 'reslot', 'hold'] as const).map((verb) => on(verb))]
    case 'held':
      return (['release', 'edit', 'reslot', 'regenerate'] as const).map((verb) => on(verb))
    case 'rejected':
      return [...undo(post, policy, now), on('regenerate')]
    case 'expired':
      return draftOf(post) ? [on('reslot')] : []
    case 'unknown':
    case 'needs_human':
      return (['live', 'absent', 'leave'] as const).map((answer) => on('answer', answer))
    case 'publish_failed':
      return (['retry', 'edit', 'reslot'] as const).map((verb) => on(verb))
    case 'drafting':
    case 'draft_failed':
    case 'publishing':
    case 'published':
      return []
  }
}

/** A button that makes another variant the one that would go out. */
export function chooseButton(post: Post, variant: string): Button | null {
  const open = post.status === 'in_review' || post.status === 'approved' || post.status === 'held'
  return open ? buttonOf(post, 'choose', variant) : null
}

/** The button that a late approval is offered: this slot instead, in one press. */
export function offerButton(post: Post, slot: string, words: string): Button {
  return { ...buttonOf(post, 'approve', slot), label: `Approve for ${words}` }
}

function approveButton(post: Post, draft: Draft): Button {
  const { risk, findings } = chosenVariant(draft)
  const button = buttonOf(post, 'approve', null)
  if (risk.level !== 'high') return button
  const risky = findings.filter(({ weight }) => weight > 0).map(({ message }) => message)
  return { ...button, confirm: risky.join('\n') || 'Its confidence is low.' }
}

function undo(post: Post, policy: Policy, now: Date): readonly Button[] {
  const until = new Date(post.dueAt.getTime() - policy.undoWindowMs)
  return now <= until ? [{ ...buttonOf(post, 'undo', null), until }] : []
}

function buttonOf(post: Post, verb: Verb, arg: string | null): Button {
  const label = verb === 'answer' ? (answerLabels[arg ?? ''] ?? labels.answer) : labels[verb]
  return {
    press: { verb, postId: post.id, version: post.version, arg },
    label,
    style:
      verb === 'approve' || verb === 'release' || verb === 'retry'
        ? 'primary'
        : verb === 'reject'
          ? 'danger'
          : 'plain',
    confirm: null,
    until: null,
  }
}

const labels: Readonly<Record<Verb, string>> = {
  approve: 'Approve',
  choose: 'Use this one',
  edit: 'Edit',
  reject: 'Reject',
  regenerate: 'New variants',
  reslot: 'Move',
  hold: 'Hold',
  release: 'Release',
  undo: 'Undo',
  retry: 'Try again',
  answer: 'Answer',
}

const answerLabels: Readonly<Record<string, string>> = {
  live: 'It is live',
  absent: 'It is not',
  leave: 'Leave it',
}
