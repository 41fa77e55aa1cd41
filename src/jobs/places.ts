import type { JobParameters, JobRepository } from 'agenda'

/**
 * Lets a process take no more jobs of a name than it has `places` for. Agenda counts a job only when it has come back from the database: of many
 * looks at once each would take one for the single place that is free, and all but one would have to be given back. A place is free again when
 * its job's lock is given back, or has run out.
 */
export function withPlaces(
  repository: JobRepository,
  places: (name: string) => number,
  lockLifetimeMs: number,
): void {
  const getNextJobToRun = repository.getNextJobToRun.bind(repository)
  const saveJobState = repository.saveJobState.bind(repository)
  const unlockJob = repository.unlockJob.bind(repository)
  const unlockJobs = repository.unlockJobs.bind(repository)
  const held = new Map<string, { readonly name: string; readonly untilMs: number }>()
  const looking = new Map<string, number>()

  function isFree(name: string): boolean {
    let taken = looking.get(name) ?? 0
    for (const [id, job] of held) {
      if (job.untilMs < Date.now()) held.delete(id)
      else if (job.name === name) taken++
    }
    return taken < places(name)
  }
  function hold({ _id, name, lockedAt }: JobParameters): void {
    if (lockedAt) held.set(String(_id), { name, untilMs: lockedAt.getTime() + lockLifetimeMs })
    else held.delete(String(_id))
  }
  function count(name: string, by: 1 | -1): void {
    looking.set(name, (looking.get(name) ?? 0) + by)
  }
  repository.getNextJobToRun = async (name, ...when) => {
    if (!isFree(name)) return undefined
    count(name, 1)
    try {
      const job = await getNextJobToRun(name, ...when)
      if (job) hold(job)
      return job
    } finally {
      count(name, -1)
    }
  }
  repository.saveJobState = async (job, options) => {
    // What cannot be written has ended here all the same.
    await saveJobState(job, options).finally(() => hold(job))
  }
  repository.unlockJob = async (job) => {
    held.delete(String(job._id))
    await unlockJob(job)
  }
  repository.unlockJobs = async (ids) => {
    for (const id of ids) held.delete(String(id))
    await unlockJobs(ids)
  }
}
