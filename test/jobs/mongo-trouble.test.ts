import { setTimeout } from 'node:timers/promises'
import { afterEach, describe, expect, it } from '@jest/globals'
import { MongoClient } from 'mongodb'
import { Trouble } from '../../src/domain/errors.ts'
import { openClock, type AgendaClock } from '../../src/jobs/agenda.ts'
import { Unreachable } from '../../src/jobs/clock-backend.ts'
import { onMongo } from '../../src/jobs/mongo-clock.ts'
import { patientClock } from '../../src/jobs/patient-clock.ts'
import { afterMs, atOnce, gate, pace, pass, start, useClocks } from './clocks.ts'
import { mongoName } from './mongo-server.ts'
import { until } from '../until.ts'
import { useMongo } from './stage.ts'

const here = mongoName === null ? describe.skip : describe

here('a MongoDB that was away', () => {
  const { stage, proxy } = useMongo()
  const clocks = useClocks(stage)
  afterEach(async () => {
    proxy().delay(0)
    await proxy().open()
  })

  it('for longer than a lock lives takes up what fell due meanwhile, once, and is complained of once', async () => {
    const clock = await clocks.open({ lockLifetimeMs: 1000 })
    const seen: string[] = []
    const over = gate()
    await start(clock, async ({ subject }) => {
      if (seen.push(subject) === 3) over.open()
      return null
    })
    const due = afterMs(3000)
    for (const id of ['a.1', 'b.1', 'c.1']) await clock.put('publish', id, due)
    await proxy().shut()
    // What was under way is told of first.
    await untilTrouble(clock, 'ECONNREFUSED')
    await expect(clock.put('publish', 'd.1', afterMs(0))).rejects.toThrow()
    await setTimeout(Math.max(0, due.getTime() - Date.now()))
    await proxy().open()
    await over.opened
    await pass(clock, 1500)
    expect(seen.toSorted()).toEqual(['a.1', 'b.1', 'c.1'])
    expect(clocks.logged.filter(({ message }) => message === 'the clock has trouble').length).toBeLessThan(4)
  })

  it('while a handler was at work lets it finish, and it may run again, as nobody could write that it was done', async () => {
    const clock = await clocks.open({ lockLifetimeMs: 1000, firstRetryMs: 20 })
    const [began, release, ended] = [gate(), gate(), gate()]
    let runs = 0
    await start(clock, async () => {
      runs += 1
      began.open()
      await release.opened
      ended.open()
      return null
    })
    await clock.put('publish', 'a.1', afterMs(0))
    await began.opened
    await proxy().shut()
    release.open()
    await ended.opened
    await untilTrouble(clock)
    await proxy().open()
    await gone(clock, 'a.1')
    expect(runs).toBeGreaterThanOrEqual(1)
    expect(await stage.names()).toEqual([])
  })

  it('when the desk opens is opened once it is there, and what waited for it is done then', async () => {
    await proxy().shut()
    const tried = gate()
    const next = gate()
    const clock = await patientClock({
      open: () => openClock({ on: stage.on(), name: 'patient', log: clocks.log }),
      log: clocks.log,
      pause: async () => {
        tried.open()
        await next.opened
      },
    })
    const ran = gate()
    await clock.whenOpen(async () => {
      await clock.put('publish', 'a.1', afterMs(0))
      await clock.start(atOnce, async () => {
        ran.open()
        return null
      })
    })
    await tried.opened
    await expect(clock.put('publish', 'b.1', afterMs(0))).rejects.toBeInstanceOf(Unreachable)
    await expect(clock.scheduler.pending()).rejects.toThrow('Start it, correct MONGODB_URI, or unset that')
    expect(clock.trouble()).toContain('ECONNREFUSED')
    await proxy().open()
    next.open()
    await ran.opened
    expect(clock.trouble()).toBeNull()
    await clock.stop()
  })

  it('when the desk opens is tried again until what waited for it has been done', async () => {
    const faults = [new Unreachable('away'), new Error('half open'), null]
    const clocksMade: AgendaClock[] = []
    const done = gate()
    const clock = await patientClock({
      open: async () => {
        const fault = clocksMade.length === 0 ? faults.shift() : null
        if (fault) throw fault
        const made = await clocks.open()
        clocksMade.push(made)
        return made
      },
      log: clocks.log,
      pause: async () => {},
    })
    let attempts = 0
    await clock.whenOpen(async () => {
      if (++attempts === 1) throw new Error('gone again')
      done.open()
    })
    await done.opened
    expect(clocksMade).toHaveLength(1)
    expect(attempts).toBe(2)
  })

  it('as soon as the desk has opened is waited for as well', async () => {
    const clock = await patientClock({
      open: () => openClock({ on: stage.on(), name: 'patient', log: clocks.log }),
      log: clocks.log,
      pause: async () => proxy().open(),
    })
    await proxy().shut()
    const done = gate()
    await clock.whenOpen(async () => {
      await clock.put('publish', 'a.1', afterMs(60_000))
      done.open()
    })
    await done.opened
    expect(await clock.scheduler.pending()).toMatchObject([{ job: 'publish', subject: 'a.1' }])
    await clock.stop()
  })

  it('with a password that is wrong is an error at once', async () => {
    const open = async () => Promise.reject(new Trouble('Authentication failed'))
    await expect(patientClock({ open, log: clocks.log, pause: async () => {} })).rejects.toThrow(
      'Authentication',
    )
  })

  it('when the desk opens and when it stops is no longer waited for', async () => {
    await proxy().shut()
    const clock = await patientClock({
      open: () => openClock({ on: stage.on(), name: 'patient', log: clocks.log }),
      log: clocks.log,
      pause: (signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new Error('stopped'))),
        ),
    })
    await clock.stop()
  })

  it('when a clock stops does not keep it from stopping', async () => {
    const clock = await clocks.open()
    await start(clock, async () => null)
    await proxy().shut()
    await clock.stop()
  })
})

