import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { fatigueBlocksFrom, fatigueOf, type FatiguePost } from '../../src/domain/fatigue.ts'
import { trigramsOf } from '../../src/domain/similarity.ts'
import { dayMs } from '../../src/domain/slot.ts'

const dueAt = new Date('2026-11-18T08:00:00Z')
const next = { dueAt, postsPerWeek: 4, trigrams: trigramsOf('A new loaf') }

function post(days: number, rate: number | null = null, text: string | null = null): FatiguePost {
  return {
    dueAt: new Date(dueAt.getTime() - days * dayMs),
    trigrams: text === null ? null : trigramsOf(text),
    audience: rate === null ? null : { impressions: 1_000, engagements: Math.round(rate * 1_000) },
  }
}

function twoADay(count: number): readonly FatiguePost[] {
  return Array.from({ length: count }, (_, at) => post(at / 2))
}

function three(rate: number): readonly FatiguePost[] {
  return [1, 2, 3].map((days) => post(days, rate))
}

describe('the fatigue of an account', () => {
  it('is none without posts, and with as many as planned', () => {
    expect(fatigueOf([], next)).toEqual({ score: 0, reasons: [] })
    expect(
      fatigueOf(
        [1, 2, 3].map((days) => post(days)),
        next,
      ).score,
    ).toBe(0)
  })

  it('is 0.3 at one and a half times the planned posts, 0.6 at twice as many and beyond', () => {
    expect(fatigueOf(twoADay(5), next).score).toBe(0.3)
    expect(fatigueOf(twoADay(7), next).score).toBe(0.6)
    expect(fatigueOf(twoADay(12), next).score).toBe(0.6)
  })

  it('is three quarters of the fall of the engagement rate', () => {
    const before = [8, 9, 10].map((days) => post(days, 0.1))
    expect(fatigueOf([...three(0.1), ...before], next).score).toBe(0)
    expect(fatigueOf([...three(0.05), ...before], next).score).toBe(0.38)
    expect(fatigueOf([...three(0), ...before], next)).toEqual({
      score: 0.75,
      reasons: ['engagement down by 100 %'],
    })
  })

  it('compares the latest three where an account posts seldom', () => {
    const posts = [5, 10, 15].map((days) => post(days, 0)).concat([20, 25, 30].map((days) => post(days, 0.1)))
    expect(fatigueOf(posts, next).score).toBe(0.75)
  })

  it('is 0.3 at most for saying the same again', () => {
    expect(fatigueOf([post(1, null, 'A new loaf'), post(2, null, 'a new loaf!')], next).score).toBe(0.3)
    expect(fatigueOf([post(1, null, 'Come for cake')], next).score).toBe(0)
  })

  it('takes no notice of posts due later', () => {
    expect(
      fatigueOf(
        Array.from({ length: 9 }, () => post(-1)),
        next,
      ).score,
    ).toBe(0)
  })

  it('never blocks for one cause alone, and stays between 0 and 1', () => {
    const posts = fc.array(
      fc.record({
        days: fc.integer({ min: 0, max: 60 }),
        rate: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      }),
    )
    fc.assert(
      fc.property(posts, (some) => {
        const { score, reasons } = fatigueOf(
          some.map(({ days, rate }) => post(days, rate)),
          next,
        )
        expect(score >= 0 && score <= 1).toBe(true)
        if (reasons.length < 2) expect(score).toBeLessThan(fatigueBlocksFrom)
      }),
    )
  })
})
