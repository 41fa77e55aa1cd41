import { describe, expect, it } from '@jest/globals'
import type { JobParameters } from 'agenda'
import type { AgendaClock } from '../../src/jobs/agenda.ts'
import { withPlaces } from '../../src/jobs/places.ts'
import type { RunJob } from '../../src/jobs/timetable.ts'
import { until } from '../until.ts'
import { afterMs, around, gate, useClocks } from './clocks.ts'
import { stages, useStage } from './stage.ts'

const places = 3
/** No lock runs out and nothing is tried again within a test: what is free is free because somebody has said so. */
const still = { lockLifetimeMs: 600_000, patienceMs: 600_000, firstRetryMs: 600_000 }
/** Longer than a test is given. */
const noTick = { ...still, processEveryMs: 600_000 }
const soonMs = 20_000

describe.each(stages)('on %s a process', (name) => {
  const stage = useStage(name)
  const clocks = useClocks(stage)

  it(
    'holds no more jobs than it runs at once, and gives none back, when many are put and many end in the same moment',
    async () => {
      const givenBack: unknown[] = []
      const clock = await clocks.open(
        { processEveryMs: 200, lockLifetimeMs: 60_000 },
        around(stage.on(), (ways) => ({
          unlockJob: async (job) => {
            givenBack.push(job.data)
            await ways.unlockJob(job)
          },
          unlockJobs: async (ids) => {
            givenBack.push(...ids)
            await ways.unlockJobs(ids)
          },
        })),
      )
      const ids = Array.from({ length: 60 }, (_, index) => `p${index}.1`)
      const seen: string[] = []
      const held: number[] = []
      let ended = 0
      const done = gate()
      let endFirst = () => {}
      await clock.start({ publish: 2 }, async ({ subject }) => {
        if (seen.push(subject) % 2 === 1) await new Promise<void>((resolve) => (endFirst = resolve))
        else {
          held.push((await stage.locked()).length)
          endFirst()
        }
        if (++ended === ids.length) done.open()
        return null
      })
      const when = afterMs(0)
      await Promise.all(ids.map((id) => clock.put('publish', id, when)))
      await done.opened
      expect(seen.toSorted()).toEqual(ids.toSorted())
      expect(held.filter((count) => count > 2)).toEqual([])
      expect(givenBack).toEqual([])
    },
    2 * soonMs,
  )

  describe('runs as many jobs at once as before when', () => {
    it.each<[string, (clock: AgendaClock) => RunJob]>([
      ['its jobs have ended', () => async () => null],
      ['its jobs have failed', () => () => Promise.reject(new Error('away'))],
      [
        'its jobs were moved while they ran',
        (clock) => async (job) => {
          await clock.put(job.name, job.subject, afterMs(1_000_000))
          return null
        },
      ],
      [
        'its jobs were cancelled while they ran, and failed',
        (clock) => async (job) => {
          await clock.remove(job.name, job.subject)
          throw new Error('away')
        },
      ],
    ])(
      '%s',
      async (_, behave) => {
        const clock = await clocks.open(still)
        await useUp(clock, behave(clock))
      },
      soonMs,
    )

    it(
      'its jobs were moved or cancelled before they began',
      async () => {
        const clock = await clocks.open(
          still,
          around(stage.on(), (ways, rows) => ({
            saveJobState: async (job, options) => {
              if (isSpent(job)) await rows.remove(job.name, subjectOf(job))
              await ways.saveJobState(job, options)
            },
          })),
        )
        await useUp(clock, async () => null)
        expect(clocks.logged).toEqual([])
      },
      soonMs,
    )

    it(
      'the database was away while the end of its jobs was to be written',
      async () => {
        const clock = await clocks.open(
          still,
          around(
            stage.on(),
            (ways) => ({
              saveJobState: async (job, options) => {
                if (!job.lockedAt && isSpent(job)) throw new Error('away')
                await ways.saveJobState(job, options)
              },
            }),
            { drop: () => Promise.reject(new Error('away')) },
          ),
        )
        await useUp(clock, async () => null)
      },
      soonMs,
    )

    it(
      'its jobs came from the database only after their locks had run out',
      async () => {
        const clock = await clocks.open(
          still,
          around(stage.on(), (ways) => ({
            getNextJobToRun: async (...look) => {
              const job = await ways.getNextJobToRun(...look)
              return job && isSpent(job) ? { ...job, lockedAt: afterMs(-still.lockLifetimeMs - 1000) } : job
            },
          })),
        )
        await useUp(clock, async () => null)
      },
      soonMs,
    )
  })

  it('has a place again for what it gives back', async () => {
    const { repository, rows, close } = await stage.on()(() => {})
    await repository.connect()
    withPlaces(repository, { places: () => 1, looksAtOnce: 1, lockLifetimeMs: still.lockLifetimeMs })
    const look = () => repository.getNextJobToRun('publish', afterMs(0), afterMs(-60_000), new Date(), {})
    for (const id of ['p1.1', 'p2.1']) await rows.put('publish', id, afterMs(-1000))
    const first = await look()
    if (!first?._id) throw new Error('nothing was taken')
    expect(await look()).toBeUndefined()
    await repository.unlockJob(first)
    const second = await look()
    if (!second?._id) throw new Error('the place is gone')
    expect(await look()).toBeUndefined()
    await repository.unlockJobs([second._id])
    expect(await look()).toBeDefined()
    await close('nobody', [])
  })

  it(
    'has a place for another job only when what came of the last one is written',
    async () => {
      const [written, ended, began, over] = [gate(), gate(), gate(), gate()]
      const givenBack: unknown[] = []
      const clock = await clocks.open(
        still,
        around(stage.on(), (ways) => ({
          saveJobState: async (job, options) => {
            if (!job.lockedAt && isSpent(job)) {
              ended.open()
              await written.opened
            }
            await ways.saveJobState(job, options)
          },
          unlockJob: async (job) => void givenBack.push(job.data),
        })),
      )
      let runs = 0
      await clock.start({ publish: 2 }, async (job) => {
        if (isSpentSubject(job.subject)) return afterMs(1_000_000)
        if (++runs === 1) began.open()
        else over.open()
        await over.opened
        return null
      })
      await clock.put('publish', 'spent.1', afterMs(0))
      await ended.opened
      const when = afterMs(0)
      await Promise.all(['p1.1', 'p2.1'].map((id) => clock.put('publish', id, when)))
      await began.opened
      written.open()
      await over.opened
      expect(givenBack).toEqual([])
    },
    soonMs,
  )

  it(
    'finds at once what is put while a look is under way that came too early for it',
    async () => {
      const [looked, put, ran] = [gate(), gate(), gate()]
      let looks = 0
      const clock = await clocks.open(
        noTick,
        around(stage.on(), (ways) => ({
          getNextJobToRun: async (...look) => {
            const job = await ways.getNextJobToRun(...look)
            if (++looks > 1) return job
            looked.open()
            await put.opened
            return job
          },
        })),
      )
      await clock.start({ publish: 1 }, async () => {
        ran.open()
        return null
      })
      await looked.opened
      await clock.put('publish', 'p1.1', afterMs(0))
      put.open()
      await ran.opened
    },
    soonMs,
  )

  it('looks no more often at once than its database bears', async () => {
    let [looks, most] = [0, 0]
    const on = around(stage.on(), (ways) => ({
      getNextJobToRun: async (...look) => {
        most = Math.max(most, ++looks)
        return ways.getNextJobToRun(...look).finally(() => looks--)
      },
    }))
    const clock = await clocks.open(still, async (complain) => ({ ...(await on(complain)), looksAtOnce: 2 }))
    await useUp(clock, async () => null)
    expect(most).toBe(2)
  })

  it(
    'that stops gives back at once what a look brings after that, and does not wait for its last handler to do so',
    async () => {
      const [began, ended, looked, answered] = [gate(), gate(), gate(), gate()]
      let isHolding = false
      const clock = await clocks.open(
        still,
        around(stage.on(), (ways) => ({
          getNextJobToRun: async (...look) => {
            const isHeld = isHolding
            isHolding = false
            const job = await ways.getNextJobToRun(...look)
            if (isHeld) {
              looked.open()
              await answered.opened
            }
            return job
          },
        })),
      )
      await clock.start({ publish: places }, async () => {
        began.open()
        await ended.opened
        return null
      })
      await clock.put('publish', 'running.1', afterMs(0))
      await began.opened
      isHolding = true
      await clock.put('publish', 'late.1', afterMs(0))
      await looked.opened
      const drained = clock.drain()
      answered.open()
      await until(async () => (await stage.locked()).length === 1)
      expect(await stage.locked()).toEqual(['running.1'])
      ended.open()
      await drained
      expect(clocks.logged).toEqual([])
    },
    soonMs,
  )
})

function subjectOf({ data }: JobParameters): string {
  return (data as { subject: string }).subject
}

function isSpent(job: JobParameters): boolean {
  return isSpentSubject(subjectOf(job))
}

function isSpentSubject(subject: string): boolean {
  return subject.startsWith('spent')
}

/** Has as many jobs as there are places run as `behave` says, and then as many again that wait for each other. */
async function useUp(clock: AgendaClock, behave: RunJob): Promise<void> {
  const full = gate()
  const waiting: (() => void)[] = []
  await clock.start({ publish: places }, async (job, ends) => {
    if (isSpentSubject(job.subject)) return behave(job, ends)
    await new Promise<void>((resolve) => {
      if (waiting.push(resolve) < places) return
      full.open()
      for (const end of waiting) end()
    })
    return null
  })
  const put = (kind: string) =>
    Promise.all(
      Array.from({ length: places }, (_, index) => clock.put('publish', `${kind}${index}.1`, afterMs(0))),
    )
  await put('spent')
  await put('full')
  await full.opened
}
