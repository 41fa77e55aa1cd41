import { describe, expect, it } from '@jest/globals'
import type { PostEvent } from '../../src/domain/events.ts'
import { currentPublication, evolve } from '../../src/domain/evolve.ts'
import { draftOf, type PostStatus } from '../../src/domain/post.ts'
import { aDraft, aPost, aVariant, base, dueAt, hashOf, now, statuses } from '../given.ts'

const expiresAt = new Date('2026-11-22T04:00:00Z')
const slot = { date: '2026-11-21', time: '09:00', zone: 'Europe/Berlin' }
const approval = { version: 1, hash: 'h', person: 'ann', surface: 'web', at: now } as const
const remote = { id: 'r1', permalink: null }
const open = ['in_review', 'approved', 'held', 'publish_failed'] as const

/** Each event with the states in which it may happen. */
const edges: readonly (readonly [PostEvent, readonly PostStatus[]])[] = [
  [{ type: 'planned', base }, []],
  [
    { type: 'drafting_started', at: now, note: null },
    ['planned', 'drafting', 'draft_failed', 'in_review', 'held', 'rejected'],
  ],
  [{ type: 'drafted', draft: aDraft(), version: 1, expiresAt }, ['drafting']],
  [{ type: 'drafting_failed', reason: 'Away.', expiresAt }, ['drafting']],
  [{ type: 'variant_chosen', variant: 'b', version: 2, expiresAt }, open],
  [
    { type: 'edited', before: '', variants: [aVariant()], chosen: 'a', by: 'zoe', version: 2, expiresAt },
    open,
  ],
  [
    { type: 'slot_moved', from: base.slot, slot, dueAt, variants: [aVariant()], version: 2, expiresAt },
    ['planned', 'expired', ...open],
  ],
  [{ type: 'approval_given', approval, needed: 2 }, ['in_review']],
  [{ type: 'rejected', text: '', reason: 'off_brand', note: null }, ['in_review']],
  [{ type: 'held', reason: 'Wait.', expiresAt }, ['in_review', 'approved', 'publish_failed']],
  [{ type: 'released', to: 'in_review' }, ['held']],
  [{ type: 'undone', from: 'approved', expiresAt }, ['approved', 'rejected']],
  [{ type: 'expired' }, ['planned', 'drafting', 'draft_failed', 'in_review', 'held']],
  [{ type: 'left' }, ['needs_human']],
  [{ type: 'readied', id: 'p.1', version: 1, hash: 'h' }, []],
  [{ type: 'sending_started', fence: 2, at: now, deadline: dueAt }, ['approved']],
  [{ type: 'published', fence: 1, remote, at: now }, ['publishing', 'unknown', 'needs_human']],
  [{ type: 'refused', fence: 1, reason: 'no', retryAt: null }, ['publishing']],
  [{ type: 'outcome_unknown', fence: 1, reason: 'no answer', at: now }, ['publishing']],
  [{ type: 'looked_up', reason: 'cut off' }, ['unknown']],
  [{ type: 'settled_live', remote, at: now }, ['unknown', 'needs_human']],
  [{ type: 'settled_absent' }, ['unknown', 'needs_human']],
  [{ type: 'person_needed', reason: 'cannot tell' }, ['unknown']],
  [{ type: 'retried' }, ['publish_failed']],
]

