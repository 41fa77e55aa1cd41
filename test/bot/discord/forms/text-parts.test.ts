import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isSameText, partSize, textParts, withPart } from '../../../../src/bot/discord/forms/text-parts.ts'

const pieces = fc.constantFrom(
  '\n\n',
  '\n',
  ' ',
  '   ',
  '\t\n ',
  '\n\n\n',
  '👩🏽‍🍳',
  'word',
  'é',
  '\u00a0',
  '\ud83d',
  '<@1>',
)
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 9000 }),
  fc.array(fc.oneof(pieces, fc.string()), { maxLength: 3000 }).map((all) => all.join('')),
  fc
    .tuple(
      fc.constantFrom('a', ' ', '\n', 'e\u0301', '🇩🇪', 'ab ', `o${'\u0301'.repeat(4000)}`),
      fc.nat(65_000),
    )
    .map(([unit, length]) => unit.repeat(Math.ceil(length / unit.length)).slice(0, 65_000)),
)

describe('the parts of a text', () => {
  it('follow each other, fit into an input with room to write, and leave out nothing but blanks', () => {
    fc.assert(
      fc.property(texts, (text) => {
        let at = 0
        for (const { start, end } of textParts(text)) {
          expect(text.slice(at, start).trim()).toBe('')
          const part = text.slice(start, end)
          expect(part).toBe(part.trim())
          expect(part).not.toBe('')
          expect(part.length).toBeLessThanOrEqual(partSize)
          at = end
        }
        expect(text.slice(at).trim()).toBe('')
      }),
    )
  })

  it('put together again are the text to the letter, blanks included', () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const [index, { start, end }] of textParts(text).entries())
          expect(withPart(text, index, text.slice(start, end))).toBe(text)
      }),
    )
  })

  it('change nothing where a client did no more to one than it does by itself', () => {
    const text = `${'a\n'.repeat(1400)}\n  ${'b '.repeat(1400)}`
    const [first, second] = textParts(text)
    if (!first || !second) throw new Error('too few parts')
    const part = text.slice(first.start, first.end)
    expect(withPart(text, 0, ` ${part.replaceAll('\n', '\r\n')}\n`)).toBe(text)
    expect(withPart(text, 1, ` ${text.slice(second.start, second.end)} `)).toBe(text)
  })

  it('change the text only where one of them was written anew', () => {
    fc.assert(
      fc.property(texts, fc.nat(), fc.string({ minLength: 1 }), (text, at, typed) => {
        const parts = textParts(text)
        const part = parts[at % Math.max(1, parts.length)]
        fc.pre(
          part !== undefined && typed.trim() !== '' && !isSameText(typed, text.slice(part.start, part.end)),
        )
        if (!part) return
        const whole = withPart(text, at % parts.length, typed)
        expect(whole).toBe(text.slice(0, part.start) + typed + text.slice(part.end))
      }),
    )
  })

  it('are gone with the gap before them when they are emptied', () => {
    const text = `${'a'.repeat(2000)}\n\n${'b'.repeat(2000)} \n${'c'.repeat(2000)}`
    expect(textParts(text)).toHaveLength(3)
    expect(withPart(text, 1, ' ')).toBe(`${'a'.repeat(2000)} \n${'c'.repeat(2000)}`)
    expect(withPart(text, 0, '')).toBe(`\n\n${'b'.repeat(2000)} \n${'c'.repeat(2000)}`)
    expect(withPart(text, 3, 'd')).toBeNull()
  })

  it('are none of a text of blanks', () => {
    expect(textParts(' \n'.repeat(4000))).toEqual([])
    expect(textParts('')).toEqual([])
  })
})

describe('the same text', () => {
  it.each([
    ['a\nb', 'a\r\nb', true],
    ['a\nb', 'a\rb', true],
    ['a', ' a\n', true],
    ['a\ud83d', 'a\ufffd', true],
    ['a b', 'a  b', false],
    ['a', 'A', false],
    ['a\n\nb', 'a\nb', false],
    ['a', 'a\u200b', false],
  ])('%j and %j: %s', (a, b, is) => {
    expect(isSameText(a, b)).toBe(is)
  })
})
