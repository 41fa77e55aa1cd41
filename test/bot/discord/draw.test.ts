import { describe, expect, it } from '@jest/globals'
import type { DayCard } from '../../../src/bot/card.ts'
import { wordDiff } from '../../../src/bot/cards/history.ts'
import { nobody } from '../../../src/bot/discord/discord-message.ts'
import { drawDiscord } from '../../../src/bot/discord/draw.ts'
import { aPost, dueAt, now } from '../../given.ts'
import { cardOf, figure, line, report, shop } from '../chat/contents.ts'
import { breachesOf } from './breaches.ts'
import { drawn, pressesOf, room } from './drawn.ts'
import { readable } from './readable.ts'

const at = `<t:${now.getTime() / 1000}:f>`

function day(settings: Partial<DayCard>, earlier = 0): string {
  return readable(drawn({ kind: 'day', card: { ...shop, ...settings }, earlier, isOver: false }).components)
}

describe('the head of a day', () => {
  it('counts what waits by risk, says what is decided, and offers what may be asked of the whole day', () => {
    const message = drawn({ kind: 'day', card: shop, earlier: 2, isOver: false })
    expect(readable(message.components)).toBe(`\
## Friday 20 November · Quayside Bicycles
5 posts wait for a decision: 3 low risk, 1 high risk and 1 blocked. 2 approved and 1 post in trouble.
2 cards of earlier days have come up again below.
[Approve all low risk (3)? green] [My desk]`)
    expect(pressesOf(message.components)).toEqual([
      { kind: 'sure', press: { kind: 'desk', verb: 'approve_all', brand: shop.brand } },
      { kind: 'home', brand: shop.brand },
    ])
    expect(message).toMatchObject({ files: [], thread: null, calls: nobody })
  })

  it('says how far drafting has come, and lets it be stopped', () => {
    const drafting = { date: shop.date, done: 2, failed: 1, total: 5, leftMs: 40_000 }
    expect(day({ drafting })).toContain(
      '\nDrafting today: 2 of 5 posts, 1 could not be drafted · about 40 s left\n[Approve all low risk (3)? green] [Stop drafting] [My desk]',
    )
  })

  it('says who froze what and why, and offers nothing that a freeze forbids', () => {
    const freeze = { desk: true, by: 'Ann Lee', reason: '*Crisis*', at: now }
    expect(day({ freeze })).toContain(
      `**The whole desk is frozen.** Nothing is drafted, approved or published. Frozen by Ann Lee ${at}: “\\*Crisis\\*”`,
    )
    expect(day({ freeze }).split('\n').at(-1)).toBe('[Unfreeze green] [My desk]')
    expect(day({ freeze: { ...freeze, desk: false, reason: null } })).toContain(
      `**Quayside Bicycles is frozen.** Nothing is drafted, approved or published. Frozen by Ann Lee ${at}.`,
    )
  })

  it('of an empty day offers to draft it; of many notices shows the first and counts the rest', () => {
    const none = { waiting: { low: 0, medium: 0, high: 0, blocked: 0 }, approved: 0, troubled: 0 }
    const notices = Array.from({ length: 7 }, (_, index) => ({
      key: `${index}`,
      text: `Notice ${index}`,
      at: now,
    }))
    expect(day({ ...none, notices })).toContain('Nothing waits for a decision.')
    expect(day({ ...none, notices })).toContain(
      `- Notice 4 ${at}\n- 2 more notices: /greenroom status\n[Draft the day now green]`,
    )
  })

  it('that is over says what became of its posts, and can be asked for nothing', () => {
    const message = drawn({ kind: 'day', card: shop, earlier: 0, isOver: true })
    expect(readable(message.components)).toBe(`\
## Friday 20 November · Quayside Bicycles
This day is over. 2 approved and 1 post in trouble. What still waits comes up again under the next day.`)
    expect(breachesOf(message)).toEqual([])
  })
})

