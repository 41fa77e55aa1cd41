import { expect, it } from '@jest/globals'
import type { Metric, StoredReport } from '../../../src/ports.ts'
import { now } from '../posts.ts'
import type { Opened } from './opened.ts'

export function figureTests(stores: () => Opened): void {
  it('replaces the figures of the same post and day, and finds them by day, ends included', async () => {
    const { store, other } = stores()
    await store.putMetrics([])
    await store.putMetrics([row('p', '2026-11-01', 1), row('p', '2026-11-02', 2), row('p', '2026-11-02', 3)])
    await other.putMetrics([
      row('p', '2026-11-02', 3_000_000_000),
      row('a', '2026-11-02', 4),
      row('p', '2026-11-09', 5),
    ])
    expect(await store.metrics('figures', '2026-11-02', '2026-11-08')).toEqual([
      row('a', '2026-11-02', 4),
      row('p', '2026-11-02', 3_000_000_000),
    ])
    expect(await store.metrics('figures', '2026-11-01', '2026-11-09')).toHaveLength(4)
    expect(await store.metrics('figures', '2026-11-02', '2026-11-09', 'p')).toEqual([
      row('p', '2026-11-02', 3_000_000_000),
      row('p', '2026-11-09', 5),
    ])
    expect(await store.metrics('nobody', '2026-11-01', '2026-11-09')).toEqual([])
  })

  it('keeps one report of a week, with its charts byte by byte', async () => {
    const { store, other } = stores()
    const png = Uint8Array.from({ length: 256 }, (_, index) => index)
    const old = [1, 2, 3].map((index) => ({ name: `old-${index}`, alt: 'Old', png }))
    await store.putReport(stored('2026-W45', old))
    const charts = [
      { name: 'z', alt: 'First', png },
      { name: 'a', alt: 'Second', png: png.toReversed() },
    ]
    await store.putReport(stored('2026-W45', charts))
    await store.putReport(stored('2026-W46', []))
    const back = await other.report('figures', '2026-W45')
    expect(back?.report).toEqual(stored('2026-W45', charts).report)
    expect(back?.charts.map((chart) => ({ ...chart, png: [...chart.png] }))).toEqual(
      charts.map((chart) => ({ ...chart, png: [...chart.png] })),
    )
    expect(await other.reportWeeks('figures')).toEqual(['2026-W46', '2026-W45'])
    expect(await other.report('figures', '2026-W01')).toBeNull()
  })

  it('adds up what was spent on a day, however many spend at once', async () => {
    const { store, other } = stores()
    expect(await store.spent('figures', '2026-11-20')).toBe(0)
    const spending = Array.from({ length: 20 }, (_, index) =>
      (index % 2 ? store : other).addSpend('figures', '2026-11-20', 0.001234),
    )
    await Promise.all(spending)
    expect(await store.spent('figures', '2026-11-20')).toBeCloseTo(0.02468, 9)
    expect(await store.spent('figures', '2026-11-21')).toBe(0)
  })
}

function row(postId: string, day: string, impressions: number): Metric {
  const rest = { engagements: 5, clicks: 2, simulated: false, network: 'x', brand: 'figures' } as const
  return { postId, day, impressions, ...rest }
}

function stored(week: string, charts: StoredReport['charts']): StoredReport {
  const total = { impressions: 1, engagements: 1, clicks: 0 }
  // Only what a store looks at.
  const report = { brand: 'figures', week, total } as StoredReport['report']
  return { report, charts, at: now }
}
