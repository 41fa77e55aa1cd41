import { setTimeout as sleep } from 'node:timers/promises'
import { MongoJobRepository } from '@agendajs/mongo-backend'
import {
  MongoClient,
  MongoNetworkError,
  MongoServerSelectionError,
  type Db,
  type MongoClientOptions,
} from 'mongodb'
import { Trouble } from '../domain/errors.ts'
import { Unreachable, type ClockBackend, type OpenBackend } from './clock-backend.ts'
import { follow } from './follow.ts'
import {
  createIndexes,
  giveBackJobs,
  mongoTimetable,
  type JobDocument,
  type Jobs,
} from './mongo-timetable.ts'

/**
 * Whoever waits for the clock waits for seconds at most: an approval has been written by then, and the sweep sets the clock when it is back.
 * Whatever the address says, a job counts as put when most of the servers have it, and is read where it was written.
 */
export const clientOptions = {
  appName: 'greenroom',
  writeConcern: { w: 'majority', wtimeoutMS: 5000 },
  readPreference: 'primary',
  serverSelectionTimeoutMS: 2000,
  connectTimeoutMS: 2000,
  socketTimeoutMS: 5000,
  waitQueueTimeoutMS: 5000,
  // How soon a server that is back is found; by itself the driver would look every 10 s.
  heartbeatFrequencyMS: 1000,
  maxPoolSize: 10,
} as const satisfies MongoClientOptions

/**
 * Each is a command of its own, those that come together want the same document, and whatever else is to be written waits for one of ten
 * connections behind them. More gained little where it could be measured (decisions/0021).
 */
const looksAtOnce = 4

export const collection = 'agenda_jobs'
const defaultDatabase = 'greenroom'

/** The clock on a MongoDB of its own: in the database that the address names, or else in `greenroom`. */
export function onMongo(mongodbUri: string): OpenBackend {
  return async (complain) => {
    const client = new MongoClient(mongodbUri, clientOptions)
    client.on('error', complain)
    try {
      const db = client.db(databaseIn(mongodbUri))
      const hello = await db.command({ hello: 1 })
      const jobs = db.collection<JobDocument>(collection)
      await createIndexes(jobs, complain)
      return backend(client, db, jobs, { doesTell: typeof hello['setName'] === 'string', complain })
    } catch (error) {
      await client.close().catch(() => {})
      throw troubleOf(error, client)
    }
  }
}

export function databaseIn(mongodbUri: string): string {
  return /^[^/]+\/\/[^/]+\/(?<name>[^?]+)/.exec(mongodbUri)?.groups?.['name'] ?? defaultDatabase
}

function backend(
  client: MongoClient,
  db: Db,
  jobs: Jobs,
  { doesTell, complain }: { readonly doesTell: boolean; readonly complain: (error: Error) => void },
): ClockBackend {
  const repository = new GatedRepository({ mongo: db, db: { collection }, ensureIndex: false })
  return {
    repository,
    looksAtOnce,
    rows: mongoTimetable(jobs, complain),
    follow: (notice) => {
      if (!doesTell) return async () => {}
      return follow({
        open: () => jobs.watch([{ $match: { operationType: 'insert' } }]),
        onChange: (change) => {
          if (change.operationType !== 'insert') return
          const { name, nextRunAt } = change.fullDocument
          if (nextRunAt) notice(name, nextRunAt)
        },
        complain,
        pause: (signal) => sleep(1000, undefined, { signal }),
      })
    },
    close: async (name, atWork) => {
      await repository.close()
      await giveBackJobs(jobs, name, atWork).catch(complain)
      await client.close().catch(complain)
    },
  }
}

/** After `close` nothing that Agenda still wants is sent, and everything that it wanted before has been answered. */
class GatedRepository extends MongoJobRepository {
  readonly #asked = new Set<Promise<unknown>>()
  #isClosed = false

  override getNextJobToRun(...args: Parameters<MongoJobRepository['getNextJobToRun']>) {
    return this.#ask(() => super.getNextJobToRun(...args))
  }

  override saveJobState(...args: Parameters<MongoJobRepository['saveJobState']>) {
    return this.#ask(() => super.saveJobState(...args))
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.allSettled(this.#asked)
  }

  async #ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    if (this.#isClosed) throw new Error('the clock is closed')
    const answer = question()
    this.#asked.add(answer)
    try {
      return await answer
    } finally {
      this.#asked.delete(answer)
    }
  }
}

/** Complaints name the servers, never the password that the address holds. */
export function troubleOf(error: unknown, { options: { hosts, srvHost } }: MongoClient): unknown {
  if (!(error instanceof Error)) return error
  const where = srvHost ?? hosts.map(String).join(', ')
  const isAway = error instanceof MongoServerSelectionError || error instanceof MongoNetworkError
  const sentence =
    `The MongoDB at ${where} cannot be used: ${error.message}. ` +
    'Start it, correct MONGODB_URI, or unset that to keep the clock in the database.'
  return new (isAway ? Unreachable : Trouble)(sentence, { cause: error })
}
