import { MongoClient, MongoServerError, ObjectId, type Db } from 'mongodb'
import { Trouble } from '../domain/errors.ts'
import { clientOptions, collection, databaseIn, troubleOf } from './mongo-clock.ts'
import { countDoubled, type JobDocument } from './mongo-timetable.ts'

/** What somebody who sets a clock up should know of its server. */
export type MongoFacts = {
  readonly version: string
  /** How many servers keep the jobs; null where it is one that stands alone. */
  readonly members: number | null
  readonly jobs: number
  /** Jobs that are there more than once. */
  readonly doubled: number
  /** How far this machine's clock is ahead of the server's, in milliseconds. */
  readonly aheadMs: number
}

/** By how many milliseconds this machine's clock is ahead of whoever is asked. */
type AheadOf = (ask: () => Promise<{ readonly now: Date }>) => Promise<number>

/** Asks a MongoDB, and tries whether it may be written to. Throws a `Trouble` that says what to do. */
export async function readMongo(mongodbUri: string, aheadOf: AheadOf): Promise<MongoFacts> {
  const client = new MongoClient(mongodbUri, clientOptions)
  client.on('error', () => {})
  try {
    return await factsOf(client.db(databaseIn(mongodbUri)), aheadOf)
  } catch (error) {
    throw isForbidden(error) ? lacksRights(databaseIn(mongodbUri), error) : troubleOf(error, client)
  } finally {
    await client.close().catch(() => {})
  }
}

async function factsOf(db: Db, aheadOf: AheadOf): Promise<MongoFacts> {
  const jobs = db.collection<JobDocument>(collection)
  const { version } = await db.command({ buildInfo: 1 })
  const hello = await db.command({ hello: 1 })
  const aheadMs = await aheadOf(async () => {
    const { localTime } = await db.command({ hello: 1 })
    return { now: localTime instanceof Date ? localTime : new Date() }
  })
  // Nothing has this id: what is tried is the right to do so, and whether most of the servers agree.
  await jobs.deleteOne({ _id: new ObjectId() })
  return {
    version: String(version),
    members: typeof hello['setName'] === 'string' ? [hello['hosts'] ?? []].flat().length : null,
    jobs: await jobs.countDocuments(),
    doubled: await countDoubled(jobs),
    aheadMs,
  }
}

const unauthorized = 13

function isForbidden(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === unauthorized
}

function lacksRights(database: string, cause: unknown): Trouble {
  return new Trouble(
    `The user that MONGODB_URI names may not write to the database ${database}: grant it readWrite there.`,
    { cause },
  )
}
