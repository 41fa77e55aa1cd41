import { describe, expect, it } from '@jest/globals'
import { plannedChange } from '../../src/domain/decide.ts'
import { currentPublication } from '../../src/domain/evolve.ts'
import { sha256 } from '../../src/domain/hash.ts'
import { chosenOf, type Post } from '../../src/domain/post.ts'
import { hourMs, minuteMs, slotAt } from '../../src/domain/slot.ts'
import type { Deps } from '../../src/ports.ts'
import { act } from '../../src/service/act.ts'
import { freeze, unfreeze } from '../../src/service/freeze.ts'
import { publish } from '../../src/service/publish.ts'
import { backlog } from '../../src/service/backlog.ts'
import { sweep } from '../../src/service/sweep.ts'
import { aDraft, aVariant } from '../given.ts'
import { aPng } from '../images.ts'
import { ann, ben, openTimedDesk, type TimedDesk } from './timed-desk.ts'

async function anApprovedPost(): Promise<{ desk: TimedDesk; post: Post }> {
  const desk = await openTimedDesk()
  const [first] = await desk.draft()
  if (!first) throw new Error('nothing was drafted')
  return { desk, post: await desk.say(first, { verb: 'approve' }) }
}

const idOf = (post: Post) => currentPublication(post)?.id ?? ''

