import { describe, expect, it } from '@jest/globals'
import type { DayCard } from '../../../src/bot/card.ts'
import { wordDiff } from '../../../src/bot/cards/history.ts'
import { drawSlack } from '../../../src/bot/slack/draw.ts'
import { now } from '../../given.ts'
import { breachesOf } from './breaches.ts'
import { readable } from './readable.ts'
import { line, report, shop } from '../chat/contents.ts'
import { drawn, pressesOf } from './drawn.ts'

describe('the head of a day', () => {
  const day = (settings: Partial<DayCard> = {}, earlier = 0) =>
    drawn({ kind: 'day', card: { ...shop, ...settings }, earlier, isOver: false })

  it('counts what waits by risk and offers to approve what is low', () => {
    const { text, blocks } = day({}, 1)
    expect(text).toBe(
      'Quayside Bicycles, Friday 20 November: 5 posts wait for a decision: 3 low risk, 1 high risk and 1 blocked.',
    )
    expect(readable(blocks)).toBe(`\
# Friday 20 November · Quayside Bicycles
5 posts wait for a decision: 3 low risk, 1 high risk and 1 blocked. 2 approved and 1 post in trouble.
1 card of earlier days has come up again below.
[Approve all low risk (3) primary] (asks: 3 low-risk posts of Quayside Bicycles are approved as they stand and go out when due.)`)
  })

  it('that is frozen says by whom and why, and offers nothing but to unfreeze', () => {
    const { text, blocks } = day({
      freeze: { desk: false, by: 'Ann Lee', reason: 'Recall of <lot 7>', at: now },
    })
    expect(text).toContain('Frozen.')
    expect(readable(blocks)).toContain(
      '*Quayside Bicycles** is frozen.* Nothing is drafted, approved or published. Frozen by Ann Lee {Fri 20 Nov, 05:00 Europe/Berlin}: “Recall of <lot 7>”',
    )
    expect(pressesOf(blocks)).toEqual([{ kind: 'desk', verb: 'unfreeze', brand: shop.brand }])
  })

  it('says of a day that is over what became of its posts, and offers nothing', () => {
    const none = { waiting: { low: 0, medium: 0, high: 0, blocked: 0 }, approved: 0, troubled: 0 }
    const past = (settings: Partial<DayCard>) =>
      drawn({ kind: 'day', card: { ...shop, ...none, ...settings }, earlier: 0, isOver: true })
    const end = 'What still waits comes up again under the next day.'
    expect(readable(past({ published: 2 }).blocks)).toContain(`This day is over. 2 published. ${end}`)
    expect(past({}).text).toBe(`Quayside Bicycles, Friday 20 November: This day is over. ${end}`)
    expect(pressesOf(past({}).blocks)).toEqual([])
  })

  it('shows how far drafting has come, and can stop it', () => {
    const drafting = { date: '2026-11-20', done: 1, failed: 1, total: 7, leftMs: 110_000 }
    const { blocks } = day({ drafting, waiting: { low: 0, medium: 1, high: 0, blocked: 0 } })
    expect(readable(blocks)).toContain('1 post waits for a decision: 1 medium risk.')
    expect(readable(blocks)).toContain(
      'Drafting today: 1 of 7 posts, 1 could not be drafted · about 2 min left',
    )
    expect(pressesOf(blocks)).toEqual([{ kind: 'desk', verb: 'stop_drafting', brand: shop.brand }])
  })

  it('offers to draft a day on which there is nothing, and tells notices', () => {
    const none = { waiting: { low: 0, medium: 0, high: 0, blocked: 0 }, approved: 0, troubled: 0 }
    const notices = Array.from({ length: 7 }, (_, index) => ({
      key: `${index}`,
      text: `Notice ${index}`,
      at: now,
    }))
    const { blocks } = day({ ...none, notices })
    expect(readable(blocks)).toContain('Nothing waits for a decision.')
    expect(readable(blocks)).toContain(
      '• Notice 4 {Fri 20 Nov, 05:00 Europe/Berlin}\n• 2 more notices: /greenroom status',
    )
    expect(pressesOf(blocks)).toEqual([{ kind: 'desk', verb: 'draft', brand: shop.brand }])
    expect(pressesOf(day({ approved: 1 }).blocks)).not.toContainEqual(
      expect.objectContaining({ verb: 'draft' }),
    )
  })
})

