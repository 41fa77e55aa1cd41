import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { opening } from '../../../src/bot/chat/opening.ts'

it('shows a short text whole, on one line', () => {
  expect(opening('One.\n\n  Two. ', 60)).toBe('One. Two.')
})

it('cuts between characters as people see them, and says that it did', () => {
  expect(opening('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 2)).toBe('👩‍👩‍👧…')
  expect(opening('abc def ghi', 5)).toBe('abc…')
})

it('is never longer than asked for, whatever the text', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 3000 }),
    fc.constant(`a${'\u0301'.repeat(10_000)}`),
  )
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 80 }), (one, length) => {
      const short = opening(one, length)
      expect(short).not.toMatch(/\n/)
      expect(short.length).toBeLessThanOrEqual(length * 20)
      expect([...new Intl.Segmenter('en').segment(short)].length).toBeLessThanOrEqual(length)
    }),
    { numRuns: 300 },
  )
})
