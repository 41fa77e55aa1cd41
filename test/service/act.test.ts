import { EventEmitter, once } from 'node:events'
import { describe, expect, it } from '@jest/globals'
import { currentPublication } from '../../src/domain/evolve.ts'
import type { Post } from '../../src/domain/post.ts'
import { hourMs } from '../../src/domain/slot.ts'
import type { Deps } from '../../src/ports.ts'
import { publish } from '../../src/service/publish.ts'
import { review } from '../../src/service/review.ts'
import { sweep } from '../../src/service/sweep.ts'
import { ann, ben, openTimedDesk, type TimedDesk } from './timed-desk.ts'

type Call = () => Promise<void>

/** Another process on the same database and clock, whose first call of that name to the clock is made by `by`, when that likes. */
function held(deps: Deps, name: 'at' | 'cancel', by: (call: Call) => Promise<void>): Deps {
  const { scheduler } = deps
  let isFirst = true
  const through = async (called: typeof name, call: Call) => {
    if (called !== name || !isFirst) return call()
    isFirst = false
    await by(call)
  }
  return {
    ...deps,
    scheduler: {
      ...scheduler,
      at: (...given) => through('at', () => scheduler.at(...given)),
      cancel: (...given) => through('cancel', () => scheduler.cancel(...given)),
    },
  }
}

/** By then somebody else has done this. */
function after(done: () => Promise<unknown>): (call: Call) => Promise<void> {
  return async (call) => {
    await done()
    await call()
  }
}

async function anApprovedPost(): Promise<{ desk: TimedDesk; post: Post; row: string }> {
  const desk = await openTimedDesk()
  const [first] = await desk.draft()
  if (!first) throw new Error('nothing was drafted')
  const post = await desk.say(first, { verb: 'approve' })
  return { desk, post, row: currentPublication(post)?.id ?? '' }
}

const jobs = async ({ deps }: TimedDesk) => deps.scheduler.pending()

describe('two processes that set the clock for one post', () => {
  it('leave no settling of what the other has settled, which a slow sweep had read before', async () => {
    const { desk, post } = await anApprovedPost()
    desk.answer(async () => ({ kind: 'unknown', reason: 'The network did not answer in time.' }))
    await desk.until(post.dueAt)
    const slow = held(
      desk.deps,
      'at',
      after(() => desk.say(post, { verb: 'answer', answer: 'live', permalink: null })),
    )
    // A job that is being moved on MongoDB is not there for a moment.
    const scheduler = { ...slow.scheduler, pending: async () => [] }
    expect(await sweep({ ...slow, scheduler })).toMatchObject({ created: 1 })
    expect(await desk.post(post.id)).toMatchObject({ status: 'published' })
    expect(await jobs(desk)).toEqual([])
  })

  it('leave the job of a post that one put on hold and the other released before the first was through', async () => {
    const { desk, post, row } = await anApprovedPost()
    const slow = held(
      desk.deps,
      'cancel',
      after(() => desk.say(post, { verb: 'release' }, ben)),
    )
    await review(slow, { verb: 'hold', reason: 'Wait.', actor: ann, postId: post.id, version: post.version })
    expect(await desk.post(post.id)).toMatchObject({ status: 'approved' })
    expect(await jobs(desk)).toEqual([{ job: 'publish', subject: row, when: post.dueAt }])
  })

  it('leave a retry that a person asked for where it is, and not at the hour that the network had named', async () => {
    const { desk, post, row } = await anApprovedPost()
    const retryAt = new Date(post.dueAt.getTime() + hourMs)
    await desk.deps.scheduler.cancel('publish', row)
    await desk.until(post.dueAt)
    desk.answer(async () => ({ kind: 'refused', reason: 'Too many posts.', retryAt }))
    const slow = held(
      desk.deps,
      'at',
      after(() => desk.say(post, { verb: 'retry' })),
    )
    await publish(slow, row)
    expect(await jobs(desk)).toEqual([{ job: 'publish', subject: row, when: post.dueAt }])
  })

  it('leave the job of a sender alone, which ends with what is sent', async () => {
    const { desk, post, row } = await anApprovedPost()
    await desk.deps.scheduler.cancel('publish', row)
    await desk.until(post.dueAt)
    desk.answer(async () => ({ kind: 'refused', reason: 'Not now.', retryAt: null }))
    await publish(desk.deps, row)
    const events = new EventEmitter()
    const reached = once(events, 'reached')
    const answered = once(events, 'answered')
    desk.answer(async () => {
      events.emit('reached')
      await answered
      return { kind: 'published', remote: { id: '1', permalink: null } }
    })
    let sending: Promise<unknown> = Promise.resolve()
    const slow = held(desk.deps, 'at', async (call) => {
      await call()
      sending = publish(desk.deps, row)
      await reached
    })
    await review(slow, { verb: 'retry', actor: ann, postId: post.id, version: post.version })
    expect(await desk.post(post.id)).toMatchObject({ status: 'publishing' })
    expect(await jobs(desk)).toEqual([{ job: 'publish', subject: row, when: post.dueAt }])
    events.emit('answered')
    await sending
  })
})