describe('publishing', () => {
  it('sends an approved post once, at its slot and not before', async () => {
    const { desk, post } = await anApprovedPost()
    await desk.until(new Date(post.dueAt.getTime() - 1))
    expect(desk.sent).toHaveLength(0)
    await desk.until(post.dueAt)
    expect(desk.sent.map(({ key }) => key)).toEqual([`${post.id}.1`])
    expect(await desk.post(post.id)).toMatchObject({ status: 'published', publishedAt: post.dueAt })
  })

  it('finds nothing to do when the job comes a second time', async () => {
    const { desk, post } = await anApprovedPost()
    await desk.until(post.dueAt)
    const again = await publish(desk.deps, idOf(post))
    expect(again).toEqual({ done: false, why: 'the post is published' })
    expect(desk.sent).toHaveLength(1)
  })

  it('sends once when two workers take the same job at the same moment', async () => {
    const { desk, post } = await anApprovedPost()
    await desk.until(new Date(post.dueAt.getTime() - 1))
    await desk.deps.scheduler.cancel('publish', idOf(post))
    await desk.until(post.dueAt)
    const both = await Promise.all([publish(desk.deps, idOf(post)), publish(desk.deps, idOf(post))])
    expect(both.filter(({ done }) => done)).toHaveLength(1)
    expect(desk.sent).toHaveLength(1)
  })

  it('does nothing for a job of a post that is gone, of an old version, or of nonsense', async () => {
    const { desk, post } = await anApprovedPost()
    for (const id of ['no-such-post.1', `${post.id}.99`, 'nonsense', '']) {
      expect(await publish(desk.deps, id)).toMatchObject({ done: false })
    }
    expect(desk.sent).toHaveLength(0)
  })

  it('sends nothing after an edit until the new version is approved', async () => {
    const { desk, post } = await anApprovedPost()
    await desk.say(post, { verb: 'edit', variant: 'a', text: 'Other words, which nobody has approved.' })
    await desk.until(new Date(post.dueAt.getTime() + hourMs))
    expect(desk.sent).toHaveLength(0)
    expect(await desk.post(post.id)).toMatchObject({ status: 'in_review', version: 2, approvals: [] })
  })

  it('refuses to send what is not what was approved', async () => {
    const { desk, post } = await anApprovedPost()
    const stored = await desk.post(post.id)
    if (stored.status !== 'approved') throw new Error(stored.status)
    // Somebody writes to the database behind our back.
    const variants = stored.variants.map((one) => ({ ...one, text: 'Words that nobody saw.' }))
    const forged = { ...stored, variants, revision: stored.revision + 1 }
    await desk.deps.store.commit({
      post: forged,
      events: [],
      actor: ann,
      at: desk.deps.clock.now(),
      expectedRevision: stored.revision,
      unlessFrozen: false,
    })
    await desk.until(post.dueAt)
    expect(desk.sent).toHaveLength(0)
    const held = await desk.post(post.id)
    expect(held).toMatchObject({
      status: 'held',
      reason: expect.stringContaining('no longer what was approved'),
    })
  })

  it('sends nothing while the desk is frozen, and what is still in time once it is not', async () => {
    const { desk, post } = await anApprovedPost()
    await freeze(desk.deps, { scope: 'desk', actor: ann, reason: 'a call from the press' })
    await desk.until(new Date(post.dueAt.getTime() + hourMs))
    expect(desk.sent).toHaveLength(0)
    await unfreeze(desk.deps, { scope: 'desk', actor: ann, reason: null })
    await desk.until(desk.deps.clock.now())
    expect(desk.sent).toHaveLength(1)
  })

  it('holds a post that could not go out within its late tolerance', async () => {
    const { desk, post } = await anApprovedPost()
    await freeze(desk.deps, { scope: desk.brand.id, actor: ann, reason: null })
    await desk.until(new Date(post.dueAt.getTime() + 3 * hourMs))
    await unfreeze(desk.deps, { scope: desk.brand.id, actor: ann, reason: null })
    await desk.until(desk.deps.clock.now())
    expect(desk.sent).toHaveLength(0)
    expect(await desk.post(post.id)).toMatchObject({ status: 'held' })
  })

  it('records a definite no, and tries again when the network said when', async () => {
    const { desk, post } = await anApprovedPost()
    const retryAt = new Date(post.dueAt.getTime() + 10 * 60_000)
    desk.answer(async () => ({ kind: 'refused', reason: 'Too many posts.', retryAt }))
    await desk.until(post.dueAt)
    expect(await desk.post(post.id)).toMatchObject({ status: 'publish_failed', reason: 'Too many posts.' })
    desk.answer(async () => ({ kind: 'published', remote: { id: 'live', permalink: null } }))
    await desk.until(new Date(retryAt.getTime() - 1))
    expect(desk.sent).toHaveLength(1)
    await desk.until(retryAt)
    expect(await desk.post(post.id)).toMatchObject({ status: 'published' })
    expect(desk.sent).toHaveLength(2)
  })

  it('keeps its job when that comes too early', async () => {
    const { desk, post } = await anApprovedPost()
    await desk.deps.scheduler.at('publish', idOf(post), new Date(post.dueAt.getTime() - hourMs))
    await desk.until(post.dueAt)
    expect(desk.sent).toHaveLength(1)
  })

  it('tells a person when the account of an approved post is gone from the brand’s file', async () => {
    const { desk, post } = await anApprovedPost()
    const brand = { ...desk.brand, accounts: desk.brand.accounts.slice(1) }
    await desk.until(new Date(post.dueAt.getTime() - 1))
    const deps = { ...desk.deps, brands: { all: () => [brand], get: () => brand } }
    await publish(deps, idOf(post))
    expect(await desk.post(post.id)).toMatchObject({
      status: 'held',
      reason: expect.stringContaining('has no account'),
    })
    expect(desk.sent).toHaveLength(0)
  })

  it('sends nothing when the machine slept between intent and send, and tries again', async () => {
    const { desk, post } = await anApprovedPost()
    await desk.until(new Date(post.dueAt.getTime() - 1))
    await desk.deps.scheduler.cancel('publish', idOf(post))
    await desk.until(post.dueAt)
    const { store } = desk.deps
    let asleepMs = 0
    const sleepy: Deps = {
      ...desk.deps,
      clock: { now: () => new Date(desk.deps.clock.now().getTime() + asleepMs) },
      store: new Proxy(store, {
        get: (target, key) =>
          key === 'commit'
            ? async (...changes: Parameters<typeof store.commit>) => {
                await target.commit(...changes)
                asleepMs = 10 * 60_000
              }
            : Reflect.get(target, key).bind(target),
      }),
    }
    await publish(sleepy, idOf(post))
    expect(desk.sent).toHaveLength(0)
    expect(await desk.post(post.id)).toMatchObject({ status: 'publish_failed' })
    await desk.until(new Date(post.dueAt.getTime() + 10 * 60_000))
    expect(desk.sent).toHaveLength(1)
  })

  it('sends nothing when it goes on after others have called it dead and sent the post themselves', async () => {
    const { desk, post } = await anApprovedPost()
    desk.lookUp(async () => ({ kind: 'absent' }))
    await desk.until(new Date(post.dueAt.getTime() - 1))
    await desk.deps.scheduler.cancel('publish', idOf(post))
    await desk.until(post.dueAt)
    const { store } = desk.deps
    let isFirst = true
    const stopped: Deps = {
      ...desk.deps,
      store: new Proxy(store, {
        get: (target, key) =>
          key === 'commit' && isFirst
            ? async (...changes: Parameters<typeof store.commit>) => {
                isFirst = false
                await target.commit(...changes)
                // It stands still here for five minutes, in which the others go on.
                await desk.until(new Date(post.dueAt.getTime() + 2 * 60_000))
                await sweep(desk.deps)
                await desk.until(new Date(post.dueAt.getTime() + 5 * 60_000))
              }
            : Reflect.get(target, key).bind(target),
      }),
    }
    expect(await publish(stopped, idOf(post))).toMatchObject({ done: false })
    expect(desk.sent).toHaveLength(1)
    const { status, publications } = await desk.post(post.id)
    expect({ status, fences: publications.map(({ fence }) => fence) }).toEqual({
      status: 'published',
      fences: [2],
    })
  })

  it('calls the outcome unknown, never failed, when a network adapter throws', async () => {
    const { desk, post } = await anApprovedPost()
    desk.answer(() => Promise.reject(new Error('socket hang up')))
    await desk.until(post.dueAt)
    expect((await desk.post(post.id)).status).toBe('unknown')
    expect(desk.sent).toHaveLength(1)
  })

  describe('an attempt whose sender is gone', () => {
    async function killed(): Promise<{ desk: TimedDesk; post: Post; deadline: Date }> {
      const { desk, post } = await anApprovedPost()
      desk.answer(() => new Promise(() => undefined))
      await desk.until(new Date(post.dueAt.getTime() - 1))
      await desk.deps.scheduler.cancel('publish', idOf(post))
      await desk.until(post.dueAt)
      void publish(desk.deps, idOf(post))
      await untilSent(desk)
      return { desk, post, deadline: new Date(post.dueAt.getTime() + 90_000) }
    }
    const justAfter = (deadline: Date) => new Date(deadline.getTime() + 1)

    it('is given up by its own job, which comes again, once its deadline has passed and not before', async () => {
      const { desk, post, deadline } = await killed()
      expect(await publish(desk.deps, idOf(post))).toEqual({ done: false, why: 'it is being sent' })
      await desk.until(deadline)
      expect((await desk.post(post.id)).status).toBe('publishing')
      await desk.until(justAfter(deadline))
      expect((await desk.post(post.id)).status).toBe('unknown')
      expect(desk.sent).toHaveLength(1)
    })

    it('is given up where the job has been lost: the sweep puts it again, or gives up the attempt itself', async () => {
      const first = await killed()
      expect(await sweep(first.desk.deps)).toMatchObject({ interrupted: 0, created: 1, dropped: 0 })
      await first.desk.until(justAfter(first.deadline))
      expect((await first.desk.post(first.post.id)).status).toBe('unknown')

      const second = await killed()
      await second.desk.until(second.deadline)
      expect(await sweep(second.desk.deps)).toMatchObject({ interrupted: 0 })
      await second.desk.deps.scheduler.cancel('publish', idOf(second.post))
      await second.desk.until(justAfter(second.deadline))
      expect(await sweep(second.desk.deps)).toMatchObject({ interrupted: 1 })
      expect((await second.desk.post(second.post.id)).status).toBe('unknown')
    })
  })

  it('leaves no job behind', async () => {
    const { desk, post } = await anApprovedPost()
    await desk.until(post.dueAt)
    const left = (await desk.deps.scheduler.pending()).filter(({ subject }) => subject === idOf(post))
    expect(left).toEqual([])
  })
})

