import { describe, expect, it } from '@jest/globals'
import { channelFatigue } from '../../../src/domain/guardrails/channel-fatigue.ts'
import { duplicates } from '../../../src/domain/guardrails/duplicates.ts'
import { frequency } from '../../../src/domain/guardrails/frequency.ts'
import type { GuardContext, RecentPost } from '../../../src/domain/guardrails/guardrail.ts'
import { spacing } from '../../../src/domain/guardrails/spacing.ts'
import { codesIn, context, earlier, variant } from './given.ts'

const elsewhere = { network: 'x', handle: 'north-mill' } as const
const after = (...recent: readonly RecentPost[]) => ({ ...context, recent })

describe('duplicates', () => {
  const text = 'On Friday we bake the dark loaf that needs two nights to rise and one good crust.'

  it('block the same text again, on any account, whatever its case, spacing and punctuation', () => {
    const again = after(earlier(30, { text: `  ${text.toUpperCase()}!! `, account: elsewhere }))
    const [finding] = duplicates(variant(text), again)
    expect(finding).toMatchObject({ code: 'exact_duplicate', severity: 'block' })
    expect(finding?.message).toContain('2026-10-19 on x')
  })

  it('see through hidden characters', () => {
    expect(codesIn(duplicates, text, after(earlier(1, { text: text.replace('o', 'o\u200B') })))).toEqual([
      'exact_duplicate',
    ])
  })

  it('warn of nearly the same text, and not of another one', () => {
    const near = text.replace('Friday', 'Monday')
    expect(codesIn(duplicates, near, after(earlier(3, { text })))).toEqual(['near_duplicate'])
    expect(codesIn(duplicates, 'Come by for a warm roll.', after(earlier(3, { text })))).toEqual([])
  })

  it('look ninety days back and ahead, and no further', () => {
    expect(codesIn(duplicates, text, after(earlier(90, { text })))).toEqual(['exact_duplicate'])
    expect(codesIn(duplicates, text, after(earlier(91, { text })))).toEqual([])
    expect(codesIn(duplicates, text, after(earlier(-2, { text })))).toEqual(['exact_duplicate'])
  })
})

function at(time: string, post: Partial<RecentPost> = {}): GuardContext {
  return after(earlier(0, { slot: { ...context.slot, time }, ...post }))
}

describe('spacing', () => {
  it.each([
    ['09:59', 'same_hour'],
    ['08:01', 'same_hour'],
    ['10:00', 'spacing'],
    ['20:59', 'spacing'],
  ])('warns of a post of the account at %s: %s', (time, code) => {
    expect(codesIn(spacing, 'x', at(time))).toEqual([code])
  })

  it('is kept at exactly the minimum, and by other accounts', () => {
    expect(codesIn(spacing, 'x', at('21:00'))).toEqual([])
    expect(codesIn(spacing, 'x', at('09:30', { account: elsewhere }))).toEqual([])
  })
})

describe('weekly frequency', () => {
  const week = [1, 2, -1, -2, -4].map((days) => earlier(days))

  it('warns of the sixth post of five in the ISO week of the slot', () => {
    expect(codesIn(frequency, 'x', after(...week))).toEqual(['weekly_frequency'])
    expect(codesIn(frequency, 'x', after(...week.slice(1)))).toEqual([])
  })

  it('counts neither the weeks beside it nor other accounts', () => {
    const others = [...week.slice(1), earlier(3), earlier(-5), earlier(1, { account: elsewhere })]
    expect(codesIn(frequency, 'x', after(...others))).toEqual([])
  })
})

function told(days: number, engagements: number): RecentPost {
  return earlier(days, { audience: { impressions: 1_000, engagements } })
}

describe('channel fatigue', () => {
  const old = [8, 9, 10, 11, 12].map((days) => told(days, 50))

  it('is not felt with steady engagement and the planned number of posts', () => {
    const steady = [1, 2, 3, 4].map((days) => told(days, 48))
    expect(codesIn(channelFatigue, 'x', after(...steady, ...old))).toEqual([])
  })

  it('warns when engagement falls by two thirds', () => {
    const falling = [2, 3, 4, 5, 6].map((days) => told(days, 16))
    expect(codesIn(channelFatigue, 'x', after(...falling, ...old))).toEqual(['fatigue'])
  })

  it('warns of twice the planned number of posts', () => {
    const many = [1, 1, 2, 2, 3, 3, 4, 5, 6].map((days) => earlier(days))
    expect(codesIn(channelFatigue, 'x', after(...many))).toEqual(['fatigue'])
  })

  it('blocks when both come together', () => {
    const both = [1, 1, 2, 2, 3, 3, 4, 5, 6].map((days) => told(days, 16))
    const [finding] = channelFatigue(variant('x'), after(...both, ...old))
    expect(finding).toMatchObject({ code: 'fatigue_high', severity: 'block' })
  })

  it('is not told from other accounts, nor from fewer than three posts with figures', () => {
    const others = [1, 2, 3].map((days) => ({ ...told(days, 0), account: elsewhere }))
    expect(codesIn(channelFatigue, 'x', after(...others, ...old))).toEqual([])
    expect(codesIn(channelFatigue, 'x', after(told(1, 0), told(2, 0), told(9, 50), told(10, 50)))).toEqual([])
  })
})
