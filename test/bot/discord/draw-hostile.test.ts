import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { MessageContent } from '../../../src/bot/chat/chat-surface.ts'
import { nobody, type DiscordMessage } from '../../../src/bot/discord/discord-message.ts'
import { visible } from '../../../src/bot/visible.ts'
import { aDraft, aPost, aVariant, statuses } from '../../given.ts'
import { textsOf } from '../../fakes/discord/rules.ts'
import { cardOf, figure, report } from '../chat/contents.ts'
import { hostileCard, hostileContents } from '../chat/hostile-contents.ts'
import { hostileText } from '../chat/hostile.ts'
import { breachesOf } from './breaches.ts'
import { anImage, drawn, pressesOf } from './drawn.ts'
import { seen } from './markdown.ts'

describe('whatever comes from outside', () => {
  it('is inert on every card, and within every limit', () => {
    fc.assert(
      fc.property(
        hostileText,
        fc.constantFrom(...statuses),
        fc.integer({ min: 0, max: 20 }),
        (text, status, many) => {
          const card = hostileCard(text, status, many)
          const images = Array.from({ length: many }, () =>
            anImage({ name: text, alt: text, sha256: text, mimeType: `image/${text}` }),
          )
          const content: MessageContent = { kind: 'post', card, images }
          assertInert(drawn(content))
          expect(drawn(content)).toEqual(drawn(content))
          pressesOf(drawn(content).components)
          assertInert(drawn({ kind: 'moved', card, toRemoteId: text }))
        },
      ),
      { numRuns: 60 },
    )
  })

  it.each(['\0', '<', '*', '`', '\\', 'a', '\0a', '日', '\u202e', '🙂', '\n', 'a\n', '1. ', ' '])(
    'fits even where it is longest: %j again and again',
    (character) => {
      const text = character.repeat(5000)
      for (const status of ['in_review', 'approved', 'published'] as const)
        assertInert(drawn({ kind: 'post', card: hostileCard(text, status, 20), images: [] }))
      for (const many of [20, 19])
        for (const content of hostileContents(text, many)) assertInert(drawn(content))
    },
  )

  it('fits where the text itself is empty, and where figures have no end', () => {
    const card = hostileCard('word '.repeat(1000), 'in_review', 20)
    const draft = card.draft && { ...card.draft, chosen: { ...card.draft.chosen, text: '' } }
    assertInert(drawn({ kind: 'post', card: { ...card, draft }, images: [] }))
    const figures = ['Impressions', 'Clicks'].map((label) => ({ ...figure(label), value: '1'.repeat(500) }))
    const networks = Array.from({ length: 11 }, () => ({ label: 'X', figures }))
    assertInert(drawn({ kind: 'report', card: { ...report, figures, networks }, charts: 2 }))
  })

  it('is inert on heads, lines, reports and in words, and within every limit', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 0, max: 12 }), (text, many) => {
        for (const content of hostileContents(text, many)) assertInert(drawn(content))
        const chart = { name: text, alt: text, png: new Uint8Array([1]) }
        assertInert(drawn({ kind: 'chart', chart, week: '2026-W46', brandName: text }))
      }),
      { numRuns: 40 },
    )
  })

  it('stands in the draft exactly as it is, where nothing is hidden in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 }), (text) => {
        fc.pre(visible(text).every(({ hidden }) => !hidden) && text.trim() !== '')
        const card = cardOf(aPost('in_review', aDraft({ variants: [aVariant({ text })] })))
        const [, draft = ''] = textsOf(drawn({ kind: 'post', card, images: [] }))
        expect(seen(draft)).toEqual({ text, marks: [{ kind: 'all quoted', text: draft }] })
      }),
    )
  })
})

/** Nothing that Discord would parse, mention, link, or not show, but what is ours. */
function assertInert(message: DiscordMessage): void {
  expect(breachesOf(message)).toEqual([])
  expect(message.calls).toEqual(nobody)
  for (const text of textsOf(message)) {
    const { marks } = seen(text)
    expect(marks.filter(({ kind }) => !ours.includes(kind))).toEqual([])
    for (const { kind, text: target } of marks) if (kind === 'link') expect(target).toMatch(/^https?:\/\//)
    // A space without width is ours, between marks that would run into each other.
    expect(visible(text.replaceAll('\u200b', '')).filter(({ hidden }) => hidden)).toEqual([])
  }
  const labels = JSON.stringify(message.components).matchAll(
    /"(?:label|placeholder|description)":("(?:[^"\\]|\\.)*")/g,
  )
  const names = [...labels].map(([, text = '""']) => String(JSON.parse(text)))
  expect(names.filter((text) => visible(text).some(({ hidden }) => hidden))).toEqual([])
}

const ours: readonly string[] = [
  'heading',
  'small',
  'item',
  'bold',
  'struck',
  'code',
  'time',
  'link',
  'all quoted',
  'quoted',
]
