import { describe, expect, it } from '@jest/globals'
import { chosenVariant, draftOf } from '../../src/domain/post.ts'
import { hourMs } from '../../src/domain/slot.ts'
import type { Deps } from '../../src/ports.ts'
import { draftDay, type Progress } from '../../src/service/draft-day.ts'
import { draftPost } from '../../src/service/draft-post.ts'
import { freeze } from '../../src/service/freeze.ts'
import { review } from '../../src/service/review.ts'
import { ann, ben, morning, openTimedDesk } from './timed-desk.ts'

const friday = '2026-11-20'

describe('drafting a day', () => {
  it('puts what is planned for today in review, three judged variants each', async () => {
    const desk = await openTimedDesk()
    const drafted = await desk.draft()
    expect(drafted.map(({ slot }) => slot.date)).toEqual([friday, friday, friday])
    for (const post of drafted) {
      expect(post.status).toBe('in_review')
      expect(draftOf(post)?.variants).toHaveLength(3)
    }
  })

  it('changes nothing when it is repeated', async () => {
    const desk = await openTimedDesk()
    await desk.draft()
    const head = await desk.deps.store.auditHead(desk.brand.id)
    expect(await desk.draft()).toEqual([])
    expect(await desk.deps.store.auditHead(desk.brand.id)).toEqual(head)
  })

  it('changes nothing on a dry run, and shows what would be drafted', async () => {
    const desk = await openTimedDesk()
    const head = await desk.deps.store.auditHead(desk.brand.id)
    const { previews, drafted } = await draftDay(desk.deps, { brand: desk.brand.id, dryRun: true })
    expect(previews.map(({ draft }) => draft.variants.length)).toEqual([3, 3, 3])
    expect(drafted).toEqual([])
    expect(await desk.deps.store.auditHead(desk.brand.id)).toEqual(head)
  })

  it('drafts only the networks that it is asked for', async () => {
    const desk = await openTimedDesk()
    const { drafted } = await draftDay(desk.deps, { brand: desk.brand.id, networks: ['x'] })
    expect(drafted.map(({ account }) => account.network)).toEqual(['x'])
  })

  it('drafts tomorrow’s post of an account whose time has passed today', async () => {
    const desk = await openTimedDesk('2026-11-20T12:00:00Z')
    const drafted = await desk.draft()
    expect(drafted.map(({ account, slot }) => [account.network, slot.date])).toEqual([
      ['facebook', friday],
      ['linkedin', '2026-11-21'],
      ['x', '2026-11-21'],
    ])
  })

  it('fills an empty desk with the next day that has slots', async () => {
    const desk = await openTimedDesk('2026-11-20T22:30:00Z')
    const drafted = await desk.draft()
    expect(drafted.length).toBeGreaterThan(0)
  })

  it('drafts again, when forced, only what nobody has approved or edited', async () => {
    const desk = await openTimedDesk()
    const [linkedin, x, facebook] = await desk.draft()
    if (!linkedin || !x || !facebook) throw new Error('three posts were expected')
    await desk.say(linkedin, { verb: 'approve' })
    await desk.say(x, { verb: 'edit', variant: 'a', text: 'A text of our own.' }, ben)
    const { drafted } = await draftDay(desk.deps, { brand: desk.brand.id, force: true })
    expect(drafted.map(({ id, version }) => [id, version])).toEqual([[facebook.id, 2]])
    expect((await desk.post(x.id)).status).toBe('in_review')
  })

  it('goes on with the others when one post fails, and drafts that one the next time', async () => {
    const desk = await openTimedDesk()
    let broken = true
    const deps: Deps = {
      ...desk.deps,
      copywriter: (request) => {
        if (broken && request.account.network === 'x') return Promise.reject(new Error('the pen broke'))
        return desk.deps.copywriter(request)
      },
    }
    const first = await draftDay(deps, { brand: desk.brand.id })
    expect(first.drafted.map(({ account }) => account.network)).toEqual(['linkedin', 'facebook'])
    expect(first.failed).toMatchObject([{ post: { account: { network: 'x' } } }])
    broken = false
    const second = await draftDay(deps, { brand: desk.brand.id })
    expect(second.drafted.map(({ account }) => account.network)).toEqual(['x'])
  })

  it('refuses a second pass of the same brand while one is alive', async () => {
    const desk = await openTimedDesk()
    let inner: Promise<unknown> = Promise.resolve()
    const deps: Deps = {
      ...desk.deps,
      copywriter: async (request) => {
        inner = draftDay(desk.deps, { brand: desk.brand.id }).catch((error: unknown) => error)
        await inner
        return desk.deps.copywriter(request)
      },
    }
    await draftDay(deps, { brand: desk.brand.id, networks: ['x'] })
    expect(await inner).toMatchObject({ code: 'busy' })
  })

  it('writes a post that it takes up again once, and leaves it to a job only if it dies', async () => {
    const desk = await openTimedDesk()
    const [post] = await desk.draft()
    if (!post) throw new Error('a post was expected')
    let calls = 0
    const deps: Deps = {
      ...desk.deps,
      copywriter: async (request) => {
        calls++
        // Everything that is due by now runs while the pass writes.
        if (calls === 1) await desk.until(desk.deps.clock.now())
        return desk.deps.copywriter(request)
      },
    }
    const options = { brand: desk.brand.id, networks: [post.account.network], force: true }
    const { drafted, failed } = await draftDay(deps, options)
    expect([drafted.length, failed]).toEqual([1, []])
    expect(await desk.post(post.id)).toMatchObject({ status: 'in_review', version: 2 })
    const dead: Deps = { ...desk.deps, copywriter: () => new Promise(() => undefined) }
    void draftDay(dead, options)
    for (let turn = 0; turn < 1000; turn++) await Promise.resolve()
    expect((await desk.post(post.id)).status).toBe('drafting')
    await desk.until(new Date(desk.deps.clock.now().getTime() + hourMs))
    expect(await desk.post(post.id)).toMatchObject({ status: 'in_review', version: 3 })
  })

  it('does not answer a reviewer’s wish with what was written before it', async () => {
    const desk = await openTimedDesk()
    let wished: unknown = null
    const deps: Deps = {
      ...desk.deps,
      copywriter: async (request) => {
        // A pass that was taken for dead: another one drafts the post, and a reviewer sends it back.
        const [stalled] = await desk.deps.store.posts({ status: ['drafting'] })
        if (stalled && !wished) {
          wished = stalled
          await desk.until(new Date(desk.deps.clock.now().getTime() + 1000))
          const { post } = await draftPost(desk.deps, stalled.id)
          await desk.until(new Date(desk.deps.clock.now().getTime() + 1000))
          await review(desk.deps, { ...noted, postId: post.id, version: post.version, actor: ann })
        }
        return desk.deps.copywriter(request)
      },
    }
    const noted = { verb: 'regenerate', note: 'Shorter, please.' } as const
    const { failed } = await draftDay(deps, { brand: desk.brand.id, networks: ['x'] })
    expect(failed).toHaveLength(1)
    expect(failed[0] && (await desk.post(failed[0].post.id))).toMatchObject({
      status: 'drafting',
      note: 'Shorter, please.',
    })
  })

  it('shows that it is alive before each round of a slow model', async () => {
    const desk = await openTimedDesk()
    let now = new Date(morning).getTime()
    let other: unknown = null
    const deps: Deps = {
      ...desk.deps,
      clock: { now: () => new Date(now) },
      copywriter: async (request) => {
        now += 4 * 60_000
        const meanwhile = { ...desk.deps, clock: deps.clock }
        other = await draftDay(meanwhile, { brand: desk.brand.id }).catch((error: unknown) => error)
        const copy = await desk.deps.copywriter(request)
        return { ...copy, variants: copy.variants.map((one) => ({ ...one, text: 'A miracle.' })) }
      },
    }
    await draftDay(deps, { brand: desk.brand.id, networks: ['x'] })
    expect(other).toMatchObject({ code: 'busy' })
  })

  it('stops after the post at hand when it is cancelled', async () => {
    const desk = await openTimedDesk()
    const deps: Deps = {
      ...desk.deps,
      copywriter: async (request) => {
        await desk.deps.store.cancelPass(desk.brand.id)
        return desk.deps.copywriter(request)
      },
    }
    const { drafted, cancelled } = await draftDay(deps, { brand: desk.brand.id })
    expect(cancelled).toBe(true)
    expect(drafted).toHaveLength(1)
  })

  it('stops after the post at hand when the desk is frozen', async () => {
    const desk = await openTimedDesk()
    const deps: Deps = {
      ...desk.deps,
      copywriter: async (request) => {
        await freeze(desk.deps, { scope: desk.brand.id, actor: ann, reason: null })
        return desk.deps.copywriter(request)
      },
    }
    await expect(draftDay(deps, { brand: desk.brand.id })).rejects.toMatchObject({ code: 'frozen' })
    const inReview = await desk.deps.store.posts({ brand: desk.brand.id, status: ['in_review'] })
    expect(inReview).toHaveLength(1)
    expect((await desk.deps.store.passes(desk.brand.id, 1))[0]?.endedAt).not.toBeNull()
  })

  it('tells how far it is, and learns from earlier passes how long it takes', async () => {
    const desk = await openTimedDesk()
    let now = new Date(morning).getTime()
    const deps: Deps = {
      ...desk.deps,
      clock: { now: () => new Date(now) },
      copywriter: (request) => {
        now += 4000
        return desk.deps.copywriter(request)
      },
    }
    await draftDay(deps, { brand: desk.brand.id })
    const seen: Progress[] = []
    now += 24 * hourMs
    await draftDay(deps, { brand: desk.brand.id, onProgress: (progress) => seen.push(progress) })
    expect(seen.map(({ done, leftMs }) => [done, Math.round(leftMs)])).toEqual([
      [0, 12_000],
      [1, 8000],
      [2, 4000],
      [3, 0],
    ])
  })

  it('refuses days that do not exist or have passed, unknown brands, and a frozen desk', async () => {
    const desk = await openTimedDesk()
    const refusalOf = (options: Parameters<typeof draftDay>[1]) =>
      draftDay(desk.deps, options).catch((error: unknown) => error)
    expect(await refusalOf({ brand: desk.brand.id, date: '2026-02-30' })).toMatchObject({ code: 'invalid' })
    expect(await refusalOf({ brand: desk.brand.id, date: '2026-11-19' })).toMatchObject({ code: 'invalid' })
    expect(await refusalOf({ brand: desk.brand.id, date: '2027-06-01' })).toMatchObject({
      message: '2027-06-01 is too far ahead; the latest day that can be drafted is 2026-12-28.',
    })
    expect(await refusalOf({ brand: desk.brand.id, networks: ['tiktok'] })).toMatchObject({
      message: expect.stringMatching(/has no account on tiktok/),
    })
    expect(await refusalOf({ brand: 'nobody' })).toMatchObject({ code: 'unknown_brand' })
    await freeze(desk.deps, { scope: 'desk', actor: ann, reason: null })
    expect(await refusalOf({ brand: desk.brand.id })).toMatchObject({ code: 'frozen' })
  })

  it('gives the copywriter what people changed and refused', async () => {
    const desk = await openTimedDesk()
    const [linkedin, x] = await desk.draft()
    if (!linkedin || !x) throw new Error('two posts were expected')
    await desk.say(linkedin, { verb: 'reject', reason: 'Dull', note: 'Nobody cares about windows.' })
    const before = chosenVariant(draftOf(x) ?? fail()).text
    await desk.say(x, { verb: 'edit', variant: draftOf(x)?.chosen ?? '', text: 'Shorter.' })
    const lessons: unknown[] = []
    const deps: Deps = {
      ...desk.deps,
      copywriter: (request) => {
        lessons.push(...request.lessons)
        return desk.deps.copywriter(request)
      },
    }
    await draftDay(deps, { brand: desk.brand.id, date: '2026-11-21', networks: ['x'] })
    expect(lessons).toContainEqual(expect.objectContaining({ kind: 'rejected', reason: 'Dull' }))
    expect(lessons).toContainEqual(expect.objectContaining({ kind: 'edited', before, after: 'Shorter.' }))
  })
})

function fail(): never {
  throw new Error('no draft')
}
