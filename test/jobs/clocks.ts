import { EventEmitter, once } from 'node:events'
import { afterEach } from '@jest/globals'
import type { JobRepository } from 'agenda'
import { openClock, type AgendaClock } from '../../src/jobs/agenda.ts'
import type { ClockBackend, OpenBackend } from '../../src/jobs/clock-backend.ts'
import type { Pace } from '../../src/jobs/pace.ts'
import type { RunJob } from '../../src/jobs/timetable.ts'
import type { Log } from '../../src/ports.ts'
import type { Stage } from './stage.ts'

/** Quick, but with a lock that outlives a stutter of the machine. */
export const pace: Pace = {
  processEveryMs: 100,
  lockLifetimeMs: 3000,
  patienceMs: 20_000,
  firstRetryMs: 20,
  giveUpAfterMs: 4000,
  stopWithinMs: 5000,
}
export const atOnce = { publish: 20, settle: 20, redraft: 4, sweep: 1, last: 1 }

type Line = { readonly message: string; readonly data?: unknown }

/** Clocks on one real database for the tests of a block, stopped and emptied after each. */
export function useClocks(stage: Stage) {
  const opened: AgendaClock[] = []
  const logged: Line[] = []
  const note = (facts: object, message: string) => void logged.push({ ...facts, message })
  const log: Log = { info: note, warn: note, error: note }

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((clock) => clock.stop()))
    logged.splice(0)
    await stage.clear()
  })
  return {
    /** What the clocks have written. */
    logged: logged as readonly Line[],
    log,
    /** `clock-1`, `clock-2`, ... */
    open: async (options: Partial<Pace> = {}, on: OpenBackend = stage.on()) => {
      const name = `clock-${opened.length + 1}`
      const clock = await openClock({ on, name, log, pace: { ...pace, ...options } })
      opened.push(clock)
      return clock
    },
  }
}

const passed = new EventEmitter()

/** Starts a clock that also runs what `pass` puts. */
export async function start(clock: AgendaClock, run: RunJob): Promise<void> {
  await clock.start(atOnce, async (job) => {
    if (job.name !== 'last') return run(job)
    passed.emit(job.subject)
    return null
  })
}

/** Waits for a clock that has been started to get past what is due by then; `now` by the time of the desk. */
export async function pass(clock: AgendaClock, ms: number, now = new Date()): Promise<void> {
  const subject = String(Math.random())
  const ran = once(passed, subject)
  await clock.put('last', subject, new Date(now.getTime() + ms))
  await ran
}

export function afterMs(ms: number): Date {
  return new Date(Date.now() + ms)
}

/** Something to wait for. */
export function gate(): { open(): void; readonly opened: Promise<unknown> } {
  const events = new EventEmitter()
  return { opened: once(events, 'open'), open: () => void events.emit('open') }
}

type Ways = Pick<JobRepository, 'getNextJobToRun' | 'saveJobState' | 'unlockJob' | 'unlockJobs'>

/** A back end some of whose ways to read and write are others. */
export function around(
  on: OpenBackend,
  other: (ways: Ways, rows: ClockBackend['rows']) => Partial<Ways>,
  rows: Partial<ClockBackend['rows']> = {},
): OpenBackend {
  return async (complain) => {
    const backend = await on(complain)
    const { repository } = backend
    const own: Ways = {
      getNextJobToRun: repository.getNextJobToRun.bind(repository),
      saveJobState: repository.saveJobState.bind(repository),
      unlockJob: repository.unlockJob.bind(repository),
      unlockJobs: repository.unlockJobs.bind(repository),
    }
    Object.assign(repository, other(own, backend.rows))
    return { ...backend, rows: { ...backend.rows, ...rows } }
  }
}
