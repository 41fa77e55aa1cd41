import { describe, expect, it } from '@jest/globals'
import { fieldsOf } from '../../src/bot/action.ts'
import { decodeChatPress, encodeChatPress } from '../../src/bot/chat/chat-press.ts'
import { handle } from '../../src/bot/handle.ts'
import { handleDesk } from '../../src/bot/handle-desk.ts'
import type { Identity } from '../../src/bot/identity.ts'
import { Trouble } from '../../src/domain/errors.ts'
import { dayMs, hourMs } from '../../src/domain/slot.ts'
import { sweep } from '../../src/service/sweep.ts'
import { MemoryStore } from '../../src/store/memory-store.ts'
import { harbour, openDesk, type Desk } from './desk.ts'

const ann: Identity = { surface: 'web', id: 'Ann Lee' }
const ben: Identity = { surface: 'web', id: 'Ben Okafor' }
const brand = harbour.id

async function drafted(): Promise<Desk> {
  const desk = await openDesk()
  await desk.draft()
  return desk
}

/** A press on the X post, with the version that was on its card. */
async function press(desk: Desk, who: Identity, fields: Record<string, unknown>) {
  const { id, version } = await desk.post('x')
  return handle(desk.deps, who, { postId: id, version, ...fields })
}

describe('every press gets an answer', () => {
  it('fresh: it is decided, and the card says so', async () => {
    const reply = await press(await drafted(), ann, { verb: 'approve' })
    expect(reply).toMatchObject({ outcome: 'done', sentence: 'Approved. It goes out Fri 20 Nov, 12:00.' })
    expect(reply.card?.state).toMatchObject({ label: 'Approved', sentence: 'Approved by Ann Lee.' })
  })

  it('twice: the second is told what stands', async () => {
    const desk = await drafted()
    await press(desk, ann, { verb: 'approve' })
    const reply = await press(desk, ben, { verb: 'approve' })
    expect(reply).toMatchObject({ outcome: 'refused', code: 'already_decided' })
    expect(reply.sentence).toBe(
      'This post has been approved already. Latest: Ann Lee approved version 1 on the web page.',
    )
  })

  it('fifty at once: one decision, forty-nine specific answers', async () => {
    const desk = await drafted()
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        press(
          desk,
          index % 2 ? ann : ben,
          index % 3 ? { verb: 'approve' } : { verb: 'reject', reason: 'Dull' },
        ),
      ),
    )
    expect(replies.filter(({ outcome }) => outcome === 'done')).toHaveLength(1)
    for (const { outcome, sentence } of replies) if (outcome !== 'done') expect(sentence).toContain('Latest:')
  })

  it('while the database is away: is told so, and not of a bug', async () => {
    const desk = await drafted()
    desk.deps.store.commit = () => Promise.reject(new Trouble('The database does not answer right now.'))
    const reply = await press(desk, ann, { verb: 'approve' })
    expect(reply).toMatchObject({
      outcome: 'failed',
      sentence: 'The database does not answer right now. Look at the card to see where the post stands.',
    })
    expect(desk.errors).toHaveLength(1)
  })

  it('on a stale version: says which version replaced it, and who made it', async () => {
    const desk = await drafted()
    await press(desk, ann, { verb: 'edit', variant: 'a', text: 'Every bag names its farm.' })
    const reply = await press(desk, ben, { verb: 'approve', version: 1 })
    expect(reply).toMatchObject({ outcome: 'refused', code: 'stale_version' })
    expect(reply.sentence).toContain('version 2 has replaced it')
    expect(reply.sentence).toContain('Ann Lee edited variant A')
  })

  it('too late: offers the next free slot, in one press that works', async () => {
    const desk = await drafted()
    const post = await desk.post('x')
    desk.tick(12 * hourMs)
    const reply = await handle(desk.deps, ann, { verb: 'approve', postId: post.id, version: post.version })
    expect(reply).toMatchObject({ outcome: 'refused', code: 'too_late' })
    expect(reply.offer?.label).toMatch(/^Approve for /)
    const { arg } = reply.offer?.press ?? { arg: null }
    const again = await handle(desk.deps, ann, {
      verb: 'approve',
      postId: post.id,
      version: post.version,
      slot: arg,
    })
    expect(again).toMatchObject({ outcome: 'done' })
    expect(again.card?.status).toBe('approved')
  })

  it('frozen: says so', async () => {
    const desk = await drafted()
    expect(await handleDesk(desk.deps, ann, { verb: 'freeze', brand, reason: 'Storm' })).toMatchObject({
      outcome: 'done',
    })
    expect(await press(desk, ann, { verb: 'approve' })).toMatchObject({ outcome: 'refused', code: 'frozen' })
    expect(await handleDesk(desk.deps, ann, { verb: 'unfreeze', brand })).toMatchObject({ outcome: 'done' })
    expect(await handleDesk(desk.deps, ann, { verb: 'unfreeze', brand })).toMatchObject({
      sentence: 'It was not frozen.',
    })
    expect(await press(desk, ann, { verb: 'approve' })).toMatchObject({ outcome: 'done' })
  })

  it('the card of a post that is gone: says so', async () => {
    const desk = await drafted()
    const reply = await handle(desk.deps, ann, { verb: 'approve', postId: 'gone', version: 1 })
    expect(reply).toMatchObject({ outcome: 'refused', code: 'unknown_post', card: null })
  })

  it('somebody whom the brand does not know: says how to become a reviewer', async () => {
    const desk = await drafted()
    expect(await press(desk, { surface: 'web', id: 'Mallory' }, { verb: 'approve' })).toMatchObject({
      code: 'unknown_person',
    })
    const stranger = await press(desk, { surface: 'slack', id: 'U666' }, { verb: 'approve' })
    expect(stranger.sentence).toContain('U666')
  })

  it('a person without an id on a surface is not let in by an empty one', async () => {
    const desk = await drafted()
    expect(await press(desk, { surface: 'discord', id: '' }, { verb: 'approve' })).toMatchObject({
      code: 'unknown_person',
    })
    expect(await press(desk, { surface: 'web', id: '' }, { verb: 'approve' })).toMatchObject({
      code: 'unknown_person',
    })
  })

  it('the same person is the same on every surface', async () => {
    const desk = await drafted()
    desk.write('x', [])
    await press(
      desk,
      { surface: 'slack', id: 'U1' },
      { verb: 'edit', variant: 'a', text: 'A bag names its farm.' },
    )
    expect(await press(desk, ann, { verb: 'approve' })).toMatchObject({ code: 'own_edit' })
  })

  it('a viewer: is told which roles may', async () => {
    const reply = await press(await drafted(), { surface: 'web', id: 'Dov Stern' }, { verb: 'approve' })
    expect(reply).toMatchObject({ outcome: 'refused', code: 'not_allowed' })
    expect(reply.sentence).toContain('it takes an approver or an admin')
  })

  it('a forged value: is told to use the card', async () => {
    const reply = await press(await drafted(), ann, { verb: 'publish' })
    expect(reply).toMatchObject({ outcome: 'refused', code: 'invalid' })
  })

  it('an edit over the limit: is told by how much', async () => {
    const reply = await press(await drafted(), ann, { verb: 'edit', variant: 'a', text: 'x'.repeat(300) })
    expect(reply).toMatchObject({ outcome: 'refused', code: 'invalid' })
    expect(reply.sentence).toContain('shorten it by 20')
  })

  it('a bug: is told plainly, with an id that is in the log, and without a stack', async () => {
    const desk = await drafted()
    const { id, version } = await desk.post('x')
    const broken = Object.assign(Object.create(desk.deps.store) as MemoryStore, {
      post: () => Promise.reject(new Error('the disk is on fire')),
    })
    const reply = await handle({ ...desk.deps, store: broken }, ann, { verb: 'approve', postId: id, version })
    const [logged] = desk.errors
    expect(reply.outcome).toBe('failed')
    expect(reply.sentence).not.toContain('fire')
    expect(reply.sentence).toContain((logged as { errorId: string }).errorId)
  })
})

