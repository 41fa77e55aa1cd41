import { describe, expect, it } from '@jest/globals'
import type { RunJob } from '../../src/jobs/timetable.ts'
import { afterMs, atOnce, gate, pace, pass, start, useClocks } from './clocks.ts'
import { clockContract } from './contract.ts'
import { bears, stages, useStage } from './stage.ts'

describe.each(stages)('Agenda on %s', (name) => {
  const stage = useStage(name)
  const clocks = useClocks(stage)

  clockContract('clock of a process', bears[name].mass, async () => {
    const clock = await clocks.open(bears[name].pace)
    return {
      clock,
      stepMs: 150,
      firstRetryMs: pace.firstRetryMs,
      now: () => new Date(),
      play: async (run, over) => {
        await clock.start(atOnce, run)
        await over
      },
      close: async () => {},
    }
  })

  describe('several processes', () => {
    it('create what they need once when they start together', async () => {
      await stage.forget()
      await Promise.all([clocks.open(), clocks.open(), clocks.open(), clocks.open()])
      expect(await stage.rules()).toBe(1)
    })

    it('never run one job twice', async () => {
      const { many, pace: bearable } = bears[name]
      const both = [await clocks.open(bearable), await clocks.open(bearable)] as const
      const ids = Array.from({ length: many }, (_, index) => `p${index}.1`)
      const seen: string[] = []
      const all = gate()
      const run: RunJob = async ({ subject }) => {
        seen.push(subject)
        if (seen.length >= ids.length) all.open()
        return null
      }
      await Promise.all(both.map((clock) => start(clock, run)))
      await Promise.all(
        ids.map((id, index) => both[index % 2 === 0 ? 0 : 1].put('publish', id, afterMs(100))),
      )
      await all.opened
      await Promise.all(both.map((clock) => pass(clock, 300)))
      expect(seen.toSorted()).toEqual(ids.toSorted())
    })

    it('leave a job alone whose handler outlives the lifetime of its lock, because it renews it', async () => {
      const both = [
        await clocks.open({ lockLifetimeMs: 1500 }),
        await clocks.open({ lockLifetimeMs: 1500 }),
      ] as const
      const release = gate()
      const ended = gate()
      let runs = 0
      await both[0].put('publish', 'long.1', afterMs(0))
      for (const clock of both) {
        await start(clock, async () => {
          runs++
          await release.opened
          ended.open()
          return null
        })
      }
      await pass(both[1], 4000)
      release.open()
      await ended.opened
      expect(runs).toBe(1)
    })

    it('take up the job of one that was killed, when its lock has run out', async () => {
      const clock = await clocks.open({ lockLifetimeMs: 400 })
      await clock.put('publish', 'p1.1', afterMs(0))
      await stage.killed(() => 'killed')
      expect(await clock.scheduler.pending()).toHaveLength(1)
      const ran = gate()
      await start(clock, async () => {
        ran.open()
        return null
      })
      await ran.opened
    })
  })

  describe('between two ticks', () => {
    it('what is put for now runs at once, and each job that ends makes room for the next', async () => {
      // Longer than this test is given.
      const clock = await clocks.open({ processEveryMs: 600_000 })
      const ids = Array.from({ length: 5 * atOnce.redraft }, (_, index) => `p${index}`)
      const seen: string[] = []
      const all = gate()
      await start(clock, async ({ subject }) => {
        seen.push(subject)
        if (seen.length === ids.length) all.open()
        return null
      })
      await Promise.all(ids.map((id) => clock.put('redraft', id, afterMs(0))))
      await all.opened
    })
  })

  describe('a job that waits in memory', () => {
    it('is locked by then, and still does not run at its old time when it is moved', async () => {
      // Agenda locks ahead what is due before it looks again.
      const slow = { processEveryMs: 40_000, lockLifetimeMs: 90_000 }
      const [clock, other] = [await clocks.open(slow), await clocks.open()]
      let seen: readonly string[] = []
      let locked: readonly string[] = []
      let movedAt = Number.POSITIVE_INFINITY
      let moved = gate()
      await start(clock, async ({ subject }) => {
        seen = [...seen, subject]
        if (subject !== 'mover.1') return null
        locked = await stage.locked()
        // By another process, as when a reviewer moves a post.
        await other.put('publish', 'moved.1', afterMs(100_000))
        movedAt = Date.now()
        moved.open()
        return null
      })
      // A machine that stands still for a while moves it too late: then once more, with more time.
      for (const oldTimeMs of [3000, 30_000]) {
        seen = []
        moved = gate()
        const oldTime = afterMs(oldTimeMs)
        await clock.put('publish', 'moved.1', oldTime)
        await clock.put('publish', 'mover.1', afterMs(50))
        // What is put makes the clock look at once; by itself it would look with its next tick.
        await Promise.all([moved.opened, pass(clock, oldTimeMs)])
        if (movedAt < oldTime.getTime()) break
      }
      expect(locked).toContain('moved.1')
      expect(seen).toEqual(['mover.1'])
      expect(await clock.scheduler.pending()).toMatchObject([{ subject: 'moved.1' }])
    })
  })
})
