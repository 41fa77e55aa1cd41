import { describe, expect, it } from '@jest/globals'
import { reportCard } from '../../../src/bot/cards/report-card.ts'
import { openDesk } from '../desk.ts'

describe('the report as a card', () => {
  it('compares counts in per cent and rates in points, and says where there is nothing to compare with', async () => {
    const desk = await openDesk()
    await desk.report()
    const stored = await desk.deps.store.report(desk.brand.id, '2026-W46')
    if (!stored) throw new Error('no report')
    const figures = { impressions: 1000, engagements: 50, clicks: 20 }
    const card = reportCard({
      ...stored.report,
      total: figures,
      before: { impressions: 800, engagements: 50, clicks: 0 },
      byNetwork: [
        { network: 'google_business', now: figures, before: { impressions: 0, engagements: 0, clicks: 0 } },
      ],
    })
    expect(card.figures.map(({ value, change, direction }) => [value, change, direction])).toEqual([
      ['1,000', '+25 %', 'up'],
      ['50', 'no change', 'level'],
      ['20', null, 'level'],
      ['2.00 %', '+2.00 points', 'up'],
    ])
    expect(card.networks[0]).toMatchObject({ label: 'Google Business' })
    expect(card.networks[0]?.figures[3]).toMatchObject({ before: '–', change: null })
    expect(card.simulated).toBe(true)
  })
})
