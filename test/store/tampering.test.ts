import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { Client } from 'pg'
import { verifyChain } from '../../src/domain/audit.ts'
import type { Store } from '../../src/ports.ts'
import { freshStore } from './database.ts'
import { approved } from './posts.ts'

let store: Store
let sql: Client
let stop: () => Promise<void>

beforeAll(async () => {
  const opened = await freshStore()
  sql = new Client(opened.url)
  await sql.connect()
  store = opened.store
  stop = opened.stop
  await approved(store, 'post', { brand: 'harbour' })
})

afterAll(async () => {
  await sql.end()
  await stop()
})

/** Another value of each type, the smallest step away. */
const changed: Readonly<Record<string, string>> = {
  text: `case when %c = '' then 'x' else overlay(%c placing case when left(%c, 1) = '0' then '1' else '0' end from 1 for 1) end`,
  integer: 'coalesce(%c, 0) + 1000',
  'timestamp with time zone': `%c + interval '1 millisecond'`,
}

it('notices a change of any column of any row, and finds the chain whole when it is put back', async () => {
  const columns = await columnsOf('audit_entries')
  expect(columns).toHaveLength(10)
  const length = (await store.audit('harbour')).length
  expect(length).toBe(5)
  expect(await verdict()).toBe(true)
  for (let seq = 1; seq <= length; seq += 1) {
    for (const { name, type } of columns) {
      await sql.query('create table kept as select * from audit_entries')
      const expression = changed[type]?.replaceAll('%c', name) ?? ''
      await sql.query(`update audit_entries set ${name} = ${expression} where seq = ${seq}`)
      expect([seq, name, await verdict()]).toEqual([seq, name, false])
      await sql.query(
        'delete from audit_entries; insert into audit_entries select * from kept; drop table kept',
      )
      expect(await verdict()).toBe(true)
    }
  }
})

it.each(['the first', 'a middle', 'the last'])('notices that %s row is gone', async (which) => {
  const seq = { 'the first': 1, 'a middle': 3, 'the last': 5 }[which]
  await sql.query('create table kept as select * from audit_entries')
  await sql.query('delete from audit_entries where seq = $1', [seq])
  expect(await verdict()).toBe(false)
  await sql.query('delete from audit_entries; insert into audit_entries select * from kept; drop table kept')
})

it('notices a change of the head', async () => {
  for (const { name, type } of await columnsOf('audit_heads')) {
    await sql.query('create table kept as select * from audit_heads')
    await sql.query(`update audit_heads set ${name} = ${changed[type]?.replaceAll('%c', name)}`)
    expect([name, await verdict()]).toEqual([name, false])
    await sql.query('delete from audit_heads; insert into audit_heads select * from kept; drop table kept')
  }
})

async function verdict(): Promise<boolean> {
  return verifyChain(await store.audit('harbour'), await store.auditHead('harbour')).ok
}

async function columnsOf(
  table: string,
): Promise<readonly { readonly name: string; readonly type: string }[]> {
  const { rows } = await sql.query<{ name: string; type: string }>(
    'select column_name as name, data_type as type from information_schema.columns where table_name = $1',
    [table],
  )
  return rows
}