describe('what is said of each verb', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ verb: 'choose', variant: 'b' }, 'Variant B it is: version 2.'],
    [{ verb: 'choose', variant: 'a' }, 'Variant A was chosen already.'],
    [{ verb: 'edit', variant: 'a', text: 'A bag names its farm.' }, 'Saved as version 2. It is low risk.'],
    [
      { verb: 'edit', variant: 'a', text: 'A miracle in a bag.' },
      'Saved as version 2. It cannot be approved like this: The brand never says “miracle”.',
    ],
    [{ verb: 'reject', reason: 'Dull', note: '' }, 'Rejected. The next drafts learn from it.'],
    [{ verb: 'regenerate', note: 'Shorter' }, 'New variants are being written'],
    [{ verb: 'reslot', slot: '2026-11-20T18:30[Europe/Berlin]' }, 'Moved to Fri 20 Nov, 18:30.'],
    [{ verb: 'hold', reason: 'Waiting' }, 'On hold until somebody releases it.'],
  ])('%j', async (fields, sentence) => {
    const reply = await press(await drafted(), ann, fields)
    expect(reply).toMatchObject({ outcome: 'done' })
    expect(reply.sentence).toContain(sentence)
  })

  it('an edit form may save another variant, or another slot, with its words as they were', async () => {
    const desk = await drafted()
    const { text } =
      (await desk.post('x')).status === 'in_review' ? variantOf(await desk.post('x'), 'b') : { text: '' }
    const slot = '2026-11-20T18:30[Europe/Berlin]'
    const reply = await press(desk, ann, { verb: 'edit', variant: 'b', text, slot })
    expect(reply.card).toMatchObject({ version: 3, draft: { chosen: { id: 'b' } }, slot: { time: '18:30' } })
    const same = await press(desk, ann, { verb: 'edit', variant: 'b', text, slot })
    expect(same).toMatchObject({
      outcome: 'refused',
      sentence: 'Nothing was changed, so there is nothing to save.',
    })
  })

  it('undo brings it back, until it is too near', async () => {
    const desk = await drafted()
    await press(desk, ann, { verb: 'approve' })
    expect(await press(desk, ann, { verb: 'undo' })).toMatchObject({ outcome: 'done' })
    await press(desk, ann, { verb: 'approve' })
    const { dueAt } = await desk.post('x')
    desk.tick(dueAt.getTime() - desk.deps.clock.now().getTime() - 30_000)
    const reply = await press(desk, ann, { verb: 'undo' })
    expect(reply).toMatchObject({ outcome: 'refused', code: 'too_late', offer: null })
    expect(reply.card?.buttons.map(({ label }) => label)).not.toContain('Undo')
  })
})

