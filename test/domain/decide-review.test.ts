import { describe, expect, it } from '@jest/globals'
import type { Role } from '../../src/domain/brand.ts'
import type { ReviewCommand } from '../../src/domain/command.ts'
import { change, decide } from '../../src/domain/decide.ts'
import { isApproved, standing } from '../../src/domain/decide-review.ts'
import { currentPublication, evolve } from '../../src/domain/evolve.ts'
import type { Draft, Post, PostIn } from '../../src/domain/post.ts'
import { minuteMs, type Slot } from '../../src/domain/slot.ts'
import { aDraft, aFinding, aPost, aVariant, by, dueAt, given, hashOf, now, policy } from '../given.ts'

const zoe = by('zoe')
const offer: Slot = { date: '2026-11-22', time: '09:00', zone: 'Europe/Berlin' }
const slot: Slot = { date: '2026-11-21', time: '09:00', zone: 'Europe/Berlin' }
const expiresAt = new Date(now.getTime() + policy.expireAfterMs)

function approve(actor = zoe, version = 1): ReviewCommand {
  return { type: 'approve', actor, version }
}

function edit(
  actor = zoe,
  version = 1,
  settings: Parameters<typeof aVariant>[0] = { text: 'New words.' },
): ReviewCommand {
  return { type: 'edit', actor, version, variant: aVariant(settings) }
}

function choose(variant: string, actor = zoe, version = 1): ReviewCommand {
  return { type: 'choose', actor, version, variant }
}

function reslot(
  to = slot,
  settings: Partial<Extract<ReviewCommand, { type: 'reslot' }>> = {},
): ReviewCommand {
  return { type: 'reslot', actor: zoe, version: 1, slot: to, variants: [], ...settings }
}

function risky(weight: number): Draft {
  return aDraft({ variants: [aVariant({ weight })] })
}

