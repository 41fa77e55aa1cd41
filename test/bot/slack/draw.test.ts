import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { KnownBlock } from '@slack/types'
import type { Button, DayCard, HistoryLine, PostCard, ReportCard } from '../../../src/bot/card.ts'
import { decodeChatPress, type ChatPress } from '../../../src/bot/chat/chat-press.ts'
import type { MessageContent } from '../../../src/bot/chat/chat-surface.ts'
import { wordDiff } from '../../../src/bot/cards/history.ts'
import { postCard } from '../../../src/bot/cards/post-card.ts'
import { drawSlack } from '../../../src/bot/slack/draw.ts'
import type { Draft, Post } from '../../../src/domain/post.ts'
import { visible } from '../../../src/bot/visible.ts'
import type { NetworkLimits } from '../../../src/ports.ts'
import { aBrand, aDraft, aFinding, aPost, aVariant, now, statuses } from '../../given.ts'
import { breachesOf } from './breaches.ts'
import { hostileText } from './hostile.ts'
import { readable } from './readable.ts'

const limits: NetworkLimits = {
  maxLength: 280,
  unit: 'characters',
  count: (text) => text.length,
  maxBytes: null,
  maxHashtags: null,
  maxMedia: 4,
  mediaRequired: false,
  source: 'test',
  checkedOn: '2026-11-20',
}
const room = { channel: 'C0ROOM', teamUrl: 'https://acme.slack.com/' }
const people = new Map([
  ['ann', 'Ann Lee'],
  ['bob', 'Bob Hay'],
])

function cardOf(post: Post, settings: Partial<PostCard> = {}): PostCard {
  return {
    ...postCard(post, { brand: aBrand(), limits, people, history: [], metrics: [], now }),
    ...settings,
  }
}

function drawn(content: MessageContent): { readonly text: string; readonly blocks: readonly KnownBlock[] } {
  const message = drawSlack(content, () => null, room)
  if (message.kind !== 'blocks') throw new Error('a file')
  return message
}

const draft: Draft = aDraft({
  variants: [
    aVariant({
      text: 'Bring your bicycle.\n\nLeave with a skill. 🚲 :bike:',
      findings: [
        aFinding({ message: 'No fact covers this.', evidence: 'a skill', weight: 0.3 }),
        aFinding({ message: 'Twice this week.', weight: 0.15 }),
        aFinding({ severity: 'info', message: 'A note.' }),
      ],
      risk: { level: 'high', confidence: 0.55, blocked: false },
    }),
    aVariant({ id: 'b', text: 'Flat tyre?' }),
  ],
})
const line: HistoryLine = {
  at: now,
  who: 'Ann Lee',
  what: 'approved version 1 on slack',
  diff: null,
  version: null,
  permalink: null,
}

const shop: DayCard = {
  kind: 'day',
  brand: 'quayside-bicycles',
  brandName: 'Quayside Bicycles',
  date: '2026-11-20',
  zone: 'Europe/Berlin',
  waiting: { low: 3, medium: 0, high: 1, blocked: 1 },
  approved: 2,
  published: 0,
  troubled: 1,
  freeze: null,
  drafting: null,
  notices: [],
}

const figure = (label: string) =>
  ({ label, value: '1,200', before: '1,000', change: '+20 %', direction: 'up' }) as const
const report: ReportCard = {
  kind: 'report',
  brand: 'quayside-bicycles',
  brandName: 'Quayside Bicycles',
  week: '2026-W46',
  from: '2026-11-09',
  to: '2026-11-15',
  simulated: true,
  figures: [figure('Impressions'), { ...figure('Clicks'), before: '0', change: null }],
  networks: [{ label: 'LinkedIn', figures: [figure('Impressions')] }],
  days: [],
  best: { postId: 'p1', network: 'X', text: 'Flat tyre?', impressions: 1, engagements: 2, clicks: 0 },
  worst: null,
  bestTimes: [{ network: 'X', hour: '12:00', posts: 3, engagements: 41 }],
  reliability: [{ label: 'On time', value: '7' }],
  reviewing: [{ label: 'Edited', value: '2' }],
  reasons: [{ reason: 'Off brand', count: 1 }],
  cost: '$0.12',
  auditHead: 'ab12',
  auditEntries: 1,
}

