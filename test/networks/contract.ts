import { expect, it } from '@jest/globals'
import type { Network, Parcel } from '../../src/ports.ts'

/** For an answer: a busy disk may take its time. */
export const patienceMs = 120_000

/** What every network keeps to. `make` answers a fresh one to which nothing has been published. */
export function networkContract(make: () => Promise<Network>): void {
  it('is ready when nothing is in the way', async () => {
    expect(await (await make()).preflight(sending().account)).toEqual([])
  })

  it('publishes, and finds what it published by its key', async () => {
    const network = await make()
    const outcome = await network.publish(sending(), patienceMs)
    expect(outcome.kind).toBe('published')
    const remote = outcome.kind === 'published' ? outcome.remote : null
    expect(await network.find(sending(), new Date(0))).toEqual({ kind: 'live', remote })
  })

  it('answers the same post when the same key is published twice, at once or later', async () => {
    const network = await make()
    const both = await Promise.all([
      network.publish(sending(), patienceMs),
      network.publish(sending(), patienceMs),
    ])
    const again = await network.publish(sending(), patienceMs)
    expect(new Set([...both, again].map((outcome) => JSON.stringify(outcome))).size).toBe(1)
    expect(again.kind).toBe('published')
  })

  it('knows that a post is absent, also beside others', async () => {
    const network = await make()
    await network.publish(sending('pub-1'), patienceMs)
    expect(await network.find(sending('pub-2'), new Date(0))).toEqual({ kind: 'absent' })
  })

  it.each([
    ['Pub-A', 'pub-a'],
    ['a/b', 'a:b'],
    ['a b', 'a-b'],
    ['../up', 'up'],
    ['con', 'con.'],
    ['x'.repeat(300), `${'x'.repeat(299)}y`],
  ])('keeps the keys %j and %j apart', async (one, other) => {
    const network = await make()
    await network.publish(sending(one), patienceMs)
    expect((await network.find(sending(one), new Date(0))).kind).toBe('live')
    expect((await network.find(sending(other), new Date(0))).kind).toBe('absent')
  })
}

export function sending(key = 'pub-1'): Parcel {
  const account = {
    network: 'x' as const,
    handle: 'north-mill',
    postingTime: '09:00',
    postsPerWeek: 5,
    minSpacingHours: 4,
    credentials: 'outbox' as const,
  }
  return {
    key,
    brand: 'north-mill',
    account,
    content: {
      account,
      slot: { date: '2026-11-20', time: '09:00', zone: 'Europe/Berlin' },
      text: 'Fresh “bread”\n🍞',
      media: [],
    },
    images: [],
  }
}
