import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import process from 'node:process'
import type { Client } from 'pg'

/** One of PostgreSQL's locks that live as long as the session that holds them. They are apart for each database. */
export type AdvisoryLock = { readonly space: number; readonly key: number }

/** A number for what the words name; two of them share one by an accident of one in two thousand million. */
export function lockKey(...words: readonly string[]): number {
  return createHash('sha256').update(words.join('\0')).digest().readUInt32BE() >>> 1
}

/** Whether this session has it now, from this call or from an earlier one. Waits for nobody. */
export async function hasTaken(client: Client, { space, key }: AdvisoryLock): Promise<boolean> {
  const { rows } = await client.query<{ mine: boolean }>(
    `select case when exists (${holders} and pid = pg_backend_pid()) then true
       else pg_try_advisory_lock($1::int, $2::int) end as mine`,
    [space, key],
  )
  return rows[0]?.mine ?? false
}

const holders = `select pid from pg_locks where locktype = 'advisory' and granted
  and classid = $1::int::oid and objid = $2::int::oid
  and database = (select oid from pg_database where datname = current_database())`

/** A session by its name, which says what it is for and whose it is. */
export type Holder = { readonly name: string; readonly pid: number; readonly since: Date }

/** Null where nobody has it (any more). */
export async function holderOf(client: Client, { space, key }: AdvisoryLock): Promise<Holder | null> {
  const { rows } = await client.query<Holder>(
    `select application_name as name, pid, backend_start as since from pg_stat_activity
     where pid = (${holders} limit 1)`,
    [space, key],
  )
  return rows[0] ?? null
}

/** How a session names its process; PostgreSQL keeps 63 bytes of a session's name. */
export const thisProcess = `${process.pid} on ${hostname().slice(0, 24)}`

/** Whose session it is, as words: `process 12 on desk-1`; null for a name that is none of ours. */
export function processIn(name: string): string | null {
  const [, pid, machine] = / (\d+) on (\S+)/.exec(name) ?? []
  return pid && machine ? `process ${pid} on ${machine}` : null
}