describe('approving', () => {
  it('names version, hash, person, surface and time of exactly what was seen', () => {
    const post = aPost()
    const after = given(post).when(approve()).gives('approval_given', 'approved')
    const approval = { version: 1, hash: hashOf(post), person: 'zoe', surface: 'web', at: now }
    expect(after).toMatchObject({ status: 'approved', approvals: [approval] })
    expect(currentPublication(after)).toMatchObject({
      state: 'ready',
      hash: hashOf(post),
      version: 1,
      fence: 0,
    })
  })

  it.each([
    ['low', 0],
    ['medium', 0.3],
  ])('takes one person at %s risk', (_level, weight) => {
    given(aPost('in_review', risky(weight)))
      .when(approve())
      .gives('approval_given', 'approved')
  })

  it('takes two different people at high risk', () => {
    const first = given(aPost('in_review', risky(0.5)))
      .when(approve())
      .gives('approval_given')
    expect(first.status).toBe('in_review')
    given(first).when(approve()).isRefused('already_approved_by_you')
    expect(
      given(first)
        .when(approve(by('yan')))
        .gives('approval_given', 'approved').status,
    ).toBe('approved')
  })

  it('takes as many people as the policy of the brand asks for', () => {
    const strict = { ...policy, approvals: { low: 3, medium: 3, high: 3 } }
    let post = aPost()
    for (const name of ['ann', 'bob']) {
      post = given(post, { policy: strict })
        .when(approve(by(name)))
        .gives('approval_given')
    }
    given(post, { policy: strict })
      .when(approve(by('cy')))
      .gives('approval_given', 'approved')
  })

  it('takes one person, and two at high risk, even where a policy asks for nobody', () => {
    const lax = { ...policy, approvals: { low: 0, medium: 0, high: 0 } }
    const held = given(aPost('held', risky(0.5)), { policy: lax })
    expect(held.when({ type: 'release', actor: zoe, version: 1 }).gives('released').status).toBe('in_review')
    given(aPost('in_review', risky(0.5)), { policy: lax })
      .when(approve())
      .gives('approval_given')
    expect(standing(aPost() as PostIn<'in_review'>, [], lax)).toEqual({ given: 0, needed: 1 })
  })

  it('is refused where a finding blocks the post, and says which', () => {
    const findings = [aFinding(), aFinding({ severity: 'block', message: 'It promises a cure.' })]
    const blocked = aPost('in_review', aDraft({ variants: [aVariant({ findings })] }))
    expect(given(blocked).when(approve()).isRefused('blocked').message).toContain('It promises a cure.')
  })

  it('is refused to the author of the last edit, and to nobody else', () => {
    const edited = given(aPost()).when(edit()).gives('edited')
    given(edited).when(approve(zoe, 2)).isRefused('own_edit')
    given(edited)
      .when(approve(by('yan'), 2))
      .gives('approval_given', 'approved')
  })

  it('is refused to the author of the chosen words, also when somebody else has edited other words since', () => {
    const byZoe = given(aPost()).when(edit()).gives('edited')
    const byYan = given(byZoe)
      .when(edit(by('yan'), 2, { id: 'b', text: 'Other words.' }))
      .gives('edited')
    const back = given(byYan)
      .when(choose('a', zoe, 3))
      .gives('variant_chosen')
    given(back).when(approve(zoe, 4)).isRefused('own_edit')
    given(back)
      .when(approve(by('ann'), 4))
      .gives('approval_given', 'approved')
  })

  it('is refused in a freeze', () => {
    given(aPost(), { frozen: true }).when(approve()).isRefused('frozen')
  })

  it('is refused from the instant at which the review expires, and offers a slot', () => {
    const moved = given(aPost())
      .when(reslot({ ...slot, date: '2026-11-30' }))
      .gives('slot_moved')
    given(moved, { now: new Date(expiresAt.getTime() - 1) })
      .when(approve(zoe, 2))
      .gives('approval_given', 'approved')
    expect(given(moved, { now: expiresAt, offer }).when(approve(zoe, 2)).isRefused('expired').offer).toEqual(
      offer,
    )
  })

  it('is refused from the instant of the slot, and offers another', () => {
    given(aPost(), { now: new Date(dueAt.getTime() - 1) })
      .when(approve())
      .gives('approval_given', 'approved')
    expect(given(aPost(), { now: dueAt, offer }).when(approve()).isRefused('too_late').offer).toEqual(offer)
  })

  it('does not count what was said of other content: not of an older version, another hash, or by the editor', () => {
    const post = aPost('in_review', risky(0.5)) as PostIn<'in_review'>
    const good = { version: 1, hash: hashOf(post), person: 'ann', surface: 'web', at: now } as const
    const count = (settings: object, seen = post) => standing(seen, [{ ...good, ...settings }], policy).given
    expect(count({})).toBe(1)
    expect(count({ version: 2 })).toBe(0)
    expect(count({ hash: '0'.repeat(64) })).toBe(0)
    expect(count({}, { ...post, editedBy: 'ann' })).toBe(0)
    expect(standing(post, [good, good], policy)).toEqual({ given: 1, needed: 2 })
  })

  it('may be repeated by a person whose approval was for content that was changed behind our back', () => {
    const first = given(aPost('in_review', risky(0.5)))
      .when(approve())
      .gives('approval_given')
    const tampered = withText(first, 'Not what was seen.')
    given(tampered).when(approve()).gives('approval_given')
    expect(
      given(tampered)
        .when(approve(by('yan')))
        .gives('approval_given').status,
    ).toBe('in_review')
  })

  it('never approves what is blocked, however many approve', () => {
    const findings = [aFinding({ severity: 'block' })]
    const post = aPost('in_review', aDraft({ variants: [aVariant({ findings })] })) as PostIn<'in_review'>
    const approval = { version: 1, hash: hashOf(post), person: 'ann', surface: 'web', at: now } as const
    expect(isApproved(post, [approval], { policy })).toBe(false)
  })
})