/** The memory store answers within microtasks. */
async function untilSent(desk: TimedDesk): Promise<void> {
  for (let turn = 0; turn < 1000 && desk.sent.length === 0; turn++) await Promise.resolve()
}

describe('publishing a post with an image', () => {
  const quay = aPng('quay')

  async function pictured(): Promise<{ desk: TimedDesk; post: Post; hash: string }> {
    const desk = await openTimedDesk()
    const [first] = await desk.draft()
    if (!first) throw new Error('nothing was drafted')
    const hash = await desk.deps.store.putImage(quay, desk.deps.clock.now())
    const chosen = chosenOf(first)
    if (!chosen) throw new Error('nothing was written')
    const { id: variant, text } = chosen
    const images = [{ sha256: hash, name: 'quay.png', alt: 'A quay' }]
    const edited = await desk.say(first, { verb: 'edit', variant, text, images }, ben)
    return { desk, post: await desk.say(edited, { verb: 'approve' }), hash }
  }

  it('sends the very bytes that were approved, with their words', async () => {
    const { desk, post, hash } = await pictured()
    await desk.until(post.dueAt)
    const [parcel] = desk.sent
    expect(parcel?.content.media).toEqual([
      { sha256: hash, name: 'quay.png', mimeType: 'image/png', alt: 'A quay' },
    ])
    expect(parcel?.images.map((bytes) => sha256(bytes))).toEqual([hash])
    expect(await desk.post(post.id)).toMatchObject({ status: 'published' })
  })

  it('sends nothing at all where an image is missing, and says which before anything has left', async () => {
    const { desk, post } = await pictured()
    desk.deps.store.image = async () => null
    await desk.until(post.dueAt)
    expect(desk.sent).toHaveLength(0)
    const held = await desk.post(post.id)
    expect(held).toMatchObject({
      status: 'held',
      reason: 'Its image quay.png is missing, so nothing was sent. Attach it again.',
    })
    // Not even an intent: nobody has to find out whether it is live.
    expect(currentPublication(held)).toMatchObject({ fence: 0, state: 'ready' })
  })

  it('goes out once the image is there again and somebody has released it', async () => {
    const { desk, post } = await pictured()
    const { store } = desk.deps
    const image = store.image.bind(store)
    store.image = async () => null
    await desk.until(post.dueAt)
    store.image = image
    const held = await desk.post(post.id)
    const slot = { ...held.slot, time: '23:00' }
    const moved = await desk.say(held, { verb: 'reslot', slot })
    await desk.say(moved, { verb: 'approve' })
    await desk.until('2026-11-20T22:00:00Z')
    expect(desk.sent).toHaveLength(1)
    expect((await desk.post(post.id)).status).toBe('published')
  })

  it('retries what a network has refused with the same image', async () => {
    const { desk, post } = await pictured()
    const retryAt = new Date(post.dueAt.getTime() + hourMs)
    desk.answer(async () => ({ kind: 'refused', reason: 'Too many calls.', retryAt }))
    await desk.until(post.dueAt)
    desk.answer(async () => ({ kind: 'published', remote: { id: 'live', permalink: null } }))
    await desk.until(retryAt)
    expect(desk.sent.map(({ images }) => images.length)).toEqual([1, 1])
  })
})

