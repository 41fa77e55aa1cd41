import { EventEmitter, once } from 'node:events'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { Client } from 'pg'
import { openClock, type AgendaClock } from '../../src/jobs/agenda.ts'
import type { Pace } from '../../src/jobs/pace.ts'
import { giveBack } from '../../src/jobs/postgres-timetable.ts'
import type { RunJob } from '../../src/jobs/timetable.ts'
import type { Log } from '../../src/ports.ts'
import { freshDatabase, type TestDatabase } from '../store/database.ts'
import { clockContract } from './contract.ts'

/** Quick, but with a lock that outlives a stutter of the machine. */
const pace: Pace = {
  processEveryMs: 100,
  lockLifetimeMs: 3000,
  patienceMs: 20_000,
  firstRetryMs: 20,
  stopWithinMs: 5000,
}
const atOnce = { publish: 20, settle: 20, redraft: 4, sweep: 1, last: 1 }
const passed = new EventEmitter()

let database: TestDatabase
let client: Client
let opened: AgendaClock[] = []
let logged: { message: string; data?: unknown }[] = []
const note = (facts: object, message: string) => void logged.push({ ...facts, message })
const log: Log = { info: note, warn: note, error: note }

beforeAll(async () => {
  database = await freshDatabase()
  client = new Client({ connectionString: database.url })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.stop()
})
afterEach(async () => {
  await Promise.all(opened.map((clock) => clock.stop()))
  opened = []
  logged = []
  await client.query('truncate agenda.agenda_jobs')
})

async function open(options: Partial<Pace> = {}): Promise<AgendaClock> {
  const name = `clock-${opened.length + 1}`
  const clock = await openClock({ databaseUrl: database.url, name, log, pace: { ...pace, ...options } })
  opened.push(clock)
  return clock
}

/** Starts a clock that also runs what `pass` puts. */
async function start(clock: AgendaClock, run: RunJob): Promise<void> {
  await clock.start(atOnce, async (job) => {
    if (job.name !== 'last') return run(job)
    passed.emit(job.subject)
    return null
  })
}

/** Waits for a clock that has been started to get past what is due by then. */
async function pass(clock: AgendaClock, ms: number): Promise<void> {
  const subject = String(Math.random())
  const ran = once(passed, subject)
  await clock.put('last', subject, in_(ms))
  await ran
}

clockContract('Agenda', async () => {
  const clock = await open()
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
  it('create the table once when they start together', async () => {
    await client.query('drop schema if exists agenda cascade')
    await Promise.all([open(), open(), open(), open()])
    const { rows } = await client.query("select 1 from pg_indexes where indexname = 'one_job_each'")
    expect(rows).toHaveLength(1)
  })

  it('never run one job twice', async () => {
    const clocks = [await open(), await open()] as const
    const ids = Array.from({ length: 200 }, (_, index) => `p${index}.1`)
    const seen: string[] = []
    const all = gate()
    const run: RunJob = async ({ subject }) => {
      seen.push(subject)
      if (seen.length >= ids.length) all.open()
      return null
    }
    await Promise.all(clocks.map((clock) => start(clock, run)))
    await Promise.all(ids.map((id, index) => clocks[index % 2 === 0 ? 0 : 1].put('publish', id, in_(100))))
    await all.opened
    await Promise.all(clocks.map((clock) => pass(clock, 300)))
    expect(seen.toSorted()).toEqual(ids.toSorted())
  })

  it('leave a job alone whose handler outlives the lifetime of its lock, because it renews it', async () => {
    const clocks = [await open({ lockLifetimeMs: 400 }), await open({ lockLifetimeMs: 400 })] as const
    const release = gate()
    const ended = gate()
    let runs = 0
    await clocks[0].put('publish', 'long.1', in_(0))
    for (const clock of clocks) {
      await start(clock, async () => {
        runs++
        await release.opened
        ended.open()
        return null
      })
    }
    await pass(clocks[1], 1500)
    release.open()
    await ended.opened
    expect(runs).toBe(1)
  })

  it('take up the job of one that was killed, when its lock has run out', async () => {
    const clock = await open({ lockLifetimeMs: 400 })
    await clock.put('publish', 'p1.1', in_(0))
    // What Agenda leaves behind of a job that was running: a lock, and no next run.
    await client.query(
      `update agenda.agenda_jobs set locked_at = now(), last_run_at = now(), next_run_at = null, last_modified_by = 'killed'`,
    )
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
    const clock = await open({ processEveryMs: 25_000 })
    const ids = Array.from({ length: 5 * atOnce.redraft }, (_, index) => `p${index}`)
    const seen: string[] = []
    const all = gate()
    await start(clock, async ({ subject }) => {
      seen.push(subject)
      if (seen.length === ids.length) all.open()
      return null
    })
    const began = Date.now()
    await Promise.all(ids.map((id) => clock.put('redraft', id, in_(0))))
    await all.opened
    expect(Date.now() - began).toBeLessThan(20_000)
  })
})