describe('the life of a post', () => {
  const every = edges.flatMap(([event, from]) =>
    statuses.map((status) => [event.type, status, from.includes(status), event] as const),
  )

  it.each(every)('by %s from %s: %p', (_type, status, isEdge, event) => {
    const post = aPost(status)
    if (isEdge) expect(evolve(post, [event]).revision).toBe(post.revision + 1)
    else expect(() => evolve(post, [event])).toThrow()
  })

  it.each(edges.filter(([{ type }]) => type !== 'planned'))('begins with planning, not with %p', (event) => {
    expect(() => evolve(null, [event])).toThrow(`${event.type} without a post`)
  })

  it('takes approval only from a review, and only with somebody’s approval', () => {
    for (const status of statuses) expect(() => evolve(aPost(status), [{ type: 'approved' }])).toThrow()
    expect(() => evolve(aPost(), [{ type: 'approved' }])).toThrow('was approved by nobody')
  })

  it('names the state, the event and the post in which it was broken', () => {
    expect(() => evolve(aPost('published'), [{ type: 'left' }])).toThrow(
      'no edge from published by left (quayside-bicycles-x-2026-11-20)',
    )
  })

  it('takes no events for nothing', () => expect(() => evolve(null, [])).toThrow('no events, no post'))

  it('counts one revision for each commit, however many events it has', () => {
    const post = evolve(null, [
      { type: 'planned', base },
      { type: 'drafting_started', at: now, note: null },
    ])
    expect(post.revision).toBe(1)
    expect(evolve(post, [{ type: 'drafted', draft: aDraft(), version: 1, expiresAt }]).revision).toBe(2)
  })

  it('changes no value that it was given', () => {
    for (const [event, from] of edges) {
      for (const status of from) {
        const post = deepFrozen(aPost(status))
        expect(() => evolve(post, [deepFrozen(event)])).not.toThrow()
      }
    }
  })

  it('keeps nothing of an earlier state', () => {
    const [failed, held] = [aPost('draft_failed'), aPost('held')]
    const drafting = evolve(failed, [{ type: 'drafting_started', at: now, note: null }])
    expect('reason' in drafting).toBe(false)
    expect('reason' in evolve(held, [{ type: 'released', to: 'in_review' }])).toBe(false)
    expect('expiresAt' in evolve(held, [{ type: 'released', to: 'approved' }])).toBe(false)
    const moved = evolve(aPost('publish_failed'), [
      { type: 'slot_moved', from: base.slot, slot, dueAt, variants: [aVariant()], version: 2, expiresAt },
    ])
    expect(['retryAt' in moved, 'reason' in moved]).toEqual([false, false])
  })
})

describe('the ledger row of a post', () => {
  it('comes with the approval, and is that of the current version', () => {
    const post = aPost('approved')
    expect(post.publications).toHaveLength(1)
    expect(currentPublication(post)).toMatchObject({ id: `${post.id}.1`, state: 'ready', hash: hashOf(post) })
    expect(currentPublication({ ...post, version: 2 })).toBeNull()
    expect(currentPublication(aPost())).toBeNull()
  })

  it('goes with the approval while nothing has been tried, and stays once something has', () => {
    expect(evolve(aPost('approved'), [{ type: 'undone', from: 'approved', expiresAt }]).publications).toEqual(
      [],
    )
    const retried = evolve(aPost('publish_failed'), [{ type: 'retried' }])
    expect(evolve(retried, [{ type: 'undone', from: 'approved', expiresAt }]).publications).toHaveLength(1)
    const held = evolve(aPost('approved'), [{ type: 'held', reason: 'Wait.', expiresAt }])
    expect(evolve(held, [{ type: 'released', to: 'in_review' }]).publications).toEqual([])
    expect(evolve(held, [{ type: 'released', to: 'approved' }]).publications).toHaveLength(1)
    expect(evolve(held, [{ type: 'expired' }]).publications).toEqual([])
  })

  it('of an older version stays as it was', () => {
    const edited = evolve(aPost('publish_failed'), [
      { type: 'edited', before: '', variants: [aVariant()], chosen: 'a', by: 'zoe', version: 2, expiresAt },
      { type: 'approval_given', approval: { ...approval, version: 2 }, needed: 1 },
      { type: 'approved' },
    ])
    expect(edited.publications.map(({ version, state, fence }) => [version, state, fence])).toEqual([
      [1, 'refused', 1],
      [2, 'ready', 0],
    ])
  })
})

describe('the draft of a post', () => {
  it('is there in every state in which there is something to read', () => {
    const without = statuses.filter((status) => draftOf(aPost(status)) === null)
    expect(without).toEqual(['planned', 'drafting', 'draft_failed'])
    for (const status of statuses) {
      if (!without.includes(status)) expect(draftOf(aPost(status))).toEqual(aDraft())
    }
  })
})

function deepFrozen<T>(value: T): T {
  if (value !== null && typeof value === 'object') {
    for (const inner of Object.values(value)) deepFrozen(inner)
    Object.freeze(value)
  }
  return value
}
