import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { comparable, similarity, similarityCeiling, trigramsOf } from '../../src/domain/similarity.ts'

const alike = (one: string, other: string) => similarity(trigramsOf(one), trigramsOf(other))

describe('similarity of trigrams', () => {
  // Reference values from PostgreSQL's pg_trgm, whose definition this is.
  it.each([
    ['word', 'two words', 0.363636],
    ['abc', 'abd', 0.333333],
    ['rye', 'rye', 1],
    ['rye', 'oat', 0],
  ])('of %j and %j is what pg_trgm says: %d', (one, other, expected) => {
    expect(alike(one, other)).toBeCloseTo(expected, 5)
  })

  it('is symmetric, between 0 and 1, and never above the ceiling told by the sizes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, other) => {
        const found = alike(one, other)
        expect(found).toBe(alike(other, one))
        expect(found >= 0 && found <= 1).toBe(true)
        expect(found <= similarityCeiling(trigramsOf(one), trigramsOf(other))).toBe(true)
        expect(alike(one, one)).toBe(1)
      }),
    )
  })
})

it('texts are the same to a reader whatever their case, spacing, punctuation and hidden characters', () => {
  expect(comparable(' Fresh\u200B  bread…\nToday! ')).toBe(comparable('fresh bread today'))
  expect(comparable('ﬁne')).toBe('fine')
  expect(comparable('Bread 🍞')).not.toBe(comparable('Bread 🥐'))
})