describe('the other messages', () => {
  it('a card that has come up again points to its newer one', () => {
    const moved = (toRemoteId: string | null) =>
      readable(drawn({ kind: 'moved', card: cardOf(aPost('in_review')), toRemoteId }).components)
    const name = `X \\@quayside · <t:${dueAt.getTime() / 1000}:f> · This one has come up again: `
    expect(moved('400000000000000001')).toBe(
      `${name}[to its newer card](<https://discord.com/channels/${room.guild}/${room.channel}/400000000000000001>)`,
    )
    expect(moved(null)).toBe(`${name}further down`)
  })

  it('a line of history says who did what when, and what changed', () => {
    const { components } = drawn({ kind: 'line', line: { ...line, diff: wordDiff('a b', 'a c') } })
    expect(readable(components)).toBe(`**Ann Lee** approved version 1 on Slack · ${at}\n>>> a ~~b~~**c**`)
  })

  it('a line of a post that went live links to it under the name of its host', () => {
    const live = (permalink: string) =>
      readable(drawn({ kind: 'line', line: { ...line, what: 'published it', permalink } }).components)
    expect(live('https://x.example/1')).toMatch(/ · \[Open it on x\.example\]\(<https:\/\/x\.example\/1>\)$/)
    expect(live('file:///home/outbox/a.json')).toMatch(/ · In the outbox\\: a\.json$/)
  })

  it('a long change leaves out what stayed the same before anything else, and says so', () => {
    const same = 'Nothing new here. '.repeat(800).trim()
    const diff = wordDiff(`${same} old ${same}`, `${same} new ${same}`)
    const message = drawn({ kind: 'line', line: { ...line, diff } })
    expect(readable(message.components)).toContain('~~old~~**new**')
    expect(readable(message.components)).toContain('Shortened')
    expect(breachesOf(message)).toEqual([])
  })

  it('a report can be read without its charts, and says what was simulated', () => {
    const message = drawn({ kind: 'report', card: report, charts: 2 })
    expect(message.thread).toBe('Week 46 · Quayside Bicycles')
    expect(readable(message.components)).toBe(`\
## Week 46 · Quayside Bicycles
Mon 9 Nov to Sun 15 Nov 2026, against the week before
**Simulated.** Some or all of these figures come from the simulator. No real audience is behind them.
- **Impressions** 1,200, \\+20 %, was 1,000
- **Clicks** 1,200, was 0
### By network
- **LinkedIn**: Impressions 1,200 (\\+20 %)
### Best: X
1 impression, 2 engagements, 0 clicks
>>> Flat tyre?
**Reliability**: On time 7
**Reviewing**: Edited 2
**Why posts were rejected**: Off brand 1
**Best times**: X 12\\:00 (41 engagements a post)
-# The charts are in the thread. Model cost $0.12. Audit trail\\: 1 entry, head ab12`)
  })

  it('a report of every network says all of each', () => {
    const figures = ['Impressions', 'Engagements', 'Clicks', 'Click rate'].map((label) => ({
      ...figure(label),
      value: '1,234,567',
    }))
    const networks = Array.from({ length: 11 }, (_, index) => ({
      label: `Google Business ${index}`,
      figures,
    }))
    const message = drawn({ kind: 'report', card: { ...report, figures, networks }, charts: 2 })
    expect(breachesOf(message)).toEqual([])
    const lines = readable(message.components)
      .split('\n')
      .filter((line) => line.startsWith('- **Google'))
    expect(lines).toHaveLength(11)
    expect(lines.every((line) => line.endsWith('Click rate 1,234,567 (\\+20 %)'))).toBe(true)
  })

  it('a chart is a file with words for those who cannot see it', () => {
    const chart = { name: 'engagement-by-day', alt: 'Engagement rose.', png: new Uint8Array([1]) }
    const message = drawn({ kind: 'chart', chart, week: '2026-W46', brandName: 'Quayside' })
    expect(message.files).toEqual([
      { name: '2026-w46-engagement-by-day.png', alt: chart.alt, bytes: chart.png },
    ])
    expect(readable(message.components)).toBe(
      `\
**Quayside**, 2026\\-W46: Engagement by day
(attachment://2026-w46-engagement-by-day.png “Engagement rose.”)`,
    )
    const long = drawn({
      kind: 'chart',
      chart: { ...chart, alt: 'x'.repeat(3000) },
      week: '2026-W46',
      brandName: 'Q',
    })
    expect(long.files[0]?.alt).toHaveLength(1024)
    expect(breachesOf(long)).toEqual([])
  })

  it('words are said in lines, call only those whom they name, and link to cards; what no message holds ends in an ellipsis', () => {
    const [ann, crew] = ['80351110224678912', '165511591545143296']
    const lines = [
      ['Hello ', { call: ann }, ', ', { call: 'bob' }, ', ', { callGroup: crew }],
      [{ messageKey: 'post x', label: 'its card' }],
    ]
    const message = drawDiscord({ kind: 'said', lines }, () => '400000000000000001', room)
    expect(message.calls).toEqual({ users: [ann], roles: [crew] })
    expect(readable(message.components)).toBe(
      `Hello <@${ann}>, bob, <@&${crew}>\n[its card](<https://discord.com/channels/${room.guild}/${room.channel}/400000000000000001>)`,
    )
    const long = drawn({ kind: 'said', lines: [['word '.repeat(10_000)]] })
    expect(breachesOf(long)).toEqual([])
    expect(readable(long.components).endsWith('…')).toBe(true)
  })
})
