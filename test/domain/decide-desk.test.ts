import { describe, expect, it } from '@jest/globals'
import type { DeskCommand, Outcome } from '../../src/domain/command.ts'
import { maxLookups } from '../../src/domain/decide-desk.ts'
import { currentPublication } from '../../src/domain/evolve.ts'
import type { Post, PostIn } from '../../src/domain/post.ts'
import { hourMs, minuteMs } from '../../src/domain/slot.ts'
import { aDraft, aPost, aVariant, by, desk, dueAt, given, hashOf, now, policy } from '../given.ts'

const remote = { id: 'r9', permalink: 'https://x.example/9' }
const lastMoment = new Date(dueAt.getTime() + policy.lateToleranceMs)
const deadline = new Date(dueAt.getTime() + 90_000)

function begin(post: Post, hash = hashOf(post)): DeskCommand {
  return { type: 'begin_send', actor: desk, hash, timeoutMs: 90_000 }
}

function record(outcome: Outcome, fence = 1): DeskCommand {
  return { type: 'record_outcome', actor: desk, fence, outcome }
}

function settle(kind: 'live' | 'absent' | 'unclear', fence = 1): DeskCommand {
  const lookup =
    kind === 'live'
      ? { kind, remote }
      : kind === 'unclear'
        ? { kind, reason: 'The list is cut off.' }
        : { kind }
  return { type: 'settle', actor: desk, fence, lookup }
}

const yes: Outcome = { kind: 'published', remote }
const no: Outcome = { kind: 'refused', reason: 'Too long.', retryAt: null }
const unclear: Outcome = { kind: 'unknown', reason: 'No answer.' }

describe('the intent to send', () => {
  const approved = aPost('approved')

  it('takes the next fence and a deadline', () => {
    const sending = given(approved, { now: dueAt }).when(begin(approved)).gives('sending_started')
    expect(sending.status).toBe('publishing')
    expect(currentPublication(sending)).toMatchObject({
      state: 'sending',
      fence: 1,
      attemptedAt: dueAt,
      deadline,
    })
  })

  it('is refused before the slot, by a millisecond', () => {
    given(approved, { now: new Date(dueAt.getTime() - 1) })
      .when(begin(approved))
      .isRefused('not_due')
  })

  it('is refused before the turn of the post, by a millisecond, and for as long as one goes before it', () => {
    const at = new Date(dueAt.getTime() + minuteMs)
    const attempt = (now: Date, isBehind = false) =>
      given(approved, { now }).when({ ...begin(approved), turn: { at, isBehind } } as DeskCommand)
    attempt(new Date(at.getTime() - 1)).isRefused('not_due')
    attempt(at).gives('sending_started')
    attempt(at, true).isRefused('not_due')
  })

  it('is refused after the time that the policy tolerates, by a millisecond', () => {
    given(approved, { now: lastMoment }).when(begin(approved)).gives('sending_started')
    given(approved, { now: new Date(lastMoment.getTime() + 1) })
      .when(begin(approved))
      .isRefused('too_late')
  })

  it('is refused in a freeze, whatever the time', () => {
    given(approved, { frozen: true, now: dueAt }).when(begin(approved)).isRefused('frozen')
    given(approved, { frozen: true, now }).when(begin(approved)).isRefused('frozen')
  })

  it('is refused where the publisher is about to send something else', () => {
    given(approved, { now: dueAt })
      .when(begin(approved, '0'.repeat(64)))
      .isRefused('hash_mismatch')
  })

  it.each<[string, (post: PostIn<'approved'>) => Post]>([
    ['text', (post) => ({ ...post, variants: [aVariant({ text: 'Never approved.' })] })],
    ['alternative text', (post) => withMedia(post, { alt: 'Never approved.' })],
    ['bytes of a picture', (post) => withMedia(post, { sha256: '9'.repeat(64) })],
    ['kind of a picture', (post) => withMedia(post, { mimeType: 'image/gif' })],
    ['picture taken away', (post) => ({ ...post, variants: [aVariant({ media: [] })] })],
    ['account', (post) => ({ ...post, account: { ...post.account, handle: '@other' } })],
    ['network', (post) => ({ ...post, account: { ...post.account, network: 'mastodon' } })],
    ['slot', (post) => ({ ...post, slot: { ...post.slot, time: '09:01' } })],
    ['zone', (post) => ({ ...post, slot: { ...post.slot, zone: 'Europe/Paris' } })],
    ['choice of the variant', (post) => ({ ...post, chosen: 'b' })],
  ])('is refused where the %s was changed behind our back', (_name, tamper) => {
    const tampered = tamper(approved as PostIn<'approved'>)
    given(tampered, { now: dueAt }).when(begin(tampered)).isRefused('hash_mismatch')
    given(tampered, { now: dueAt }).when(begin(approved)).isRefused('hash_mismatch')
  })

  it('is refused where the row names another hash', () => {
    const publications = approved.publications.map((row) => ({ ...row, hash: '0'.repeat(64) }))
    given({ ...approved, publications }, { now: dueAt })
      .when(begin(approved))
      .isRefused('hash_mismatch')
  })

  it('is refused where the approvals no longer suffice', () => {
    const strict = { ...policy, approvals: { low: 2, medium: 2, high: 2 } }
    given(approved, { now: dueAt, policy: strict }).when(begin(approved)).isRefused('hash_mismatch')
    const unapproved = { ...(approved as PostIn<'approved'>), approvals: [] }
    given(unapproved, { now: dueAt }).when(begin(unapproved)).isRefused('hash_mismatch')
  })

  it('is refused where a finding blocks the post by now', () => {
    const { risk } = aVariant()
    const variants = [aVariant({ risk: { ...risk, blocked: true } })]
    const blocked = { ...(approved as PostIn<'approved'>), variants }
    given(blocked, { now: dueAt }).when(begin(blocked)).isRefused('hash_mismatch')
  })

  it('is refused where the row is not ready', () => {
    const rows = approved.publications.map((row) => ({ ...row, state: 'refused' as const }))
    given({ ...approved, publications: rows }, { now: dueAt })
      .when(begin(approved))
      .isRefused('wrong_state')
  })

  it('takes a fence above that of every version, so that no older attempt can be taken for it', () => {
    const edited = given(aPost('publish_failed'))
      .when({ type: 'edit', actor: by('zoe'), version: 1, variant: aVariant({ text: 'Shorter.' }) })
      .gives('edited')
    const again = given(edited)
      .when({ type: 'approve', actor: by('yan'), version: 2 })
      .gives('approval_given', 'approved')
    const sending = given(again, { now: dueAt }).when(begin(again)).gives('sending_started')
    expect(currentPublication(sending)).toMatchObject({ version: 2, fence: 2 })
    given(sending).when(record(yes, 1)).isRefused('stale_fence')
    given(sending).when(record(yes, 2)).gives('published')
  })
})

