import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { Client } from 'pg'
import { holdDesk } from '../../src/store/desk-lock.ts'
import { freshDatabase, quiet, type TestDatabase } from './database.ts'

let database: TestDatabase
const homes = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'greenroom-desk-')))
const [home = '', elsewhere = ''] = homes

beforeAll(async () => {
  database = await freshDatabase()
})

afterAll(async () => {
  await database.stop()
  for (const folder of homes) rmSync(folder, { recursive: true })
})

it('lets one process hold a desk, and tells the next one who does and since when', async () => {
  const held = await holdDesk(database.url, home, quiet)
  await expect(holdDesk(database.url, home, quiet)).rejects.toThrow(
    new RegExp(
      `open already, by process ${process.pid} on .+ since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC\\. Stop that one`,
    ),
  )
  await held.stop()
  await (await holdDesk(database.url, home, quiet)).stop()
})

it('lets desks in other folders be', async () => {
  const both = [await holdDesk(database.url, home, quiet), await holdDesk(database.url, elsewhere, quiet)]
  for (const held of both) await held.stop()
})

it('goes on holding a desk after its connection was lost', async () => {
  const held = await holdDesk(database.url, home, quiet)
  const sql = new Client(database.url)
  await sql.connect()
  const holders = `select pid from pg_locks join pg_stat_activity using (pid)
    where locktype = 'advisory' and granted and application_name like 'greenroom desk%' and datname = current_database()`
  const [before] = (await sql.query<{ pid: number }>(holders)).rows
  await sql.query('select pg_terminate_backend($1)', [before?.pid])
  let again = before
  while (!again || again.pid === before?.pid) again = (await sql.query<{ pid: number }>(holders)).rows[0]
  await expect(holdDesk(database.url, home, quiet)).rejects.toThrow(/open already/)
  await sql.end()
  await held.stop()
})