describe('posts of one account that fell due while nothing could be sent', () => {
  /** Three of them, an hour apart and approved; their jobs are lost. */
  async function threeApproved(): Promise<{ desk: TimedDesk; posts: readonly Post[] }> {
    const desk = await openTimedDesk()
    const [first] = await desk.draft()
    if (!first) throw new Error('nothing was drafted')
    const posts: Post[] = []
    for (const hours of [0, 1, 2]) {
      const dueAt = new Date(first.dueAt.getTime() + hours * hourMs)
      const slot = slotAt(dueAt, first.slot.zone)
      const id = `late-${hours}`
      const { brief, account, brand } = first
      const base = { id, brand, account, brief, slot, dueAt, version: 1, publications: [], simulated: false }
      const planner = { kind: 'system', id: 'planner' } as const
      await desk.deps.store.commit(plannedChange(base, planner, desk.deps.clock.now()))
      const drafter = { kind: 'agent', id: 'copywriter' } as const
      const draft = aDraft({ variants: [aVariant({ text: `Post ${id}.`, media: [] })] })
      const { post } = await act(desk.deps, id, () => [
        { type: 'start_drafting', actor: drafter, again: false },
        { type: 'finish_drafting', actor: drafter, draft },
      ])
      posts.push(await desk.say(post, { verb: 'approve' }))
    }
    for (const post of posts) await desk.deps.scheduler.cancel('publish', idOf(post))
    return { desk, posts }
  }

  it('go out once each, in the order of their slots and as far apart', async () => {
    const { desk, posts } = await threeApproved()
    const [first, , last] = posts
    if (!first || !last) throw new Error('unreachable')
    // Nothing runs until twenty minutes after the second slot.
    const backAt = new Date(first.dueAt.getTime() + hourMs + 20 * minuteMs)
    await desk.until(backAt)
    expect(desk.sent).toHaveLength(0)
    await sweep(desk.deps)
    await desk.until(new Date(last.dueAt.getTime() + 2 * hourMs))
    expect(desk.sent.map(({ key }) => key)).toEqual(posts.map(idOf))
    const sentAt = await Promise.all(
      posts.map(async ({ id }) => currentPublication(await desk.post(id))?.attemptedAt?.getTime() ?? 0),
    )
    const [a = 0, b = 0, c = 0] = sentAt
    expect(a).toBe(backAt.getTime())
    expect([b - a, c - b]).toEqual([hourMs, hourMs])
  })

  it('do not count as waiting while one that goes before them explains it', async () => {
    const { desk, posts } = await threeApproved()
    const [first] = posts
    if (!first) throw new Error('unreachable')
    const waiting = async () => (await backlog(desk.deps)).oldest.publication
    const backAt = new Date(first.dueAt.getTime() + hourMs + 20 * minuteMs)
    await desk.until(backAt)
    expect(await waiting()).toEqual(first.dueAt)
    await sweep(desk.deps)
    await desk.until(new Date(backAt.getTime() + 40 * minuteMs))
    expect(desk.sent).toHaveLength(1)
    expect(await waiting()).toBeNull()
    // Its turn has come, and nobody sends it.
    for (const post of posts) await desk.deps.scheduler.cancel('publish', idOf(post))
    await desk.until(new Date(backAt.getTime() + hourMs + 3 * minuteMs))
    expect(desk.sent).toHaveLength(1)
    expect(await waiting()).toEqual(new Date(backAt.getTime() + hourMs))
  })
})