describe('a card', () => {
  it('in review shows where it stands, its text as it will look, what was found and what can be done', () => {
    const { text, blocks } = drawn({ kind: 'post', card: cardOf(aPost('in_review', draft)) })
    expect(text).toBe('X @quayside, Fri 20 Nov, 09:00 Europe/Berlin: In review, high risk.')
    expect(readable(blocks)).toBe(`\
*X* @quayside · {Fri 20 Nov, 09:00 Europe/Berlin} · *In review* · High risk 0.55
It takes 2 people to approve it. Decide by {Fri 20 Nov, 09:00 Europe/Berlin}.
> Bring your bicycle.
> 
> Leave with a skill. 🚲 :bike:
small: Variant A · version 1 · 50/280 characters · product · Benefit · Statement · Short
small: shop.png: The shop
small: Written by the offline twin.
• *Check* No fact covers this. “a skill” −0.30
• *Check* Twice this week. −0.15
• 1 more finding: see Why
Confidence 1.00 − 0.30 − 0.15 = 0.55
[Approve primary] (asks: No fact covers this. / Twice this week.) [Edit] [Reject danger] [… New variants | Move | Hold | 1 other variant | Why]`)
  })

  it('that is approved says who, when, when it goes out and until when it can be undone', () => {
    const { blocks } = drawn({ kind: 'post', card: cardOf(aPost('approved'), { history: [line] }) })
    expect(readable(blocks)).toContain(`\
*X* @quayside · {Fri 20 Nov, 09:00 Europe/Berlin} · *Approved* · Low risk 1.00
Approved by Ann Lee. Goes out {Fri 20 Nov, 09:00 Europe/Berlin}. Undo until {Fri 20 Nov, 08:59 Europe/Berlin}.
Latest: Ann Lee approved version 1 on slack · {Fri 20 Nov, 05:00 Europe/Berlin}`)
    expect(readable(blocks)).toContain('[Undo] [Edit] [… Move | Hold | 1 other variant | Why]')
  })

  it.each([
    ['planned', 'Not drafted yet.', '[… Move | Why]'],
    ['drafting', 'Being written…', '[Why]'],
    ['draft_failed', 'It could not be drafted.', '[Why]'],
    [
      'held',
      'Wait for the photo.',
      '[Release primary] [Edit] [… Move | New variants | 1 other variant | Why]',
    ],
    ['rejected', 'Off brand', '[Undo] [… New variants | Why]'],
    ['expired', 'Nobody decided in time.', '[… Move | Why]'],
    ['publishing', 'It is on its way', '[Why]'],
    ['published', '[Open it on x.example](https://x.example/r1)', '[Why]'],
    ['unknown', 'finding out', '[It is live] [It is not] [Leave it] [Why]'],
    ['needs_human', 'is it live?', '[It is live] [It is not] [Leave it] [Why]'],
    ['publish_failed', 'Too long.', '[Try again primary] [Edit] [… Move | Why]'],
  ] as const)('that is %s says so, and can be asked only for what still may be', (status, words, buttons) => {
    const { blocks } = drawn({ kind: 'post', card: cardOf(aPost(status)) })
    expect(readable(blocks)).toContain(words)
    expect(readable(blocks).split('\n').at(-1)).toBe(buttons)
    expect(blocks.length).toBeLessThanOrEqual(4)
  })

  it('has no Approve where a finding blocks, and names what blocks', () => {
    const blocking = aFinding({ severity: 'block', message: 'The brand never says that.' })
    const blocked = aVariant({ findings: [blocking], risk: { level: 'low', confidence: 1, blocked: true } })
    const { text, blocks } = drawn({
      kind: 'post',
      card: cardOf(aPost('in_review', aDraft({ variants: [blocked] }))),
    })
    expect(text).toContain('In review, blocked.')
    expect(readable(blocks)).toContain('• *Blocks* The brand never says that.')
    expect(readable(blocks)).not.toContain('[Approve')
  })

  it('shows what was edited word by word while somebody has to look at it', () => {
    const diff = wordDiff('Come by today.', 'Come by *soon*.')
    const lastEdit = { ...line, what: 'edited variant A', diff }
    const card = cardOf(aPost('in_review'), { lastEdit })
    expect(readable(drawn({ kind: 'post', card }).blocks)).toContain(
      'Ann Lee changed:\n> Come by ~today~**soon**.',
    )
    expect(
      readable(drawn({ kind: 'post', card: cardOf(aPost('approved'), { lastEdit }) }).blocks),
    ).not.toContain('changed:')
  })

  it('says how far a text is over its limit, that media has no words, and that it was simulated', () => {
    const long = aVariant({
      text: 'a'.repeat(300),
      media: [{ name: 'a.png', sha256: '1', mimeType: 'image/png', alt: '' }],
    })
    const card = cardOf(aPost('in_review', aDraft({ variants: [long] })), { simulated: true })
    const shown = readable(drawn({ kind: 'post', card }).blocks)
    expect(shown).toContain('300/280 characters (20 too many)')
    expect(shown).toContain('small: a.png: no alternative text')
    expect(shown).toMatch(/^Simulated: \*X\*/)
  })

  it('that has figures tells them, through which day, and whether they were simulated', () => {
    const figures = { impressions: 1200, engagements: 1, clicks: 0, through: '2026-11-21', simulated: true }
    expect(readable(drawn({ kind: 'post', card: cardOf(aPost('published'), { figures }) }).blocks)).toContain(
      '\nSimulated: 1,200 impressions, 1 engagement and 0 clicks through Sat 21 Nov.\n',
    )
  })

  it('has a button for the whole text where it had to shorten it', () => {
    const long = aVariant({ text: 'word '.repeat(2000) })
    const card = cardOf(aPost('in_review', aDraft({ variants: [long, aVariant({ id: 'b' })] })))
    const { blocks } = drawn({ kind: 'post', card })
    expect(readable(blocks)).toMatch(/ wo?r?d?…\n/)
    expect(readable(blocks)).toContain('[Whole text]')
    expect(pressesOf(blocks)).toContainEqual({ kind: 'look', what: 'text', postId: card.id })
    const blank = aDraft({ variants: [aVariant({ text: `a${' '.repeat(10_000)}` })] })
    expect(readable(drawn({ kind: 'post', card: cardOf(aPost('in_review', blank)) }).blocks)).toContain(
      '[Whole text]',
    )
    expect(readable(drawn({ kind: 'post', card: cardOf(aPost()) }).blocks)).not.toContain('[Whole text]')
  })

  it.each(statuses)('carries the version that was seen in whatever can be pressed: %s', (status) => {
    const card = cardOf(aPost(status))
    const presses = pressesOf(drawn({ kind: 'post', card }).blocks)
    expect(presses.filter(({ kind }) => kind === 'post')).toHaveLength(card.buttons.length)
    for (const one of presses)
      if (one.kind === 'post') expect(one.press).toMatchObject({ postId: card.id, version: card.version })
  })

  it('keeps every verb within reach where there are more than a menu holds', () => {
    const [first] = cardOf(aPost('in_review')).buttons
    if (!first) throw new Error('no button')
    const many = Array.from(
      { length: 8 },
      (_, index): Button => ({
        ...first,
        label: `Move ${index}`,
        press: { ...first.press, verb: 'reslot', arg: `${index}` },
      }),
    )
    const { blocks } = drawn({ kind: 'post', card: cardOf(aPost('in_review'), { buttons: many }) })
    expect(pressesOf(blocks).filter(({ kind }) => kind === 'post')).toHaveLength(8)
    expect(breachesOf(blocks)).toEqual([])
  })

  it('that came up again points to the newer one, and can no longer be pressed', () => {
    const moved = (toRemoteId: string | null) =>
      readable(drawn({ kind: 'moved', card: cardOf(aPost()), toRemoteId }).blocks)
    expect(moved('1700000000.000100')).toBe(
      '*X* @quayside · {Fri 20 Nov, 09:00 Europe/Berlin} · This one still waits and has come up again: [to its newer card](https://acme.slack.com/archives/C0ROOM/p1700000000000100)',
    )
    expect(moved(null)).toContain('come up again: further down')
  })
})

