import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { visible } from '../../src/bot/visible.ts'

const hidden = (text: string) =>
  visible(text)
    .filter((piece) => piece.hidden)
    .map((piece) => piece.text)

describe('hidden characters', () => {
  it.each([
    ['a\u200bb', 'U+200B zero-width space'],
    ['a\u202eb', 'U+202E right-to-left override'],
    ['a\u2066b', 'U+2066 first-strong isolate'.replace('2066 first-strong', '2066 left-to-right')],
    ['a\u00adb', 'U+00AD soft hyphen'],
    ['a\ufeffb', 'U+FEFF byte order mark'],
    ['a\u0007b', 'U+0007'],
    ['a\r\nb', 'U+000D'],
    ['a\u{e0041}b', 'U+E0041'],
    ['a\u200db', 'U+200D zero-width joiner'],
    ['a\u3164b', 'U+3164'],
    ['a\u2028b', 'U+2028'],
    ['a\ud83db', 'U+D83D'],
  ])('are shown by their name: %j', (text, name) => {
    expect(hidden(text)).toEqual([name])
  })

  it.each([
    'Plain text, with 1 tab\tand a line\nbreak.',
    '👩‍👩‍👧‍👦 family',
    '❤️ heart',
    '1️⃣ first',
    '🏳️‍🌈',
    'می‌خواهم',
    'क्‍ष',
    'Grüße, ça va?',
    '日本語',
    'é',
  ])('are not suspected in ordinary writing: %s', (text) => {
    expect(visible(text)).toEqual([{ text, hidden: false }])
  })

  it('loses and reorders nothing that can be seen', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const shown = visible(text)
          .filter((piece) => !piece.hidden)
          .map((piece) => piece.text)
          .join('')
        let at = -1
        for (const character of shown) {
          at = text.indexOf(character, at + 1)
          expect(at).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })
})
