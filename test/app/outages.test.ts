import { hostname } from 'node:os'
import { beforeEach, describe, expect, it } from '@jest/globals'
import type { DatabaseIllness } from '../../src/app/database-health.ts'
import { clocksApartWords, clockWords, databaseWords } from '../../src/app/outage-words.ts'
import { openOutages, outages, type Outages } from '../../src/app/outages.ts'
import { hourMs, minuteMs } from '../../src/domain/slot.ts'
import type { Entry } from '../../src/jobs/timetable.ts'
import { harbour, openDesk, type Desk } from '../bot/desk.ts'

// 06:10 in Berlin
const at = '2026-11-20T05:10:00Z'

let desk: Desk
let illness: DatabaseIllness | null
let isClockAway: boolean
/** When the sweep is to come round. */
let sweepAt: Date
/** How often a notice was put. */
let puts: number

beforeEach(async () => {
  desk = await openDesk(at)
  illness = null
  isClockAway = false
  puts = 0
  desk.deps.store.onChange(({ kind }) => {
    if (kind === 'notice') puts += 1
  })
})

type One = {
  readonly illness?: () => DatabaseIllness | null
  readonly isClockAway?: () => boolean
  readonly aheadMs?: () => number
}

/** One process; what it sees is what all see, unless it is said otherwise. */
function aProcess(own: One = {}): Outages {
  const sweep = (): Entry => ({ name: 'sweep', subject: 'desk', failures: 0, when: sweepAt })
  return outages({
    deps: desk.deps,
    database: { illness: async () => (own.illness ?? (() => illness))() },
    timetable: {
      entries: async () => {
        if ((own.isClockAway ?? (() => isClockAway))()) throw new Error('away')
        return [sweep()]
      },
    },
    time: { aheadMs: own.aheadMs ?? (() => 0) },
  })
}

/** Each process looks every five seconds for so long; jobs run unless the clock is away or `areIdle`. */
async function pass(ms: number, all: readonly Outages[], areIdle = false): Promise<void> {
  for (let passed = 0; passed < ms; passed += 5000) {
    desk.tick(5000)
    if (!isClockAway && !areIdle) sweepAt = desk.deps.clock.now()
    for (const one of all) await one.look()
  }
}

async function told(): Promise<readonly string[]> {
  return (await desk.deps.store.notices(harbour.id)).map(({ text }) => text)
}

beforeEach(() => {
  sweepAt = desk.deps.clock.now()
})

describe('trouble with the clock', () => {
  it('is told once after a quarter of a minute, and taken back when jobs run again', async () => {
    const all = [aProcess(), aProcess(), aProcess()]
    isClockAway = true
    await pass(15_000, all)
    expect(await told()).toEqual([])
    await pass(minuteMs, all)
    expect(await told()).toEqual([
      expect.stringMatching(/^Nothing goes out .* does not answer\. Decisions are taken as ever/),
    ])
    expect(puts).toBe(1)
    isClockAway = false
    await pass(5000, all)
    expect(await told()).toEqual([])
    expect(puts).toBe(2)
  })

  it('is told where nobody runs the jobs', async () => {
    const all = [aProcess(), aProcess()]
    await pass(2 * minuteMs, all, true)
    expect(await told()).toEqual([])
    await pass(minuteMs, all, true)
    expect(await told()).toEqual([expect.stringContaining('no process runs the jobs of this desk')])
    await pass(5000, all)
    expect(await told()).toEqual([])
  })

  it('that only one process has is overruled by the others, and not told again until it was over', async () => {
    let isAlone = true
    const [alone, other] = [aProcess({ isClockAway: () => isAlone }), aProcess()]
    await pass(10 * minuteMs, [alone, other])
    expect(await told()).toEqual([])
    expect(puts).toBe(2)
    isAlone = false
    await pass(5000, [alone, other])
    isAlone = true
    await pass(minuteMs, [alone, other])
    expect(puts).toBe(4)
  })

  it('that a process has told of before it was killed is taken back by the next', async () => {
    isClockAway = true
    await pass(minuteMs, [aProcess()])
    expect(await told()).toHaveLength(1)
    isClockAway = false
    await pass(5000, [aProcess()])
    expect(await told()).toEqual([])
  })

  it('is not told of while the database is away: nobody could write it down', async () => {
    const all = [aProcess()]
    isClockAway = true
    illness = 'away'
    await pass(minuteMs, all)
    expect(puts).toBe(0)
  })
})

describe('a process that looks', () => {
  it('takes back at once what another tells of the clock, if its own clock is well', async () => {
    let looked = () => {}
    const firstLook = new Promise<void>((resolve) => (looked = resolve))
    const { store } = desk.deps
    const stop = openOutages(
      {
        deps: desk.deps,
        database: { illness: async () => null },
        timetable: {
          entries: async () => {
            looked()
            return [{ name: 'sweep', subject: 'desk', failures: 0, when: sweepAt }]
          },
        },
        time: { aheadMs: () => 0 },
      },
      hourMs,
    )
    await firstLook
    await new Promise((resolve) => setImmediate(resolve))
    const gone = new Promise<void>((resolve) => {
      store.onChange(() => void store.notices(harbour.id).then((all) => all.length === 0 && resolve()))
    })
    const text = clockWords({ kind: 'away' })
    await store.putNotice({ brand: harbour.id, key: 'outage clock', text, at: desk.deps.clock.now() })
    await gone
    await stop()
  })
})

