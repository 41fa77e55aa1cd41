import { PostgresJobRepository } from '@agendajs/postgres-backend'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { toJobId, type JobParameters, type JobRepository } from 'agenda'
import { Client, Pool } from 'pg'
import { onPostgres } from '../../src/jobs/postgres-clock.ts'
import { PostgresRepository } from '../../src/jobs/postgres-repository.ts'
import { createTable, inSchema, table } from '../../src/jobs/postgres-timetable.ts'
import { tcpProxy } from '../fakes/tcp-proxy.ts'
import { freshDatabase, type TestDatabase } from '../store/database.ts'
import { until } from '../until.ts'

let database: TestDatabase
let pools: readonly [Pool, Pool]
let ours: PostgresRepository
let theirs: PostgresJobRepository

beforeAll(async () => {
  database = await freshDatabase()
  await createTable(database.url)
  const open = () => {
    const pool = new Pool({ connectionString: inSchema(database.url), max: 4 })
    // The database is gone while the pool still says goodbye.
    return pool.on('error', () => {})
  }
  pools = [open(), open()]
  ours = new PostgresRepository(pools[0], table)
  theirs = new PostgresJobRepository({ pool: pools[1], tableName: table, ensureSchema: false })
})
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()))
  await database.stop()
})
beforeEach(async () => void (await pools[0].query(`truncate ${table}`)))

const now = new Date('2027-03-01T12:00:00Z')
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000)
const idOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`

/** Rows of every kind, the same each time. */
const kinds: readonly object[] = [
  { next_run_at: at(-5) },
  { next_run_at: at(-9), fail_count: 2, fail_reason: 'away', failed_at: at(-20), last_finished_at: at(-20) },
  { next_run_at: at(-7), priority: 10, last_run_at: at(-600), last_finished_at: at(-599) },
  { next_run_at: at(-7), priority: -5 },
  { next_run_at: at(0.4) },
  { next_run_at: at(2) },
  { next_run_at: at(-8), locked_at: at(-3), last_modified_by: 'another' },
  { next_run_at: at(-8.5), locked_at: at(-11), last_modified_by: 'another' },
  { next_run_at: null, locked_at: at(-30), last_run_at: at(-30), last_modified_by: 'another' },
  { next_run_at: null },
  { next_run_at: at(-6), disabled: true },
  { next_run_at: at(-6), name: 'settle' },
]

async function putKinds(): Promise<void> {
  await pools[0].query(`truncate ${table}`)
  const rows = kinds.map((kind, index) => ({
    id: idOf(index),
    name: 'publish',
    priority: 0,
    disabled: false,
    type: 'normal',
    data: { subject: `p${index} "'\\é` },
    fork: false,
    ...kind,
  }))
  await pools[0].query(
    `insert into ${table} select * from json_populate_recordset(null::${table}, $1::json)`,
    [JSON.stringify(rows)],
  )
}

/** Every column but when a row was last touched; and when it was locked, where that is "now". */
async function allRows(): Promise<readonly object[]> {
  const { rows } = await pools[0].query<{ locked_at: Date | null }>(`select * from ${table} order by id`)
  return rows.map(({ locked_at: lockedAt, ...row }) => ({
    ...row,
    updated_at: null,
    lockedAt: roughly(lockedAt),
  }))
}

function roughly(date: Date | null | undefined): Date | string | null | undefined {
  return date && date >= now && date < at(5) ? 'now' : date
}

const inTurn = async (repository: JobRepository, calls: readonly Call[]) => {
  const answers: unknown[] = []
  for (const call of calls) answers.push(await call(repository).catch(said))
  return answers
}
const atOnce = (repository: JobRepository, calls: readonly Call[]) =>
  Promise.all(calls.map((call) => call(repository).catch(said)))
type Call = (repository: JobRepository) => Promise<unknown>

/** What matters of an error: the clock is silent about a job that is not there any more. */
function said(error: Error): string {
  return error.message.includes('maybe it does not exist anymore') ? 'not there' : error.message
}

