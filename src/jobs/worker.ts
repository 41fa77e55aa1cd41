import { setMaxListeners } from 'node:events'
import type { Agenda, Job as AgendaJob } from 'agenda'
import { z } from 'zod'
import type { Log } from '../ports.ts'
import type { Pace } from './pace.ts'
import { factsOf, type Ends, type RunJob } from './timetable.ts'
import { onMachine, type Drift } from './true-time.ts'

/** What this process has at work. */
export type Worker = {
  /** Runs one job that Agenda hands over, and tells Agenda when it is due again. */
  perform(job: AgendaJob, run: RunJob): Promise<void>
  /** From now on jobs that are handed over are handed back, and long ones are asked to end; see `Ends`. */
  close(): void
  /** The row ids of what is still at work when everything is done or `withinMs` are over. */
  finished(withinMs: number): Promise<readonly string[]>
}

type WorkerOptions = {
  readonly agenda: Agenda
  /** Takes a job's row away for good. */
  readonly drop: (id: string) => Promise<void>
  readonly log: Log
  readonly pace: Pick<Pace, 'lockLifetimeMs' | 'patienceMs' | 'giveUpAfterMs'>
  readonly drift: Drift
}

export function openWorker({ agenda, drop, log, pace, drift }: WorkerOptions): Worker {
  const atWork = new Set<AgendaJob>()
  const stopping = new AbortController()
  const givingUp = new AbortController()
  // Everything that is at work listens to it.
  setMaxListeners(0, givingUp.signal)
  const ends: Ends = { stopping: stopping.signal, givingUp: givingUp.signal }
  // Agenda says so when it has written down what came of a job.
  agenda.on('complete', (job: AgendaJob) => void atWork.delete(job))
  return {
    perform: async (job, run) => {
      atWork.add(job)
      if (stopping.signal.aborted) {
        job.attrs.nextRunAt = job.attrs.lastRunAt ?? null
        return
      }
      const data = jobData.safeParse(job.attrs.data)
      const facts = { job: job.attrs.name, failures: job.attrs.failCount ?? 0 }
      if (!data.success) log.warn({ ...facts, data: job.attrs.data }, 'a job without a subject was dropped')
      const stopBeating = beat(job, pace)
      try {
        // By a clock that was set just now it might be called due, or others dead, too soon.
        await drift.sure()
        const next = data.success
          ? await run({ ...data.data, name: facts.job, failures: facts.failures }, ends)
          : null
        if (next) job.attrs.nextRunAt = onMachine(drift, next)
        else await drop(String(job.attrs._id))
      } catch (error) {
        const about = data.success ? factsOf({ name: facts.job, ...data.data }) : {}
        log.warn({ err: error, ...facts, ...about }, 'a job failed; it will be tried again')
        throw error
      } finally {
        await stopBeating()
      }
    },
    close: () => {
      stopping.abort()
      setTimeout(() => givingUp.abort(), pace.giveUpAfterMs).unref()
    },
    finished: async (withinMs) => {
      await emptied(atWork, agenda, withinMs)
      return [...atWork].map((job) => String(job.attrs._id))
    },
  }
}

const jobData = z.object({ subject: z.string().min(1) })

/** Renews a job's lock until the returned function has been awaited, or for as long as anybody would wait. */
function beat(job: AgendaJob, { lockLifetimeMs, patienceMs }: WorkerOptions['pace']): () => Promise<void> {
  let last: Promise<unknown> = Promise.resolve()
  const untilMs = Date.now() + patienceMs
  const timer = setInterval(() => {
    // A job that was moved or cancelled meanwhile has no row to renew.
    if (Date.now() < untilMs) last = job.touch().catch(() => {})
  }, lockLifetimeMs / 3)
  return async () => {
    clearInterval(timer)
    await last
  }
}

async function emptied(atWork: ReadonlySet<AgendaJob>, agenda: Agenda, withinMs: number): Promise<void> {
  if (atWork.size === 0) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, withinMs)
    agenda.on('complete', () => {
      if (atWork.size > 0) return
      clearTimeout(timer)
      resolve()
    })
  })
}
