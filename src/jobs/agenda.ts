import {
  Agenda,
  InMemoryNotificationChannel,
  toJobId,
  type Job as AgendaJob,
  type JobRepository,
} from 'agenda'
import type { Log, Scheduler } from '../ports.ts'
import type { OpenBackend } from './clock-backend.ts'
import { deskPace, type Pace } from './pace.ts'
import { withPlaces } from './places.ts'
import { retryDelayMs, schedulerOn, type RunJob, type Timetable } from './timetable.ts'
import { inTrueTime, noDrift, onMachine, type Drift } from './true-time.ts'
import { openWorker } from './worker.ts'

export type AgendaClock = Timetable & {
  readonly scheduler: Scheduler
  /** Does `work`, which needs the clock, as soon as there is one: at once, unless its database was away when it was opened. */
  whenOpen(work: () => Promise<void>): Promise<void>
  /** What keeps jobs from running at this moment, in the words of the database; null when nothing does. */
  trouble(): string | null
  /** Begins to run the jobs of the given names; the numbers say how many of each this process runs at once. */
  start(atOnce: Readonly<Record<string, number>>, run: RunJob): Promise<void>
  /** Takes nothing new, and waits for what is at work up to `stopWithinMs`. Jobs can be put and removed after it. */
  drain(): Promise<void>
  /**
   * Drains, gives back what is locked, and closes the connections. Agenda leaves an idle timer of half a lock's lifetime behind each job, out of reach from here: a
   * process that is to end at once has to end itself.
   */
  stop(): Promise<void>
}

export type ClockOptions = {
  /** Which database the jobs are in: `onPostgres` or `onMongo`. */
  readonly on: OpenBackend
  /** Unique among the processes on this database: locks are given back by it. */
  readonly name: string
  readonly log: Log
  readonly pace?: Pace
  /** Where jobs are put by another clock than this machine's. */
  readonly drift?: Drift
}

/** A timetable kept by Agenda. Jobs can be put and removed before `start`. Throws if the database can't be reached. */
export async function openClock(options: ClockOptions): Promise<AgendaClock> {
  const { on, name, log, pace = deskPace, drift = noDrift } = options
  const { complain, trouble } = complaints(log)
  const { repository, rows, looksAtOnce, follow, close } = await on(complain)
  const channel = new InMemoryNotificationChannel()
  inTrueTime(repository, drift)
  const dropped = tamed(repository, complain)
  const places = new Map<string, number>()
  const letGo = withPlaces(repository, {
    places: (jobName) => places.get(jobName) ?? 0,
    looksAtOnce,
    lockLifetimeMs: pace.lockLifetimeMs,
  })
  const agenda = await openAgenda(name, repository, channel, pace, complain)
  const drop = (id: string) => rows.drop(id).then(() => dropped(id))
  const worker = openWorker({ agenda, drop, log, pace, drift })

  const halt = () => {
    letGo()
    return agenda.stop(false)
  }

  /** A look takes one job after another. */
  function lookNow(jobName: string): void {
    const notice = { jobId: toJobId(''), jobName, nextRunAt: null, priority: 0, timestamp: new Date() }
    if (channel.state === 'connected') void channel.publish(notice).catch(complain)
  }
  /** Has this process look at once for jobs of a name that are due by `when`, and not only at the next tick. */
  function look(jobName: string, when: Date): void {
    if (onMachine(drift, when).getTime() <= Date.now() + pace.processEveryMs) lookNow(jobName)
  }
  // Agenda frees a job's place only after it has said that the job is complete.
  agenda.on('complete', (job: AgendaJob) => setImmediate(() => lookNow(job.attrs.name)))
  const stopFollowing = follow(look)

  const timetable: Timetable = {
    ...rows,
    put: async (jobName, subject, when) => {
      await rows.put(jobName, subject, when)
      look(jobName, when)
    },
  }
  const stopWatching = watchForStalls({ agenda, halt, lockLifetimeMs: pace.lockLifetimeMs, log, complain })
  let drained: Promise<readonly string[]> | null = null
  const drain = () => (drained ??= stopTaking())
  async function stopTaking(): Promise<readonly string[]> {
    worker.close()
    await stopFollowing()
    await stopWatching()
    await halt().catch(complain)
    return worker.finished(pace.stopWithinMs)
  }
  let stopped: Promise<void> | null = null
  return {
    ...timetable,
    scheduler: schedulerOn(timetable),
    whenOpen: (work) => work(),
    trouble,
    start: async (atOnce, run) => {
      for (const [jobName, concurrency] of Object.entries(atOnce)) {
        places.set(jobName, concurrency)
        const backoff = ({ attempt }: { attempt: number }) => retryDelayMs(attempt, pace.firstRetryMs)
        const options = { concurrency, lockLimit: concurrency, backoff }
        // oxlint-disable-next-line typescript/no-misused-promises -- Agenda's overload for promises comes second
        agenda.define(jobName, async (job: AgendaJob) => worker.perform(job, run), options)
      }
      agenda.maxConcurrency(Object.values(atOnce).reduce((sum, one) => sum + one, 0))
      await agenda.start()
    },
    drain: async () => {
      await drain()
    },
    stop: () => (stopped ??= drain().then((atWork) => close(name, atWork))),
  }
}