describe('the head of a day', () => {
  const day = (settings: Partial<DayCard> = {}, earlier = 0) =>
    drawn({ kind: 'day', card: { ...shop, ...settings }, earlier })

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
    expect(text).toBe('Ann Lee approved version 1 on slack.')
    expect(readable(blocks)).toBe(
      '*Ann Lee* approved version 1 on slack · {20 Nov 2026, 04:00 UTC}\n> a ~b~*c*',
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
*Simulated.* Some or all of these figures come from the simulator. They are no one’s audience.
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
      name: '2026-W46-engagement-by-day.png',
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

describe('whatever comes from outside', () => {
  it('is inert on every card, and within every limit', () => {
    fc.assert(
      fc.property(
        hostileText,
        fc.constantFrom(...statuses),
        fc.integer({ min: 0, max: 20 }),
        (text, status, many) => {
          const { blocks, text: words } = drawn({ kind: 'post', card: hostileCard(text, status, many) })
          assertInert(blocks, words)
          expect(drawn({ kind: 'post', card: hostileCard(text, status, many) }).blocks).toEqual(blocks)
          const moved = drawn({ kind: 'moved', card: hostileCard(text, status, 1), toRemoteId: text })
          assertInert(moved.blocks, moved.text)
        },
      ),
      { numRuns: 60 },
    )
  }, 60_000)

  it.each(['\0', '<', '&', '"', '\\', 'a', '\0a', '日', '\u202e', '🙂', '\n', 'a\n'])(
    'fits even where it weighs most: %j again and again',
    (character) => {
      const text = character.repeat(5000)
      for (const status of statuses) {
        const { blocks, text: words } = drawn({ kind: 'post', card: hostileCard(text, status, 20) })
        assertInert(blocks, words)
      }
      for (const many of [20, 19]) {
        for (const content of hostileContents(text, many))
          assertInert(drawn(content).blocks, drawn(content).text)
      }
    },
  )

  it('is inert on heads, lines, reports and in words, and within every limit', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 0, max: 12 }), (text, many) => {
        for (const content of hostileContents(text, many)) {
          const { blocks, text: words } = drawn(content)
          assertInert(blocks, words)
        }
      }),
      { numRuns: 40 },
    )
  }, 60_000)

  it('stands in the draft exactly as it is, where nothing is hidden in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 }), (text) => {
        fc.pre(visible(text).every(({ hidden }) => !hidden) && text.trim() !== '')
        const card = cardOf(aPost('in_review', aDraft({ variants: [aVariant({ text })] })))
        const [head] = drawn({ kind: 'post', card }).blocks
        const quote =
          head?.type === 'rich_text'
            ? head.elements.find(({ type }) => type === 'rich_text_quote')
            : undefined
        const shown = quote?.elements.map((element) => ('text' in element ? element.text : '')).join('')
        expect(shown).toBe(text)
      }),
    )
  })
})

