import { expect, it } from '@jest/globals'
import { minuteMs } from '../../../src/domain/slot.ts'
import type { Pass } from '../../../src/ports.ts'
import { now } from '../posts.ts'
import type { Opened } from './opened.ts'

export function passTests(stores: () => Opened): void {
  const leaseMs = minuteMs

  it('begins one pass of a brand at a time, whoever asks', async () => {
    const { store, other } = stores()
    const asked = Array.from({ length: 10 }, (_, index) =>
      (index % 2 ? store : other).beginPass(pass(`one-${index}`, 'one'), leaseMs),
    )
    expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1)
    expect(await store.passes('one', 10)).toHaveLength(1)
    expect(await store.beginPass(pass('two', 'two'), leaseMs)).toBe(true)
  })

  it('keeps a pass alive by its beats, and gives the brand to another once they stop', async () => {
    const { store, other } = stores()
    await store.beginPass(pass('old', 'lease'), leaseMs)
    await store.beatPass('old', { done: 1, failed: 0, total: 3, beatAt: at(50) })
    expect(await other.beginPass(pass('new', 'lease', 109), leaseMs)).toBe(false)
    expect(await other.beginPass(pass('new', 'lease', 110), leaseMs)).toBe(true)
    expect(await store.beatPass('old', { done: 2, failed: 0, total: 3, beatAt: at(111) })).toEqual({
      cancelled: true,
    })
    expect(await other.passes('lease', 10)).toEqual([
      pass('new', 'lease', 110),
      { ...pass('old', 'lease'), done: 1, beatAt: at(50), endedAt: at(50) },
    ])
  })

  it('begins the next pass after one has ended', async () => {
    const { store } = stores()
    await store.beginPass(pass('done', 'again'), leaseMs)
    await store.endPass('done', at(5))
    await store.endPass('done', at(9))
    expect(await store.beginPass(pass('more', 'again', 6), leaseMs)).toBe(true)
    expect(await store.passes('again', 1)).toEqual([pass('more', 'again', 6)])
    expect((await store.passes('again', 2))[1]?.endedAt).toEqual(at(5))
  })

  it('tells a pass at its next beat that it was cancelled', async () => {
    const { store, other } = stores()
    expect(await store.cancelPass('stop')).toBe(false)
    await store.beginPass(pass('stop-1', 'stop'), leaseMs)
    const beat = { done: 1, failed: 1, total: 4, beatAt: at(1) }
    expect(await store.beatPass('stop-1', beat)).toEqual({ cancelled: false })
    expect(await other.cancelPass('stop')).toBe(true)
    expect(await store.beatPass('stop-1', beat)).toEqual({ cancelled: true })
    expect(await store.passes('stop', 1)).toEqual([{ ...pass('stop-1', 'stop'), ...beat }])
    expect(await store.beatPass('nobody', beat)).toEqual({ cancelled: true })
  })
}

function at(seconds: number) {
  return new Date(now.getTime() + seconds * 1000)
}

function pass(id: string, brand: string, seconds = 0): Pass {
  const startedAt = at(seconds)
  return {
    id,
    brand,
    date: '2026-11-20',
    startedAt,
    beatAt: startedAt,
    endedAt: null,
    total: 3,
    done: 0,
    failed: 0,
  }
}