/**
 * Mends three habits of Agenda's. It does not wait for the job that it unlocks, and a rejection that nobody hears ends the process. Where it unlocks
 * all that it has, it does wait, and a rejection leaves it stopped for good. Both are heard here, and the locks run out by themselves. And it writes
 * what came of a job that is no longer there, for which the database has to look: the answer is to be told of what was dropped.
 */
function tamed(repository: JobRepository, complain: (error: Error) => void): (id: string) => void {
  const unlockJob = repository.unlockJob.bind(repository)
  const saveJobState = repository.saveJobState.bind(repository)
  const unlockJobs = repository.unlockJobs.bind(repository)
  const dropped = new Set<string>()
  repository.unlockJob = (job) => unlockJob(job).catch(complain)
  repository.unlockJobs = (ids) => unlockJobs(ids).catch(complain)
  repository.saveJobState = async (job, options) => {
    if (!dropped.delete(String(job._id))) await saveJobState(job, options)
  }
  return (id) => void dropped.add(id)
}

async function openAgenda(
  name: string,
  repository: JobRepository,
  notificationChannel: InMemoryNotificationChannel,
  pace: Pace,
  complain: (error: Error) => void,
): Promise<Agenda> {
  const agenda = new Agenda({
    name,
    // The connection is closed by whoever opened it.
    backend: {
      name: 'clock',
      repository,
      ownsConnection: false,
      connect: () => repository.connect(),
      disconnect: async () => {},
    },
    notificationChannel,
    processEvery: pace.processEveryMs,
    defaultLockLifetime: pace.lockLifetimeMs,
  })
  agenda.on('error', complain)
  notificationChannel.on('error', complain)
  await agenda.ready
  return agenda
}

type StallOptions = {
  readonly agenda: Agenda
  readonly halt: () => Promise<void>
  readonly lockLifetimeMs: number
  readonly log: Log
  readonly complain: (error: Error) => void
}

/**
 * Agenda never again uses the place of a job whose lock ran out before the job could start, which is what happens to every waiting
 * job when the machine goes to sleep. Starting Agenda anew brings all places back.
 */
function watchForStalls({ agenda, halt, lockLifetimeMs, log, complain }: StallOptions): () => Promise<void> {
  let last = Date.now()
  let resumed = Promise.resolve()
  const timer = setInterval(() => {
    const stalledMs = Date.now() - last
    last = Date.now()
    if (stalledMs < lockLifetimeMs / 2 || !agenda.isActiveJobProcessor()) return
    log.warn({ stalledMs }, 'the process stood still; its clock starts anew')
    resumed = resumed
      .then(halt)
      .then(() => agenda.start())
      .catch(complain)
  }, lockLifetimeMs / 4)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await resumed
  }
}

/** A database that is away is complained of at every tick, after 5 s of waiting at most. */
const troubleLastsMs = 7000

/** Into the log once a minute, as every tick fails alike. */
function complaints(log: Log): { complain: (error: Error) => void; trouble: () => string | null } {
  let last = { message: '', at: 0 }
  let loggedAt = 0
  return {
    complain: (error) => {
      // A job that was moved or cancelled while it waited in memory: it does not start, as it should be.
      if (error.message.includes('maybe it does not exist anymore')) return
      const at = Date.now()
      const isNews = error.message !== last.message || at - loggedAt >= 60_000
      last = { message: error.message, at }
      if (!isNews) return
      loggedAt = at
      log.error({ err: error }, 'the clock has trouble')
    },
    trouble: () => (Date.now() - last.at < troubleLastsMs ? last.message : null),
  }
}
