import { afterEach, describe, expect, it, jest } from '@jest/globals'
import fc from 'fast-check'
import { graphemesOf } from '../../src/domain/graphemes.ts'

afterEach(() => {
  jest.restoreAllMocks()
})

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
  ])('are found with work that grows as the text does, not as its square: %s', (_, piece) => {
    const [half, whole] = [8000, 16_000].map((length) => workFor(piece.repeat(length / piece.length)))
    expect(whole).toBeLessThanOrEqual((half ?? 0) * 2.1)
  })
})

/** The segmenter looks through its text again for each grapheme: of 66,000 characters at once, some take it fifteen seconds. */
function workFor(text: string): number {
  const segment = jest.spyOn(Intl.Segmenter.prototype, 'segment')
  const found = [...graphemesOf(text)]
  const windows = segment.mock.calls.map(([window]) => window)
  segment.mockRestore()
  expect(found.join('')).toBe(text)
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
  return windows.reduce((sum, window) => sum + window.length * [...segmenter.segment(window)].length, 0)
}
