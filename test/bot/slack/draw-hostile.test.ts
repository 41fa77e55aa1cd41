import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { KnownBlock } from '@slack/types'
import type { PostCard } from '../../../src/bot/card.ts'
import { drawSlack } from '../../../src/bot/slack/draw.ts'
import { visible } from '../../../src/bot/visible.ts'
import { aDraft, aPost, aVariant, statuses } from '../../given.ts'
import { breachesOf } from './breaches.ts'
import { hostileText } from '../chat/hostile.ts'
import { cardOf } from '../chat/contents.ts'
import { hostileCard, hostileContents } from '../chat/hostile-contents.ts'
import { drawn } from './drawn.ts'

describe('whatever comes from outside', () => {
  it('is inert on every card, and within every limit', () => {
    fc.assert(
      fc.property(
        hostileText,
        fc.constantFrom(...statuses),
        fc.integer({ min: 0, max: 20 }),
        (text, status, many) => {
          const { blocks, text: words } = pictured(hostileCard(text, status, many))
          assertInert(blocks, words)
          expect(pictured(hostileCard(text, status, many)).blocks).toEqual(blocks)
          const moved = drawn({ kind: 'moved', card: hostileCard(text, status, 1), toRemoteId: text })
          assertInert(moved.blocks, moved.text)
        },
      ),
      { numRuns: 60 },
    )
  })

  it.each(['\0', '<', '&', '"', '\\', 'a', '\0a', '日', '\u202e', '🙂', '\n', 'a\n'])(
    'fits even where it weighs most: %j again and again',
    (character) => {
      const text = character.repeat(5000)
      for (const status of ['in_review', 'approved', 'published'] as const) {
        const { blocks, text: words } = pictured(hostileCard(text, status, 20))
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
  })

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

/** A card with its pictures where the surface puts them, under ids as long as Slack's may be. */
function pictured(card: PostCard): { readonly blocks: readonly KnownBlock[]; readonly text: string } {
  const images = (card.draft?.chosen.media ?? []).map((one) => ({ ...one, bytes: new Uint8Array(1) }))
  const message = drawSlack({ kind: 'post', card, images }, () => null)
  if (message.kind !== 'blocks') throw new Error('a card is drawn in blocks')
  const { text, pictures = [] } = message
  const [head, ...rest] = message.blocks
  if (!head) throw new Error('no blocks')
  const shown = pictures.map(({ alt }): KnownBlock => {
    return { type: 'image', slack_file: { id: `F${'0'.repeat(19)}` }, alt_text: alt }
  })
  expect(pictures.length).toBe(Math.min(images.length, 10))
  // Whatever else there is, the text is not crowded out.
  const quote =
    head.type === 'rich_text' ? head.elements.find(({ type }) => type === 'rich_text_quote') : null
  if (quote && card.draft?.chosen.text.trim())
    expect(JSON.stringify(quote)).not.toMatch(/"elements":\[(?:\{"type":"text","text":"…"\})?\]/)
  return { blocks: [head, ...shown, ...rest], text }
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