describe('the other messages', () => {
  it('a line of history says who did what when, and what changed', () => {
    const { text, blocks } = drawn({ kind: 'line', line: { ...line, diff: wordDiff('a b', 'a c') } })
    expect(text).toBe('Ann Lee approved version 1 on Slack.')
    expect(readable(blocks)).toBe(
      '*Ann Lee* approved version 1 on Slack · {20 Nov 2026, 04:00 UTC}\n> a ~b~*c*',
    )
  })

  it('a line of a post that went live links to it under the name of its host', () => {
    const live = (permalink: string) =>
      readable(drawn({ kind: 'line', line: { ...line, what: 'published it', permalink } }).blocks)
    expect(live('https://x.example/1')).toMatch(/ · \[Open it on x\.example\]\(https:\/\/x\.example\/1\)$/)
    expect(live('file:///home/outbox/a.json')).toMatch(/ · In the outbox: a\.json$/)
  })

  it('a long change leaves out what stayed the same before anything else, and says so', () => {
    const same = 'Nothing new here. '.repeat(800).trim()
    const { blocks } = drawn({
      kind: 'line',
      line: { ...line, diff: wordDiff(`${same} old ${same}`, `${same} new ${same}`) },
    })
    expect(readable(blocks)).toContain('~old~*new*')
    expect(readable(blocks)).toContain('Shortened')
    expect(breachesOf(blocks)).toEqual([])
  })

  it('a report can be read without its charts, and says what was simulated', () => {
    const { text, blocks } = drawn({ kind: 'report', card: report, charts: 2 })
    expect(text).toBe('Simulated: Quayside Bicycles, week 46: Impressions 1,200 (+20 %); Clicks 1,200.')
    expect(readable(blocks)).toBe(`\
# Week 46 · Quayside Bicycles
Mon 9 Nov to Sun 15 Nov 2026, against the week before
*Simulated.* Some or all of these figures come from the simulator. No real audience is behind them.
• *Impressions* 1,200, +20 %, was 1,000
• *Clicks* 1,200, was 0
*By network*
• *LinkedIn*: Impressions 1,200 (+20 %)
*Best*: X, 1 impression, 2 engagements, 0 clicks
> Flat tyre?
*Reliability: *On time 7
*Reviewing: *Edited 2
*Why posts were rejected: *Off brand 1
*Best times: *X 12:00 (41 engagements a post)
small: The charts are in the thread. Model cost $0.12. Audit trail: 1 entry, head ab12`)
  })

  it('a chart is a file with words for those who cannot see it', () => {
    const chart = { name: 'engagement-by-day', alt: 'Engagement rose.', png: new Uint8Array([1]) }
    expect(drawSlack({ kind: 'chart', chart, week: '2026-W46', brandName: 'Quayside' }, () => null)).toEqual({
      kind: 'file',
      title: 'Quayside, 2026-W46: Engagement by day',
      alt: 'Engagement rose.',
      bytes: chart.png,
    })
    const drawn = drawSlack(
      { kind: 'chart', chart: { ...chart, alt: 'x'.repeat(3000) }, week: '2026-W46', brandName: 'Q' },
      () => null,
    )
    expect(drawn.kind === 'file' && drawn.alt.length).toBe(1000)
  })

  it('words are said in lines; what no message holds ends in an ellipsis', () => {
    const { text, blocks } = drawn({ kind: 'said', lines: [['Hello ', { call: 'U0ANN' }, ','], ['done.']] })
    expect(text).toBe('Hello , done.')
    expect(readable(blocks)).toBe('Hello <@U0ANN>,\ndone.')
    const long = drawn({ kind: 'said', lines: [['word '.repeat(10_000)]] })
    expect(breachesOf(long.blocks)).toEqual([])
    expect(readable(long.blocks).endsWith('…')).toBe(true)
  })
})