here('answers of MongoDB that are lost', () => {
  const { stage, proxy } = useMongo()
  const clocks = useClocks(stage)

  it('to the making of a job leave one job, and are not noticed', async () => {
    const clock = await clocks.open()
    proxy().loseAnswersTo('insert', 1)
    const when = afterMs(60_000)
    await clock.scheduler.at('publish', 'a.1', when)
    expect(proxy().lost).toBe(1)
    expect(await clock.scheduler.pending()).toEqual([{ job: 'publish', subject: 'a.1', when }])
  })

  it('to the moving of a job leave it at its new time', async () => {
    const clock = await clocks.open()
    await clock.scheduler.at('publish', 'a.1', afterMs(60_000))
    proxy().loseAnswersTo('delete', 1)
    const when = afterMs(90_000)
    await clock.scheduler.at('publish', 'a.1', when)
    expect(await clock.scheduler.pending()).toEqual([{ job: 'publish', subject: 'a.1', when }])
  })

  it.each([
    ['locking', 'findAndModify'],
    ['beginning', 'lastFinishedAt'],
    ['removing', 'delete'],
  ])('to the %s of a job let it run once all the same', async (_what, text) => {
    const clock = await clocks.open({ lockLifetimeMs: 800, processEveryMs: 200 })
    const before = proxy().lost
    await clock.put('publish', 'a.1', afterMs(100))
    proxy().loseAnswersTo(text, 1)
    const seen: string[] = []
    await start(clock, async ({ subject }) => {
      seen.push(subject)
      return null
    })
    await gone(clock, 'a.1')
    await pass(clock, 1200)
    expect(proxy().lost - before).toBe(1)
    expect(seen).toEqual(['a.1'])
  })

  it('to the unlocking of a job end nothing, though nobody waits for them', async () => {
    const clock = await clocks.open({ lockLifetimeMs: 800 })
    await clock.put('publish', 'far.1', afterMs(60_000))
    await stage.age(10_000)
    proxy().loseAnswersTo('$unset', 1)
    const before = proxy().lost
    await start(clock, async () => null)
    await until(() => proxy().lost - before === 1)
    await pass(clock, 500)
    expect(await clock.scheduler.pending()).toHaveLength(1)
  })

  it('and those that come late change nothing', async () => {
    const clock = await clocks.open({ processEveryMs: 500, lockLifetimeMs: 6000 })
    proxy().delay(100)
    const seen: string[] = []
    await start(clock, async ({ subject }) => {
      seen.push(subject)
      return null
    })
    const ids = ['a.1', 'b.1', 'c.1', 'd.1']
    for (const id of ids) await clock.put('publish', id, afterMs(0))
    await until(() => seen.length >= ids.length)
    await pass(clock, 1000)
    proxy().delay(0)
    expect(seen.toSorted()).toEqual(ids)
  })
})

