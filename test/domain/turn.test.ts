import { describe, expect, it } from '@jest/globals'
import type { Post, PostStatus } from '../../src/domain/post.ts'
import { hourMs, minuteMs, slotAt } from '../../src/domain/slot.ts'
import { turnOf } from '../../src/domain/turn.ts'
import { aPost, dueAt, policy } from '../given.ts'

const spacingMs = 4 * hourMs
const later = (ms: number, from = dueAt) => new Date(from.getTime() + ms)

/** A post whose slot is so long after `dueAt`, and whose attempt, if it had one, began `lateMs` after its slot. */
function slotted(id: string, afterMs: number, status: PostStatus = 'approved', lateMs = 0): Post {
  const post = aPost(status)
  const at = later(afterMs)
  const publications = post.publications.map((row) => ({
    ...row,
    attemptedAt: row.attemptedAt && later(lateMs, at),
  }))
  return { ...post, id, dueAt: at, slot: slotAt(at, post.slot.zone), publications }
}

function turn(post: Post, others: readonly Post[], now: Date): number {
  return turnOf(post, others, { spacingMs, policy, now }).at.getTime() - dueAt.getTime()
}

function isBehind(post: Post, others: readonly Post[], now: Date): boolean {
  return turnOf(post, others, { spacingMs, policy, now }).isBehind
}

describe('the turn of a post that is due', () => {
  it('is its slot where its account sends nothing else near it', () => {
    expect(turn(slotted('b', 0), [], dueAt)).toBe(0)
    expect(turn(slotted('b', 0), [slotted('a', -5 * hourMs, 'published')], dueAt)).toBe(0)
  })

  it('keeps the distance of the slots from one that was sent late', () => {
    const late = slotted('a', -hourMs, 'published', 50 * minuteMs)
    expect(turn(slotted('b', 0), [late], dueAt)).toBe(50 * minuteMs)
  })

  it('keeps no more than the minimum spacing', () => {
    const late = slotted('a', -5 * hourMs, 'published', 2 * hourMs)
    expect(turn(slotted('b', 0), [late], dueAt)).toBe(hourMs)
  })

  it('is not moved by one that was sent within a second of its slot', () => {
    expect(turn(slotted('b', 0), [slotted('a', -hourMs, 'published', 1000)], dueAt)).toBe(0)
    expect(turn(slotted('b', 0), [slotted('a', -hourMs, 'published', 1001)], dueAt)).toBe(1001)
  })

  it.each(['publishing', 'unknown', 'needs_human', 'published'] as const)(
    'counts one that is %s as sent, since it may be live',
    (status) => {
      const late = slotted('a', -hourMs, status, minuteMs)
      expect(turn(slotted('b', 0), [late], dueAt)).toBe(minuteMs)
    },
  )

  it.each(['planned', 'in_review', 'held', 'rejected', 'expired', 'publish_failed'] as const)(
    'does not wait for one that is %s',
    (status) => {
      const other = slotted('a', -hourMs, status, minuteMs)
      expect(turn(slotted('b', 0), [other], later(minuteMs))).toBe(0)
      expect(isBehind(slotted('b', 0), [other], later(minuteMs))).toBe(false)
    },
  )

  it('comes after that of an earlier slot that has not been sent yet', () => {
    expect(isBehind(slotted('b', 0), [slotted('a', -hourMs)], dueAt)).toBe(true)
  })

  it('does not wait for one of the same slot, or of a later one', () => {
    expect(isBehind(slotted('b', 0), [slotted('a', 0), slotted('c', minuteMs)], later(hourMs))).toBe(false)
  })

  it('does not wait for one that is too late to be sent', () => {
    const now = later(policy.lateToleranceMs)
    expect(isBehind(slotted('b', minuteMs), [slotted('a', 0)], now)).toBe(true)
    expect(isBehind(slotted('b', minuteMs), [slotted('a', 0)], later(1, now))).toBe(false)
  })

  it('waits for a retry that is due, and not for one that is far', () => {
    const now = later(minuteMs)
    const failed = { ...slotted('a', -hourMs, 'publish_failed'), retryAt: now } as Post
    expect(isBehind(slotted('b', 0), [failed], now)).toBe(true)
    expect(isBehind(slotted('b', 0), [{ ...failed, retryAt: later(1, now) } as Post], now)).toBe(false)
  })

  it('keeps its distance from one of a later slot that has gone before it', () => {
    const gone = slotted('b', 10 * minuteMs, 'published')
    expect(turn(slotted('a', 0), [gone], later(11 * minuteMs))).toBe(20 * minuteMs)
  })
})
