import { describe, expect, it } from '@jest/globals'
import { chainStart } from '../../src/domain/audit.ts'
import type { NetworkName } from '../../src/domain/brand.ts'
import { buildReport, type DayFigures, type Report } from '../../src/domain/report.ts'
import { addDays } from '../../src/domain/slot.ts'
import { drawCharts } from '../../src/media/charts.ts'
import { draw, pixelRatio } from '../../src/media/draw.ts'
import { engagementPlan, networkPlan } from '../../src/media/chart-options.ts'
import { count, percent, period } from '../../src/media/wording.ts'
import { brand } from '../domain/told-post.ts'

const monday = '2026-11-09'

describe('charts', () => {
  it('are two PNGs of the size that was laid out, twice as dense', async () => {
    const [days, networks] = await drawCharts(someReport())
    expect(sizeOf(days?.png)).toEqual({ width: 960 * pixelRatio, height: 500 * pixelRatio })
    expect(sizeOf(networks?.png)).toEqual({
      width: 960 * pixelRatio,
      height: (172 + 32 + 2 * 64) * pixelRatio,
    })
    expect([days?.name, networks?.name]).toEqual(['engagement-by-day', 'networks'])
  })

  it('are the same bytes for the same report', async () => {
    const [first, second] = [await drawCharts(someReport()), await drawCharts(someReport())]
    expect(first.map(({ png }) => hex(png))).toEqual(second.map(({ png }) => hex(png)))
  })

  it('draw their words with the shipped fonts: another name gives other pixels', async () => {
    const plan = engagementPlan(someReport())
    const renamed = engagementPlan({ ...someReport(), brandName: 'South Harbour Coffee' })
    expect(hex(await draw(renamed))).not.toBe(hex(await draw(plan)))
  })

  it('draw the mark of simulated figures', async () => {
    const report = someReport()
    for (const planOf of [engagementPlan, networkPlan]) {
      const marked = hex(await draw(planOf({ ...report, simulated: true })))
      expect(marked).not.toBe(hex(await draw(planOf(report))))
    }
  })

  it('say in words that there are no figures yet', async () => {
    const empty = reportOf([])
    const texts = JSON.stringify([engagementPlan(empty).option, networkPlan(empty).option])
    expect(texts.match(/No figures yet/g)).toHaveLength(2)
    for (const { png } of await drawCharts(empty)) expect(sizeOf(png)).toEqual({ width: 1920, height: 600 })
  })

  it('grow with the number of networks', () => {
    const networks: readonly NetworkName[] = ['x', 'linkedin', 'facebook', 'instagram', 'tiktok', 'youtube']
    const report = reportOf(networks.map((network) => figures(monday, 10, 2, 1, network)))
    expect(networkPlan(report).height).toBe(172 + 32 + 6 * 64)
  })

  it('shorten a long brand name and leave out what the font cannot draw', () => {
    const long = JSON.stringify(engagementPlan({ ...someReport(), brandName: `Haus ${'lang'.repeat(20)}` }))
    expect(long).toContain('…  ·  9 to 15 November 2026')
    const mixed = JSON.stringify(engagementPlan({ ...someReport(), brandName: 'Café 日本 😀 Čaj' }))
    expect(mixed).toContain('Café   Čaj  ·  9 to')
    const foreign = JSON.stringify(engagementPlan({ ...someReport(), brandName: '日本茶' }))
    expect(foreign).toContain('"text":"9 to 15 November 2026"')
  })
})

describe('alt texts', () => {
  it('hold the figures that the charts show', async () => {
    const [days, networks] = await drawCharts(someReport())
    expect(days?.alt).toBe(
      'Bar chart, North Harbour Coffee, 9 to 15 November 2026: engagements by day. 1,250 in all, 25 % more than ' +
        'the week before. Monday 1,200, Tuesday 0, Wednesday 50, Thursday 0, Friday 0, Saturday 0, and Sunday 0.',
    )
    expect(networks?.alt).toBe(
      'Bar chart, North Harbour Coffee, 9 to 15 November 2026: impressions and clicks per impression by network. ' +
        '21,000 impressions in all, 5 % more than the week before. X 20,000 impressions (about as many as the week ' +
        'before), 1.5 % clicked; LinkedIn 1,000 impressions (none the week before), 0.0 % clicked.',
    )
  })

  it('say that figures are simulated, and that there are none', async () => {
    const [days, networks] = await drawCharts({ ...reportOf([]), simulated: true })
    const lead = 'Bar chart of simulated figures, North Harbour Coffee, 9 to 15 November 2026:'
    expect(days?.alt).toBe(`${lead} engagements by day: no figures yet.`)
    expect(networks?.alt).toBe(`${lead} impressions and clicks per impression by network: no figures yet.`)
  })
})

describe('wording', () => {
  it('names the month and year of the first day only where they differ from those of the last', () => {
    expect(period({ from: '2026-11-09', to: '2026-11-15' })).toBe('9 to 15 November 2026')
    expect(period({ from: '2026-11-30', to: '2026-12-06' })).toBe('30 November to 6 December 2026')
    expect(period({ from: '2025-12-29', to: '2026-01-04' })).toBe('29 December 2025 to 4 January 2026')
  })

  it('keeps figures short enough for a bar', () => {
    expect([0, 98_765, 123_456, 1_234_567].map(count)).toEqual(['0', '98,765', '123K', '1.23M'])
  })

  it('never calls a share nothing that is something', () => {
    expect([null, 0, 0.0004, 0.019].map(percent)).toEqual(['no figure', '0.0 %', 'under 0.1 %', '1.9 %'])
  })
})

function someReport(): Report {
  return reportOf([
    figures(monday, 20_000, 1200, 300),
    figures(addDays(monday, 2), 1000, 50, 0, 'linkedin'),
    figures(addDays(monday, -7), 20_000, 1000, 200),
  ])
}

function reportOf(metrics: readonly DayFigures[]): Report {
  return buildReport({
    brand,
    monday,
    now: new Date('2026-11-16T08:00:00Z'),
    posts: [],
    histories: new Map(),
    metrics,
    modelCostUsd: 0,
    auditHead: chainStart,
  })
}

function figures(
  day: string,
  impressions: number,
  engagements: number,
  clicks: number,
  network: NetworkName = 'x',
): DayFigures {
  return { postId: `p-${network}`, network, day, impressions, engagements, clicks, simulated: false }
}

/** From the PNG's own header. */
function sizeOf(png: Uint8Array | undefined) {
  const bytes = Buffer.from(png ?? [])
  expect(bytes.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a')
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
}

function hex(png: Uint8Array): string {
  return Buffer.from(png).toString('hex')
}
