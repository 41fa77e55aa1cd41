import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Client } from 'pg'
import { Trouble } from '../domain/errors.ts'
import { assertNotMoved } from './moved.ts'

/** The number that Prisma Migrate itself locks on, so that its command and we never work at the same time. */
export const prismaLock = 72_707_369
const shipped = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))

type Migration = { readonly name: string; readonly sql: string; readonly checksum: string }
type Applied = { readonly name: string; readonly checksum: string; readonly finished: boolean }

/**
 * Brings a database up to this program, each step in a transaction of its own, and answers which steps it took. Kept in
 * Prisma's own table, so that `prisma migrate` agrees. Throws, with what to do, on a database that is ahead or at odds.
 */
export async function migrate(client: Client, folder = shipped): Promise<readonly string[]> {
  const known = migrationsIn(folder)
  // Building an index takes as long as it takes, and so does whoever was first.
  await client.query('set statement_timeout = 0; set lock_timeout = 0')
  await client.query('select pg_advisory_lock($1)', [prismaLock])
  try {
    await assertNotMoved(client)
    if (!(await isKept(client))) await client.query(bookkeeping)
    const applied = await appliedTo(client)
    assertFits(known, applied)
    const missing = known.filter(({ name }) => !applied.some((one) => one.name === name))
    for (const migration of missing) await apply(client, migration)
    return missing.map(({ name }) => name)
  } finally {
    await client.query('select pg_advisory_unlock($1)', [prismaLock]).catch(() => {})
  }
}

function migrationsIn(folder: string): readonly Migration[] {
  return readdirSync(folder)
    .map((name) => ({ name, file: `${folder}/${name}/migration.sql` }))
    .filter(({ file }) => existsSync(file))
    .map(({ name, file }) => {
      const sql = readFileSync(file, 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Whoever may create nothing can still find that there is nothing to create. */
async function isKept(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ is: boolean }>(
    `select to_regclass('_prisma_migrations') is not null as is`,
  )
  return rows[0]?.is ?? false
}

async function appliedTo(client: Client): Promise<readonly Applied[]> {
  const { rows } = await client.query<Applied>(
    `select migration_name as name, checksum, finished_at is not null as finished
     from _prisma_migrations where rolled_back_at is null`,
  )
  return rows
}

function assertFits(known: readonly Migration[], applied: readonly Applied[]): void {
  for (const { name, checksum, finished } of applied) {
    const ours = known.find((one) => one.name === name)
    if (!ours) {
      throw new Trouble(
        `The database is from a newer Greenroom (it has the migration ${name}, which this one does not know). ` +
          'Update Greenroom, or restore a backup from before the update.',
      )
    }
    if (!finished) {
      throw new Trouble(
        `The migration ${name} was begun on the database and never finished. See what it left with ` +
          '`npx prisma migrate status`, then mark it with `npx prisma migrate resolve`.',
      )
    }
    if (ours.checksum !== checksum) {
      throw new Trouble(
        `The migration ${name} is not the one that was applied to the database. ` +
          'Put prisma/migrations back as it was released: reinstall, or check the version out again.',
      )
    }
  }
}

async function apply(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(sql)
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       values ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    )
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

/** Column for column what Prisma Migrate creates. */
const bookkeeping = `create table if not exists _prisma_migrations (
  id varchar(36) primary key not null, checksum varchar(64) not null, finished_at timestamptz,
  migration_name varchar(255) not null, logs text, rolled_back_at timestamptz,
  started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`
