import { describe, expect, it } from '@jest/globals'
import type { RefusalCode } from '../../src/domain/errors.ts'
import { chosenVariant, draftOf, type Post } from '../../src/domain/post.ts'
import { minuteMs } from '../../src/domain/slot.ts'
import { freeze, unfreeze } from '../../src/service/freeze.ts'
import { approveAllLowRisk, review } from '../../src/service/review.ts'
import { sweep } from '../../src/service/sweep.ts'
import { why } from '../../src/service/why.ts'
import { ann, ben, openTimedDesk, person, type TimedDesk } from './timed-desk.ts'

async function aReview(): Promise<{ desk: TimedDesk; post: Post; others: readonly Post[] }> {
  const desk = await openTimedDesk()
  const [post, ...others] = await desk.draft()
  if (!post) throw new Error('nothing was drafted')
  return { desk, post, others }
}

const codeOf = (press: Promise<unknown>): Promise<RefusalCode | 'done'> =>
  press.then(
    () => 'done',
    (error: { code: RefusalCode }) => error.code,
  )

describe('reviewing', () => {
  it('lets one of fifty simultaneous approvals stand, and tells the others what stands', async () => {
    const { desk, post } = await aReview()
    const people = Array.from({ length: 50 }, (_, index) => person(`p${index}`))
    const answers = await Promise.all(people.map((who) => codeOf(desk.say(post, { verb: 'approve' }, who))))
    expect(answers.filter((code) => code === 'done')).toHaveLength(1)
    expect(answers.filter((code) => code === 'already_decided')).toHaveLength(49)
  })

  it('lets one of two opposite clicks stand', async () => {
    const { desk, post } = await aReview()
    const reject = { verb: 'reject', reason: 'Dull', note: null } as const
    const answers = await Promise.all([
      codeOf(desk.say(post, { verb: 'approve' }, ann)),
      codeOf(desk.say(post, reject, ben)),
    ])
    expect(answers.toSorted()).toEqual(['already_decided', 'done'])
  })

  it('judges an edit again and does not let its author approve it', async () => {
    const { desk, post } = await aReview()
    const text = 'We are the best roastery in the world, 300 % better than all others.'
    const edited = await desk.say(post, { verb: 'edit', variant: 'b', text }, ann)
    const chosen = chosenVariant(draftOf(edited) ?? raise())
    expect(chosen.id).toBe('b')
    expect(chosen.findings.map(({ code }) => code)).toContainEqual(expect.stringMatching(/claim/))
    expect(await codeOf(desk.say(edited, { verb: 'approve' }, ann))).toBe('own_edit')
  })

  it('refuses an edit over the limit with how much to take out, and keeps the post as it was', async () => {
    const desk = await openTimedDesk()
    const x = (await desk.draft()).find(({ account }) => account.network === 'x') ?? raise()
    const press = desk.say(x, { verb: 'edit', variant: 'a', text: 'a'.repeat(300) })
    await expect(press).rejects.toThrow('This is 300 of 280 characters: shorten it by 20.')
    expect(await desk.post(x.id)).toEqual(x)
    expect(await codeOf(desk.say(x, { verb: 'edit', variant: 'a', text: '  ' }))).toBe('invalid')
    expect(await codeOf(desk.say(x, { verb: 'edit', variant: 'z', text: 'Words.' }))).toBe('invalid')
  })

  it('says that a version was replaced before it judges a text that was written for it', async () => {
    const { desk, post } = await aReview()
    await desk.say(post, { verb: 'edit', variant: 'b', text: 'Fog this morning.' })
    for (const text of ['a'.repeat(70_000), '', 'Words.'])
      expect(await codeOf(desk.say(post, { verb: 'edit', variant: 'z', text }))).toBe('stale_version')
  })

  it('moves and edits in one commit', async () => {
    const { desk, post } = await aReview()
    const slot = { ...post.slot, time: '19:30' }
    const edited = await desk.say(post, { verb: 'edit', variant: 'a', text: 'Evening words.', slot })
    expect(edited).toMatchObject({ slot, version: 3, status: 'in_review' })
    expect(edited.revision).toBe(post.revision + 1)
  })

  it('offers the next free slot to an approval that comes too late, and takes it in one press', async () => {
    const { desk, post } = await aReview()
    await desk.until(new Date(post.dueAt.getTime() + minuteMs))
    const refusal = await desk.say(post, { verb: 'approve' }).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'too_late', offer: { zone: 'Europe/Berlin' } })
    const { offer } = refusal as { offer: Post['slot'] }
    const approved = await desk.say(post, { verb: 'approve', slot: offer })
    expect(approved).toMatchObject({ status: 'approved', slot: offer })
    await desk.until(approved.dueAt)
    expect((await desk.post(post.id)).status).toBe('published')
  })

  it('writes new variants on request and keeps the former version until they are there', async () => {
    const { desk, post } = await aReview()
    const asked = await desk.say(post, { verb: 'regenerate', note: 'shorter' })
    expect(asked.status).toBe('drafting')
    expect(draftOf(asked)).toEqual(draftOf(post))
    await desk.until(desk.deps.clock.now())
    expect(await desk.post(post.id)).toMatchObject({ status: 'in_review', version: 2 })
  })

  it('writes no new variants while the desk is frozen, and writes them afterwards', async () => {
    const { desk, post } = await aReview()
    await desk.say(post, { verb: 'regenerate', note: null })
    await freeze(desk.deps, { scope: 'desk', actor: ann, reason: null })
    await desk.until(desk.deps.clock.now())
    expect((await desk.post(post.id)).status).toBe('drafting')
    await unfreeze(desk.deps, { scope: 'desk', actor: ann, reason: null })
    await desk.until(desk.deps.clock.now())
    expect((await desk.post(post.id)).status).toBe('in_review')
  })

  it('undoes an approval until a minute before the slot', async () => {
    const { desk, post } = await aReview()
    const approved = await desk.say(post, { verb: 'approve' })
    await desk.until(new Date(post.dueAt.getTime() - minuteMs + 1))
    expect(await codeOf(desk.say(approved, { verb: 'undo' }))).toBe('too_late')
    const early = await aReview()
    const stands = await early.desk.say(early.post, { verb: 'approve' })
    expect((await early.desk.say(stands, { verb: 'undo' })).status).toBe('in_review')
    await early.desk.until(early.post.dueAt)
    expect(early.desk.sent).toHaveLength(0)
  })

  it('answers a press on an unknown post and on an old version', async () => {
    const { desk, post } = await aReview()
    const unknown = review(desk.deps, { postId: 'nope', version: 1, actor: ann, verb: 'approve' })
    expect(await codeOf(unknown)).toBe('unknown_post')
    await desk.say(post, { verb: 'choose', variant: otherThan(post) })
    expect(await codeOf(desk.say(post, { verb: 'approve' }))).toBe('stale_version')
  })

  it('expires what nobody decided', async () => {
    const { desk, post } = await aReview()
    await desk.until(new Date(desk.deps.clock.now().getTime() + desk.brand.policy.expireAfterMs))
    expect((await sweep(desk.deps)).expired).toBeGreaterThan(0)
    expect((await desk.post(post.id)).status).toBe('expired')
  })

  it('approves all low risk at once and says of the others why not', async () => {
    const { desk, post } = await aReview()
    await desk.say(
      post,
      { verb: 'edit', variant: 'a', text: 'Buy NOW!!! Best coffee in Europe, 500 % more taste, miracle.' },
      ben,
    )
    const { approved, left } = await approveAllLowRisk(desk.deps, { brand: desk.brand.id, actor: ann })
    expect(approved).toHaveLength(2)
    expect(left.map(({ post: one }) => one.id)).toEqual([post.id])
    const viewer = person('vic', 'viewer')
    const press = approveAllLowRisk(desk.deps, { brand: desk.brand.id, actor: viewer })
    expect(await codeOf(press)).toBe('not_allowed')
  })

  it('tells the whole story of a post, and that its chain is whole', async () => {
    const { desk, post } = await aReview()
    await desk.say(post, { verb: 'approve' })
    await desk.until(post.dueAt)
    const story = await why(desk.deps, post.id)
    expect(story.lines.map(({ what }) => what)).toEqual([
      'put it on the calendar for 2026-11-20 09:00 (Europe/Berlin)',
      'began to draft',
      'wrote 3 variants (offline twin)',
      'approved version 1 on the web page',
      'began attempt 1 to publish it',
      'published it',
    ])
    expect(story.chain.ok).toBe(true)
    expect(story.entries.length).toBe(7)
  })
})

function otherThan(post: Post): string {
  const draft = draftOf(post)
  return draft?.variants.find(({ id }) => id !== draft.chosen)?.id ?? raise()
}

function raise(): never {
  throw new Error('not there')
}