describe('what is told', () => {
  it('fits into the head of a day whole, on every surface', () => {
    const [since, until] = [new Date('2026-11-19T05:10:00Z'), new Date(at)]
    const all = [
      clockWords({ kind: 'away' }),
      clockWords({ kind: 'idle', lateMs: null }),
      ...(['away', 'read_only', 'full'] as const).map((one) =>
        databaseWords(one, { since, until, zone: 'America/Argentina/Buenos_Aires' }),
      ),
      clocksApartWords('a'.repeat(64), 11 * hourMs),
    ]
    expect(all.filter((text) => text.length > 350)).toEqual([])
  })
})

describe('trouble with the database', () => {
  it('is told afterwards and once, with its times, and for an hour', async () => {
    const all = [aProcess(), aProcess()]
    illness = 'away'
    await pass(3 * minuteMs, all)
    expect(await told()).toEqual([])
    illness = null
    await pass(10_000, all)
    expect(await told()).toEqual([
      expect.stringContaining('From 06:10 to 06:13 the database did not answer in time.'),
    ])
    await pass(59 * minuteMs, all)
    expect(await told()).toHaveLength(1)
    await pass(2 * minuteMs, all)
    expect(await told()).toEqual([])
  })

  it('is told of once though processes see its end at different times', async () => {
    const late = aProcess({ illness: () => illness ?? (isLate ? 'away' : null) })
    const all = [aProcess(), late]
    let isLate = true
    illness = 'away'
    await pass(3 * minuteMs + 20_000, all)
    illness = null
    await pass(45_000, all)
    const [first] = await told()
    isLate = false
    await pass(10_000, all)
    expect(await told()).toEqual([first])
  })

  it('is not worth telling where it was over within a quarter of a minute', async () => {
    const all = [aProcess()]
    illness = 'read_only'
    await pass(10_000, all)
    illness = null
    await pass(10_000, all)
    expect(puts).toBe(0)
  })

  it('is told by one time where it was over within a minute', async () => {
    const all = [aProcess()]
    illness = 'away'
    await pass(30_000, all)
    illness = null
    await pass(5000, all)
    expect(await told()).toEqual([expect.stringMatching(/^At 06:10 the database did not answer/)])
  })

  it('is told of each time anew', async () => {
    const all = [aProcess()]
    for (const expected of ['From 06:10 to 06:11', 'From 06:15 to 06:16']) {
      illness = 'away'
      await pass(1.5 * minuteMs, all)
      illness = null
      await pass(3.5 * minuteMs, all)
      expect((await told()).map((text) => text.slice(0, 19))).toEqual([expected])
    }
  })

  it('with a full disk is over when it can be told', async () => {
    let isFull = true
    const { store } = desk.deps
    const put = store.putNotice.bind(store)
    store.putNotice = (notice) => (isFull ? Promise.reject(new Error('full')) : put(notice))
    // Nothing but the next thing that can be written shows that it has space again.
    const one = aProcess({ illness: () => (puts === 0 ? 'full' : null) })
    const look = async () => pass(5000, [one]).catch((error: unknown) => String(error))
    for (let count = 0; count < 20; count++) await look()
    expect(await look()).toBe('Error: full')
    isFull = false
    await look()
    expect(await told()).toEqual([expect.stringContaining('to 06:11 the database had no space left')])
  })
})

describe('a machine whose clock is far off', () => {
  it('is named until it is right', async () => {
    let aheadMs = 11 * minuteMs
    const all = [aProcess({ aheadMs: () => aheadMs }), aProcess({ aheadMs: () => aheadMs + 40_000 })]
    await pass(10 * minuteMs, all)
    expect(await told()).toEqual([
      expect.stringContaining(`The clock of ${hostname()} is 11 minutes ahead of that of the database.`),
    ])
    expect(puts).toBe(1)
    aheadMs = 0
    await pass(5000, all.slice(0, 1))
    expect(await told()).toEqual([])
  })

  it('is named though another process of the same name has the right time', async () => {
    await pass(minuteMs, [aProcess({ aheadMs: () => 11 * minuteMs }), aProcess()])
    expect(await told()).toHaveLength(1)
    expect(puts).toBe(1)
  })

  it('and that does not say so any more is forgotten', async () => {
    const notice = { brand: harbour.id, key: 'outage time gone', text: 'The clock of gone is off.' }
    await desk.deps.store.putNotice({ ...notice, at: desk.deps.clock.now() })
    await pass(119 * minuteMs, [aProcess()])
    expect(await told()).toHaveLength(1)
    await pass(2 * minuteMs, [aProcess()])
    expect(await told()).toEqual([])
  })
})