describe('anything that changes what is hashed', () => {
  const half = given(aPost('in_review', risky(0.5)))
    .when(approve(by('ann')))
    .gives('approval_given')
  const media = { name: 'm', sha256: '2'.repeat(64), mimeType: 'image/png', alt: 'New' }
  const changes: readonly (readonly [string, ReviewCommand])[] = [
    ['the text', edit(zoe, 1, { text: 'New words.' })],
    ['the bytes of a picture', edit(zoe, 1, { media: [{ ...media, alt: 'The shop' }] })],
    ['an alternative text', edit(zoe, 1, { media: [{ ...aMedia(), alt: 'A shop' }] })],
    ['the slot', reslot()],
  ]

  it.each(changes)('voids the approvals and makes a new version: %s', (_name, command) => {
    const before = hashOf(half)
    const after = decided(half, command)
    expect(after).toMatchObject({ status: 'in_review', approvals: [], version: 2, expiresAt })
    expect(hashOf(after)).not.toBe(before)
  })

  it('voids the approvals and makes a new version: the choice of another variant', () => {
    const after = given(aPost('approved')).when(choose('b')).gives('variant_chosen')
    expect(after).toMatchObject({
      status: 'in_review',
      approvals: [],
      version: 2,
      chosen: 'b',
      publications: [],
    })
  })

  it('leaves no row to send behind', () => {
    expect(decided(aPost('approved'), edit()).publications).toEqual([])
    const tried = decided(aPost('publish_failed'), edit())
    expect(tried.publications.map(({ version, state }) => [version, state])).toEqual([[1, 'refused']])
    expect(currentPublication(tried)).toBeNull()
  })
})

describe('choosing', () => {
  it('what is chosen already changes nothing', () => void given(aPost('approved')).when(choose('a')).gives())
  it('what is not there is refused', () => void given(aPost()).when(choose('z')).isRefused('invalid'))
})

describe('editing', () => {
  it('chooses the edited variant, names its author and keeps what was replaced', () => {
    const post = aPost()
    const events = decide(edit(zoe, 1, { id: 'b', text: 'New.' }), post, context())
    expect(events).toMatchObject([
      { type: 'edited', before: 'Flat tyre? Ten minutes, and you know how.', by: 'zoe' },
    ])
    const after = evolve(post, events) as PostIn<'in_review'>
    expect(after).toMatchObject({ chosen: 'b', editedBy: 'zoe' })
    expect(after.variants.map(({ text, editedBy }) => [text, editedBy])).toEqual([
      [aVariant().text, undefined],
      ['New.', 'zoe'],
    ])
  })

  it('what is not there is refused', () =>
    void given(aPost())
      .when(edit(zoe, 1, { id: 'z' }))
      .isRefused('invalid'))
})

describe('moving', () => {
  it('judges the variants for the new slot, but never rewrites them', () => {
    const judged = aVariant({ text: 'Smuggled in.', weight: 0.3, editedBy: 'mallory' })
    const after = given(aPost())
      .when(reslot(slot, { variants: [judged] }))
      .gives('slot_moved') as PostIn<'in_review'>
    expect(after.variants.map(({ text, risk, editedBy }) => [text, risk.level, editedBy])).toEqual([
      [aVariant().text, 'medium', undefined],
      ['Flat tyre? Ten minutes, and you know how.', 'low', undefined],
    ])
    expect(after).toMatchObject({ slot, dueAt: new Date('2026-11-21T08:00:00Z'), version: 2 })
  })

  it('takes a slot that is ahead', () => {
    const next = { date: '2026-11-20', time: '05:01', zone: 'Europe/Berlin' }
    given(aPost(), { offer }).when(reslot(next)).gives('slot_moved')
    const passed = given(aPost(), { offer })
      .when(reslot({ ...next, time: '05:00' }))
      .isRefused('too_late')
    expect(passed.offer).toEqual(offer)
  })

  it.each([
    { date: '2026-02-30', time: '09:00', zone: 'Europe/Berlin' },
    { date: '2027-11-20', time: '24:00', zone: 'Europe/Berlin' },
    { date: '2027-11-20', time: '9:00', zone: 'Europe/Berlin' },
    { date: '2027-11-20', time: '09:00', zone: 'Europe/Atlantis' },
  ])('is refused to a slot that does not exist: %p', (to) => {
    given(aPost()).when(reslot(to)).isRefused('invalid')
  })

  it('is refused to a year that can only be a slip', () => {
    given(aPost())
      .when(reslot({ date: '2027-11-20', time: '09:00', zone: 'Europe/Berlin' }))
      .gives('slot_moved')
    const slip = given(aPost())
      .when(reslot({ date: '2036-11-20', time: '09:00', zone: 'Europe/Berlin' }))
      .isRefused('invalid')
    expect(slip.message).toContain('Check the year')
  })

  it('may be done by whoever approves then: a move adds no words', () => {
    const moved = given(aPost()).when(reslot()).gives('slot_moved')
    given(moved).when(approve(zoe, 2)).gives('approval_given', 'approved')
  })

  it('of what expired undrafted puts it back on the calendar', () => {
    const expired = given(aPost('planned'), { now: dueAt })
      .when({ type: 'expire', actor: zoe })
      .gives('expired')
    const again = given(expired, { now: dueAt }).when(reslot()).gives('slot_moved')
    expect(again).toMatchObject({ status: 'planned', slot, version: 1 })
  })
})

