import { describe, expect, it } from '@jest/globals'
import { gather } from '../../../src/bot/chat/gather.ts'
import type { After } from '../../../src/bot/chat/runner.ts'

/** Timers that go off when they are told to, and say how long they were set for. */
function timers() {
  const set: { readonly ms: number; readonly call: () => void }[] = []
  const after: After = (ms, call) => {
    const timer = { ms, call }
    set.push(timer)
    return () => void set.splice(set.indexOf(timer), 1)
  }
  return {
    after,
    waits: () => set.map(({ ms }) => ms),
    goOff: () => set.splice(0).forEach(({ call }) => call()),
  }
}

function gathering() {
  const clock = timers()
  const runs: (readonly number[])[] = []
  const failures: unknown[] = []
  /** What the next run does before it ends. */
  const next = { during: async () => {} }
  const run = async (all: readonly number[]) => {
    runs.push(all)
    const { during } = next
    next.during = async () => {}
    await during()
  }
  const onFailure = (error: unknown) => void failures.push(error)
  const gatherer = gather(run, { pauseMs: 100, retryMs: 1000, onFailure, after: clock.after })
  return { ...clock, ...gatherer, runs, failures, next }
}

const fail = () => Promise.reject(new Error('away'))

describe('what is heard', () => {
  it('is handed over together, a pause after the first of it', async () => {
    const { add, runs, waits, goOff, settled } = gathering()
    for (const one of [1, 2, 3]) add(one)
    expect(waits()).toEqual([100])
    expect(runs).toEqual([])
    goOff()
    await settled()
    expect(runs).toEqual([[1, 2, 3]])
    expect(waits()).toEqual([])
  })

  it('while it is handed over goes into the next run, which waits for this one', async () => {
    const { add, runs, waits, goOff, next, settled } = gathering()
    let finish = () => {}
    next.during = () => new Promise((resolve) => void (finish = resolve))
    add(1)
    goOff()
    add(2)
    expect(waits()).toEqual([])
    finish()
    await settled()
    expect(runs).toEqual([[1], [2]])
  })

  it('is kept through a failure, and handed over again after longer and longer pauses', async () => {
    const { add, runs, waits, next, settled, failures } = gathering()
    add(1)
    for (const wait of [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]) {
      next.during = fail
      await settled()
      expect(waits()).toEqual([wait])
    }
    add(2)
    await settled()
    expect(runs.at(-1)).toEqual([1, 2])
    expect(failures).toHaveLength(8)
    add(3)
    expect(waits()).toEqual([100])
  })

  it('is handed over no more once it is stopped, which waits for a run under way', async () => {
    const { add, runs, waits, goOff, next, stop } = gathering()
    let finish = () => {}
    next.during = () => new Promise((resolve) => void (finish = resolve))
    add(1)
    goOff()
    add(2)
    let isStopped = false
    const stopping = stop().then(() => void (isStopped = true))
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
    expect(isStopped).toBe(false)
    finish()
    await stopping
    add(3)
    expect(waits()).toEqual([])
    expect(runs).toEqual([[1]])
  })
})
