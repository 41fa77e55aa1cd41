import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { KnownBlock } from '@slack/types'
import type { Button, PostCard } from '../../../src/bot/card.ts'
import type { MessageContent } from '../../../src/bot/chat/chat-surface.ts'
import { visible } from '../../../src/bot/visible.ts'
import { aDraft, aFinding, aPost, aVariant, now, statuses } from '../../given.ts'
import { breachesOf } from './breaches.ts'
import { hostileText } from './hostile.ts'
import { cardOf, drawn, figure, report, shop } from './drawn.ts'

describe('whatever comes from outside', () => {
  it('is inert on every card, and within every limit', () => {
    fc.assert(
      fc.property(
        hostileText,
        fc.constantFrom(...statuses),
        fc.integer({ min: 0, max: 20 }),
        (text, status, many) => {
          const { blocks, text: words } = drawn({
            kind: 'post',
            card: hostileCard(text, status, many),
            images: [],
          })
          assertInert(blocks, words)
          expect(drawn({ kind: 'post', card: hostileCard(text, status, many), images: [] }).blocks).toEqual(
            blocks,
          )
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
      for (const status of ['in_review', 'approved', 'published'] as const) {
        const { blocks, text: words } = drawn({
          kind: 'post',
          card: hostileCard(text, status, 20),
          images: [],
        })
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
        const [head] = drawn({ kind: 'post', card, images: [] }).blocks
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
      isOver: many % 2 === 1,
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
