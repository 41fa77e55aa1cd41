import { EventEmitter, once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Scheduler } from '../../src/ports.ts'
import { nextRun } from '../../src/jobs/repeat.ts'
import { retryDelayMs, type Job, type RunJob, type Timetable } from '../../src/jobs/timetable.ts'

/** A clock under test. */
export type Subject = {
  readonly clock: Timetable & { readonly scheduler: Scheduler }
  /** Long enough for this clock to tell two times apart, and to fit a few retries in ten. */
  readonly stepMs: number
  readonly firstRetryMs: number
  now(): Date
  /** Runs jobs until `over` is settled. */
  play(run: RunJob, over: Promise<unknown>): Promise<void>
  close(): Promise<void>
}

/** What every clock promises, whatever drives it; `mass` is how many jobs fall due at once. */
export function clockContract(name: string, mass: number, open: () => Promise<Subject>): void {
  describe(`the ${name}`, () => {
    let subject: Subject
    let clock: Subject['clock']
    const inSteps = (steps: number) => new Date(subject.now().getTime() + steps * subject.stepMs)

    beforeEach(async () => {
      subject = await open()
      clock = subject.clock
    })
    afterEach(async () => subject.close())

    /** Runs everything up to a last job, two steps after `steps` or, if the machine stutters, when no other is left. */
    async function play(steps: number, behave: (job: Job) => Promise<Date | null> = async () => null) {
      const seen: { key: string; at: Date; failures: number }[] = []
      const events = new EventEmitter()
      const over = once(events, 'over')
      await clock.put('last', 'one', inSteps(steps + 2))
      await subject.play(async (job) => {
        if (job.name === 'last') {
          if ((await clock.entries()).some(({ name }) => name !== 'last')) return inSteps(1)
          events.emit('over')
          return null
        }
        seen.push({ key: `${job.name} ${job.subject}`, at: subject.now(), failures: job.failures })
        return behave(job)
      }, over)
      return seen
    }

    it('runs a job once, at its time and not before', async () => {
      const due = inSteps(2)
      await clock.scheduler.at('publish', 'p1.1', due)
      const seen = await play(2)
      expect(seen.map(({ key }) => key)).toEqual(['publish p1.1'])
      expect(seen[0]?.at.getTime()).toBeGreaterThanOrEqual(due.getTime())
      expect(await clock.scheduler.pending()).toEqual([])
    })

    it('runs at once what is due already', async () => {
      await clock.scheduler.at('publish', 'p1.1', inSteps(-100))
      expect(await play(0)).toHaveLength(1)
    })

    it('runs jobs at their times, in whatever order they were put', async () => {
      const due = new Map([500, 3, 1, 2].map((step) => [`publish p${step}.1`, inSteps(step)]))
      for (const step of [500, 3, 1, 2]) await clock.scheduler.at('publish', `p${step}.1`, inSteps(step))
      const ran: string[] = []
      const seen = await play(3, async ({ subject: id }) => {
        if (ran.push(id) === 3) await clock.scheduler.cancel('publish', 'p500.1')
        return null
      })
      expect(ran.toSorted()).toEqual(['p1.1', 'p2.1', 'p3.1'])
      for (const { key, at } of seen)
        expect(at.getTime()).toBeGreaterThanOrEqual(due.get(key)?.getTime() ?? NaN)
    })

    it('tells what is pending, of the jobs that are about posts', async () => {
      const when = inSteps(500)
      await clock.scheduler.at('publish', 'p1.1', when)
      await clock.put('draft_day', 'north', when)
      expect(await clock.scheduler.pending()).toEqual([{ job: 'publish', subject: 'p1.1', when }])
    })

    it('runs a job that was moved later at its new time only', async () => {
      await clock.scheduler.at('publish', 'p1.1', inSteps(1))
      const later = inSteps(4)
      await clock.scheduler.at('publish', 'p1.1', later)
      const seen = await play(4)
      expect(seen).toHaveLength(1)
      expect(seen[0]?.at.getTime()).toBeGreaterThanOrEqual(later.getTime())
    })

    it('runs a job that was moved earlier at its new time only', async () => {
      await clock.scheduler.at('publish', 'p1.1', inSteps(3))
      await clock.scheduler.at('publish', 'p1.1', inSteps(1))
      await clock.scheduler.at('publish', 'p2.1', inSteps(2))
      expect((await play(3)).map(({ key }) => key).toSorted()).toEqual(['publish p1.1', 'publish p2.1'])
    })

    it('does not run what was cancelled', async () => {
      await clock.scheduler.at('publish', 'p1.1', inSteps(1))
      await clock.scheduler.cancel('publish', 'p1.1')
      await clock.scheduler.cancel('publish', 'never there')
      expect(await play(1)).toEqual([])
    })

    it('keeps one job for each name and subject under eight creates at once', async () => {
      const when = inSteps(2)
      await Promise.all(Array.from({ length: 8 }, () => clock.scheduler.at('publish', 'p1.1', when)))
      await clock.scheduler.at('settle', 'p1.1', when)
      expect(await clock.scheduler.pending()).toHaveLength(2)
      expect((await play(2)).map(({ key }) => key).toSorted()).toEqual(['publish p1.1', 'settle p1.1'])
    })

    it('does not run a waiting job at its old time when another job moves or cancels it', async () => {
      await clock.scheduler.at('publish', 'mover.1', inSteps(1))
      let moved = inSteps(19)
      const seen = await play(19, async ({ subject: id }) => {
        if (id !== 'mover.1') return null
        // Put here, so that a machine that stutters still finds them waiting.
        await clock.scheduler.at('publish', 'moved.1', inSteps(14))
        await clock.scheduler.at('publish', 'cancelled.1', inSteps(14))
        moved = inSteps(18)
        await clock.scheduler.at('publish', 'moved.1', moved)
        await clock.scheduler.cancel('publish', 'cancelled.1')
        return null
      })
      expect(seen.map(({ key }) => key)).toEqual(['publish mover.1', 'publish moved.1'])
      expect(seen[1]?.at.getTime()).toBeGreaterThanOrEqual(moved.getTime())
    })

    it('runs a job again that puts itself while it runs', async () => {
      await clock.scheduler.at('publish', 'p1.1', inSteps(1))
      let runs = 0
      const seen = await play(3, async () => {
        if (++runs === 1) await clock.scheduler.at('publish', 'p1.1', inSteps(2))
        return null
      })
      expect(seen).toHaveLength(2)
      expect(await clock.scheduler.pending()).toEqual([])
    })

    it('does not bring back a job that cancels itself while it runs', async () => {
      await clock.scheduler.at('publish', 'p1.1', inSteps(1))
      const seen = await play(2, async () => {
        await clock.scheduler.cancel('publish', 'p1.1')
        return inSteps(1)
      })
      expect(seen).toHaveLength(1)
    })

    it('runs a job again when its runner says so, without a failure', async () => {
      await clock.put('sweep', 'desk', inSteps(1))
      const again = inSteps(3)
      let runs = 0
      const seen = await play(3, async () => (++runs === 1 ? again : null))
      expect(seen.map(({ failures }) => failures)).toEqual([0, 0])
      expect(seen[1]?.at.getTime()).toBeGreaterThanOrEqual(again.getTime())
    })

    it('tries a job that throws again, later each time, and counts its failures from nought after a success', async () => {
      await clock.scheduler.at('publish', 'p1.1', inSteps(1))
      let runs = 0
      const seen = await play(10, async () => {
        if (++runs <= 3) throw new Error('the database is away')
        return runs === 4 ? inSteps(1) : null
      })
      expect(seen.map(({ failures }) => failures)).toEqual([0, 1, 2, 3, 0])
      const gaps = seen.slice(1, 4).map(({ at }, index) => at.getTime() - (seen[index]?.at.getTime() ?? 0))
      for (const [index, gap] of gaps.entries())
        expect(gap).toBeGreaterThanOrEqual(retryDelayMs(index + 1, subject.firstRetryMs))
    })

    it('counts a failure whatever it says', async () => {
      const words = ['NUL \0', 'half of \ud83d', '"quoted" \\ \'', '']
      for (const [index] of words.entries()) await clock.scheduler.at('publish', `p${index}.1`, inSteps(1))
      const seen = await play(6, async ({ subject: id, failures }) => {
        if (failures === 0) throw new Error(words[Number(id[1])])
        return null
      })
      expect(seen.map(({ failures }) => failures).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 1, 1, 1, 1])
    })

    it('does not try again what failed after it had put itself', async () => {
      await clock.scheduler.at('publish', 'p1.1', inSteps(1))
      let runs = 0
      const seen = await play(4, async () => {
        if (++runs > 1) return null
        await clock.scheduler.at('publish', 'p1.1', inSteps(2))
        throw new Error('after it had put itself')
      })
      expect(seen.map(({ failures }) => failures)).toEqual([0, 0])
    })

    it(`runs ${mass} jobs that are due at once, each once`, async () => {
      const when = inSteps(0)
      const ids = Array.from({ length: mass }, (_, index) => `p${index}.1`)
      await Promise.all(ids.map((id) => clock.scheduler.at('publish', id, when)))
      const seen: string[] = []
      const events = new EventEmitter()
      const over = once(events, 'over')
      await subject.play(async (job) => {
        if (job.name === 'last') events.emit('over')
        else if (seen.push(job.subject) === mass) await clock.put('last', 'one', inSteps(2))
        return null
      }, over)
      expect(seen.toSorted()).toEqual(ids.toSorted())
      expect(await clock.scheduler.pending()).toEqual([])
    }, 300_000)

    it('keeps local time over both changes of daylight saving', async () => {
      for (const [after, expected] of [
        ['2027-03-27T08:00:00Z', '2027-03-28T07:00:00.000Z'],
        ['2027-10-30T07:00:00Z', '2027-10-31T08:00:00.000Z'],
      ] as const) {
        const when = nextRun({ time: '09:00', zone: 'Europe/Berlin' }, new Date(after))
        await clock.scheduler.at('publish', 'p1.1', when)
        const [entry] = await clock.scheduler.pending()
        expect(entry?.when.toISOString()).toBe(expected)
      }
    })

    it('repeats at the same local time after both changes of daylight saving, when its runner says so', async () => {
      const berlin = { time: '09:00', zone: 'Europe/Berlin' }
      const ran = { spring: '2027-03-27T08:00:00Z', autumn: '2027-10-30T07:00:00Z' }
      for (const season of Object.keys(ran)) await clock.put('settle', season, inSteps(0))
      const events = new EventEmitter()
      const over = once(events, 'over')
      await clock.put('last', 'one', inSteps(3))
      await subject.play(async (job) => {
        if (job.name === 'settle')
          return nextRun(berlin, new Date(job.subject === 'spring' ? ran.spring : ran.autumn))
        if ((await clock.entries()).some(({ name, when }) => name === 'settle' && when <= subject.now()))
          return inSteps(1)
        events.emit('over')
        return null
      }, over)
      const next = (await clock.entries()).map(({ subject: season, when }) => [season, when.toISOString()])
      expect(Object.fromEntries(next)).toMatchObject({
        spring: '2027-03-28T07:00:00.000Z',
        autumn: '2027-10-31T08:00:00.000Z',
      })
    })
  })
}