describe('a job that waits in memory', () => {
  it('is locked by then, and still does not run at its old time when it is moved', async () => {
    const [clock, other] = [await open({ processEveryMs: 2000 }), await open()]
    await clock.put('publish', 'mover.1', in_(50))
    await clock.put('publish', 'moved.1', in_(400))
    let locked: unknown
    const seen: string[] = []
    await start(clock, async ({ subject }) => {
      seen.push(subject)
      if (subject !== 'mover.1') return null
      const { rows } = await client.query(
        `select locked_at from agenda.agenda_jobs where data->>'subject' = 'moved.1'`,
      )
      locked = rows[0]?.locked_at
      // By another process, as when a reviewer moves a post.
      await other.put('publish', 'moved.1', in_(100_000))
      return null
    })
    await pass(clock, 900)
    expect(locked).toBeInstanceOf(Date)
    expect(seen).toEqual(['mover.1'])
    expect(await clock.scheduler.pending()).toMatchObject([{ subject: 'moved.1' }])
  })
})

describe('stopping', () => {
  it('lets a running handler finish, and nothing runs it twice', async () => {
    const [first, second] = [await open(), await open()]
    const [began, release] = [gate(), gate()]
    const seen: string[] = []
    await start(first, async ({ subject }) => {
      seen.push(`${subject} began`)
      began.open()
      await release.opened
      seen.push(`${subject} ended`)
      return null
    })
    await first.put('publish', 'p1.1', in_(0))
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
    expect(logged).toEqual([])
  })

  it('does not start what it has locked, and gives it back at once', async () => {
    const first = await open({ processEveryMs: 1000, lockLifetimeMs: 60_000 })
    await first.put('publish', 'now.1', in_(0))
    await first.put('publish', 'soon.1', in_(600))
    const began = gate()
    const seen: string[] = []
    await start(first, async ({ subject }) => {
      seen.push(`first ${subject}`)
      began.open()
      return null
    })
    await began.opened
    expect((await lockedRows()).length).toBeGreaterThan(0)
    await first.stop()
    expect(await lockedRows()).toEqual([])
    const second = await open()
    const ran = gate()
    await start(second, async ({ subject }) => {
      seen.push(`second ${subject}`)
      ran.open()
      return null
    })
    await ran.opened
    expect(seen).toEqual(['first now.1', 'second soon.1'])
  })

  it('gives back what was between the lock and the handler too, but nothing of another process', async () => {
    const clock = await open({ lockLifetimeMs: 60_000 })
    for (const id of ['mine.1', 'at-work.1', 'theirs.1']) await clock.put('publish', id, in_(0))
    const { rows } = await client.query(
      `update agenda.agenda_jobs set locked_at = now(), last_run_at = now(), next_run_at = null,
              last_modified_by = case when data->>'subject' = 'theirs.1' then 'another' else 'clock-1' end
       returning id, data->>'subject' as subject`,
    )
    await giveBack(database.url, 'clock-1', [rows.find(({ subject }) => subject === 'at-work.1')?.id])
    const locked = (await lockedRows()).map(({ data }) => data.subject)
    expect(locked.toSorted()).toEqual(['at-work.1', 'theirs.1'])
    expect(await clock.scheduler.pending()).toHaveLength(3)
  })

  it('does not wait for a handler for longer than it may, and keeps its lock', async () => {
    const clock = await open({ stopWithinMs: 200 })
    const began = gate()
    await start(clock, async () => {
      began.open()
      return new Promise<never>(() => {})
    })
    await clock.put('publish', 'stuck.1', in_(0))
    await began.opened
    await clock.stop()
    expect(await lockedRows()).toHaveLength(1)
  })
})

