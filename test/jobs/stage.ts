import { afterAll, beforeAll } from '@jest/globals'
import { MongoClient, ObjectId, type Collection } from 'mongodb'
import { Client } from 'pg'
import type { OpenBackend } from '../../src/jobs/clock-backend.ts'
import { onMongo } from '../../src/jobs/mongo-clock.ts'
import { giveBackJobs, type JobDocument } from '../../src/jobs/mongo-timetable.ts'
import type { Pace } from '../../src/jobs/pace.ts'
import { onPostgres } from '../../src/jobs/postgres-clock.ts'
import { giveBack } from '../../src/jobs/postgres-timetable.ts'
import { tcpProxy, type TcpProxy } from '../fakes/tcp-proxy.ts'
import { freshDatabase, type TestDatabase } from '../store/database.ts'
import { isSlow, mongoName, openMongoServer, type MongoServer } from './mongo-server.ts'

/** One database under clocks, and what tests look at behind their backs. */
export type Stage = {
  on(): OpenBackend
  clear(): Promise<void>
  /** The subjects of what is locked. */
  locked(): Promise<readonly string[]>
  names(): Promise<readonly string[]>
  /** Leaves every job as a process leaves it that is killed while it runs: a lock, and no next run. Answers the ids of the rows by subject. */
  killed(holder: (subject: string) => string): Promise<ReadonlyMap<string, string>>
  giveBack(name: string, atWork: readonly string[]): Promise<void>
  putUnreadable(): Promise<void>
  /** How many rules there are that let a job be there once only. */
  rules(): Promise<number>
  /** As if no clock had ever been opened. */
  forget(): Promise<void>
  /** Cuts every connection that clocks have. */
  cut(): Promise<void>
}

/** A lock that is so old on every job that waits. */
export type Aged = { age(ms: number): Promise<void> }

export type StageName = 'PostgreSQL' | 'MongoDB'

/** The databases that are here. */
export const stages: readonly StageName[] = mongoName === null ? ['PostgreSQL'] : ['PostgreSQL', 'MongoDB']

/** What a database bears: how many jobs are very many to it, how many it runs within seconds, and how quick a clock may be. */
export const bears: Readonly<
  Record<StageName, { readonly mass: number; readonly many: number; readonly pace: Partial<Pace> }>
> = {
  PostgreSQL: { mass: 10_000, many: 200, pace: {} },
  MongoDB: isSlow
    ? { mass: 200, many: 60, pace: { processEveryMs: 500, lockLifetimeMs: 15_000 } }
    : { mass: 10_000, many: 200, pace: {} },
}

/** A real database for the tests of the block around. */
export function useStage(name: StageName): Stage {
  return name === 'PostgreSQL' ? usePostgres() : useMongo().stage
}

function usePostgres(): Stage {
  let database: TestDatabase
  let client: Client
  beforeAll(async () => {
    database = await freshDatabase()
    client = new Client({ connectionString: database.url })
    await client.connect()
  })
  afterAll(async () => {
    await client.end()
    await database.stop()
  })
  const subjects = async (where: string) =>
    (
      await client.query<{ subject: string }>(
        `select data->>'subject' as subject from agenda.agenda_jobs where ${where}`,
      )
    ).rows.map(({ subject }) => subject)
  return {
    on: () => onPostgres(database.url),
    clear: async () => void (await client.query('truncate agenda.agenda_jobs')),
    locked: () => subjects('locked_at is not null'),
    names: async () =>
      (await client.query<{ name: string }>('select name from agenda.agenda_jobs')).rows.map(
        ({ name }) => name,
      ),
    killed: async (holder) => {
      const ids = new Map<string, string>()
      for (const subject of await subjects('true')) {
        const { rows } = await client.query<{ id: string }>(
          `update agenda.agenda_jobs set locked_at = now(), last_run_at = now(), next_run_at = null, last_modified_by = $2
           where data->>'subject' = $1 returning id`,
          [subject, holder(subject)],
        )
        ids.set(subject, rows[0]?.id ?? '')
      }
      return ids
    },
    giveBack: (holder, atWork) => giveBack(database.url, holder, atWork),
    putUnreadable: async () =>
      void (await client.query(
        `insert into agenda.agenda_jobs (name, data, next_run_at) values ('publish', '{"subject": 7}', now())`,
      )),
    rules: async () =>
      (await client.query("select 1 from pg_indexes where indexname = 'one_job_each'")).rows.length,
    forget: async () => void (await client.query('drop schema if exists agenda cascade')),
    cut: async () =>
      void (await client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
      )),
  }
}

/** Clocks reach the server through `proxy` only, unless MONGODB_URI names several hosts, or demands TLS. */
export function useMongo(): {
  readonly stage: Stage & Aged
  readonly proxy: () => TcpProxy
  readonly uri: () => string
} {
  let server: MongoServer
  let client: MongoClient
  let proxy: TcpProxy
  let jobs: Collection<JobDocument>
  const database = `greenroom_test_${new ObjectId().toHexString()}`
  let uri = ''
  beforeAll(async () => {
    server = await openMongoServer()
    client = new MongoClient(server.uri)
    jobs = client.db(database).collection<JobDocument>('agenda_jobs')
    const { hostname, port, username, password, search } = new URL(server.uri)
    proxy = await tcpProxy({ host: hostname, port: Number(port || 27_017) })
    const user = username && `${username}:${password}@`
    const options = new URLSearchParams(search)
    // A replica set would tell the driver the way around the proxy.
    options.set('directConnection', 'true')
    if (user && !options.has('authSource')) options.set('authSource', 'admin')
    uri = `mongodb://${user}127.0.0.1:${proxy.port}/${database}?${options.toString()}`
  })
  afterAll(async () => {
    await proxy.stop()
    await client.db(database).dropDatabase()
    await client.close()
    await server.stop()
  })
  const stage: Stage & Aged = {
    age: async (ms) => void (await jobs.updateMany({}, { $set: { lockedAt: new Date(Date.now() - ms) } })),
    on: () => onMongo(uri),
    clear: async () => void (await jobs.deleteMany({})),
    locked: async () =>
      (await jobs.find({ lockedAt: { $ne: null } }).toArray()).map(({ data }) => data.subject),
    names: async () => (await jobs.find().toArray()).map(({ name }) => name),
    killed: async (holder) => {
      const ids = new Map<string, string>()
      for (const { _id, data } of await jobs.find().toArray()) {
        const now = new Date()
        const left = { lockedAt: now, lastRunAt: now, nextRunAt: null, lastModifiedBy: holder(data.subject) }
        await jobs.updateOne({ _id }, { $set: left })
        ids.set(data.subject, _id.toHexString())
      }
      return ids
    },
    giveBack: (holder, atWork) => giveBackJobs(jobs, holder, atWork),
    putUnreadable: async () => {
      await client
        .db(database)
        .collection('agenda_jobs')
        .insertOne({ name: 'publish', data: { subject: 7 }, nextRunAt: new Date() })
    },
    rules: async () => (await jobs.indexes()).filter(({ unique, name }) => unique && name !== '_id_').length,
    forget: async () => void (await jobs.drop().catch(() => {})),
    cut: async () => proxy.cut(),
  }
  return { stage, proxy: () => proxy, uri: () => uri }
}