describe('rejecting', () => {
  it('keeps text, reason and note for the copywriter', () => {
    const command = { type: 'reject', actor: zoe, version: 1, reason: 'off_brand', note: 'Too loud' } as const
    const events = decide(command, aPost(), context())
    expect(events).toEqual([
      { type: 'rejected', text: aVariant().text, reason: 'off_brand', note: 'Too loud' },
    ])
    expect(evolve(aPost(), events)).toMatchObject({
      status: 'rejected',
      reason: 'off_brand',
      note: 'Too loud',
    })
  })
})

describe('holding', () => {
  it('keeps the approvals, so that releasing restores them', () => {
    const held = given(aPost('approved'))
      .when({ type: 'hold', actor: zoe, version: 1, reason: 'Wait.' })
      .gives('held')
    const released = given(held).when({ type: 'release', actor: zoe, version: 1 }).gives('released')
    expect(released).toMatchObject({ status: 'approved', approvals: [{ person: 'ann' }] })
    expect(currentPublication(released)).toMatchObject({ state: 'ready', fence: 0 })
  })

  it('does not restore approvals that no longer suffice', () => {
    const held = given(aPost('approved'))
      .when({ type: 'hold', actor: zoe, version: 1, reason: 'Wait.' })
      .gives('held')
    const strict = { ...policy, approvals: { low: 2, medium: 2, high: 2 } }
    const released = given(held, { policy: strict })
      .when({ type: 'release', actor: zoe, version: 1 })
      .gives('released')
    expect(released).toMatchObject({ status: 'in_review', approvals: [{ person: 'ann' }] })
    expect(
      given(withText(held, 'Changed.')).when({ type: 'release', actor: zoe, version: 1 }).gives('released')
        .status,
    ).toBe('in_review')
  })

  it('does not prolong a review', () => {
    const later = new Date(now.getTime() + 60 * minuteMs)
    const hold = { type: 'hold', actor: zoe, version: 1, reason: 'Wait.' } as const
    expect(given(aPost(), { now: later }).when(hold).gives('held')).toMatchObject({ expiresAt })
    expect(given(aPost('approved'), { now: later }).when(hold).gives('held')).toMatchObject({
      expiresAt: new Date(later.getTime() + policy.expireAfterMs),
    })
  })

  it('cannot be released once the slot has passed', () => {
    const held = given(aPost('held'), { now: dueAt, offer })
    expect(held.when({ type: 'release', actor: zoe, version: 1 }).isRefused('too_late').offer).toEqual(offer)
  })
})

describe('undoing', () => {
  const last = new Date(dueAt.getTime() - policy.undoWindowMs)
  const undo = { type: 'undo', actor: zoe, version: 1 } as const

  it.each(['approved', 'rejected'] as const)('%s works until the undo window before the slot', (status) => {
    const post = given(aPost(status), { now: last }).when(undo).gives('undone')
    expect(post).toMatchObject({ status: 'in_review', approvals: [], publications: [], version: 1 })
    given(aPost(status), { now: new Date(last.getTime() + 1) })
      .when(undo)
      .isRefused('too_late')
  })

  it('an approval whose row has been tried keeps the row, and approving again uses it', () => {
    const retried = given(aPost('publish_failed'))
      .when({ type: 'retry', actor: zoe, version: 1 })
      .gives('retried')
    const undone = given(retried).when(undo).gives('undone')
    const again = given(undone).when(approve()).gives('approval_given', 'approved')
    expect(again.publications).toMatchObject([{ version: 1, state: 'ready', fence: 1, hash: hashOf(again) }])
  })

  it('an approval whose row has been tried names the new hash when other content is approved', () => {
    const retried = given(aPost('publish_failed'))
      .when({ type: 'retry', actor: zoe, version: 1 })
      .gives('retried')
    const tampered = withText(given(retried).when(undo).gives('undone'), 'Changed behind our back.')
    const again = given(tampered).when(approve()).gives('approval_given', 'approved')
    expect(again.publications.map(({ hash }) => hash)).toEqual([hashOf(tampered)])
  })
})

