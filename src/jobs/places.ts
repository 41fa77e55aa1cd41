import type { JobParameters, JobRepository } from 'agenda'

type PlacesOptions = {
  /** How many jobs of a name this process runs at once. */
  readonly places: (name: string) => number
  /** How many looks for jobs of one name the database bears at once. */
  readonly looksAtOnce: number
  readonly lockLifetimeMs: number
}

type Look = Parameters<JobRepository['getNextJobToRun']>

/**
 * Lets a process take no more jobs of a name than it has places for. Agenda counts a job only when it has come back from the database: of many
 * looks at once each would take one for the single place that is free, and all but one would have to be given back. A place is free again when
 * its job has ended, could not begin, is given back, or its lock has run out.
 *
 * Answers what is to be called whenever Agenda is stopped: nobody would run what a look brings after that, so it is given back.
 */
export function withPlaces(
  repository: JobRepository,
  { places, looksAtOnce, lockLifetimeMs }: PlacesOptions,
): () => void {
  const held = heldJobs(repository, lockLifetimeMs)
  const getNextJobToRun = repository.getNextJobToRun.bind(repository)
  const looking = new Map<string, number>()
  /** A look that was refused while others were under way, which may have begun too early to find what it is for: one of them looks once more. */
  const refused = new Map<string, Look>()
  let stops = 0

  const looksFor = (name: string) => looking.get(name) ?? 0
  async function take(look: Look, began: number): Promise<JobParameters | undefined> {
    const job = await getNextJobToRun(...look).catch((error: unknown) => {
      if (began === stops) throw error
    })
    // A job whose lock ran out on its way Agenda would drop, and never use its place again.
    if (!job || lockEndsMs(job, lockLifetimeMs) < Date.now()) return undefined
    if (began === stops) return job
    await repository.unlockJob(job)
    return undefined
  }
  repository.getNextJobToRun = async (...first) => {
    const [name] = first
    const looks = looksFor(name)
    if (looks >= looksAtOnce || looks + held.count(name) >= places(name)) {
      if (looks > 0) refused.set(name, first)
      return undefined
    }
    const began = stops
    looking.set(name, looks + 1)
    try {
      for (let look: Look | undefined = first; look; look = refused.get(name)) {
        refused.delete(name)
        const job = await take(look, began)
        if (job) held.add(job)
        if (job || began !== stops) return job
      }
      return undefined
    } finally {
      looking.set(name, looksFor(name) - 1)
    }
  }
  return () => {
    stops++
  }
}

type Held = { readonly name: string; readonly untilMs: number; readonly hasBegun: boolean }
type HeldJobs = { add(job: JobParameters): void; count(name: string): number }

/** What was taken and is not over. */
function heldJobs(repository: JobRepository, lockLifetimeMs: number): HeldJobs {
  const saveJobState = repository.saveJobState.bind(repository)
  const unlockJob = repository.unlockJob.bind(repository)
  const unlockJobs = repository.unlockJobs.bind(repository)
  const held = new Map<string, Held>()
  // Agenda takes the lock off its own copy before it has written so.
  const hold = (job: JobParameters, hasBegun: boolean) =>
    void held.set(String(job._id), { name: job.name, untilMs: lockEndsMs(job, lockLifetimeMs), hasBegun })

  repository.saveJobState = async (job, options) => {
    const id = String(job._id)
    const isBeginning = held.get(id)?.hasBegun === false
    let isWritten = false
    try {
      await saveJobState(job, options)
      isWritten = true
    } finally {
      // An end that cannot be written is one all the same; and what cannot begin, Agenda lets go of.
      if (!job.lockedAt || (isBeginning && !isWritten)) held.delete(id)
      else hold(job, true)
    }
  }
  repository.unlockJob = async (job) => {
    held.delete(String(job._id))
    await unlockJob(job)
  }
  repository.unlockJobs = async (ids) => {
    for (const id of ids) held.delete(String(id))
    await unlockJobs(ids)
  }
  return {
    add: (job) => hold(job, false),
    count: (name) => {
      let count = 0
      for (const [id, job] of held) {
        if (job.untilMs < Date.now()) held.delete(id)
        else if (job.name === name) count++
      }
      return count
    },
  }
}

function lockEndsMs({ lockedAt }: JobParameters, lockLifetimeMs: number): number {
  return (lockedAt?.getTime() ?? 0) + lockLifetimeMs
}
