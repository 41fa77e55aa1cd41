import { describe, expect, it } from '@jest/globals'
import type { Command } from '../../src/domain/command.ts'
import { change, plannedChange } from '../../src/domain/decide.ts'
import { evolve } from '../../src/domain/evolve.ts'
import type { Post, PostStatus } from '../../src/domain/post.ts'
import { minuteMs } from '../../src/domain/slot.ts'
import {
  aDraft,
  aPost,
  aVariant,
  base,
  by,
  desk,
  dueAt,
  given,
  hashOf,
  now,
  policy,
  statuses,
} from '../given.ts'

const actor = by('zoe')
const slot = { date: '2026-11-21', time: '09:00', zone: 'Europe/Berlin' }
const remote = { id: 'r9', permalink: null }
const afterDeadline = new Date(dueAt.getTime() + 10 * minuteMs)

type Row = {
  readonly command: Command
  readonly at?: Date
  /** Events and the status after them; every state that is not named refuses. */
  readonly from: Partial<Record<PostStatus, string>>
  /** How the others refuse; `nothing` where they do nothing. Verbs of people refuse by state. */
  readonly others?: string
}

const draft = aDraft()
const edited = aVariant({ text: 'Bring it in; take a skill home.' })

const table: Readonly<Record<Command['type'], Row>> = {
  approve: {
    command: { type: 'approve', actor, version: 1 },
    from: { in_review: 'approval_given approved -> approved', expired: 'expired' },
  },
  choose: {
    command: { type: 'choose', actor, version: 1, variant: 'b' },
    from: {
      in_review: 'variant_chosen -> in_review',
      approved: 'variant_chosen -> in_review',
      held: 'variant_chosen -> in_review',
      publish_failed: 'variant_chosen -> in_review',
    },
  },
  edit: {
    command: { type: 'edit', actor, version: 1, variant: edited },
    from: {
      in_review: 'edited -> in_review',
      approved: 'edited -> in_review',
      held: 'edited -> in_review',
      publish_failed: 'edited -> in_review',
    },
  },
  reject: {
    command: { type: 'reject', actor, version: 1, reason: 'off_brand', note: null },
    from: { in_review: 'rejected -> rejected' },
  },
  regenerate: {
    command: { type: 'regenerate', actor, version: 1, note: 'shorter' },
    from: {
      in_review: 'drafting_started -> drafting',
      held: 'drafting_started -> drafting',
      rejected: 'drafting_started -> drafting',
    },
  },
  reslot: {
    command: { type: 'reslot', actor, version: 1, slot, variants: draft.variants },
    from: {
      planned: 'slot_moved -> planned',
      in_review: 'slot_moved -> in_review',
      approved: 'slot_moved -> in_review',
      held: 'slot_moved -> in_review',
      expired: 'slot_moved -> in_review',
      publish_failed: 'slot_moved -> in_review',
    },
  },
  hold: {
    command: { type: 'hold', actor, version: 1, reason: 'Wait for the photo.' },
    from: { in_review: 'held -> held', approved: 'held -> held' },
  },
  release: {
    command: { type: 'release', actor, version: 1 },
    from: { held: 'released -> in_review' },
  },
  undo: {
    command: { type: 'undo', actor, version: 1 },
    from: { approved: 'undone -> in_review', rejected: 'undone -> in_review' },
  },
  retry: {
    command: { type: 'retry', actor, version: 1 },
    from: { publish_failed: 'retried -> approved' },
  },
  answer: {
    command: { type: 'answer', actor, version: 1, answer: 'live', permalink: null },
    from: { unknown: 'settled_live -> published', needs_human: 'settled_live -> published' },
  },
  start_drafting: {
    command: { type: 'start_drafting', actor: desk, again: false },
    from: {
      planned: 'drafting_started -> drafting',
      drafting: 'drafting_started -> drafting',
      draft_failed: 'drafting_started -> drafting',
    },
    others: 'wrong_state',
  },
  finish_drafting: {
    command: { type: 'finish_drafting', actor: desk, draft },
    from: { drafting: 'drafted -> in_review' },
    others: 'wrong_state',
  },
  fail_drafting: {
    command: { type: 'fail_drafting', actor: desk, reason: 'The model was away.' },
    from: { drafting: 'drafting_failed -> draft_failed' },
    others: 'wrong_state',
  },
  expire: {
    command: { type: 'expire', actor: desk },
    at: new Date(now.getTime() + policy.expireAfterMs),
    from: {
      planned: 'expired -> expired',
      drafting: 'expired -> expired',
      draft_failed: 'expired -> expired',
      in_review: 'expired -> expired',
      held: 'expired -> expired',
    },
    others: 'nothing',
  },
  withhold: {
    command: { type: 'withhold', actor: desk },
    at: new Date(dueAt.getTime() + policy.lateToleranceMs + 1),
    from: { approved: 'held -> held', publish_failed: 'held -> held' },
    others: 'wrong_state',
  },
  begin_send: {
    command: { type: 'begin_send', actor: desk, hash: hashOf(aPost()), timeoutMs: 90_000 },
    at: dueAt,
    from: { approved: 'sending_started -> publishing' },
    others: 'wrong_state',
  },
  record_outcome: {
    command: { type: 'record_outcome', actor: desk, fence: 1, outcome: { kind: 'published', remote } },
    from: {
      publishing: 'published -> published',
      unknown: 'published -> published',
      needs_human: 'published -> published',
      published: 'already_decided',
      publish_failed: 'already_decided',
      approved: 'stale_fence',
    },
    others: 'wrong_state',
  },
  interrupt: {
    command: { type: 'interrupt', actor: desk },
    at: afterDeadline,
    from: {
      publishing: 'outcome_unknown -> unknown',
      approved: 'nothing',
      published: 'nothing',
      unknown: 'nothing',
      needs_human: 'nothing',
      publish_failed: 'nothing',
    },
    others: 'wrong_state',
  },
  settle: {
    command: { type: 'settle', actor: desk, fence: 1, lookup: { kind: 'absent' } },
    from: { unknown: 'settled_absent -> approved' },
    others: 'nothing',
  },
}

