import { describe, expect, it } from '@jest/globals'
import { loadHome } from '../../../src/bot/chat/home.ts'
import { waitingPosts } from '../../../src/bot/chat/waiting.ts'
import { waitOf } from '../../../src/domain/waiting.ts'
import { dayMs } from '../../../src/domain/slot.ts'
import type { Identity } from '../../../src/bot/identity.ts'
import { draftDay } from '../../../src/service/draft-day.ts'
import { plan } from '../../../src/service/plan.ts'
import { openDesk, type Desk } from '../desk.ts'
import { ann, ben, cleo, dov, drafted, fern, lineText, roomed, stranger, typed } from './chat-desk.ts'

async function waiting(desk: Desk, who: Identity): Promise<readonly string[]> {
  const { brands } = await loadHome(desk.deps, who)
  return brands.flatMap((one) => one.waiting.map(({ network }) => network))
}

describe('what waits for a person', () => {
  it('all that they may decide, by its deadline', async () => {
    expect(await waiting(await drafted(), ann)).toEqual(['linkedin', 'x', 'facebook'])
  })

  it('nothing for those whose role does not decide', async () => {
    const desk = await drafted()
    expect(await waiting(desk, cleo)).toEqual([])
    expect(await waiting(desk, dov)).toEqual([])
  })

  it('not what they edited last, nor what they have approved already', async () => {
    const desk = await openDesk('2026-11-20T05:10:00Z', [
      { ...roomed, policy: { ...roomed.policy, approvals: { low: 2, medium: 2, high: 2 } } },
    ])
    await desk.draft()
    await typed(desk, ann, 'edit {x}@1 A bag names its farm.')
    await typed(desk, ann, 'approve {facebook}@1')
    expect(await waiting(desk, ann)).toEqual(['linkedin'])
    expect(await waiting(desk, ben)).toEqual(['linkedin', 'x', 'facebook'])
  })

  it('what is blocked waits for those who may edit it', async () => {
    const desk = await openDesk('2026-11-20T05:10:00Z', [roomed])
    desk.write('x', ['A miracle in a bag.', 'A miracle in a cup.', 'A miracle on the quay.'])
    await desk.draft()
    expect(await waiting(desk, cleo)).toEqual(['x'])
    expect(await waiting(desk, dov)).toEqual([])
  })

  it('a hold comes last, trouble first, and nothing that the desk still tries by itself', async () => {
    const desk = await drafted()
    await typed(desk, ann, 'hold {linkedin} legal')
    desk.answer({ kind: 'refused', reason: 'Too long.', retryAt: null })
    await typed(desk, ann, 'approve {x}@1')
    const { id } = await desk.post('x')
    await desk.goOut(await desk.post('x'))
    expect(await waiting(desk, ann)).toEqual(['x', 'facebook', 'linkedin'])

    await typed(desk, ann, `retry ${id}`)
    desk.answer({ kind: 'unknown', reason: 'It did not answer.' })
    const post = await desk.deps.store.post(id)
    if (post) await desk.goOut(post)
    expect((await desk.deps.store.post(id))?.status).toBe('unknown')
    expect(await waiting(desk, ann)).toEqual(['facebook', 'linkedin'])
    expect((await waitingPosts(desk.deps, roomed)).map(({ account }) => account.network)).toEqual([
      'x',
      'facebook',
      'linkedin',
    ])

    await typed(desk, ann, `settle ${id} leave`)
    expect(await waiting(desk, ann)).not.toContain('x')
  })

  it('has to be decided before it is due, or before it expires', async () => {
    const desk = await openDesk('2026-11-20T05:10:00Z', [
      { ...roomed, policy: { ...roomed.policy, expireAfterMs: 3 * 3_600_000 } },
    ])
    await desk.draft()
    const deadlines = (await waitingPosts(desk.deps, roomed)).map((post) =>
      waitOf(post, roomed.policy)?.until?.toISOString(),
    )
    expect(deadlines).toEqual([
      '2026-11-20T08:00:00.000Z',
      '2026-11-20T08:10:00.000Z',
      '2026-11-20T08:10:00.000Z',
    ])
  })

  it('not while the desk will try again by itself', async () => {
    const desk = await drafted()
    const retryAt = new Date('2026-11-20T11:30:00Z')
    desk.answer({ kind: 'refused', reason: 'Too many at once.', retryAt })
    await typed(desk, ann, 'approve {x}@1')
    const post = await desk.goOut(await desk.post('x'))
    expect(post).toMatchObject({ status: 'publish_failed', retryAt })
    expect(await waiting(desk, ann)).not.toContain('x')
  })

  it('no rehearsed post whose slot has passed', async () => {
    const desk = await openDesk('2026-11-20T05:10:00Z', [roomed, fern])
    await plan(desk.deps, { brand: fern.id, simulated: true })
    await draftDay(desk.deps, { brand: fern.id })
    expect(await waitingPosts(desk.deps, fern)).toHaveLength(3)
    desk.tick(4 * 3_600_000)
    expect(await waitingPosts(desk.deps, fern)).toHaveLength(2)
  })

  it('trouble of last month is history', async () => {
    const desk = await drafted()
    desk.tick(8 * dayMs)
    expect(await waiting(desk, ann)).toEqual([])
  })
})

describe('the home of a person', () => {
  it('is empty for a stranger', async () => {
    expect(await loadHome((await drafted()).deps, stranger)).toEqual({ brands: [] })
  })

  it('has each of their brands, and no other', async () => {
    const desk = await drafted([roomed, fern])
    expect((await loadHome(desk.deps, ann)).brands.map(({ day }) => day.brand)).toEqual([roomed.id, fern.id])
    expect((await loadHome(desk.deps, ben)).brands.map(({ day }) => day.brand)).toEqual([roomed.id])
  })

  it('shows today and seven days more, a line for each post', async () => {
    const desk = await drafted()
    const [home] = (await loadHome(desk.deps, ann)).brands
    expect(home?.days.map(({ date }) => date)).toEqual(
      [20, 21, 22, 23, 24, 25, 26, 27].map((day) => `2026-11-${day}`),
    )
    const { id } = await desk.post('x')
    expect(home?.days[0]?.posts.map(lineText)[1]).toBe(
      `<2026-11-20T11:00:00.000Z> X @northharbour · In review, low risk · Every bag names the farm and the price paid to it. Some peo… ${id}`,
    )
  })

  it('shows freeze, accounts and the last report', async () => {
    const desk = await drafted()
    expect((await loadHome(desk.deps, ann)).brands[0]).toMatchObject({
      lastReport: null,
      day: { freeze: null },
    })
    await desk.report()
    await typed(desk, ann, 'freeze Storm')
    expect((await loadHome(desk.deps, dov)).brands[0]).toMatchObject({
      day: { freeze: { reason: 'Storm', by: 'Ann Lee' } },
      accounts: [
        { label: 'LinkedIn @north-harbour-coffee (rehearses)', problems: [] },
        { label: 'X @northharbour (rehearses)' },
        { label: 'Facebook @northharbourcoffee (rehearses)' },
      ],
      lastReport: { week: '2026-W46' },
    })
  })
})
