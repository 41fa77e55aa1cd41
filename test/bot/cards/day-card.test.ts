import { describe, expect, it } from '@jest/globals'
import { dayCard } from '../../../src/bot/cards/day-card.ts'
import { riskOf } from '../../../src/domain/finding.ts'
import { minuteMs } from '../../../src/domain/slot.ts'
import type { Pass } from '../../../src/ports.ts'
import { aBrand, aDraft, aFinding, aPost, aVariant, now } from '../../given.ts'

const brand = aBrand()
const nothing = { brand, freezes: [], passes: [], notices: [], people: new Map<string, string>(), now }
const ago = (minutes: number) => new Date(now.getTime() - minutes * minuteMs)
const pass: Pass = {
  id: 'p',
  brand: brand.id,
  date: '2026-11-20',
  startedAt: ago(2),
  beatAt: now,
  endedAt: null,
  total: 6,
  done: 2,
  failed: 1,
}

describe('the head of a day', () => {
  it('counts what waits by risk, blocked apart, and what is in trouble', () => {
    const block = aFinding({ severity: 'block' })
    const posts = [
      aPost('in_review'),
      aPost('in_review', aDraft({ variants: [aVariant({ weight: 0.3 })] })),
      aPost('in_review', aDraft({ variants: [aVariant({ findings: [block], risk: riskOf([block]) })] })),
      aPost('approved'),
      aPost('publishing'),
      aPost('published'),
      aPost('needs_human'),
      aPost('draft_failed'),
      aPost('rejected'),
    ]
    const card = dayCard(posts, nothing)
    expect(card.waiting).toEqual({ low: 1, medium: 1, high: 0, blocked: 1 })
    expect([card.approved, card.published, card.troubled]).toEqual([2, 1, 2])
  })

  it('is dated where the brand is', () => {
    const late = new Date('2026-11-20T23:30:00Z')
    expect(dayCard([], { ...nothing, now: late }).date).toBe('2026-11-21')
  })

  it('estimates the time left from the pace of the pass', () => {
    expect(dayCard([], { ...nothing, passes: [pass] }).drafting).toEqual({
      date: '2026-11-20',
      done: 2,
      failed: 1,
      total: 6,
      leftMs: 4 * minuteMs,
    })
  })

  it('estimates from the latest pass that ended, before the first post is done', () => {
    const begun = { ...pass, done: 0, failed: 0, startedAt: now }
    const ended = { ...pass, id: 'o', startedAt: ago(30), endedAt: ago(24), done: 6 }
    expect(dayCard([], { ...nothing, passes: [begun, ended] }).drafting?.leftMs).toBe(6 * minuteMs)
    expect(dayCard([], { ...nothing, passes: [begun] }).drafting?.leftMs).toBeNull()
  })

  it('shows no progress of a pass that ended, or whose last sign of life is long ago', () => {
    expect(dayCard([], { ...nothing, passes: [{ ...pass, endedAt: now }] }).drafting).toBeNull()
    expect(dayCard([], { ...nothing, passes: [{ ...pass, beatAt: ago(6) }] }).drafting).toBeNull()
  })

  it('shows a freeze of the whole desk before one of the brand, and none of another brand', () => {
    const freeze = { by: 'person:p1', reason: null, at: now }
    const people = new Map([['p1', 'Ann Lee']])
    const both = [
      { ...freeze, scope: brand.id },
      { ...freeze, scope: 'desk', by: 'system:cli' },
    ]
    expect(dayCard([], { ...nothing, people, freezes: both }).freeze).toMatchObject({
      desk: true,
      by: 'the command line',
    })
    expect(dayCard([], { ...nothing, people, freezes: both.slice(0, 1) }).freeze).toMatchObject({
      desk: false,
      by: 'Ann Lee',
    })
    expect(dayCard([], { ...nothing, freezes: [{ ...freeze, scope: 'another' }] }).freeze).toBeNull()
  })
})
