import { describe, expect, it } from '@jest/globals'
import { openClock } from '../../src/jobs/agenda.ts'
import { onMongo } from '../../src/jobs/mongo-clock.ts'
import { onPostgres } from '../../src/jobs/postgres-clock.ts'
import { quiet } from '../store/database.ts'
import { afterMs, around, gate, pass, start, useClocks } from './clocks.ts'
import { stages, useStage } from './stage.ts'
import { until } from '../until.ts'

describe.each(stages)('Agenda on %s', (name) => {
  const stage = useStage(name)
  const clocks = useClocks(stage)

  describe('stopping', () => {
    it('lets a running handler finish, and nothing runs it twice', async () => {
      const [first, second] = [await clocks.open(), await clocks.open()]
      const [began, release] = [gate(), gate()]
      const seen: string[] = []
      await start(first, async ({ subject }) => {
        seen.push(`${subject} began`)
        began.open()
        await release.opened
        seen.push(`${subject} ended`)
        return null
      })
      await first.put('publish', 'p1.1', afterMs(0))
      await began.opened
      const stopped = first.stop().then(() => seen.push('stopped'))
      await start(second, async ({ subject }) => {
        seen.push(`${subject} again`)
        return null
      })
      await pass(second, 300)
      release.open()
      await stopped
      await pass(second, 300)
      expect(seen).toEqual(['p1.1 began', 'p1.1 ended', 'stopped'])
      expect(await second.scheduler.pending()).toEqual([])
      // A machine that stutters may say so.
      expect(clocks.logged.filter(({ message }) => !message.startsWith('the process stood still'))).toEqual(
        [],
      )
    })

    it('does not start what it has locked, and gives it back at once', async () => {
      const first = await clocks.open({ processEveryMs: 40_000, lockLifetimeMs: 60_000 })
      await first.put('publish', 'now.1', afterMs(0))
      await first.put('publish', 'soon.1', afterMs(30_000))
      const began = gate()
      const seen: string[] = []
      await start(first, async ({ subject }) => {
        seen.push(`first ${subject}`)
        began.open()
        return null
      })
      await began.opened
      await until(async () => (await stage.locked()).includes('soon.1'))
      await first.stop()
      expect(await stage.locked()).toEqual([])
      const second = await clocks.open()
      const ran = gate()
      await start(second, async ({ subject }) => {
        seen.push(`second ${subject}`)
        ran.open()
        return null
      })
      await second.put('publish', 'soon.1', afterMs(0))
      await ran.opened
      expect(seen).toEqual(['first now.1', 'second soon.1'])
    })

    it('gives back what was between the lock and the handler too, but nothing of another process', async () => {
      const clock = await clocks.open({ lockLifetimeMs: 60_000 })
      for (const id of ['mine.1', 'at-work.1', 'theirs.1']) await clock.put('publish', id, afterMs(0))
      const ids = await stage.killed((subject) => (subject === 'theirs.1' ? 'another' : 'clock-1'))
      await stage.giveBack('clock-1', [ids.get('at-work.1') ?? ''])
      expect((await stage.locked()).toSorted()).toEqual(['at-work.1', 'theirs.1'])
      expect(await clock.scheduler.pending()).toHaveLength(3)
      await clock.stop()
      expect(await stage.locked()).toEqual(['theirs.1'])
    })

    it('does not wait for a handler for longer than it may, and keeps its lock', async () => {
      const clock = await clocks.open({ stopWithinMs: 200 })
      const began = gate()
      await start(clock, async () => {
        began.open()
        return new Promise<never>(() => {})
      })
      await clock.put('publish', 'stuck.1', afterMs(0))
      await began.opened
      await clock.stop()
      expect(await stage.locked()).toHaveLength(1)
    })
  })

  describe('trouble', () => {
    it('a job that has failed counts from nought when it is put anew, and leaves no row when it is done', async () => {
      const clock = await clocks.open({ firstRetryMs: 60_000 })
      const failures: number[] = []
      await start(clock, async (job) => {
        failures.push(job.failures)
        if (failures.length === 1) throw new Error('the database is away')
        return null
      })
      await clock.put('publish', 'p1.1', afterMs(0))
      await until(async () =>
        (await clock.entries()).some((one) => one.subject === 'p1.1' && one.failures === 1),
      )
      await clock.put('publish', 'p1.1', afterMs(0))
      await until(async () => !(await stage.names()).includes('publish'))
      expect(failures).toEqual([0, 0])
    })

    it('a job without a subject is dropped, with a line in the log', async () => {
      const clock = await clocks.open()
      await stage.putUnreadable()
      const seen: string[] = []
      await start(clock, async ({ name }) => {
        seen.push(name)
        return null
      })
      await pass(clock, 300)
      expect(seen).toEqual([])
      expect(clocks.logged).toContainEqual(
        expect.objectContaining({ data: { subject: 7 }, message: 'a job without a subject was dropped' }),
      )
    })

    it('a clock whose connections were cut goes on', async () => {
      const clock = await clocks.open()
      const seen = gate()
      await clock.put('publish', 'p1.1', afterMs(400))
      await start(clock, async () => {
        seen.open()
        return null
      })
      await stage.cut()
      await seen.opened
    })

    it('a handler that never ends loses its place and its job', async () => {
      const clock = await clocks.open({ lockLifetimeMs: 300, patienceMs: 300, stopWithinMs: 100 })
      const again = gate()
      let runs = 0
      await clock.put('sweep', 'desk', afterMs(0))
      await start(clock, async () => {
        if (++runs === 1) return new Promise<never>(() => {})
        again.open()
        return null
      })
      await again.opened
    })

    it.each([
      ['', {}],
      [', also where it cannot give them back', { unlockJobs: () => Promise.reject(new Error('away')) }],
    ])(
      'a process that stood still for longer than a lock lives takes its jobs up again%s',
      async (_, ways) => {
        const clock = await clocks.open(
          { processEveryMs: 500, lockLifetimeMs: 400 },
          around(stage.on(), () => ways),
        )
        const [began, ran] = [gate(), gate()]
        await clock.put('publish', 'first.1', afterMs(0))
        await clock.put('publish', 'second.1', afterMs(300))
        await clock.start({ publish: 2 }, async ({ subject }) => {
          if (subject === 'first.1') {
            standStill(1200)
            began.open()
          } else if (subject === 'third.1') ran.open()
          return null
        })
        await began.opened
        await clock.put('publish', 'third.1', afterMs(0))
        await ran.opened
        expect(clocks.logged.map(({ message }) => message)).toContain(
          'the process stood still; its clock starts anew',
        )
      },
    )
  })
})

describe('a database that can not be reached', () => {
  it.each([
    ['PostgreSQL', onPostgres('postgres://postgres@127.0.0.1:1/postgres')],
    ['MongoDB', onMongo('mongodb://127.0.0.1:1/')],
  ])('is an error when the clock is opened: %s', async (_name, on) => {
    await expect(openClock({ on, name: 'x', log: quiet })).rejects.toThrow('ECONNREFUSED')
  })
})

/** The machine sleeps. */
function standStill(ms: number): void {
  const until = Date.now() + ms
  while (Date.now() < until);
}
