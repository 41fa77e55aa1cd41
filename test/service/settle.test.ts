import { describe, expect, it } from '@jest/globals'
import { currentPublication } from '../../src/domain/evolve.ts'
import type { Post } from '../../src/domain/post.ts'
import { settle } from '../../src/service/settle.ts'
import { openTimedDesk, type TimedDesk } from './timed-desk.ts'

async function anUnknownPost(): Promise<{ desk: TimedDesk; post: Post }> {
  const desk = await openTimedDesk()
  const [first] = await desk.draft()
  if (!first) throw new Error('nothing was drafted')
  const post = await desk.say(first, { verb: 'approve' })
  desk.answer(async () => ({ kind: 'unknown', reason: 'The network did not answer in time.' }))
  await desk.until(post.dueAt)
  return { desk, post: await desk.post(post.id) }
}

const after = (post: Post, seconds: number) => new Date(post.dueAt.getTime() + seconds * 1000)

describe('settling an unknown outcome', () => {
  it('adopts a post that is found live, without sending again', async () => {
    const { desk, post } = await anUnknownPost()
    desk.lookUp(async () => ({ kind: 'live', remote: { id: '42', permalink: 'https://example.com/42' } }))
    await desk.until(after(post, 10))
    expect(await desk.post(post.id)).toMatchObject({ status: 'published', remote: { id: '42' } })
    expect(desk.sent).toHaveLength(1)
  })

  it('sends again only what is provably not live', async () => {
    const { desk, post } = await anUnknownPost()
    desk.lookUp(async () => ({ kind: 'absent' }))
    desk.answer(async () => ({ kind: 'published', remote: { id: '43', permalink: null } }))
    await desk.until(after(post, 10))
    const settled = await desk.post(post.id)
    expect(settled).toMatchObject({ status: 'published', remote: { id: '43' } })
    expect(currentPublication(settled)?.fence).toBe(2)
    expect(desk.sent).toHaveLength(2)
  })

  it('asks five times, ever more slowly, and then a person', async () => {
    const { desk, post } = await anUnknownPost()
    await desk.until(after(post, 10 + 30 + 90 + 270))
    expect(await desk.post(post.id)).toMatchObject({ status: 'unknown' })
    await desk.until(after(post, 10 + 30 + 90 + 270 + 810))
    expect(await desk.post(post.id)).toMatchObject({ status: 'needs_human', reason: 'It does not say.' })
    expect(desk.sent).toHaveLength(1)
  })

  it('takes a lookup that throws for unclear', async () => {
    const { desk, post } = await anUnknownPost()
    desk.lookUp(() => Promise.reject(new Error('reset')))
    await desk.until(after(post, 10))
    expect(currentPublication(await desk.post(post.id))).toMatchObject({ lookups: 1, state: 'unknown' })
  })

  it('leaves alone what a person has answered meanwhile', async () => {
    const { desk, post } = await anUnknownPost()
    const row = currentPublication(post)?.id ?? ''
    desk.lookUp(async () => {
      await desk.say(post, { verb: 'answer', answer: 'live', permalink: 'https://example.com/seen' })
      return { kind: 'absent' }
    })
    await settle(desk.deps, row)
    expect(await desk.post(post.id)).toMatchObject({
      status: 'published',
      remote: { permalink: 'https://example.com/seen' },
    })
    expect(await settle(desk.deps, row)).toBeNull()
    expect(await settle(desk.deps, 'no-such-post.1')).toBeNull()
  })

  it('asks nothing about a version that is not the one whose outcome is unknown', async () => {
    const { desk, post } = await anUnknownPost()
    expect(await settle(desk.deps, `${post.id}.${post.version + 1}`)).toBeNull()
    expect(currentPublication(await desk.post(post.id))).toMatchObject({ lookups: 0 })
  })

  it('puts a post back on the calendar when a person says it is not live', async () => {
    const { desk, post } = await anUnknownPost()
    desk.answer(async () => ({ kind: 'published', remote: { id: '44', permalink: null } }))
    await desk.say(post, { verb: 'answer', answer: 'absent', permalink: null })
    await desk.until(after(post, 1))
    expect(await desk.post(post.id)).toMatchObject({ status: 'published', remote: { id: '44' } })
  })
})
