import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { graphemesOf } from '../../src/domain/graphemes.ts'

describe('graphemes', () => {
  it('are those of the segmenter, however long the text is', () => {
    const whole = new Intl.Segmenter('en', { granularity: 'grapheme' })
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: 'grapheme-composite', maxLength: 20 }),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom(
        'word ',
        '日本語',
        '\r\n',
        '1️⃣',
        '🇩🇪🇫🇷',
        '👩‍👩‍👧‍👦',
        'e\u0301',
        '\n',
        'क्‍ष',
        'か\u3099',
        '👍🏽',
        '🏽',
        '\ud83c',
        '🇩🇪'.repeat(60),
        `a${'\u0301'.repeat(500)}`,
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200, size: 'max' }), (pieces) => {
        const text = pieces.join('')
        expect([...graphemesOf(text)]).toEqual([...whole.segment(text)].map(({ segment }) => segment))
      }),
    )
  })

  it.each([
    ['Arabic', 'مرحبا '],
    ['quotes', '“ '],
    ['flags', '🇩🇪'],
    ['marks without end', '\u0301'],
    ['joined without end', '👩\u200d'],
    ['syllables without end', '\u1100'],
    ['halves of characters', '\ud83d'],
  ])('of 66,000 characters keep nobody waiting: %s', (_, piece) => {
    const text = piece.repeat(66_000 / piece.length)
    const from = performance.now()
    expect([...graphemesOf(text)].join('')).toBe(text)
    // Cut by one segmenter, some of these take fifteen seconds.
    expect(performance.now() - from).toBeLessThan(2000)
  })
})
