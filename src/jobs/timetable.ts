import { postIdOf } from '../domain/ledger.ts'
import type { JobName, Scheduler } from '../ports.ts'

/** A job is a name and the id of what it is about. Everything else is in the database when it runs. */
export type Job = {
  readonly name: string
  readonly subject: string
  /** How often it has failed since it was last put or last succeeded. */
  readonly failures: number
}

/** `when`: due, or, of a job that is running, when it began. */
export type Entry = Job & { readonly when: Date }

/**
 * Runs one job, and answers when it is due again, or null when it is done with. If it throws, the clock runs it again after
 * `retryDelayMs`; giving up is up to the runner.
 */
export type RunJob = (job: Job, ends?: Ends) => Promise<Date | null>

/** How the end of its process is told to a job: first that it comes, so that a long one ends soon; later that nothing can be waited for any more. */
export type Ends = { readonly stopping: AbortSignal; readonly givingUp: AbortSignal }

/** One job for each (name, subject). A job that is put or removed while it runs finishes, and what was put stands. */
export type Timetable = {
  /** Creates the job or moves it. */
  put(name: string, subject: string, when: Date): Promise<void>
  remove(name: string, subject: string): Promise<void>
  entries(): Promise<readonly Entry[]>
}

/** 1 s, 2 s, 4 s, 8 s after the first, second, ... failure, then 16 s each: nothing waits for longer once what was wrong is mended. */
export function retryDelayMs(failures: number, firstMs = 1000): number {
  return firstMs * 2 ** Math.min(failures - 1, 4)
}

/** The port that services see: the jobs that are about one post. */
export function schedulerOn(timetable: Timetable): Scheduler {
  return {
    at: (job, subject, when) => timetable.put(job, subject, when),
    cancel: (job, subject) => timetable.remove(job, subject),
    pending: async () =>
      (await timetable.entries()).flatMap(({ name, subject, when }) =>
        isJobName(name) ? [{ job: name, subject, when }] : [],
      ),
  }
}

/** What the log says of a job: the post that it is about, too, where it is about one. */
export function factsOf({ name, subject }: Pick<Job, 'name' | 'subject'>): object {
  if (!isJobName(name)) return { job: name, subject }
  return { job: name, subject, post: name === 'redraft' ? subject : postIdOf(subject) }
}

const jobNames: Readonly<Record<JobName, true>> = { publish: true, settle: true, redraft: true }

function isJobName(name: string): name is JobName {
  return Object.hasOwn(jobNames, name)
}
