import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { Client } from 'pg'
import { migrate } from '../../src/store/migrate.ts'
import { freshDatabase, type TestDatabase } from './database.ts'

let database: TestDatabase
let sql: Client
let folder: string

beforeAll(async () => {
  database = await freshDatabase()
  sql = new Client(database.url)
  await sql.connect()
})

afterAll(async () => {
  await sql.end()
  await database.stop()
})

beforeEach(async () => {
  await sql.query('drop schema public cascade; create schema public')
  folder = mkdtempSync(join(tmpdir(), 'greenroom-migrations-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

it('brings an empty database up to date, once', async () => {
  const applied = await migrate(sql)
  expect(applied).toContain('20261120000000_begin')
  expect(await migrate(sql)).toEqual([])
})

it('applies what is missing, in order', async () => {
  step('2_two', 'alter table t add b int')
  step('1_one', 'create table t (a int)')
  expect(await migrate(sql, folder)).toEqual(['1_one', '2_two'])
  step('3_three', 'alter table t add c int')
  expect(await migrate(sql, folder)).toEqual(['3_three'])
  await sql.query('select a, b, c from t')
})

it('lets two processes that start at once apply each step once', async () => {
  step('1_one', 'create table t (a int)')
  const other = new Client(database.url)
  await other.connect()
  const applied = await Promise.all([migrate(sql, folder), migrate(other, folder)])
  await other.end()
  expect(applied.flat()).toEqual(['1_one'])
})

it('leaves nothing behind of a step that fails, and keeps those before it', async () => {
  step('1_one', 'create table t (a int)')
  step('2_two', 'create table u (a int); select nonsense')
  await expect(migrate(sql, folder)).rejects.toThrow(/nonsense/)
  await expect(sql.query('select * from u')).rejects.toThrow(/does not exist/)
  step('2_two', 'create table u (a int)')
  expect(await migrate(sql, folder)).toEqual(['2_two'])
})

it('refuses a database from a newer version, with what to do', async () => {
  step('1_one', 'create table t (a int)')
  step('2_two', 'create table u (a int)')
  await migrate(sql, folder)
  rmSync(join(folder, '2_two'), { recursive: true })
  await expect(migrate(sql, folder)).rejects.toThrow(/from a newer Greenroom .*2_two.*Update Greenroom/)
})

it('refuses a step that was changed after it was applied, or that never finished', async () => {
  step('1_one', 'create table t (a int)')
  await migrate(sql, folder)
  step('1_one', 'create table t (a bigint)')
  await expect(migrate(sql, folder)).rejects.toThrow(/1_one is not the one that was applied/)
  step('1_one', 'create table t (a int)')
  await sql.query('update _prisma_migrations set finished_at = null')
  await expect(migrate(sql, folder)).rejects.toThrow(/begun on the database and never finished/)
})

it('keeps who people are where each had one name', async () => {
  const shipped = 'prisma/migrations'
  const before = readdirSync(shipped).filter((name) => name < '20261120090000')
  for (const name of before) cpSync(join(shipped, name), join(folder, name), { recursive: true })
  await migrate(sql, folder)
  await sql.query(`insert into people (id, brand, name) values ('p1', 'a', 'Ann'), ('p2', 'b', 'Ann')`)
  await migrate(sql)
  const { rows } = await sql.query('select id, brand, name, shown from people order by id')
  expect(rows).toEqual([
    { id: 'p1', brand: 'a', name: 'Ann', shown: 'Ann' },
    { id: 'p2', brand: 'b', name: 'Ann', shown: 'Ann' },
  ])
})

function step(name: string, text: string): void {
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, name, 'migration.sql'), text)
}