describe('the outcome of an attempt', () => {
  const sending = aPost('publishing')

  it('yes makes it published', () => {
    const post = given(sending, { now: dueAt }).when(record(yes)).gives('published')
    expect(post).toMatchObject({ status: 'published', remote, publishedAt: dueAt })
  })

  it('no makes it failed, with the time of a retry where one makes sense', () => {
    const retryAt = new Date(dueAt.getTime() + minuteMs)
    const post = given(sending)
      .when(record({ ...no, retryAt }))
      .gives('refused')
    expect(post).toMatchObject({ status: 'publish_failed', reason: 'Too long.', retryAt })
  })

  it('anything else makes it unknown', () => {
    const post = given(sending, { now: dueAt }).when(record(unclear)).gives('outcome_unknown')
    expect(post).toMatchObject({ status: 'unknown', reason: 'No answer.', since: dueAt })
  })

  it.each([0, 2])('with a fence that is not the latest (%i) changes nothing', (fence) => {
    given(sending).when(record(yes, fence)).isRefused('stale_fence')
  })

  it('a yes that comes late is still the truth, as long as no newer attempt has begun', () => {
    for (const status of ['unknown', 'needs_human'] as const) {
      given(aPost(status)).when(record(yes)).gives('published')
    }
    const ready = given(aPost('unknown')).when(settle('absent')).gives('settled_absent')
    expect(given(ready).when(record(yes)).gives('published')).toMatchObject({ status: 'published', remote })
    const sentAgain = given(ready, { now: dueAt }).when(begin(ready)).gives('sending_started')
    given(sentAgain).when(record(yes, 1)).isRefused('stale_fence')
  })

  it('a yes that comes late finds the post wherever people have put it since', () => {
    const ready = given(aPost('unknown')).when(settle('absent')).gives('settled_absent')
    const zoe = by('zoe')
    const undone = given(ready).when({ type: 'undo', actor: zoe, version: 1 }).gives('undone')
    const rejected = given(undone)
      .when({ type: 'reject', actor: zoe, version: 1, reason: 'off_brand', note: null })
      .gives('rejected')
    const held = given(ready).when({ type: 'hold', actor: zoe, version: 1, reason: 'Wait.' }).gives('held')
    const drafting = given(held)
      .when({ type: 'regenerate', actor: zoe, version: 1, note: null })
      .gives('drafting_started')
    const expired = given(undone, { now: new Date('2027-01-01') })
      .when({ type: 'expire', actor: desk })
      .gives('expired')
    for (const post of [undone, rejected, held, drafting, expired]) {
      expect(given(post).when(record(yes)).gives('published')).toMatchObject({ status: 'published', remote })
    }
  })

  it.each([no, unclear])('a late %p changes nothing: the attempt was closed', (outcome) => {
    const closed = ['unknown', 'needs_human', 'published', 'publish_failed'] as const
    for (const status of closed) given(aPost(status)).when(record(outcome)).isRefused('already_decided')
    const ready = given(aPost('unknown')).when(settle('absent')).gives('settled_absent')
    given(ready).when(record(outcome)).isRefused('already_decided')
  })

  it('of a row that was never tried is nobody’s', () => {
    given(aPost('approved')).when(record(yes, 0)).isRefused('stale_fence')
  })
})