function hostileCard(text: string, status: (typeof statuses)[number], many: number): PostCard {
  const findings = Array.from({ length: many }, (_, index) =>
    aFinding({
      severity: index % 3 === 0 ? 'block' : 'warn',
      message: text,
      evidence: `${index}${text}`,
      weight: 0.1,
    }),
  )
  const media = Array.from({ length: many }, () => ({
    name: text,
    sha256: '1',
    mimeType: 'image/png',
    alt: text,
  }))
  const written = aDraft({
    variants: [
      aVariant({ text, findings, media, risk: { level: 'high', confidence: 0, blocked: false } }),
      aVariant({ id: 'b', text }),
    ],
    writer: { ...aDraft().writer, name: text, fallback: many % 2 === 0 ? text : null },
  })
  const base = cardOf(aPost(status, written))
  const told = {
    at: now,
    who: text,
    what: text,
    diff: [
      { kind: 'same', text },
      { kind: 'removed', text },
      { kind: 'added', text },
    ],
    version: null,
    permalink: text,
  } as const
  const press = base.buttons[0]?.press
  const own: readonly Button[] = press
    ? [{ press: { ...press, arg: 'x' }, label: text, style: 'plain', confirm: text, until: null }]
    : []
  return {
    ...base,
    handle: text,
    brief: [text, text],
    state: { ...base.state, sentence: text },
    lastEdit: told,
    history: [told],
    permalink: many % 2 === 0 ? text : `https://example.com/${text}`,
    buttons: [...base.buttons, ...own],
  }
}

