import { describe, expect, it } from '@jest/globals'
import type { Metric, StoredReport } from '../../src/ports.ts'
import { lastFullWeek, reportIfMissing, weeklyReport } from '../../src/service/report.ts'
import { MemoryStore } from '../../src/store/memory-store.ts'
import { brand, told } from '../domain/told-post.ts'

describe('the weekly report', () => {
  it('is made from posts, their histories, figures and costs, and kept with its charts', async () => {
    const desk = await deskAt('2026-11-16T08:00:00Z')
    await desk.store.addSpend(brand.id, '2026-11-09', 0.25)
    await desk.store.addSpend(brand.id, '2026-11-15', 0.5)
    await desk.store.addSpend(brand.id, '2026-11-16', 4)
    const { report, charts, at } = await weeklyReport(desk, brand.id, '2026-W46')
    expect(report.total.impressions).toBe(100)
    expect(report.best?.postId).toBe('p1')
    expect(report.modelCostUsd).toBe(0.75)
    expect(charts.map(({ name }) => name)).toEqual(['one'])
    expect(at).toEqual(desk.clock.now())
    expect(await desk.store.report(brand.id, '2026-W46')).toEqual({ report, charts, at })
  })

  it('carries the head of the audit chain, which gains a record of the report', async () => {
    const desk = await deskAt('2026-11-16T08:00:00Z')
    const head = await desk.store.auditHead(brand.id)
    const { report } = await weeklyReport(desk, brand.id, '2026-W46')
    expect([report.auditHead, report.auditEntries]).toEqual([head.hash, head.seq])
    const entry = (await desk.store.audit(brand.id)).at(-1)
    expect(entry).toMatchObject({ action: 'reported', subject: '2026-W46', previousHash: head.hash })
    expect(entry?.facts).toBe(JSON.stringify({ entries: head.seq, head: head.hash }))
  })

  it('that exists is returned as it is, unless it is to be renewed', async () => {
    const desk = await deskAt('2026-11-16T08:00:00Z')
    const first = await weeklyReport(desk, brand.id, '2026-W46')
    await desk.store.putMetrics([figures('2026-11-15', 900)])
    expect(await weeklyReport(desk, brand.id, '2026-W46')).toBe(first)
    const renewed = await weeklyReport(desk, brand.id, '2026-W46', { renew: true })
    expect(renewed.report.total.impressions).toBe(1000)
  })

  it('that was made before its week was over is made again', async () => {
    const desk = await deskAt('2026-11-15T22:59:59Z')
    const early = await weeklyReport(desk, brand.id, '2026-W46')
    desk.time = new Date('2026-11-15T23:00:00Z')
    const full = await weeklyReport(desk, brand.id, '2026-W46')
    expect([early.at, full.at]).toEqual([new Date('2026-11-15T22:59:59Z'), desk.time])
    expect(await weeklyReport(desk, brand.id, '2026-W46')).toBe(full)
  })

  it('takes posts whose slot is in the week where the brand is, not in UTC', async () => {
    const late = told('late', '2026-11-15', [], { time: '23:30' })
    const next = told('next', '2026-11-16', [], { time: '00:10' })
    const desk = await deskAt('2026-11-16T08:00:00Z', [late, next])
    await desk.store.putMetrics([
      { ...figures('2026-11-15', 50), postId: 'late', engagements: 40 },
      { ...figures('2026-11-15', 50), postId: 'next', engagements: 45 },
    ])
    const { report } = await weeklyReport(desk, brand.id, '2026-W46')
    expect(report.best?.postId).toBe('late')
  })

  it('is refused for an unknown brand, a week that does not exist and one that has not begun', async () => {
    const desk = await deskAt('2026-11-16T08:00:00Z')
    await expect(weeklyReport(desk, 'nobody', '2026-W46')).rejects.toMatchObject({ code: 'unknown_brand' })
    await expect(weeklyReport(desk, brand.id, '2026-W54')).rejects.toThrow(
      '2026-W54 is not an ISO week; write it like 2026-W46.',
    )
    await expect(weeklyReport(desk, brand.id, '2026-W48')).rejects.toThrow(
      'Week 2026-W48 has not begun; the latest full one is 2026-W46.',
    )
  })
})

describe('the latest full week', () => {
  it('changes at midnight between Sunday and Monday where the brand is', () => {
    expect(lastFullWeek(brand, new Date('2026-11-15T22:59:59Z'))).toBe('2026-W45')
    expect(lastFullWeek(brand, new Date('2026-11-15T23:00:00Z'))).toBe('2026-W46')
  })
})

describe('a Monday that was missed', () => {
  it('is made up for from 09:00 on, once', async () => {
    const desk = await deskAt('2026-11-16T07:59:59Z')
    expect(await reportIfMissing(desk, brand.id)).toBeNull()
    desk.time = new Date('2026-11-18T15:00:00Z')
    expect((await reportIfMissing(desk, brand.id))?.report.week).toBe('2026-W46')
    expect(await reportIfMissing(desk, brand.id)).toBeNull()
  })

  it('is made up for, where somebody had asked for the report before the week was over', async () => {
    const desk = await deskAt('2026-11-12T10:00:00Z')
    await weeklyReport(desk, brand.id, '2026-W46')
    desk.time = new Date('2026-11-16T08:00:00Z')
    expect((await reportIfMissing(desk, brand.id))?.at).toEqual(desk.time)
    expect(await reportIfMissing(desk, brand.id)).toBeNull()
  })

  it('is let go where the brand had neither posts nor figures in that week', async () => {
    const desk = await deskAt('2026-11-25T15:00:00Z')
    expect(await reportIfMissing(desk, brand.id)).toBeNull()
    await desk.store.putMetrics([figures('2026-11-20', 10)])
    expect((await reportIfMissing(desk, brand.id))?.report.week).toBe('2026-W47')
  })
})

async function deskAt(time: string, posts = [told('p1', '2026-11-10', [])]) {
  let ids = 0
  const store = new MemoryStore({ next: () => `id-${++ids}` })
  for (const { changes } of posts) for (const change of changes) await store.commit(change)
  await store.putMetrics([figures('2026-11-11', 100)])
  const charts: StoredReport['charts'] = [{ name: 'one', alt: 'One', png: new Uint8Array() }]
  const desk = {
    time: new Date(time),
    store,
    clock: { now: (): Date => desk.time },
    brands: { all: () => [brand], get: (id: string) => (id === brand.id ? brand : null) },
    charts: async () => charts,
  }
  return desk
}

function figures(day: string, impressions: number): Metric {
  return {
    brand: brand.id,
    postId: 'p1',
    network: 'x',
    day,
    impressions,
    engagements: 1,
    clicks: 0,
    simulated: false,
  }
}