describe('an attempt whose sender is gone', () => {
  it('becomes unknown after its deadline, not before', () => {
    const interrupt: DeskCommand = { type: 'interrupt', actor: desk }
    given(aPost('publishing'), { now: deadline }).when(interrupt).gives()
    const after = new Date(deadline.getTime() + 1)
    const post = given(aPost('publishing'), { now: after }).when(interrupt).gives('outcome_unknown')
    expect(post).toMatchObject({ status: 'unknown', since: after })
  })
})

describe('settling an unknown outcome', () => {
  it('found live: adopted', () => {
    const post = given(aPost('unknown'), { now: dueAt }).when(settle('live')).gives('settled_live')
    expect(post).toMatchObject({ status: 'published', remote, publishedAt: dueAt })
  })

  it('absent: ready again, with the approval that stands', () => {
    const post = given(aPost('unknown')).when(settle('absent')).gives('settled_absent')
    expect(post).toMatchObject({ status: 'approved', approvals: [{ person: 'ann' }] })
    given(post, { now: dueAt }).when(begin(post)).gives('sending_started')
  })

  it(`unclear: asked again, and a person is asked the ${maxLookups}th time`, () => {
    let post = aPost('unknown')
    for (let lookup = 1; lookup < maxLookups; lookup++) {
      post = given(post).when(settle('unclear')).gives('looked_up')
      expect([post.status, currentPublication(post)?.lookups]).toEqual(['unknown', lookup])
    }
    post = given(post).when(settle('unclear')).gives('person_needed')
    expect(post).toMatchObject({ status: 'needs_human', reason: 'The list is cut off.', left: false })
  })

  it('what was found out about an older attempt says nothing about this one', () => {
    const ready = given(aPost('unknown')).when(settle('absent')).gives('settled_absent')
    const second = given(ready, { now: dueAt }).when(begin(ready)).gives('sending_started')
    const unknownAgain = given(second).when(record(unclear, 2)).gives('outcome_unknown')
    for (const kind of ['live', 'absent', 'unclear'] as const)
      given(unknownAgain).when(settle(kind, 1)).gives()
    given(unknownAgain).when(settle('absent', 2)).gives('settled_absent')
  })

  it('a second attempt starts its count of lookups again', () => {
    const asked = given(aPost('unknown')).when(settle('unclear')).gives('looked_up')
    const ready = given(asked).when(settle('absent')).gives('settled_absent')
    const sending = given(ready, { now: dueAt }).when(begin(ready)).gives('sending_started')
    expect(currentPublication(sending)?.lookups).toBe(0)
  })
})

describe('drafting', () => {
  const start = (again: boolean): DeskCommand => ({ type: 'start_drafting', actor: desk, again })

  it('again takes what is in review, as long as nobody has approved or edited it', () => {
    given(aPost()).when(start(false)).isRefused('wrong_state')
    given(aPost()).when(start(true)).gives('drafting_started')
    const risky = aPost('in_review', aDraft({ variants: [aVariant({ weight: 0.5 })] }))
    const halfApproved = given(risky)
      .when({ type: 'approve', actor: by('zoe'), version: 1 })
      .gives('approval_given')
    given(halfApproved).when(start(true)).isRefused('wrong_state')
    given(aPost('in_review', aDraft({ editedBy: 'zoe' })))
      .when(start(true))
      .isRefused('wrong_state')
    given(aPost('approved')).when(start(true)).isRefused('wrong_state')
  })

  it('taken over from a pass that died keeps the note and what was in review', () => {
    const asked = given(aPost())
      .when({ type: 'regenerate', actor: by('zoe'), version: 1, note: 'Shorter' })
      .gives('drafting_started')
    const again = given(asked).when(start(false)).gives('drafting_started')
    expect(again).toMatchObject({ note: 'Shorter', revising: { chosen: 'a' } })
    expect(given(aPost('planned')).when(start(false)).gives('drafting_started')).toMatchObject({ note: null })
  })

  it('gives the first draft version 1, and each later one the next', () => {
    const finish: DeskCommand = { type: 'finish_drafting', actor: desk, draft: aDraft() }
    const first = given(aPost('drafting')).when(finish).gives('drafted')
    const second = given(given(first).when(start(true)).gives('drafting_started'))
      .when(finish)
      .gives('drafted')
    expect([first.version, second.version]).toEqual([1, 2])
    expect(first).toMatchObject({ approvals: [], expiresAt: new Date(now.getTime() + policy.expireAfterMs) })
  })

  it('that brings a draft without the variant it chose is a bug', () => {
    const finish: DeskCommand = { type: 'finish_drafting', actor: desk, draft: aDraft({ chosen: 'z' }) }
    expect(() => given(aPost('drafting')).when(finish)).toThrow('draft has no variant z')
  })
})

