import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Span } from '../../../src/bot/chat/say.ts'
import { shown } from '../../../src/bot/chat/shown.ts'
import { linesBlocks } from '../../../src/bot/slack/blocks/said.ts'
import { inert, messageLink, plain, plainLines, summary, webLink } from '../../../src/bot/slack/text.ts'
import { visible } from '../../../src/bot/visible.ts'
import { breachesOf } from './breaches.ts'
import { hostileText } from '../chat/hostile.ts'
import { readable } from './readable.ts'

const room = { channel: 'C0ROOM', teamUrl: 'https://acme.slack.com/' }
const at = new Date('2026-11-20T11:00:00Z')

describe('text from outside in mrkdwn', () => {
  it.each([
    ['<!channel> & <@U1>', '&lt;!channel&gt; &amp; &lt;@U1&gt;'],
    ['&lt;!here&gt;', '&amp;lt;!here&amp;gt;'],
    ['*b* _i_ ~s~ `c`', '∗b∗ ˍiˍ ∼s∼ ˋcˋ'],
    ['＊b＊ ＿i＿ ～s～ ｀c｀', '∗b∗ ˍiˍ ∼s∼ ˋcˋ'],
    ['> a\n  > b\n>>> c', '› a\n  › b\n›&gt;&gt; c'],
    ['a > b', 'a &gt; b'],
    [':shrimp: at 12:00', '꞉shrimp: at 12:00'],
    ['pay\u202epal', 'pay[U+202E right-to-left override]pal'],
    ['half \ud83d', 'half [U+D83D]'],
    ['Grüße, 日本語, 👩‍👩‍👧‍👦', 'Grüße, 日本語, 👩‍👩‍👧‍👦'],
  ])('says what it says and does nothing: %j', (text, written) => expect(inert(text)).toBe(written))

  it('holds no mark, no token and no hidden character, whatever it was', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const written = inert(text)
        expect(written.replaceAll(/&(?:amp|lt|gt);/g, '')).not.toMatch(
          /[<>&*_~`＊＿～｀]|:[\p{L}\p{N}+'-]+:/u,
        )
        expect(written).not.toMatch(/^\s*(?:&gt;|＞)/m)
        expect(visible(written).some(({ hidden }) => hidden)).toBe(false)
      }),
    )
  })
})

describe('a line', () => {
  const card = 'https://acme.slack.com/archives/C0ROOM/p1700000000000100'
  const linkTo = (key: string) => (key === 'post x 2026-11-20' ? card : null)

  it('draws its typed spans as what they are', () => {
    const line: readonly Span[] = [
      { strong: 'Ann' },
      ' moved it to ',
      { at, show: 'date' },
      '; ',
      { href: 'https://example.com/a?b=1&c=2', label: 'see it' },
      ', ',
      { messageKey: 'post x 2026-11-20', label: 'its card' },
      ', ',
      { messageKey: 'post gone 2026-11-20', label: 'the other' },
      ' ',
      { call: 'U0ANN' },
      ' ',
      { code: 'x-1' },
      ' ',
      { removed: 'old' },
      { added: 'new' },
    ]
    expect(readable(linesBlocks([line, ['second ', { quote: 'a\nb' }, 'after']], linkTo))).toBe(
      '*Ann* moved it to {20 Nov 2026, 11:00 UTC}; [see it](https://example.com/a?b=1&c=2), ' +
        '[its card](https://acme.slack.com/archives/C0ROOM/p1700000000000100), the other <@U0ANN> `x-1` ~old~*new*\nsecond \n> a\n> b\nafter',
    )
  })

  it('calls only whom it names, and links only what is a link', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const line: readonly Span[] = [
          { href: text, label: text },
          { messageKey: text, label: text },
          { call: text },
        ]
        const json = JSON.stringify(linesBlocks([line]))
        const links = Array.from(json.matchAll(/"url":("(?:[^"\\]|\\.)*")/g), ([, url = '']) => url)
        expect(links).toEqual(webLink(text) === null ? [] : [JSON.stringify(webLink(text))])
        expect(json).not.toMatch(/"type":"(?:user|broadcast|emoji|channel|usergroup)"/)
      }),
    )
  })

  it('is in its blocks whole, in order, within every limit, and without a mention', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (one, two) => {
        const blocks = linesBlocks([
          [one, { quote: two }],
          [{ strong: one }, { call: two }],
        ])
        for (const block of blocks) expect(breachesOf([block])).toEqual([])
        const json = JSON.stringify(blocks)
        expect(json).not.toMatch(/"type":"(?:user|broadcast|link|emoji|channel|usergroup)"/)
        const said = blocks.flatMap((block) =>
          block.elements.flatMap((part) =>
            part.elements.map((element) => ('text' in element ? (element.text ?? '') : '')),
          ),
        )
        const names = (text: string) => shown(text).replaceAll(/[\s[\]]/g, '')
        expect(names(said.join(''))).toContain(names(two))
      }),
      { numRuns: 50 },
    )
  })
})

describe('plain text', () => {
  it('makes plain text that Slack takes: within its length, never empty, emoji as typed', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 20, max: 3000 }), (text, max) => {
        for (const { text: written, emoji } of [plain(text, max), plainLines(text, max)]) {
          expect(written.trim().length).toBeGreaterThan(0)
          expect(written.length).toBeLessThanOrEqual(max)
          expect(visible(written).some(({ hidden }) => hidden)).toBe(false)
          expect(emoji).toBe(false)
        }
        expect(plain(text, max).text).not.toContain('\n')
        expect(summary(text).length).toBeLessThanOrEqual(1000)
        expect(summary(text)).not.toMatch(/[<>*_~`\n]/)
      }),
    )
  })
})

describe('a link', () => {
  it.each([
    ['https://example.com/a b|c', 'https://example.com/a%20b%7Cc'],
    ['http://example.com', 'http://example.com/'],
    ['javascript:alert(1)', null],
    ['https://bank.example@evil.example/', null],
    ['file:///etc/passwd', null],
    ['no link', null],
    [`https://example.com/${'a'.repeat(1000)}`, null],
  ])('is one of the web and shows its own host: %j', (text, href) => expect(webLink(text)).toBe(href))

  it.each([
    ['1700000000.000100', room, 'https://acme.slack.com/archives/C0ROOM/p1700000000000100'],
    ['1700000000.000100', { ...room, channel: '@U1' }, null],
    ['1700000000.000100', null, null],
    ['../x', room, null],
    [null, room, null],
  ])('to a message %j in %j is where it is, or nothing', (id, where, href) =>
    expect(messageLink(id, where)).toBe(href),
  )
})
