import type { JobParameters, JobRepository } from 'agenda'

/** How far this machine's clock is from the time that jobs are put by, which is the desk's. */
export type Drift = {
  /** Milliseconds; above 0 where this machine is ahead. */
  aheadMs(): number
  /** Resolves once `aheadMs` can be relied on. Rejects where nobody can tell. */
  sure(): Promise<void>
}

export const noDrift: Drift = { aheadMs: () => 0, sure: async () => {} }

/**
 * Agenda reads the machine's clock by itself: eleven minutes ahead it would take jobs too early and others' locks for old, eleven minutes behind it
 * would be late. So rows are kept by the desk's time, and what Agenda has of them in memory by the machine's. No job is taken by a clock
 * that has just been set and not been compared yet.
 */
export function inTrueTime(repository: JobRepository, drift: Drift): void {
  const getNextJobToRun = repository.getNextJobToRun.bind(repository)
  const saveJobState = repository.saveJobState.bind(repository)
  const trueDate = (date: Date) => new Date(date.getTime() - drift.aheadMs())
  repository.getNextJobToRun = async (name, nextScanAt, lockDeadline, now, options) => {
    await drift.sure()
    const lockTime = trueDate(now ?? new Date())
    const job = await getNextJobToRun(name, trueDate(nextScanAt), trueDate(lockDeadline), lockTime, options)
    return job && { ...job, ...dates(job, (date) => onMachine(drift, date)) }
  }
  repository.saveJobState = (job, options) => saveJobState({ ...job, ...dates(job, trueDate) }, options)
}

/** What this machine's clock says when it is `date`. */
export function onMachine(drift: Drift, date: Date): Date {
  return new Date(date.getTime() + drift.aheadMs())
}

function dates(job: JobParameters, move: (date: Date) => Date): Partial<JobParameters> {
  const { nextRunAt, lockedAt, lastRunAt, lastFinishedAt, failedAt } = job
  return {
    nextRunAt: nextRunAt && move(nextRunAt),
    ...(lockedAt && { lockedAt: move(lockedAt) }),
    ...(lastRunAt && { lastRunAt: move(lastRunAt) }),
    ...(lastFinishedAt && { lastFinishedAt: move(lastFinishedAt) }),
    ...(failedAt && { failedAt: move(failedAt) }),
  }
}