describe('expiry', () => {
  const expire: DeskCommand = { type: 'expire', actor: desk }

  it.each(['in_review', 'held'] as const)(
    'comes to what is %s when the time for a decision is over',
    (status) => {
      const at = now.getTime() + policy.expireAfterMs
      given(aPost(status), { now: new Date(at - 1) })
        .when(expire)
        .gives()
      expect(
        given(aPost(status), { now: new Date(at) })
          .when(expire)
          .gives('expired'),
      ).toMatchObject({
        status: 'expired',
        draft: { chosen: 'a' },
      })
    },
  )

  it.each(['planned', 'draft_failed'] as const)('comes to what is %s at its slot', (status) => {
    given(aPost(status), { now: new Date(dueAt.getTime() - 1) })
      .when(expire)
      .gives()
    expect(given(aPost(status), { now: dueAt }).when(expire).gives('expired')).toMatchObject({ draft: null })
  })

  it('comes to what is being drafted once the slot has passed and the drafter is gone', () => {
    const start: DeskCommand = { type: 'start_drafting', actor: desk, again: false }
    const late = new Date(dueAt.getTime() - 1)
    const drafting = given(aPost('planned'), { now: late }).when(start).gives('drafting_started')
    given(drafting, { now: new Date(late.getTime() + hourMs - 1) })
      .when(expire)
      .gives()
    given(drafting, { now: new Date(late.getTime() + hourMs) })
      .when(expire)
      .gives('expired')
    given(aPost('drafting'), { now: new Date(dueAt.getTime() - 1) })
      .when(expire)
      .gives()
    given(aPost('drafting'), { now: dueAt }).when(expire).gives('expired')
  })

  it('leaves no row to send behind', () => {
    const held = given(aPost('approved'))
      .when({ type: 'hold', actor: by('zoe'), version: 1, reason: 'Wait.' })
      .gives('held')
    const at = new Date(now.getTime() + policy.expireAfterMs)
    expect(given(held, { now: at }).when(expire).gives('expired').publications).toEqual([])
  })
})

describe('an approved post that may not go out', () => {
  const withhold: DeskCommand = { type: 'withhold', actor: desk }
  const tooLate = new Date(lastMoment.getTime() + 1)

  it('is held with the reason and may still be moved', () => {
    const held = given(aPost('approved'), { now: tooLate }).when(withhold).gives('held')
    const expiresAt = new Date(tooLate.getTime() + policy.expireAfterMs)
    expect(held).toMatchObject({
      reason: expect.stringContaining('slot passed'),
      expiresAt,
      approvals: [{ person: 'ann' }],
    })
    const slot = { date: '2026-11-21', time: '09:00', zone: 'Europe/Berlin' }
    const moved = given(held, { now: tooLate })
      .when({ type: 'reslot', actor: by('zoe'), version: 1, slot, variants: [] })
      .gives('slot_moved')
    expect(moved).toMatchObject({ status: 'in_review', slot, approvals: [] })
  })

  it('is held when it is not what was approved, and asks for a new approval when it is released', () => {
    const changed = { ...aPost('approved'), variants: [aVariant({ text: 'Words that nobody saw.' })] } as Post
    const held = given(changed).when(withhold).gives('held')
    expect(held).toMatchObject({ reason: expect.stringContaining('no longer what was approved') })
    const released = given(held)
      .when({ type: 'release', actor: by('ann'), version: 1 })
      .gives('released')
    expect(released).toMatchObject({ status: 'in_review' })
    given(released)
      .when({ type: 'approve', actor: by('ann'), version: 1 })
      .gives('approval_given', 'approved')
  })

  it('is held for a reason of the publisher’s own', () => {
    const reason = 'Its account is gone.'
    given(aPost('approved'), { now: lastMoment })
      .when({ ...withhold, reason })
      .gives('held')
  })

  it('is not held as long as it may still be sent', () => {
    given(aPost('approved'), { now: lastMoment }).when(withhold).isRefused('not_due')
  })
})

function withMedia(post: PostIn<'approved'>, settings: object): Post {
  const [media] = aVariant().media
  if (!media) throw new Error('no media')
  return { ...post, variants: [aVariant({ media: [{ ...media, ...settings }] })] }
}
