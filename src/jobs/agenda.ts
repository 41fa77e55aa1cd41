import { PostgresBackend } from '@agendajs/postgres-backend'
import { Agenda, InMemoryNotificationChannel, toJobId, type Job as AgendaJob } from 'agenda'
import { Pool } from 'pg'
import type { Log, Scheduler } from '../ports.ts'
import { deskPace, type Pace } from './pace.ts'
import { createTable, giveBack, inSchema, postgresTimetable } from './postgres-timetable.ts'
import { retryDelayMs, schedulerOn, type RunJob, type Timetable } from './timetable.ts'
import { openWorker } from './worker.ts'

export type AgendaClock = Timetable & {
  readonly scheduler: Scheduler
  /** Begins to run the jobs of the given names; the numbers say how many of each this process runs at once. */
  start(atOnce: Readonly<Record<string, number>>, run: RunJob): Promise<void>
  /**
   * Takes nothing new, waits for what is at work up to `stopWithinMs`, gives back what is locked, and closes the
   * connections. Agenda leaves an idle timer of half a lock's lifetime behind each job, out of reach from here: a
   * process that is to end at once has to end itself.
   */
  stop(): Promise<void>
}

export type ClockOptions = {
  readonly databaseUrl: string
  /** Unique among the processes on this database: locks are given back by it. */
  readonly name: string
  readonly log: Log
  readonly pace?: Pace
}

/**
 * A timetable kept by Agenda on PostgreSQL. Jobs can be put and removed before `start`. Throws the driver's error if the
 * database can't be reached.
 */
export async function openClock({
  databaseUrl,
  name,
  log,
  pace = deskPace,
}: ClockOptions): Promise<AgendaClock> {
  const complain = complainOncePerMinute(log)
  await createTable(databaseUrl)
  const pool = await openPool(databaseUrl, complain)
  const channel = new InMemoryNotificationChannel()
  const agenda = await openAgenda(name, pool, channel, pace, complain)
  const rows = postgresTimetable(pool)
  const worker = openWorker({ agenda, drop: (id) => rows.drop(id), log, pace })

  /** Has this process look at once for jobs of a name that are due by `when`, and not only at the next tick. */
  function look(jobName: string, when: Date | null): void {
    if (channel.state !== 'connected') return
    const notice = { jobId: toJobId(''), jobName, nextRunAt: when, priority: 0, timestamp: new Date() }
    void channel.publish(notice).catch(complain)
  }
  // Agenda frees a job's place only after it has said that the job is complete.
  agenda.on('complete', (job: AgendaJob) => setImmediate(() => look(job.attrs.name, null)))

  const timetable: Timetable = {
    ...rows,
    put: async (jobName, subject, when) => {
      await rows.put(jobName, subject, when)
      look(jobName, when)
    },
  }
  const stopWatching = watchForStalls(agenda, pace.lockLifetimeMs, log, complain)
  async function stop(): Promise<void> {
    worker.close()
    await stopWatching()
    await agenda.stop(false).catch(complain)
    const atWork = await worker.finished(pace.stopWithinMs)
    await pool.end()
    await giveBack(databaseUrl, name, atWork).catch(complain)
  }
  let stopped: Promise<void> | null = null
  return {
    ...timetable,
    scheduler: schedulerOn(timetable),
    start: async (atOnce, run) => {
      for (const [jobName, concurrency] of Object.entries(atOnce)) {
        const backoff = ({ attempt }: { attempt: number }) => retryDelayMs(attempt, pace.firstRetryMs)
        const options = { concurrency, lockLimit: concurrency, backoff }
        // oxlint-disable-next-line typescript/no-misused-promises -- Agenda's overload for promises comes second
        agenda.define(jobName, async (job: AgendaJob) => worker.perform(job, run), options)
      }
      agenda.maxConcurrency(Object.values(atOnce).reduce((sum, one) => sum + one, 0))
      await agenda.start()
    },
    stop: () => (stopped ??= stop()),
  }
}

async function openPool(databaseUrl: string, complain: (error: Error) => void): Promise<Pool> {
  const pool = new Pool({
    connectionString: inSchema(databaseUrl),
    max: 4,
    connectionTimeoutMillis: 20_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'greenroom clock',
  })
  pool.on('error', complain)
  try {
    // Agenda connects in its constructor, where a failure could not be caught: fail here instead.
    await pool.query('select 1')
    return pool
  } catch (error) {
    await pool.end()
    throw error
  }
}

async function openAgenda(
  name: string,
  pool: Pool,
  notificationChannel: InMemoryNotificationChannel,
  pace: Pace,
  complain: (error: Error) => void,
): Promise<Agenda> {
  const agenda = new Agenda({
    name,
    // The table is ours to create, and what the back end would notify of other processes, the next tick finds anyway.
    backend: new PostgresBackend({ pool, ensureSchema: false, disableNotifications: true }),
    notificationChannel,
    processEvery: pace.processEveryMs,
    defaultLockLifetime: pace.lockLifetimeMs,
  })
  agenda.on('error', complain)
  notificationChannel.on('error', complain)
  await agenda.ready
  return agenda
}

/**
 * Agenda never again uses the place of a job whose lock ran out before the job could start, which is what happens to every waiting
 * job when the machine goes to sleep. Starting Agenda anew brings all places back.
 */
function watchForStalls(
  agenda: Agenda,
  lockLifetimeMs: number,
  log: Log,
  complain: (error: Error) => void,
): () => Promise<void> {
  let last = Date.now()
  let resumed = Promise.resolve()
  const timer = setInterval(() => {
    const stalledMs = Date.now() - last
    last = Date.now()
    if (stalledMs < lockLifetimeMs / 2 || !agenda.isActiveJobProcessor()) return
    log.warn({ stalledMs }, 'the process stood still; its clock starts anew')
    resumed = resumed
      .then(() => agenda.stop(false))
      .then(() => agenda.start())
      .catch(complain)
  }, lockLifetimeMs / 4)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await resumed
  }
}

/** While the database is away, every tick fails alike. */
function complainOncePerMinute(log: Log): (error: Error) => void {
  let last = { message: '', at: 0 }
  return (error) => {
    // A job that was moved or cancelled while it waited in memory: it does not start, as it should be.
    if (error.message.includes('maybe it does not exist anymore')) return
    const at = Date.now()
    if (error.message === last.message && at - last.at < 60_000) return
    last = { message: error.message, at }
    log.error({ err: error }, 'the clock has trouble')
  }
}
