import { setImmediate as pause } from 'node:timers/promises'
import {
  getCreateIndexesSQL,
  getCreateTableSQL,
  getUpdateTimestampTriggerSQL,
} from '@agendajs/postgres-backend'
import { Client, type Pool } from 'pg'
import { together } from '../domain/together.ts'
import type { ClockBackend } from './clock-backend.ts'

/**
 * The address by which every connection looks for Agenda's table in a schema of its own, which Prisma never sees. None waits for the disk: what
 * a server that crashes has forgotten of the last second runs again, and finds in the ledger what came of it, or is put again by the sweep.
 * Whoever gets no answer for as long as the store would wait (`pool.ts`), on a connection that is dead, gives that up, and with it the connection.
 */
export function inSchema(databaseUrl: string): string {
  const url = new URL(databaseUrl)
  const given = url.searchParams.get('options') ?? ''
  url.searchParams.set('options', `-c synchronous_commit=off ${given} -c search_path=agenda`.trim())
  if (!url.searchParams.has('query_timeout')) url.searchParams.set('query_timeout', '20000')
  return url.href
}

export const table = 'agenda_jobs'
/** `agen` as a number: held while the schema is made, so that processes which start together make it once. */
const schemaLock = 0x6167656e

/** Creates Agenda's table in the schema `agenda`, with one rule of ours: one job for each (name, subject). */
export async function createTable(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [schemaLock])
    const { rows } = await client.query(`select to_regclass('agenda.${table}') is not null as exists`)
    if (!rows[0]?.exists) {
      await client.query('create schema if not exists agenda')
      for (const sql of [getCreateTableSQL(table), ...getCreateIndexesSQL(table)]) await client.query(sql)
      await client.query(getUpdateTimestampTriggerSQL(table))
      await client.query(`create unique index one_job_each on ${table} (name, (data->>'subject'))`)
    }
    await client.query('commit')
  })
}

export function postgresTimetable(pool: Pool): ClockBackend['rows'] {
  const drop = together(pause, async (ids: readonly string[]) => {
    await pool.query({
      name: 'drop_jobs',
      text: `delete from ${table} where id = any($1::uuid[])`,
      values: [ids],
    })
    return ids
  })
  return {
    put: async (name, subject, when) => {
      await pool.query(
        `insert into ${table} as job (name, data, next_run_at)
         values ($1, jsonb_build_object('subject', $2::text), $3)
         on conflict (name, (data->>'subject')) do update
         set id = gen_random_uuid(), next_run_at = excluded.next_run_at, locked_at = null,
             last_modified_by = null, fail_count = null, fail_reason = null, failed_at = null
         where job.next_run_at is distinct from excluded.next_run_at`,
        [name, subject, when],
      )
    },
    remove: async (name, subject) => {
      await pool.query(`delete from ${table} where name = $1 and data->>'subject' = $2`, [name, subject])
    },
    entries: async () => {
      // Of a job that is running, Agenda keeps the lock and no next run.
      const { rows } = await pool.query<{ name: string; subject: string; failures: number; when: Date }>(
        `select name, data->>'subject' as subject, coalesce(fail_count, 0) as failures,
                coalesce(next_run_at, last_run_at) as when
         from ${table}
         where data ? 'subject' and (next_run_at is not null or (locked_at is not null and last_run_at is not null))
         order by 4, 1, 2`,
      )
      return rows
    },
    drop: async (id) => {
      await drop(id)
    },
  }
}

/**
 * Gives back every job that `name` holds, except those whose handlers are still at work. On a connection of its own, so that it
 * can come after the pool has ended, when nothing can be locked any more.
 */
export async function giveBack(databaseUrl: string, name: string, running: readonly string[]): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query(
      `update ${table} set locked_at = null, next_run_at = coalesce(next_run_at, last_run_at)
       where last_modified_by = $1 and locked_at is not null and not id = any($2::uuid[])`,
      [name, running],
    )
  })
}

async function withClient(databaseUrl: string, use: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: inSchema(databaseUrl) })
  // A connection that is lost fails the query that waits for it, too; without a listener it would end the process.
  client.on('error', () => {})
  await client.connect()
  try {
    await use(client)
  } finally {
    await client.end()
  }
}
