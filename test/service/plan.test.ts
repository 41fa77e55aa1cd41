import { describe, expect, it, jest } from '@jest/globals'
import { verifyChain } from '../../src/domain/audit.ts'
import type { Brand } from '../../src/domain/brand.ts'
import { change } from '../../src/domain/decide.ts'
import type { Refusal } from '../../src/domain/errors.ts'
import type { Post } from '../../src/domain/post.ts'
import { minuteMs } from '../../src/domain/slot.ts'
import { plan, type PlanOptions } from '../../src/service/plan.ts'
import { MemoryStore } from '../../src/store/memory-store.ts'
import { aBrand, anAccount, aVariant, by, desk, policy, writer } from '../given.ts'

/** A desk with a memory store, whose clock says 12:00 in Berlin. */
function aDesk(brand: Brand = aBrand()) {
  let ids = 0
  const store = new MemoryStore({ next: () => `id${++ids}` })
  const clock = { at: new Date('2026-11-20T11:00:00Z'), now: () => clock.at }
  const brands = { all: () => [brand], get: (id: string) => (id === brand.id ? brand : null) }
  const deps = { store, clock, brands }
  return {
    store,
    clock,
    deps,
    plan: (options: Partial<PlanOptions> = {}) => plan(deps, { brand: brand.id, ...options }),
  }
}

const context = { policy, frozen: false, offer: null }

describe('planning a brand', () => {
  it('puts a month on the calendar, without the slots that have passed today', async () => {
    const desk = aDesk()
    const { planned, kept, posts } = await desk.plan()
    // 30 days of x and 30 of facebook, 21 business days of linkedin; today only facebook is still ahead.
    expect({ planned, kept }).toEqual({ planned: 79, kept: 0 })
    expect(posts).toEqual(await desk.store.posts({}))
    expect(new Set(posts.map(({ status }) => status))).toEqual(new Set(['planned']))
    const today = posts.filter(({ slot }) => slot.date === '2026-11-20')
    expect(today.map(({ id }) => id)).toEqual(['facebook-2026-11-20-5fc37627'])
    expect(posts.every((post) => post.version === 1 && post.revision === 1 && !post.simulated)).toBe(true)
  })

  it('changes nothing when it is repeated', async () => {
    const desk = aDesk()
    const first = await desk.plan()
    const head = await desk.store.auditHead('quayside-bicycles')
    expect(await desk.plan()).toEqual({ planned: 0, kept: first.planned, posts: first.posts })
    expect(await desk.store.auditHead('quayside-bicycles')).toEqual(head)
  })

  it('adds one day when it is repeated a day later', async () => {
    const { plan, clock } = aDesk(aBrand({ accounts: [anAccount({ postingTime: '18:00' })] }))
    await plan()
    clock.at = new Date('2026-11-21T11:00:00Z')
    const { planned, kept, posts } = await plan()
    expect({ planned, kept }).toEqual({ planned: 1, kept: 29 })
    expect(posts.at(-1)?.slot.date).toBe('2026-12-20')
  })

  it('makes each post once when two plan at the same time', async () => {
    const desk = aDesk()
    const results = await Promise.all([desk.plan(), desk.plan()])
    expect(results.map(({ planned }) => planned).toSorted((a, b) => a - b)).toEqual([0, 79])
    expect(await desk.store.posts({})).toHaveLength(79)
  })

  it('keeps what people decided: a rejected, a moved and a held post stay as they are', async () => {
    const { store, plan, deps } = aDesk()
    const { posts } = await plan()
    const [rejected, moved, held] = await Promise.all(posts.slice(4, 7).map((post) => inReview(store, post)))
    if (!rejected || !moved || !held) throw new Error('three posts are missing')
    const now = deps.clock.now()
    const actor = by('ann')
    await store.commit(
      change([{ type: 'reject', actor, version: 1, reason: 'off_brand', note: null }], rejected, {
        ...context,
        now,
      }),
    )
    const slot = { ...moved.slot, date: '2026-12-28' }
    await store.commit(
      change([{ type: 'reslot', actor, version: 1, slot, variants: [aVariant()] }], moved, {
        ...context,
        now,
      }),
    )
    await store.commit(
      change([{ type: 'hold', actor, version: 1, reason: 'Wait.' }], held, { ...context, now }),
    )
    const before = await store.posts({})
    expect((await plan()).planned).toBe(0)
    expect(await store.posts({})).toEqual(before)
  })

  it('records each post in the audit chain', async () => {
    const { store, plan } = aDesk()
    const { planned } = await plan({ days: 7 })
    const entries = await store.audit('quayside-bicycles')
    expect(entries.map(({ action, actor }) => `${action} by ${actor}`)).toEqual(
      Array(planned).fill('planned by system:strategist'),
    )
    expect(verifyChain(entries, await store.auditHead('quayside-bicycles')).ok).toBe(true)
  })

  it('plans a week, from a day of its own, marked as simulated where that is asked for', async () => {
    const { posts } = await aDesk().plan({ from: '2026-12-07', days: 7, simulated: true })
    expect(posts[0]?.slot.date).toBe('2026-12-07')
    expect(posts.at(-1)?.slot.date).toBe('2026-12-13')
    expect(posts).toHaveLength(7 + 5 + 7)
    expect(posts.every(({ simulated }) => simulated)).toBe(true)
  })

  it('reads the store as often for eight accounts as for one, and commits each post once', async () => {
    const asked = async (count: number) => {
      const accounts = Array.from({ length: count }, (_, index) => anAccount({ handle: `@h${index}` }))
      const { plan, store } = aDesk(aBrand({ accounts }))
      const [posts, commit] = [jest.spyOn(store, 'posts'), jest.spyOn(store, 'commit')]
      const { planned } = await plan()
      return { planned, reads: posts.mock.calls.length, commits: commit.mock.calls.length }
    }
    expect(await asked(1)).toEqual({ planned: 29, reads: 2, commits: 29 })
    expect(await asked(8)).toEqual({ planned: 232, reads: 2, commits: 232 })
  })

  it.each<[Partial<PlanOptions>, string, string]>([
    [{ brand: 'nobody' }, 'unknown_brand', 'There is no brand nobody.'],
    [{ from: '2026-02-30' }, 'invalid', '2026-02-30 is not a date; write it as in 2026-11-20.'],
    [{ days: 0 }, 'invalid', 'A plan has 1 to 31 days, not 0.'],
    [{ days: 32 }, 'invalid', 'A plan has 1 to 31 days, not 32.'],
    [{ days: 1.5 }, 'invalid', 'A plan has 1 to 31 days, not 1.5.'],
  ])('refuses %p with a sentence that says what is wrong', async (options, code, sentence) => {
    const refusal = await aDesk()
      .plan(options)
      .catch((error: Refusal) => error)
    expect(refusal).toMatchObject({ name: 'Refusal', code, message: expect.stringContaining(sentence) })
  })

  it('plans nothing in the past', async () => {
    expect(await aDesk().plan({ from: '2026-10-01', days: 31 })).toEqual({ planned: 0, kept: 0, posts: [] })
  })
})

async function inReview(store: MemoryStore, post: Post): Promise<Post> {
  const draft = { variants: [aVariant()], chosen: 'a', editedBy: null, writer }
  const drafted = change(
    [
      { type: 'start_drafting', actor: desk, again: false },
      { type: 'finish_drafting', actor: desk, draft },
    ],
    post,
    { ...context, now: new Date(post.dueAt.getTime() - 60 * minuteMs) },
  )
  await store.commit(drafted)
  return drafted.post
}
