import { describe, expect, it } from '@jest/globals'
import { openClock } from '../../src/jobs/agenda.ts'
import type { Drift } from '../../src/jobs/true-time.ts'
import { gate, pace, pass, start, useClocks } from './clocks.ts'
import { stages, useStage } from './stage.ts'

const minuteMs = 60_000

/** The machine says what it says, and the desk goes by another time: eleven minutes away. */
describe.each(stages)('on %s a machine whose clock is eleven minutes', (name) => {
  const stage = useStage(name)
  const clocks = useClocks(stage)

  async function open(drift: Drift) {
    const clock = await openClock({ on: stage.on(), name: 'off', log: clocks.log, pace, drift })
    const now = () => new Date(Date.now() - drift.aheadMs())
    return { clock, now, afterMs: (ms: number) => new Date(now().getTime() + ms) }
  }

  describe.each([
    ['ahead', 11 * minuteMs],
    ['behind', -11 * minuteMs],
  ])('%s', (_, aheadMs) => {
    const drift: Drift = { aheadMs: () => aheadMs, sure: async () => {} }

    it('runs a job when it is due by the time of the desk, and not before', async () => {
      const { clock, now, afterMs } = await open(drift)
      const due = afterMs(700)
      const ran = gate()
      const early: string[] = []
      await start(clock, async ({ subject }) => {
        if (now() < due || subject === 'later.1') early.push(subject)
        ran.open()
        return null
      })
      await clock.put('publish', 'later.1', afterMs(5 * minuteMs))
      await clock.put('publish', 'soon.1', due)
      await ran.opened
      expect(early).toEqual([])
      await clock.stop()
    })

    it('keeps what it holds, puts back what comes round, and tries again what failed, by the time of the desk', async () => {
      const { clock, now, afterMs } = await open(drift)
      const next = afterMs(10 * minuteMs)
      const [held, done] = [gate(), gate()]
      let runs = 0
      await start(clock, async ({ name: job, subject }) => {
        if (job === 'sweep') return next
        if (subject === 'failing.1' && (runs += 1) === 1) throw new Error('away')
        if (subject === 'failing.1') done.open()
        else await held.opened
        return null
      })
      await clock.put('sweep', 'desk', now())
      await clock.put('publish', 'failing.1', now())
      await clock.put('publish', 'held.1', now())
      await done.opened
      const entries = await clock.entries()
      const whenOf = (wanted: string) => entries.find(({ subject }) => subject === wanted)?.when.getTime()
      expect(whenOf('desk')).toBe(next.getTime())
      expect(Math.abs((whenOf('held.1') ?? 0) - now().getTime())).toBeLessThan(minuteMs)
      held.open()
      await clock.stop()
    })

    it('leaves alone what another process holds', async () => {
      const [first, second] = [await open(drift), await open(drift)]
      const [began, held] = [gate(), gate()]
      const taken: string[] = []
      await start(first.clock, async () => {
        began.open()
        await held.opened
        return null
      })
      await first.clock.put('publish', 'held.1', first.now())
      await began.opened
      await start(second.clock, async ({ subject }) => {
        taken.push(subject)
        return null
      })
      await pass(second.clock, 300, second.now())
      held.open()
      await first.clock.stop()
      await second.clock.stop()
      expect(taken).toEqual([])
    })
  })

  it('away takes no job before it knows so', async () => {
    const [asked, told, ran] = [gate(), gate(), gate()]
    let aheadMs = 0
    const seen: string[] = []
    const drift: Drift = {
      aheadMs: () => aheadMs,
      sure: async () => {
        asked.open()
        await told.opened
      },
    }
    const { clock } = await open(drift)
    const trueNow = Date.now() - 11 * minuteMs
    await clock.put('publish', 'due.1', new Date(trueNow))
    await clock.put('publish', 'later.1', new Date(trueNow + 5 * minuteMs))
    await start(clock, async ({ subject }) => {
      seen.push(subject)
      ran.open()
      return null
    })
    await asked.opened
    aheadMs = 11 * minuteMs
    told.open()
    await ran.opened
    await clock.stop()
    expect(seen).toEqual(['due.1'])
  })
})