function hostileContents(text: string, many: number): readonly MessageContent[] {
  const freeze = { desk: false, by: text, reason: text, at: now }
  const notices = Array.from({ length: many }, (_, index) => ({ key: `${index}`, text, at: now }))
  const post = { postId: 'p', network: text, text, impressions: 1, engagements: 1, clicks: 1 }
  const pair = { label: text, value: text }
  const row = {
    label: text,
    figures: [figure('Impressions'), figure('Engagements'), figure('Clicks'), figure('Click rate')],
  }
  const diff = [
    { kind: 'same', text },
    { kind: 'removed', text },
    { kind: 'added', text },
  ] as const
  return [
    {
      kind: 'day',
      card: { ...shop, brandName: text, freeze: many % 2 === 0 ? freeze : null, notices },
      earlier: many,
    },
    {
      kind: 'line',
      line: {
        at: now,
        who: text,
        what: text,
        diff: many % 2 === 0 ? diff : null,
        version: null,
        permalink: text,
      },
    },
    {
      kind: 'report',
      card: {
        ...report,
        brandName: text,
        networks: Array.from({ length: 11 }, () => row),
        best: post,
        worst: { ...post, postId: 'q' },
        reliability: [pair, pair],
        reviewing: [pair],
        reasons: Array.from({ length: many }, () => ({ reason: text, count: 1 })),
      },
      charts: many,
    },
    {
      kind: 'said',
      lines: [
        [text, { quote: text }],
        [{ strong: text }, { href: text, label: text }, { call: text }],
      ],
    },
  ]
}

/** Nothing that Slack would parse, mention, link, or not show. */
function assertInert(blocks: readonly KnownBlock[], words: string): void {
  expect(breachesOf(blocks)).toEqual([])
  expect(words).not.toMatch(/[<>*_~`]/)
  const json = JSON.stringify(blocks)
  expect(json).not.toMatch(/"type":"(?:mrkdwn|markdown|user|usergroup|channel|broadcast|emoji|team)"/)
  expect(json).not.toMatch(/"emoji":true/)
  expect(json).not.toMatch(/"url":"(?!https?:\/\/)/)
  const texts = [...json.matchAll(/"text":("(?:[^"\\]|\\.)*")/g)].map(([, text = '""']) =>
    String(JSON.parse(text)),
  )
  expect(texts.filter((text) => visible(text).some(({ hidden }) => hidden))).toEqual([])
}

function pressesOf(blocks: readonly KnownBlock[]): readonly ChatPress[] {
  return blocks
    .flatMap((block) => (block.type === 'actions' ? block.elements : []))
    .flatMap((element) => {
      expect('action_id' in element && element.action_id).toMatch(/^gr:/)
      if (element.type === 'button') return [element.value ?? '']
      return element.type === 'overflow' ? element.options.map(({ value }) => value ?? '') : []
    })
    .map(decodeChatPress)
}