describe('the head of the day', () => {
  it('approves all low risk, and says what is left', async () => {
    const desk = await openDesk()
    desk.write('linkedin', ['The best coffee on the coast, and 40 % more of it.'])
    await desk.draft()
    const reply = await handleDesk(desk.deps, ann, { verb: 'approve_all', brand })
    expect(reply).toMatchObject({
      outcome: 'done',
      sentence: '2 posts approved. 1 post left for you to look at.',
    })
  })

  it('drafts once: who comes second is told how far it is', async () => {
    const desk = await openDesk()
    const [first, second] = await Promise.all([
      handleDesk(desk.deps, ann, { verb: 'draft', brand }),
      handleDesk(desk.deps, ben, { verb: 'draft', brand }),
    ])
    expect([first, second].map(({ outcome }) => outcome).toSorted()).toEqual(['done', 'refused'])
    expect([first, second].map(({ sentence }) => sentence).join(' ')).toContain('being drafted already')
  })

  it('lets a viewer neither draft nor freeze', async () => {
    const desk = await openDesk()
    const dov: Identity = { surface: 'web', id: 'Dov Stern' }
    for (const verb of ['draft', 'stop_drafting', 'approve_all'] as const) {
      const reply = await handleDesk(desk.deps, dov, { verb, brand })
      expect([verb, reply.code]).toEqual([verb, 'not_allowed'])
    }
    expect(await handleDesk(desk.deps, dov, { verb: 'freeze', brand, reason: null })).toMatchObject({
      code: 'not_allowed',
    })
  })

  it.each<[string, Identity]>([
    ['on the web page', ann],
    ['on Slack', { surface: 'slack', id: 'U1' }],
    ['on Discord', { surface: 'discord', id: '11' }],
  ])(
    'expired, before and after the sweep: offers the next free slot %s, in one press that works',
    async (_, who) => {
      const desk = await drafted()
      const post = await desk.post('x')
      desk.tick(3 * dayMs)
      const approve = { verb: 'approve', postId: post.id, version: post.version }
      const reply = await handle(desk.deps, who, approve)
      await sweep(desk.deps)
      expect((await desk.deps.store.post(post.id))?.status).toBe('expired')
      const after = await handle(desk.deps, who, approve)
      expect(after).toMatchObject({
        outcome: 'refused',
        code: 'expired',
        sentence: reply.sentence,
        offer: reply.offer,
      })
      expect(reply.sentence).toMatch(/^This post has expired.* The next free slot is Mon 23 Nov, 16:00\.$/)
      const { press } = after.offer ?? {}
      if (!press) throw new Error('nothing is offered')
      // As the button of a chat room brings it back.
      const pressed = decodeChatPress(encodeChatPress({ kind: 'post', press }))
      const again = await handle(desk.deps, who, pressed.kind === 'post' ? fieldsOf(pressed.press) : {})
      expect(again).toMatchObject({ outcome: 'done', sentence: 'Approved. It goes out Mon 23 Nov, 16:00.' })
    },
  )

  it('expired before it was drafted: there is nothing to approve, and nothing is offered', async () => {
    const desk = await openDesk()
    desk.tick(3 * dayMs)
    await sweep(desk.deps)
    const [post] = await desk.deps.store.posts({ brand, status: ['expired'] })
    const reply = await handle(desk.deps, ann, { verb: 'approve', postId: post?.id, version: post?.version })
    expect(reply).toMatchObject({ outcome: 'refused', code: 'already_decided', offer: null })
  })
})

function variantOf(post: Awaited<ReturnType<Desk['post']>>, id: string): { text: string } {
  const variants = 'variants' in post ? post.variants : []
  return variants.find((one) => one.id === id) ?? { text: '' }
}