describe('every verb in every state', () => {
  for (const [verb, { command, at, from, others }] of Object.entries(table)) {
    it.each(statuses.map((status) => [status, from[status] ?? others ?? refusalOf(status)] as const))(
      `${verb} of a post that is %s gives: %s`,
      (status, expected) => {
        const outcome = given(aPost(status), { now: at ?? now }).when(command)
        const [events = '', after] = expected.split(' -> ')
        if (expected === 'nothing') outcome.gives()
        else if (after === undefined) outcome.isRefused(expected)
        else expect(outcome.gives(...events.split(' ')).status).toBe(after)
      },
    )
  }

  it('knows that what has been decided differs from what can not be decided yet', () => {
    expect(refusalOf('drafting')).toBe('wrong_state')
    expect(refusalOf('published')).toBe('already_decided')
  })
})

describe('a command of a person on a version that has been replaced', () => {
  const verbs = Object.values(table).flatMap(({ command }) => ('version' in command ? [command] : []))

  it.each(verbs.map((command) => [command.type, command] as const))('is refused: %s', (_verb, command) => {
    for (const status of statuses) {
      const post: Post = { ...aPost(status), version: 3 }
      const refusal = given(post)
        .when({ ...command, version: 2 })
        .isRefused('stale_version')
      expect(refusal.message).toContain('version 3 has replaced it')
    }
  })

  it('also where it names a version that does not exist yet', () => {
    const { message } = given(aPost()).when({ type: 'approve', actor, version: 2 }).isRefused('stale_version')
    expect(message).toContain('There is no version 2 of this post: the latest is 1.')
  })
})

describe('a change', () => {
  const context = { now, policy, frozen: false, offer: null }

  it('carries state, events, actor, time and the revision it was based on', () => {
    const post = aPost()
    const approved = change([{ type: 'approve', actor, version: 1 }], post, context)
    expect(approved).toMatchObject({ actor, at: now, expectedRevision: post.revision, unlessFrozen: false })
    expect(approved.post).toEqual({ ...evolve(post, approved.events), revision: post.revision + 1 })
  })

  it('lets each command see what the one before it did, and counts as one commit', () => {
    const post = aPost()
    const moved = change(
      [
        { type: 'reslot', actor, version: 1, slot, variants: draft.variants },
        { type: 'approve', actor, version: 2 },
      ],
      post,
      context,
    )
    expect(moved.events.map(({ type }) => type)).toEqual(['slot_moved', 'approval_given', 'approved'])
    expect(moved.post).toMatchObject({ status: 'approved', slot, revision: post.revision + 1 })
  })

  it('is none at all where one of its commands is refused', () => {
    expect(() =>
      change(
        [
          { type: 'reslot', actor, version: 1, slot, variants: draft.variants },
          { type: 'approve', actor, version: 1 },
        ],
        aPost(),
        context,
      ),
    ).toThrow(expect.objectContaining({ code: 'stale_version' }))
  })

  it('must fail in a freeze exactly where it is the intent to send', () => {
    for (const [verb, { command, at, from }] of Object.entries(table)) {
      const status = statuses.find((one) => from[one]?.includes('->'))
      if (!status) throw new Error(`${verb} applies nowhere`)
      const { unlessFrozen } = change([command], aPost(status), { ...context, now: at ?? now })
      expect([verb, unlessFrozen]).toEqual([verb, verb === 'begin_send'])
    }
    const begin = table.begin_send.command
    const retried = change([table.retry.command, begin], aPost('publish_failed'), { ...context, now: dueAt })
    expect(retried.unlessFrozen).toBe(true)
  })

  it('that plans a post starts from nothing', () => {
    const planned = plannedChange(base, desk, now)
    expect(planned).toMatchObject({ expectedRevision: 0, unlessFrozen: false, actor: desk, at: now })
    expect(planned.post).toEqual({ ...base, status: 'planned', revision: 1 })
  })
})

function refusalOf(status: PostStatus): string {
  const undecided: readonly PostStatus[] = ['planned', 'drafting', 'draft_failed', 'in_review', 'held']
  return undecided.includes(status) ? 'wrong_state' : 'already_decided'
}
