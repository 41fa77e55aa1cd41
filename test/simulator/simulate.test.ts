import { describe, expect, it } from '@jest/globals'
import type { PostEvent } from '../../src/domain/events.ts'
import type { Network } from '../../src/ports.ts'
import { publish } from '../../src/service/publish.ts'
import { simulate } from '../../src/simulator/simulate.ts'
import { options } from './rehearsal.ts'

describe('twenty-eight hostile days', () => {
  const met = new Set<string>()

  it.each([1, 2, 3, 4, 5])('with seed %i lose, double and slip through nothing', async (seed) => {
    const { result, record } = await simulate(options(seed, 'hostile'))
    expect(result).toMatchObject({ duplicates: 0, lost: 0, unapprovedPublished: 0, nearDuplicateRate: 0 })
    expect(result.posts).toBeGreaterThanOrEqual(60)
    expect(result.variants).toBeGreaterThanOrEqual(3 * result.posts)
    expect(result.published).toBeGreaterThan(35)
    expect(result.rejected).toBeGreaterThan(0)
    expect(result.unknownSettled).toBeGreaterThan(5)
    expect(record.changes.every(({ post }) => post.simulated)).toBe(true)
    for (const { events } of record.changes) for (const { type } of events) met.add(type)
  })

  it('have met, between them, everything that can happen to a post', () => {
    expect(everything.filter((type) => !met.has(type))).toEqual([])
  })
})

const everything: readonly PostEvent['type'][] = [
  'planned',
  'drafting_started',
  'drafted',
  'variant_chosen',
  'edited',
  'slot_moved',
  'approval_given',
  'approved',
  'rejected',
  'held',
  'released',
  'undone',
  'expired',
  'sending_started',
  'published',
  'refused',
  'retried',
  'outcome_unknown',
  'looked_up',
  'settled_live',
  'settled_absent',
  'person_needed',
]

describe('a simulation', () => {
  it('has the same head for the same seed, and another for another', async () => {
    const [one, again, other] = [await head(7), await head(7), await head(8)]
    expect(again).toBe(one)
    expect(other).not.toBe(one)
  })

  it('of networks that work settles nothing and asks nobody', async () => {
    const { result } = await simulate(options(3, 'none', 14))
    expect(result).toMatchObject({
      unknownSettled: 0,
      needsHuman: 0,
      duplicates: 0,
      lost: 0,
      unapprovedPublished: 0,
    })
    expect(result.published).toBeGreaterThan(15)
  })

  it('answers with exactly its counts, the head and the time it took', async () => {
    const { result } = await simulate(options(3, 'none', 2))
    expect(Object.keys(result).sort()).toEqual([
      'approved',
      'auditHead',
      'duplicates',
      'lost',
      'nearDuplicateRate',
      'needsHuman',
      'posts',
      'published',
      'rejected',
      'unapprovedPublished',
      'unknownSettled',
      'variants',
      'wallMs',
    ])
    expect(result.auditHead).toMatch(/^[0-9a-f]{64}$/)
  })

  it('refuses days and dates that make no sense', async () => {
    await expect(simulate({ ...options(1, 'none'), days: 0 })).rejects.toThrow('1 to 92 days, not 0')
    await expect(simulate({ ...options(1, 'none'), until: '2026-02-30' })).rejects.toThrow('is not a date')
  })

  it('ends in the error that a service lets out', async () => {
    await expect(simulate({ ...options(1, 'none', 3), publisher: withBug })).rejects.toThrow('a bug')
  })
})

describe('a broken publisher is found out', () => {
  it('when it tries again after a timeout', async () => {
    const result = await withNetwork((network) => ({
      ...network,
      publish: async (sending, timeoutMs) => {
        const first = await network.publish(sending, timeoutMs)
        return first.kind === 'unknown' ? network.publish(sending, timeoutMs) : first
      },
    }))
    expect(result.duplicates).toBeGreaterThan(0)
  })

  it('when it takes a timeout for a definite no', async () => {
    const result = await withNetwork((network) => ({
      ...network,
      publish: async (sending, timeoutMs) => {
        const outcome = await network.publish(sending, timeoutMs)
        return outcome.kind === 'unknown' ? { ...outcome, kind: 'refused', retryAt: soon } : outcome
      },
    }))
    expect(result.duplicates).toBeGreaterThan(0)
  })

  it('when it sends something else than was approved', async () => {
    const result = await withNetwork((network) => ({
      ...network,
      publish: (sending, timeoutMs) =>
        network.publish(
          { ...sending, content: { ...sending.content, text: `${sending.content.text}!` } },
          timeoutMs,
        ),
    }))
    expect(result.unapprovedPublished).toBeGreaterThan(0)
  })

  it('when it says that something is live and never sent it', async () => {
    const result = await withNetwork((network) => ({
      ...network,
      publish: async () => ({ kind: 'published', remote: { id: 'made up', permalink: null } }),
    }))
    expect(result.lost).toBeGreaterThan(0)
  })
})

async function withBug(): Promise<never> {
  throw new Error('a bug')
}

/** Long past, so that the next sweep tries again. */
const soon = new Date(0)

async function head(seed: number): Promise<string> {
  return (await simulate(options(seed, 'hostile', 10))).result.auditHead
}

async function withNetwork(broken: (network: Network) => Network) {
  const publisher: typeof publish = (deps, id) =>
    publish({ ...deps, networks: (account) => broken(deps.networks(account)) }, id)
  return (await simulate({ ...options(2, 'hostile', 14), publisher })).result
}
