import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { wordDiff } from '../../../src/bot/cards/history.ts'
import type { Line, Span } from '../../../src/bot/chat/say.ts'
import { shown } from '../../../src/bot/chat/shown.ts'
import { webUrl } from '../../../src/bot/chat/web-url.ts'
import {
  callsOf,
  diffText,
  fitted,
  inert,
  linesTexts,
  linked,
  messageLink,
  plain,
  plainLines,
  quoted,
  strong,
  words,
} from '../../../src/bot/discord/text.ts'
import { visible } from '../../../src/bot/visible.ts'
import { hostileText } from '../chat/hostile.ts'
import { room } from './drawn.ts'
import { seen } from './markdown.ts'

const at = new Date('2026-11-20T11:00:00Z')
const ann = '80351110224678912'

/** What is seen of a text in which some of it is hidden. */
function named(text: string): string {
  const pieces = visible(text)
  return pieces
    .map((piece, index) => {
      if (!piece.hidden) return piece.text
      return `${pieces[index - 1]?.hidden ? ', ' : '‹'}${piece.text}${pieces[index + 1]?.hidden ? '' : '›'}`
    })
    .join('')
}

describe('text from outside in Markdown', () => {
  it.each([
    ['*b* _i_ ~~s~~ `c` ||s||', '\\*b\\* \\_i\\_ \\~\\~s\\~\\~ \\`c\\` \\|\\|s\\|\\|'],
    ['# h\n-# small\n- a\n* b\n12. c\n> q', '\\# h\n\\-\\# small\n\\- a\n\\* b\n12\\. c\n\\> q'],
    ['```js\ncode\n```', '\\`\\`\\`js\ncode\n\\`\\`\\`'],
    ['[bank](https://evil.example)', '\\[bank\\](https\\:\\/\\/evil.example)'],
    ['<https://a.example> <t:0:R>', '\\<https\\:\\/\\/a.example\\> \\<t\\:0\\:R\\>'],
    ['@everyone <@1> <#1> </x:1> <:e:1>', '\\@everyone \\<\\@1\\> \\<\\#1\\> \\<\\/x\\:1\\> \\<\\:e\\:1\\>'],
    ['discord.gg/x :shrimp: a\\b™', 'discord.gg\\/x \\:shrimp\\: a\\\\b\\™'],
    ['pay\u202epal', 'pay`U+202E right-to-left override`pal'],
    ['\u200b\u200d', '`U+200B zero-width space, U+200D zero-width joiner`'],
    ['Grüße, 日本語, 3.5 %, 👩‍👩‍👧‍👦', 'Grüße, 日本語, 3.5 %, 👩‍👩‍👧‍👦'],
  ])('has a backslash wherever a mark could begin: %j', (text, written) => expect(inert(text)).toBe(written))

  it('is seen exactly as it is, with what is hidden named, and does nothing', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const { text: read, marks } = seen(inert(text))
        expect(read).toBe(named(text))
        expect(marks.filter(({ kind }) => kind !== 'code')).toEqual([])
      }),
    )
  })

  it('stays so in a quotation, in bold, and cut wherever it may be', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 4000 }), (text, max) => {
        const { text: written, whole } = fitted(text, max)
        expect(written.length).toBeLessThanOrEqual(max)
        expect(whole).toBe(written === inert(text))
        const plainly = seen(written)
        expect(plainly.marks.filter(({ kind }) => kind !== 'code')).toEqual([])
        const inQuote = seen(quoted(strong(written)))
        expect(inQuote.text).toBe(plainly.text)
        const kinds = inQuote.marks.map(({ kind }) => kind).filter((kind) => kind !== 'code')
        expect(kinds).toEqual(written.trim() ? ['bold', 'all quoted'] : ['all quoted'])
      }),
    )
  })

  it('is short wherever a sentence needs it so, and on one line', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 300 }), (text, max) => {
        expect(words(text, max).length).toBeLessThanOrEqual(max)
        expect(words(text, max)).not.toContain('\n')
        for (const label of [plain(text, max), plainLines(text, max)]) {
          expect(label.length).toBeLessThanOrEqual(max)
          expect(label.trim()).toBe(label)
          expect(label).not.toBe('')
          expect(visible(label).some(({ hidden }) => hidden)).toBe(false)
        }
        expect(plain(text, max)).not.toContain('\n')
      }),
    )
  })
})