here('a lock that is on its way when the clock stops', () => {
  const { proxy, stage } = useMongo()
  const clocks = useClocks(stage)

  it('is waited for and given back', async () => {
    const clock = await clocks.open({ processEveryMs: 20_000, lockLifetimeMs: 60_000 })
    await start(clock, async () => null)
    await pass(clock, 0)
    const passed = proxy().delayQuestion(/findAndModify[^]*publish/, 1000)
    await clock.put('publish', 'a.1', afterMs(0))
    await clock.stop()
    await passed
    // Whoever asks now is answered after it.
    expect(await stage.names()).toEqual(['publish'])
    expect(await stage.locked()).toEqual([])
  })
})

here('what a clock writes', () => {
  const { uri, proxy, stage } = useMongo()
  const clocks = useClocks(stage)

  it('counts when most of the servers have it, whatever the address says', async () => {
    const clock = await openClock({ on: onMongo(`${uri()}&w=1`), name: 'hasty', log: clocks.log, pace })
    proxy().loseAnswersTo('majority', 1)
    await clock.put('publish', 'a.1', afterMs(300))
    expect(proxy().lost).toBe(1)
    const ran = gate()
    await start(clock, async () => {
      ran.open()
      return null
    })
    proxy().loseAnswersTo('majority', 1)
    await ran.opened
    expect(proxy().lost).toBe(2)
    await clock.stop()
  })
})

here('job documents that are there twice', () => {
  const { stage, uri } = useMongo()
  const clocks = useClocks(stage)

  it('are dropped but for the earliest when a clock opens, and can not come again', async () => {
    await stage.forget()
    const client = new MongoClient(uri())
    const jobs = client.db().collection('agenda_jobs')
    const job = { name: 'publish', data: { subject: 'a.1' }, lockedAt: null }
    const [early, late] = [afterMs(60_000), afterMs(90_000)]
    await jobs.insertMany([
      { ...job, nextRunAt: late },
      { ...job, nextRunAt: early },
      { ...job, data: { subject: 'b.1' }, nextRunAt: late },
    ])
    const clock = await clocks.open()
    expect(await clock.scheduler.pending()).toMatchObject([
      { subject: 'a.1', when: early },
      { subject: 'b.1', when: late },
    ])
    await expect(jobs.insertOne({ ...job, nextRunAt: late })).rejects.toThrow('E11000')
    await client.close()
  })
})

here('a timetable that somebody touches by hand while a clock runs', () => {
  const { stage, uri } = useMongo()
  const clocks = useClocks(stage)

  it('loses what is there twice, what nobody can read, and gets back the rule that keeps jobs single', async () => {
    const clock = await clocks.open()
    const client = new MongoClient(uri())
    const jobs = client.db().collection('agenda_jobs')
    await jobs.dropIndex('one_job_each')
    const [early, late] = [afterMs(60_000), afterMs(90_000)]
    await clock.put('publish', 'a.1', late)
    await clock.put('publish', 'a.1', early)
    await jobs.insertOne({ name: 'publish' })
    expect(await stage.names()).toHaveLength(3)
    // The sweep asks for them once a minute.
    expect(await clock.scheduler.pending()).toEqual([{ job: 'publish', subject: 'a.1', when: early }])
    expect(await stage.rules()).toBe(1)
    await client.close()
  })
})

describe('an address of MongoDB', () => {
  it('that is wrong is a sentence that names the server and the variable, and not the password', async () => {
    const opened = openClock({
      on: onMongo('mongodb://desk:hunter2@127.0.0.1:1/greenroom'),
      name: 'x',
      log: { info: () => {}, warn: () => {}, error: () => {} },
    })
    const error: unknown = await opened.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Unreachable)
    expect(String(error)).toContain('The MongoDB at 127.0.0.1:1 cannot be used')
    expect(String(error)).not.toContain('hunter2')
  })
})

/** Until something has failed that the clock does by itself. */
async function untilTrouble(clock: AgendaClock, words = ''): Promise<void> {
  await until(async () => {
    await clock.entries().catch(() => {})
    return clock.trouble()?.includes(words) ?? false
  })
}

/** Until a job has left the timetable. */
async function gone(clock: AgendaClock, subject: string): Promise<void> {
  for (;;) {
    const entries = await clock.entries().catch(() => null)
    if (entries && !entries.some((entry) => entry.subject === subject)) return
  }
}
