import { describe, expect, it } from '@jest/globals'
import { currentPublication } from '../../src/domain/evolve.ts'
import { dayMs } from '../../src/domain/slot.ts'
import type { Store } from '../../src/ports.ts'
import { freeze } from '../../src/service/freeze.ts'
import { sweep } from '../../src/service/sweep.ts'
import { ann, openTimedDesk, person } from './timed-desk.ts'

describe('the sweep', () => {
  it('creates the job of an approval that a crash kept from the clock', async () => {
    const desk = await openTimedDesk()
    const [post] = await desk.draft()
    if (!post) throw new Error('nothing was drafted')
    const approved = await desk.say(post, { verb: 'approve' })
    await desk.deps.scheduler.cancel('publish', currentPublication(approved)?.id ?? '')
    expect(await sweep(desk.deps)).toMatchObject({ created: 1 })
    await desk.until(post.dueAt)
    expect(desk.sent).toHaveLength(1)
  })

  it('drops jobs that belong to nothing', async () => {
    const desk = await openTimedDesk()
    await desk.deps.scheduler.at('publish', 'gone.1', new Date('2026-11-21T00:00:00Z'))
    await desk.deps.scheduler.at('redraft', 'gone', new Date('2026-11-21T00:00:00Z'))
    expect(await sweep(desk.deps)).toMatchObject({ dropped: 2 })
    expect(await desk.deps.scheduler.pending()).toEqual([])
  })

  it('leaves the job of a post that was on hold for just as long as posts were read', async () => {
    const desk = await openTimedDesk()
    const [first] = await desk.draft()
    if (!first) throw new Error('nothing was drafted')
    const post = await desk.say(first, { verb: 'approve' })
    const { store } = desk.deps
    const posts: Store['posts'] = async (query) => {
      if (!query.status?.includes('approved')) return store.posts(query)
      await desk.say(post, { verb: 'hold', reason: 'Wait.' })
      const found = await store.posts(query)
      await desk.say(post, { verb: 'release' })
      return found
    }
    const reading = new Proxy(store, {
      get: (target, key) => (key === 'posts' ? posts : Reflect.get(target, key).bind(target)),
    })
    expect(await sweep({ ...desk.deps, store: reading })).toMatchObject({ dropped: 0 })
    expect(await desk.deps.scheduler.pending()).toMatchObject([{ job: 'publish', when: post.dueAt }])
  })

  it('forgets clicks a day after they were heard, and none before', async () => {
    const { deps } = await openTimedDesk()
    const now = deps.clock.now().getTime()
    await deps.store.hearPress('old', new Date(now - dayMs - 1))
    await deps.store.hearPress('young', new Date(now - dayMs))
    await sweep(deps)
    expect(await deps.store.hearPress('old', deps.clock.now())).toBe(true)
    expect(await deps.store.hearPress('young', deps.clock.now())).toBe(false)
  })

  it('changes nothing when all is well', async () => {
    const desk = await openTimedDesk()
    const [post] = await desk.draft()
    if (post) await desk.say(post, { verb: 'approve' })
    const nothing = { expired: 0, interrupted: 0, created: 0, dropped: 0 }
    expect(await sweep(desk.deps)).toEqual(nothing)
    expect(await sweep(desk.deps)).toEqual(nothing)
  })
})

describe('freezing', () => {
  it('is audited in the chain of every brand, and takes a role', async () => {
    const desk = await openTimedDesk()
    await freeze(desk.deps, { scope: 'desk', actor: ann, reason: 'a secret reason' })
    const last = (await desk.deps.store.audit(desk.brand.id)).at(-1)
    expect(last).toMatchObject({ action: 'frozen', actor: 'person:ann', subject: 'desk' })
    expect(last?.facts).not.toContain('secret')
    const vic = person('vic', 'editor')
    await expect(freeze(desk.deps, { scope: 'desk', actor: vic, reason: null })).rejects.toMatchObject({
      code: 'not_allowed',
    })
    await expect(freeze(desk.deps, { scope: 'nobody', actor: ann, reason: null })).rejects.toMatchObject({
      code: 'unknown_brand',
    })
  })
})