describe('trouble', () => {
  it('a job that has failed counts from nought when it is put anew, and leaves no row when it is done', async () => {
    const clock = await open({ firstRetryMs: 60_000 })
    const failures: number[] = []
    await start(clock, async (job) => {
      failures.push(job.failures)
      if (failures.length === 1) throw new Error('the database is away')
      return null
    })
    await clock.put('publish', 'p1.1', in_(0))
    await pass(clock, 200)
    expect(await clock.entries()).toContainEqual(expect.objectContaining({ subject: 'p1.1', failures: 1 }))
    await clock.put('publish', 'p1.1', in_(0))
    await pass(clock, 200)
    expect(failures).toEqual([0, 0])
    const { rows } = await client.query("select name from agenda.agenda_jobs where name = 'publish'")
    expect(rows).toEqual([])
  })

  it('a job without a subject is dropped, with a line in the log', async () => {
    const clock = await open()
    await client.query(
      `insert into agenda.agenda_jobs (name, data, next_run_at) values ('publish', '{"subject": 7}', now())`,
    )
    const seen: string[] = []
    await start(clock, async ({ name }) => {
      seen.push(name)
      return null
    })
    await pass(clock, 300)
    expect(seen).toEqual([])
    expect(logged).toContainEqual(
      expect.objectContaining({ data: { subject: 7 }, message: 'a job without a subject was dropped' }),
    )
  })

  it('a database that can not be reached is an error when the clock is opened', async () => {
    const nowhere = 'postgres://postgres@127.0.0.1:1/postgres'
    await expect(openClock({ databaseUrl: nowhere, name: 'x', log })).rejects.toThrow('ECONNREFUSED')
  })

  it('a clock whose connections were cut goes on', async () => {
    const clock = await open()
    const seen = gate()
    await clock.put('publish', 'p1.1', in_(400))
    await start(clock, async () => {
      seen.open()
      return null
    })
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    )
    await seen.opened
  })

  it('a handler that never ends loses its place and its job', async () => {
    const clock = await open({ lockLifetimeMs: 300, patienceMs: 300, stopWithinMs: 100 })
    const again = gate()
    let runs = 0
    await clock.put('sweep', 'desk', in_(0))
    await start(clock, async () => {
      if (++runs === 1) return new Promise<never>(() => {})
      again.open()
      return null
    })
    await again.opened
  })

  it('a process that stood still for longer than a lock lives takes its jobs up again', async () => {
    const clock = await open({ processEveryMs: 500, lockLifetimeMs: 400 })
    const [began, ran] = [gate(), gate()]
    await clock.put('publish', 'first.1', in_(0))
    await clock.put('publish', 'second.1', in_(300))
    await clock.start({ publish: 2 }, async ({ subject }) => {
      if (subject === 'first.1') {
        standStill(1200)
        began.open()
      } else if (subject === 'third.1') ran.open()
      return null
    })
    await began.opened
    await clock.put('publish', 'third.1', in_(0))
    await ran.opened
    expect(logged.map(({ message }) => message)).toContain('the process stood still; its clock starts anew')
  })
})

function in_(ms: number): Date {
  return new Date(Date.now() + ms)
}

/** Something to wait for. */
function gate(): { open(): void; readonly opened: Promise<unknown> } {
  const events = new EventEmitter()
  return { opened: once(events, 'open'), open: () => void events.emit('open') }
}

/** The machine sleeps. */
function standStill(ms: number): void {
  const until = Date.now() + ms
  while (Date.now() < until);
}

async function lockedRows(): Promise<{ data: { subject: string } }[]> {
  return (await client.query('select * from agenda.agenda_jobs where locked_at is not null')).rows
}
