import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { Client } from 'pg'
import type { Ids, Log, Store } from '../../src/ports.ts'
import { openEmbedded } from '../../src/store/embedded-postgres.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openPrismaStore } from '../../src/store/prisma-store.ts'
import { until } from '../until.ts'

export type TestDatabase = {
  readonly url: string
  readonly stop: () => Promise<void>
}

export const quiet: Log = { info: () => {}, warn: () => {}, error: () => {} }

/** Ids that only have to differ. */
export function countedIds(prefix = 'id'): Ids {
  let count = 0
  return { next: () => `${prefix}${(count += 1)}` }
}

/** A store on a migrated, empty database of its own. Test files share one server, which the last of them stops. */
export async function freshStore(
  ids: Ids = countedIds(),
): Promise<{ readonly store: Store; readonly url: string; readonly stop: () => Promise<void> }> {
  const database = await freshDatabase()
  const { store, stop } = await openPrismaStore({ url: database.url, ids, log: quiet })
  return {
    store,
    url: database.url,
    stop: async () => {
      await stop()
      await database.stop()
    },
  }
}

/** Two stores on one database, as two processes have them, and a connection to look behind them. */
export async function twoStores(): Promise<{
  readonly store: Store
  readonly other: Store
  readonly url: string
  readonly sql: Client
  readonly stop: () => Promise<void>
}> {
  const { store, url, stop } = await freshStore()
  const second = await openPrismaStore({ url, ids: countedIds('other'), log: quiet })
  const sql = new Client(url)
  await sql.connect()
  return {
    store,
    other: second.store,
    url,
    sql,
    stop: async () => {
      await sql.end()
      await second.stop()
      await stop()
    },
  }
}

/** A migrated, empty database: a copy of a template, which is made when it is missing. */
export async function freshDatabase(): Promise<TestDatabase> {
  const server = await openEmbedded({ home, log: quiet })
  const admin = new Client(server.url)
  await admin.connect()
  await forgetDurability(admin)
  const template = await templateFor(admin, server.url)
  databases += 1
  const name = `test_${process.pid}_${process.env['JEST_WORKER_ID'] ?? '0'}_${databases}`
  await admin.query(`create database ${name} template ${template}`)
  return {
    url: urlOf(server.url, name),
    stop: async () => {
      await admin.query(`drop database ${name} with (force)`)
      await admin.end()
      await server.stop()
    },
  }
}

/** Rows of one statement, or of nothing, on a connection of its own. */
export async function ask<Row extends object>(url: string, sql: string): Promise<readonly Row[]> {
  const client = new Client(url)
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

/** After a server was told so: those who are connected have heard of it before anybody new can connect and see it. */
export function untilReadOnly(url: string): Promise<void> {
  const sql = `select current_setting('default_transaction_read_only') as setting`
  return until(async () => (await ask<{ setting: string }>(url, sql))[0]?.setting === 'on')
}

/** The address of a database of this name, which is yet to be made, on the same server. */
export function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  return url.href
}

/** What a power cut would do to a test database is nobody's concern; waiting for the disk takes most of a commit's time. */
async function forgetDurability(admin: Client): Promise<void> {
  for (const name of ['fsync', 'synchronous_commit', 'full_page_writes'])
    await admin.query(`alter system set ${name} = off`)
  await admin.query('select pg_reload_conf()')
}

/** Of this clone: others may be at another version. */
const home = join(
  tmpdir(),
  `greenroom-test-${createHash('sha256').update(process.cwd()).digest('hex').slice(0, 8)}`,
)
let databases = 0

/** Made anew by the first who comes; what a killed run has left behind goes with the old one. */
async function templateFor(admin: Client, serverUrl: string): Promise<string> {
  const name = `template_${shippedMigrations()}`
  await admin.query('select pg_advisory_lock(1)')
  const { rows } = await admin.query<{ name: string }>('select datname as name from pg_database')
  for (const old of rows.filter((row) => isLeftover(row.name)))
    await admin.query(`drop database if exists ${old.name}`)
  if (!rows.some((row) => row.name === name)) {
    await admin.query(`drop database if exists ${name}_draft`)
    await admin.query(`create database ${name}_draft`)
    const client = new Client(urlOf(serverUrl, `${name}_draft`))
    await client.connect()
    await migrate(client)
    await client.end()
    await admin.query(`alter database ${name}_draft rename to ${name}`)
  }
  await admin.query('select pg_advisory_unlock(1)')
  return name
}

function shippedMigrations(): string {
  const hash = createHash('sha256')
  for (const file of readdirSync('prisma/migrations', { recursive: true, encoding: 'utf8' }).toSorted()) {
    if (file.endsWith('.sql')) hash.update(readFileSync(join('prisma/migrations', file)))
  }
  return hash.digest('hex').slice(0, 12)
}

/** A test database whose process is gone. */
function isLeftover(name: string): boolean {
  const [, pid] = /^test_(\d+)_/.exec(name) ?? []
  if (!pid) return false
  try {
    return !process.kill(Number(pid), 0)
  } catch {
    return true
  }
}
