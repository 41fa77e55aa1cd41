import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { joinText, separators, splitText } from '../../../src/bot/chat/split-text.ts'

describe('a long text', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 9000 }),
    fc
      .array(
        fc.oneof(
          fc.constantFrom('\n\n', '\n', ' ', '\n\n\n', '<!channel>', '👩🏽‍🍳', 'word', 'é', '\ud83d'),
          fc.string(),
        ),
        {
          maxLength: 800,
        },
      )
      .map((pieces) => pieces.join('')),
    fc
      .tuple(
        fc.constantFrom('a', ' ', '\n', 'e\u0301', '🇩🇪', 'o' + '\u0301'.repeat(4000)),
        fc.integer({ min: 1, max: 65_000 }),
      )
      .map(([unit, length]) => unit.repeat(Math.ceil(length / unit.length)).slice(0, 65_000)),
  )

  it('is exactly itself after it was split and joined, in pieces that fit and are not empty', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(2500, 3000, 40), (text, size) => {
        const pieces = splitText(text, size)
        expect(joinText(pieces)).toBe(text)
        expect(pieces.separators).toHaveLength(pieces.parts.length - 1)
        for (const [index, part] of pieces.parts.entries()) {
          expect(part.length).toBeLessThanOrEqual(size)
          if (text !== '') expect(part.length).toBeGreaterThan(0)
          if (index < pieces.parts.length - 1) expect(part.length).toBeGreaterThanOrEqual(size / 2)
        }
      }),
    )
  })

  it('changes only where one piece of it was changed', () => {
    fc.assert(
      fc.property(hostile, fc.nat(), fc.string({ minLength: 1 }), (text, at, typed) => {
        const { parts, separators: between } = splitText(text, 2500)
        const index = at % parts.length
        const joined = joinText({ parts: parts.with(index, typed), separators: between })
        const before = parts
          .slice(0, index)
          .map((part, place) => part + (between[place] ?? ''))
          .join('')
        const after = parts
          .slice(index + 1)
          .map((part, place) => (between[index + place] ?? '') + part)
          .join('')
        expect(joined).toBe(before + typed + after)
      }),
    )
  })

  it('is cut between paragraphs, else lines, else words, else graphemes', () => {
    const cut = (text: string) => splitText(text, 10)
    expect(cut('abcdef\n\ngh i\njk')).toEqual({ parts: ['abcdef', 'gh i\njk'], separators: ['\n\n'] })
    expect(cut('abcdef\ngh ijk')).toEqual({ parts: ['abcdef', 'gh ijk'], separators: ['\n'] })
    expect(cut('abcdef ghijk')).toEqual({ parts: ['abcdef', 'ghijk'], separators: [' '] })
    expect(cut('abcdefgh👩🏽‍🍳')).toEqual({ parts: ['abcdefgh', '👩🏽‍🍳'], separators: [''] })
  })

  it('is never cut through a character, even where one grapheme is longer than a piece', () => {
    const { parts } = splitText(`x${'\u{1d165}'.repeat(20)}`, 10)
    expect(parts.map((part) => part.length)).toEqual([9, 10, 10, 10, 2])
    for (const part of parts) expect(part).not.toMatch(/\p{Cs}/u)
  })

  it('loses a piece that is emptied, with the gap before it', () => {
    expect(joinText({ parts: ['a', '', 'c'], separators: ['\n\n', ' '] })).toBe('a c')
    expect(joinText({ parts: ['', 'b'], separators: ['\n\n'] })).toBe('b')
    expect(separators).toHaveLength(4)
  })
})
