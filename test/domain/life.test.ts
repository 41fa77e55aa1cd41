import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { PostStatus } from '../../src/domain/post.ts'
import { aLife, anyStep, type Life } from './life-model.ts'

const anyLife = fc.array(anyStep, { minLength: 20, maxLength: 120, size: 'max' })

/** `holds` is asked after each step. */
function assertAlways(holds: (life: Life) => void): void {
  fc.assert(
    fc.property(anyLife, (steps) => {
      const life = aLife()
      for (const step of steps) {
        life.take(step)
        holds(life)
      }
    }),
    { numRuns: 150 },
  )
}

describe('any life of a post, with people who click anything at any time and a network that answers anything', () => {
  it('puts it live at most once', () => {
    assertAlways(({ live }) => expect(live.length).toBeLessThanOrEqual(1))
  })

  it('sends nothing without a standing approval of exactly that hash by enough people who did not edit it', () => {
    assertAlways(({ attempts }) => {
      for (const { approvers, needed, hash, approvedHash, frozen, isDue } of attempts.slice(-1)) {
        expect(approvers.length).toBeGreaterThanOrEqual(needed)
        expect({ hash, frozen, isDue }).toEqual({ hash: approvedHash, frozen: false, isDue: true })
      }
    })
  })

  it('never loses what is live, and calls live only what is', () => {
    assertAlways(({ live, post }) => {
      const mayBeLive: readonly PostStatus[] = ['publishing', 'unknown', 'needs_human', 'published']
      if (live.length > 0) expect(mayBeLive).toContain(post.status)
      if (post.status === 'published') expect(live).toEqual([post.id])
    })
  })

  it('gives every attempt a higher fence than the one before', () => {
    assertAlways(({ attempts }) => {
      const fences = attempts.map(({ fence }) => fence)
      expect(fences).toEqual([...new Set(fences)].toSorted((a, b) => a - b))
    })
  })

  it('keeps the state of the post and its ledger row in step', () => {
    assertAlways(({ post, row }) => {
      const allowed: Readonly<Record<PostStatus, readonly (string | null)[]>> = {
        planned: [null],
        draft_failed: [null],
        // A row that was tried outlives its approval, so that its fence is not forgotten.
        drafting: [null, 'ready', 'tried', 'refused'],
        in_review: [null, 'tried', 'refused'],
        rejected: [null, 'tried', 'refused'],
        expired: [null, 'tried', 'refused'],
        held: [null, 'ready', 'tried', 'refused'],
        approved: ['ready', 'tried'],
        publishing: ['sending'],
        published: ['published'],
        unknown: ['unknown'],
        needs_human: ['needs_human'],
        publish_failed: ['refused'],
      }
      expect(allowed[post.status]).toContain(row)
    })
  })

  it('audits every transition, and the chain verifies', () => {
    assertAlways((life) => {
      expect(life.audited).toEqual(life.happened)
      expect(life.verdict().ok).toBe(true)
    })
  })

  it('raises revision by one with each commit, and version with each change of content by a verb', () => {
    assertAlways(({ revisions, hashesByVersion }) => {
      expect(revisions).toEqual(revisions.map((_revision, index) => index + 1))
      for (const hashes of hashesByVersion.values()) expect(hashes.size).toBeLessThanOrEqual(1)
    })
  })

  it('reaches every state there is, so that the rules above were put to the test', () => {
    const seen = new Map<string, number>()
    for (const steps of fc.sample(anyLife, { numRuns: 400, seed: 7 })) {
      const life = aLife()
      for (const step of steps) life.take(step)
      for (const status of life.statuses) seen.set(status, (seen.get(status) ?? 0) + 1)
      if (life.attempts.length > 1) seen.set('sent again', (seen.get('sent again') ?? 0) + 1)
      if (life.lateYes) seen.set('late yes', (seen.get('late yes') ?? 0) + 1)
    }
    const all =
      'planned drafting draft_failed in_review approved held rejected expired publishing published unknown ' +
      'needs_human publish_failed'
    const wanted = [...all.split(' '), 'sent again', 'late yes']
    expect(wanted.filter((one) => (seen.get(one) ?? 0) < 10)).toEqual([])
  })
})
