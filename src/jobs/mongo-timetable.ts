import { type Collection, MongoNetworkError, MongoServerError, ObjectId } from 'mongodb'
import type { ClockBackend } from './clock-backend.ts'

/** A job as Agenda's documents have it: null where something is not so. */
export type JobDocument = {
  readonly _id: ObjectId
  readonly name: string
  readonly data: { readonly subject: string }
  readonly type: 'normal'
  readonly priority: number
  readonly nextRunAt: Date | null
  readonly lockedAt?: Date | null
  readonly lastRunAt?: Date | null
  readonly failCount?: number | null
  readonly lastModifiedBy?: string | null
}

export type Jobs = Collection<JobDocument>

const doubled = 11_000

/**
 * Our own indexes: one job for each (name, subject), and the one that finds the next job of a name, in the order in which Agenda
 * takes them. A timetable into which jobs came twice while the first was missing keeps the earliest of each.
 */
export async function createIndexes(jobs: Jobs, complain: (error: Error) => void): Promise<void> {
  await jobs.createIndex(
    { name: 1, nextRunAt: 1, priority: -1, lockedAt: 1, disabled: 1 },
    { name: 'next_job' },
  )
  for (;;) {
    try {
      await jobs.createIndex({ name: 1, 'data.subject': 1 }, { name: 'one_job_each', unique: true })
      return
    } catch (error) {
      const dropped = await dropDoubled(jobs)
      if (dropped === 0) throw error
      complain(new Error(`${dropped} jobs were there twice, and were dropped`))
    }
  }
}

/** The earliest of each stays. */
async function dropDoubled(jobs: Jobs): Promise<number> {
  const { deletedCount } = await jobs.deleteMany({ _id: { $in: [...(await doubledIn(jobs))] } })
  return deletedCount
}

export async function countDoubled(jobs: Jobs): Promise<number> {
  return (await doubledIn(jobs)).length
}

/** All but the earliest of each. */
async function doubledIn(jobs: Jobs): Promise<readonly ObjectId[]> {
  const seen = new Set<string>()
  const extra: ObjectId[] = []
  for (const job of await jobs.find().sort({ nextRunAt: 1 }).toArray()) {
    if (seen.has(keyOf(job))) extra.push(job._id)
    seen.add(keyOf(job))
  }
  return extra
}

/** What is put by hand may have no data at all. */
function keyOf({ name, data }: Pick<JobDocument, 'name'> & Partial<Pick<JobDocument, 'data'>>): string {
  return JSON.stringify([name, data?.subject])
}

export function mongoTimetable(jobs: Jobs, complain: (error: Error) => void): ClockBackend['rows'] {
  const read = () => again(() => jobs.find({ 'data.subject': { $type: 'string' } }).toArray())
  return {
    put: (name, subject, when) => again(() => put(jobs, name, subject, when)),
    remove: async (name, subject) => {
      await again(() => jobs.deleteOne({ name, 'data.subject': subject }))
    },
    entries: async () => {
      let found = await read()
      // Somebody has dropped the index that makes a job single.
      if (new Set(found.map(keyOf)).size < found.length) {
        await createIndexes(jobs, complain).catch(complain)
        found = await read()
      }
      return found.flatMap(({ name, data: { subject }, failCount, nextRunAt, lockedAt, lastRunAt }) => {
        // Of a job that is running, Agenda keeps the lock and no next run.
        const when = nextRunAt ?? (lockedAt ? lastRunAt : null)
        return when ? [{ name, subject, failures: failCount ?? 0, when }] : []
      })
    },
    drop: async (id) => {
      await again(() => jobs.deleteOne({ _id: new ObjectId(id) }))
    },
  }
}

/**
 * A document can't change its id, so a job is moved by making it anew. Whoever dies in between leaves a job missing: one about a post is
 * made again by the sweep, a routine when a process starts.
 */
async function put(jobs: Jobs, name: string, subject: string, when: Date): Promise<void> {
  for (;;) {
    try {
      const data = { subject }
      await jobs.insertOne({ _id: new ObjectId(), name, data, type: 'normal', priority: 0, nextRunAt: when })
      return
    } catch (error) {
      if (!isDoubled(error)) throw error
    }
    const key = { name, 'data.subject': subject }
    const { deletedCount } = await jobs.deleteOne({ ...key, nextRunAt: { $ne: when } })
    if (deletedCount === 0 && (await jobs.findOne({ ...key, nextRunAt: when }))) return
  }
}

/** Gives back every job that `name` holds, except those whose handlers are still at work. */
export async function giveBackJobs(jobs: Jobs, name: string, atWork: readonly string[]): Promise<void> {
  const _id = { $nin: atWork.map((id) => new ObjectId(id)) }
  const held = { _id, lastModifiedBy: name, lockedAt: { $ne: null } }
  for (const { _id, nextRunAt, lastRunAt } of await jobs.find(held).toArray()) {
    const back = { lockedAt: null, nextRunAt: nextRunAt ?? lastRunAt ?? null }
    await jobs.updateOne({ _id, lastModifiedBy: name }, { $set: back })
  }
}

/**
 * Tries once more what failed because a connection was lost: by itself the driver does that on a replica set only. Whatever is tried
 * here may have been done already.
 */
async function again<Result>(attempt: () => Promise<Result>): Promise<Result> {
  try {
    return await attempt()
  } catch (error) {
    if (!(error instanceof MongoNetworkError)) throw error
    return attempt()
  }
}

function isDoubled(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === doubled
}