describe('asking for new variants', () => {
  it('keeps what was in review, and makes a new version when they come', () => {
    const asked = given(aPost())
      .when({ type: 'regenerate', actor: zoe, version: 1, note: 'Shorter' })
      .gives('drafting_started')
    expect(asked).toMatchObject({
      status: 'drafting',
      note: 'Shorter',
      revising: { chosen: 'a' },
      startedAt: now,
    })
    const drafted = given(asked)
      .when({ type: 'finish_drafting', actor: zoe, draft: aDraft() })
      .gives('drafted')
    expect(drafted).toMatchObject({ status: 'in_review', version: 2, approvals: [] })
    const failed = given(asked)
      .when({ type: 'fail_drafting', actor: zoe, reason: 'Away.' })
      .gives('drafting_failed')
    expect(failed).toMatchObject({ status: 'in_review', version: 1, chosen: 'a', approvals: [] })
  })
})

describe('answering whether it is live', () => {
  const answer = (to: 'live' | 'absent' | 'leave', permalink: string | null = null): ReviewCommand => ({
    type: 'answer',
    actor: zoe,
    version: 1,
    answer: to,
    permalink,
  })

  it('live makes it published, with the link that was given', () => {
    const live = given(aPost('needs_human')).when(answer('live', 'https://x.example/1')).gives('settled_live')
    expect(live).toMatchObject({
      status: 'published',
      remote: { permalink: 'https://x.example/1' },
      publishedAt: now,
    })
  })

  it.each(['unknown', 'needs_human'] as const)('absent makes an %s post ready to send again', (status) => {
    const absent = given(aPost(status)).when(answer('absent')).gives('settled_absent')
    expect([absent.status, currentPublication(absent)?.state]).toEqual(['approved', 'ready'])
  })

  it('leave keeps it for a person, once', () => {
    const left = given(aPost('unknown')).when(answer('leave')).gives('person_needed', 'left')
    expect(left).toMatchObject({ status: 'needs_human', left: true, reason: 'No answer.' })
    given(aPost('needs_human')).when(answer('leave')).gives('left')
    given(left).when(answer('leave')).gives()
  })
})

describe('roles', () => {
  it.each<[ReviewCommand['type'], readonly Role[]]>([
    ['approve', ['approver', 'admin']],
    ['reject', ['approver', 'admin']],
    ['release', ['approver', 'admin']],
    ['undo', ['approver', 'admin']],
    ['retry', ['approver', 'admin']],
    ['answer', ['approver', 'admin']],
    ['edit', ['editor', 'approver', 'admin']],
    ['choose', ['editor', 'approver', 'admin']],
    ['regenerate', ['editor', 'approver', 'admin']],
    ['reslot', ['editor', 'approver', 'admin']],
    ['hold', ['editor', 'approver', 'admin']],
  ])('%s takes one of %p', (type, may) => {
    for (const role of ['viewer', 'editor', 'approver', 'admin'] as const) {
      const refused = refusalOf({ ...anyCommand, type, actor: by('zoe', role) } as ReviewCommand)
      expect([role, refused === 'not_allowed']).toEqual([role, !may.includes(role)])
    }
    const nobody = { kind: 'person', id: 'zoe', roles: [], surface: 'web' } as const
    expect(refusalOf({ ...anyCommand, type, actor: nobody } as ReviewCommand)).toBe('not_allowed')
  })
})

const anyCommand = {
  version: 1,
  variant: 'b',
  slot,
  variants: [],
  reason: '',
  note: null,
  answer: 'live',
  permalink: null,
}

function refusalOf(command: ReviewCommand): string | null {
  try {
    decide(command, aPost('planned'), context())
    return null
  } catch (error) {
    return (error as { code: string }).code
  }
}

function context() {
  return { now, policy, frozen: false, offer: null }
}

function decided(post: Post, command: ReviewCommand): Post {
  return change([command], post, context()).post
}

function aMedia() {
  return { name: 'shop.png', sha256: '1'.repeat(64), mimeType: 'image/png', alt: 'The shop' }
}

function withText(post: Post, text: string): Post {
  const variants = (post as PostIn<'in_review'>).variants.map((one) => ({ ...one, text }))
  return { ...(post as PostIn<'in_review'>), variants }
}
