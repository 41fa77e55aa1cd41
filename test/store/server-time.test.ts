import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openStore, type OpenStore } from '../../src/store/open-store.ts'
import { openServerTime, type MachineTime, type ServerTime } from '../../src/store/server-time.ts'
import { countedIds, freshDatabase, quiet, type TestDatabase } from './database.ts'

const minuteMs = 60_000

let database: TestDatabase
let opened: OpenStore

beforeAll(async () => {
  database = await freshDatabase()
  opened = await openStore({ home: '.', databaseUrl: database.url, ids: countedIds(), log: quiet })
})
afterAll(async () => {
  await opened.stop()
  await database.stop()
})

/** A machine whose clock is that of the database's, but for what it was set by. */
function machine(): MachineTime & { set(byMs: number): void } {
  let byMs = 0
  return {
    now: () => new Date(Date.now() + byMs),
    upMs: () => performance.now(),
    set: (ms) => {
      byMs += ms
    },
  }
}

async function open(setMs: number, ask = opened.ask) {
  const of = machine()
  of.set(setMs)
  const warned: string[] = []
  const note = (_facts: object, message: string) => void warned.push(message)
  const time = await openServerTime({ ask, log: { ...quiet, info: note, warn: note }, machine: of })
  return { of, time, warned }
}

/** How far a clock is from the database's, which is that of this machine. */
function offMs({ clock }: ServerTime): number {
  return clock.now().getTime() - Date.now()
}

describe('the time of a desk on a server', () => {
  it.each([
    ['ahead', 11 * minuteMs],
    ['behind', -11 * minuteMs],
  ])('is that of the database, where the machine is eleven minutes %s', async (_, byMs) => {
    const { time, warned } = await open(byMs)
    expect(Math.abs(offMs(time))).toBeLessThan(minuteMs)
    expect(Math.abs(time.aheadMs() - byMs)).toBeLessThan(minuteMs)
    expect(warned).toEqual(['the clock of this machine is not that of the database, which counts'])
    time.stop()
  })

  it('is that of the machine as it is, where the two agree within two seconds', async () => {
    const { time, warned } = await open(1500)
    expect(time.aheadMs()).toBe(0)
    expect(warned).toEqual([])
    time.stop()
  })

  it('is measured anew as soon as the clock of the machine is set, and before anybody relies on it', async () => {
    const { of, time, warned } = await open(0)
    of.set(11 * minuteMs)
    await time.sure()
    expect(Math.abs(offMs(time))).toBeLessThan(minuteMs)
    of.set(-11 * minuteMs)
    await time.sure()
    expect(time.aheadMs()).toBe(0)
    expect(warned).toHaveLength(2)
    time.stop()
  })

  it('cannot be relied on where the clock was set and the database does not answer', async () => {
    let isAway = false
    const ask = () => (isAway ? Promise.reject(new Error('away')) : opened.ask())
    const { of, time } = await open(0, ask)
    isAway = true
    await time.sure()
    of.set(11 * minuteMs)
    await expect(time.sure()).rejects.toThrow('away')
    isAway = false
    await time.sure()
    expect(Math.abs(offMs(time))).toBeLessThan(minuteMs)
    time.stop()
  })
})

describe('an answer of the database that took its time', () => {
  /** A machine on which nothing moves but what the answers take, one after the other. */
  function slow(tookMs: readonly number[], aheadMs: number) {
    let upMs = 0
    const took = [...tookMs]
    const server = () => new Date(upMs)
    const ask = async () => {
      const ms = took.shift() ?? 0
      // It is written when the question arrives, which is at once here: all of the time is spent on the way back.
      const now = server()
      upMs += ms
      return { now }
    }
    return { ask, machine: { now: () => new Date(upMs + aheadMs), upMs: () => upMs }, took }
  }

  it('does not count where another was quicker', async () => {
    const { ask, machine } = slow([9000, 10, 8000], 5000)
    const time = await openServerTime({ ask, log: quiet, machine })
    expect(time.aheadMs()).toBe(5005)
    time.stop()
  })

  it('is no sign of a wrong clock', async () => {
    const { ask, machine } = slow([9000, 9000, 9000], 0)
    const time = await openServerTime({ ask, log: quiet, machine })
    expect(time.aheadMs()).toBe(0)
    time.stop()
  })
})
