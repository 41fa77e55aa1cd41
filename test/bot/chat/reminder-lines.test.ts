import { describe, expect, it } from '@jest/globals'
import { reminderLines } from '../../../src/bot/chat/reminder-lines.ts'
import type { Brand } from '../../../src/domain/brand.ts'
import type { Draft, Post } from '../../../src/domain/post.ts'
import { waitOf } from '../../../src/domain/waiting.ts'
import { aDraft, aFinding, aPost, aVariant, hashOf, now } from '../../given.ts'
import { ann, brandOf, room } from '../../domain/listening.ts'

const brand: Brand = brandOf([ann])
const high = aDraft({ variants: [aVariant({ weight: 0.5 })] })
const blocked = aVariant({
  findings: [aFinding({ severity: 'block' })],
  risk: { level: 'high', confidence: 0, blocked: true },
})

/** What is said of one post, as a person would read it. */
function saidOf(post: Post, at = now): string {
  const wait = waitOf(post, brand.policy)
  if (!wait) throw new Error(`${post.status} waits for nobody`)
  const reminder = {
    place: room,
    topics: [{ wait, stage: 'thread' as const }],
    people: [],
    groups: [],
    until: at,
  }
  const [, line = []] = reminderLines(reminder, { brand, now: at, cardOf: () => null })
  const words = line.map((span) => {
    if (typeof span === 'string') return span
    return 'at' in span ? `(${span.show})` : JSON.stringify(span)
  })
  return words.join('')
}

function inReview(draft: Draft, settings: object = {}): Post {
  return { ...aPost('in_review', draft), ...settings }
}

describe('the words of a reminder', () => {
  it.each<[string, Post, string]>([
    ['low risk', inReview(aDraft()), 'approve, edit or reject it by (time); then its slot has passed.'],
    [
      'high risk',
      inReview(high),
      'it takes 2 people. Approve, edit or reject it by (time); then its slot has passed.',
    ],
    [
      'blocked',
      inReview(aDraft({ variants: [blocked] })),
      'a finding blocks it. Edit or reject it by (time); then its slot has passed.',
    ],
    [
      'a slot that was over before',
      inReview(aDraft(), { dueAt: new Date(0) }),
      'approve, edit or reject it by (date); then it expires.',
    ],
  ])('say of a post what it takes: %s', (_, post, words) =>
    expect(saidOf(post)).toBe(`• X @quayside: ${words}`),
  )

  it('say how many have approved', () => {
    const post = inReview(high)
    const approval = { version: 1, hash: hashOf(post), person: 'p1', surface: 'web', at: now } as const
    expect(saidOf(inReview(high, { approvals: [approval] }))).toContain('1 of 2 have approved it. Approve,')
  })
})