describe("as Agenda's own", () => {
  it.each([
    ['one by one', inTurn],
    ['all at once', atOnce],
  ])('it takes the same jobs in the same order, and leaves the same rows: %s', async (_, ask) => {
    const look: Call = async (repository) => {
      const options = { lastModifiedBy: 'me' }
      const job = await repository.getNextJobToRun('publish', at(0.5), at(-10), now, options)
      return job && { ...job, lockedAt: roughly(job.lockedAt) }
    }
    const looks = Array.from({ length: 9 }, () => look)
    await putKinds()
    const expected = await inTurn(theirs, looks)
    const rows = await allRows()
    await putKinds()
    const taken = await ask(ours, looks)
    expect(taken.filter(Boolean)).toHaveLength(7)
    for (const [index, job] of taken.entries()) {
      if (!job) expect(expected[index]).toBeUndefined()
      // What no job of ours has is left out.
      else expect({ disabled: false, fork: false, lastModifiedBy: 'me', ...job }).toEqual(expected[index])
    }
    expect(await allRows()).toEqual(rows)
  })

  const begun = { lockedAt: at(0.1), lastRunAt: at(0.1), nextRunAt: null }
  const failed = { nextRunAt: at(60), lastRunAt: at(1), lastFinishedAt: at(2), failedAt: at(2), failCount: 1 }
  const states: readonly Partial<JobParameters>[] = [
    begun,
    { ...begun, lockedAt: at(3) },
    { nextRunAt: at(60), lastRunAt: at(1), lastFinishedAt: at(2) },
    { nextRunAt: null, lastRunAt: at(1), lastFinishedAt: at(2), failedAt: at(-20), failCount: 0 },
    { ...failed, failReason: 'it said "no", and it\'s \\ over' },
    { ...failed, failReason: 'half of \ud83d' },
    { ...failed, failReason: '' },
    // A job that failed before begins, and succeeds.
    { ...begun, failReason: 'away', failCount: 2, failedAt: at(-20) },
    { nextRunAt: null, lastFinishedAt: at(2), failReason: 'away', failCount: 0, failedAt: at(-20) },
  ]
  it('it writes the same of each job, and the others when one is not there any more', async () => {
    const save =
      (index: number, name: string, state: Partial<JobParameters>): Call =>
      (repository) => {
        const job = {
          _id: toJobId(idOf(index)),
          name,
          priority: 0,
          type: 'normal',
          data: {},
          ...state,
        } as const
        return repository.saveJobState({ nextRunAt: null, ...job }, { lastModifiedBy: 'me' })
      }
    const calls = [
      save(1000, 'publish', begun),
      ...states.map((state, index) => save(index, 'publish', state)),
      save(11, 'publish', begun),
      // Twice the same job: what came last stands.
      save(10, 'publish', begun),
      save(10, 'publish', { nextRunAt: at(90) }),
    ]
    await putKinds()
    const expected = await inTurn(theirs, calls)
    const rows = await allRows()
    await putKinds()
    expect(await atOnce(ours, calls)).toEqual(expected)
    expect(await allRows()).toEqual(rows)
    expect(expected.map((answer, index) => (answer ? index : -1)).filter((index) => index >= 0)).toEqual([
      0, 10,
    ])
  })
})

describe('jobs that many want', () => {
  it('are shared by two processes, each taken once, with those whose lock has run out', async () => {
    await pools[0].query(
      `insert into ${table} (name, data, next_run_at, locked_at)
       select 'publish', jsonb_build_object('subject', i), $1::timestamptz, case when i % 5 = 0 then $2::timestamptz end
       from generate_series(1, 100) i`,
      [at(-20), at(-11)],
    )
    const other = new PostgresRepository(pools[1], table)
    const jobs: (JobParameters | undefined)[] = []
    const takeAll = async (repository: JobRepository): Promise<void> => {
      const job = await repository.getNextJobToRun('publish', now, at(-10), now, {})
      jobs.push(job)
      if (job) await takeAll(repository)
    }
    await Promise.all(Array.from({ length: 40 }, (_, index) => takeAll(index % 2 === 0 ? ours : other)))
    const ids = jobs.flatMap((job) => (job ? String(job._id) : []))
    expect(ids).toHaveLength(100)
    expect(new Set(ids).size).toBe(100)
  })

  it('are locked from when they are taken, however long the question before took', async () => {
    await putKinds()
    const client = new Client({ connectionString: inSchema(database.url) })
    await client.connect()
    await client.query('begin')
    await client.query(`lock table ${table} in exclusive mode`)
    const asked = Date.now()
    const look = async (lockAt: Date) => {
      const job = ours.getNextJobToRun('publish', at(0.5), at(-10), lockAt, {})
      // Those that come later are not in the same question.
      for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
      return { job }
    }
    // As many questions as are ever out at once, and two looks that have to wait for an answer.
    const out = [await look(now), await look(now)]
    const waiting = [await look(new Date()), await look(new Date())]
    await until(() => Date.now() - asked > 300)
    await client.query('commit')
    await client.end()
    await Promise.all(out.map(({ job }) => job))
    for (const job of await Promise.all(waiting.map((one) => one.job)))
      expect(job?.lockedAt?.getTime()).toBeGreaterThanOrEqual(asked + 300)
  })
})

it('gives up a question that gets no answer, with its connection, and asks the next on another', async () => {
  const direct = new URL(database.url)
  const proxy = await tcpProxy({ host: direct.hostname, port: Number(direct.port) })
  const url = new URL(direct)
  url.port = `${proxy.port}`
  expect(new URL(inSchema(url.href)).searchParams.get('query_timeout')).toBe('20000')
  url.searchParams.set('query_timeout', '300')
  const clock = await onPostgres(url.href)(() => {})
  const held = proxy.hold(/insert into agenda_jobs/)
  await expect(clock.rows.put('publish', 'p1.1', now)).rejects.toThrow('timeout')
  await clock.rows.put('publish', 'p2.1', now)
  expect((await clock.rows.entries()).map(({ subject }) => subject)).toEqual(['p2.1'])
  held.release()
  await clock.close('nobody', [])
  await proxy.stop()
})