describe('a line', () => {
  const card = 'https://discord.com/channels/200000000000000001/300000000000000001/400000000000000001'
  const linkTo = (key: string) => (key === 'post x 2026-11-20' ? card : null)

  it('writes its typed spans as what they are', () => {
    const line: readonly Span[] = [
      { strong: 'Ann' },
      ' moved it to ',
      { at, show: 'date' },
      ' or ',
      { at, show: 'time' },
      '; ',
      { href: 'https://example.com/a_(b)?c=1&d=2', label: 'see [it]' },
      ', ',
      { messageKey: 'post x 2026-11-20', label: 'its card' },
      ', ',
      { messageKey: 'post gone 2026-11-20', label: 'the other' },
      ' ',
      { call: ann },
      ' ',
      { call: 'Ann*' },
      ' ',
      { code: '`x`-1' },
      ' ',
      { removed: ' old~ ' },
      { added: 'new' },
      { strong: 'er' },
    ]
    expect(linesTexts([line], linkTo).join('')).toBe(
      '**Ann** moved it to <t:1795172400:f> or <t:1795172400:t>; [see (it)](<https://example.com/a_%28b%29?c=1&d=2>), ' +
        `[its card](<${card}>), the other <@${ann}> Ann\\* \`ˋxˋ-1\`  ~~old∼~~ **new**\u200b**er**`,
    )
    expect(linesTexts([['first ', { quote: 'a\n\n- b' }, 'after'], ['second']])).toEqual([
      'first \n> a\n> \n> \\- b\nafter\nsecond',
    ])
  })

  it('calls only whom it names, and links only what is a link', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const line: Line = [
          { href: text, label: text },
          ' ',
          { messageKey: text, label: text },
          ' ',
          { call: text },
          ' ',
          { callGroup: text },
          ' ',
          { call: ann },
        ]
        const { marks } = seen(linesTexts([line]).join(''))
        expect(marks.filter(({ kind }) => kind === 'link').length).toBe(webUrl(text) === null ? 0 : 1)
        expect(
          marks.map(({ kind }) => kind).filter((kind) => !['code', 'link', 'mention'].includes(kind)),
        ).toEqual([])
        expect(marks.filter(({ kind }) => kind === 'mention')).toEqual([
          { kind: 'mention', text: `<@${ann}>` },
        ])
        expect(callsOf([line, line])).toEqual({ users: [ann], roles: [] })
      }),
    )
  })

  it('is in its texts whole, in order, within their limit, and does nothing but what its spans say', () => {
    fc.assert(
      fc.property(hostileText, hostileText, fc.integer({ min: 100, max: 4000 }), (one, two, max) => {
        const lines: readonly Line[] = [
          [one, { quote: two }, one],
          [{ strong: one }, { code: two }, { removed: one }, { added: two }],
        ]
        const texts = linesTexts(lines, undefined, max)
        for (const text of texts) {
          expect(text.length).toBeLessThanOrEqual(max)
          expect(text.trim()).not.toBe('')
          const kinds = new Set(seen(text).marks.map(({ kind }) => kind))
          for (const kind of ['bold', 'struck', 'code', 'quoted'] as const) kinds.delete(kind)
          expect([...kinds]).toEqual([])
        }
        const letters = (text: string) => shown(text).replaceAll(/[^\p{L}\p{N}]/gu, '')
        // A space without width is ours, between marks that would run into each other; theirs has its name.
        const read = letters(texts.map((text) => seen(text).text.replaceAll('\u200b', '')).join(''))
        expect(read.startsWith(letters(one) + letters(two) + letters(one))).toBe(true)
        expect(read.length).toBeGreaterThanOrEqual(letters(one).length * 4 + letters(two).length * 3)
      }),
      { numRuns: 60 },
    )
  })
})

describe('a change', () => {
  it('shows what was added in bold and what was removed struck out', () => {
    expect(diffText(wordDiff('Come by *today* ~', 'Come by **soon** ~'), 500)).toEqual({
      text: 'Come by \\*~~today~~\\***soon\\*\\*** \\~',
      whole: true,
    })
  })

  it('leaves out what stayed the same before anything else, and says so', () => {
    const same = 'Nothing new here. '.repeat(100).trim()
    const { text, whole } = diffText(wordDiff(`${same} old ${same}`, `${same} new ${same}`), 400)
    expect(whole).toBe(false)
    expect(text.length).toBeLessThanOrEqual(400)
    expect(text).toContain('~~old~~**new**')
  })

  it('never exceeds what it is given, and marks nothing but changes', () => {
    fc.assert(
      fc.property(hostileText, hostileText, fc.integer({ min: 30, max: 3500 }), (one, two, max) => {
        const parts = [
          { kind: 'same', text: one },
          { kind: 'removed', text: two },
          { kind: 'added', text: one },
          { kind: 'same', text: two },
        ] as const
        const { text } = diffText(parts, max)
        expect(text.length).toBeLessThanOrEqual(max)
        const kinds = seen(text).marks.map(({ kind }) => kind)
        expect(kinds.filter((kind) => !['bold', 'struck', 'code'].includes(kind))).toEqual([])
        expect(kinds.filter((kind) => kind !== 'code').length).toBeLessThanOrEqual(2)
      }),
    )
  })
})

describe('a link', () => {
  it.each([
    ['https://example.com/a)b', '[see](<https://example.com/a%29b>)'],
    ['javascript:alert(1)', 'see'],
    ['https://bank.example@evil.example/', 'see'],
    [null, 'see'],
  ])('is one of the web, is not unfurled and does not end early: %j', (href, written) =>
    expect(linked(href, 'see')).toBe(written),
  )

  it.each([
    [
      '400000000000000001',
      room,
      'https://discord.com/channels/200000000000000001/300000000000000001/400000000000000001',
    ],
    [
      '400000000000000001',
      { ...room, guild: null },
      'https://discord.com/channels/@me/300000000000000001/400000000000000001',
    ],
    ['400000000000000001', { ...room, channel: '@1' }, null],
    ['400000000000000001', null, null],
    ['../x', room, null],
    [null, room, null],
  ])('to a message %j in %j is where it is, or nothing', (id, where, href) =>
    expect(messageLink(id, where)).toBe(href),
  )
})
