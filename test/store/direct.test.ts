import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Pool } from 'pg'
import { Conflict } from '../../src/ports.ts'
import { directly, type Direct } from '../../src/store/direct.ts'
import { openPool, type OpenPool } from '../../src/store/pool.ts'
import { freshDatabase, quiet, type TestDatabase } from './database.ts'

let database: TestDatabase
let pool: Pool
let stop: OpenPool['stop']
beforeAll(async () => {
  database = await freshDatabase()
  ;({ pool, stop } = openPool(database.url, quiet))
  await pool.query('create table things (id int primary key)')
})
afterAll(async () => {
  await stop(async () => {})
  await database.stop()
})

const add = (id: number) => ({ text: 'insert into things values ($1)', values: [id] })
const has = async (id: number) =>
  (await pool.query('select from things where id = $1', [id])).rows.length === 1

describe('a transaction that is spoken directly', () => {
  it('carries out in order what is asked and what is told, and commits it', async () => {
    let seen: unknown = null
    await directly(pool, async ({ ask, tell }) => {
      tell(add(1))
      seen = await ask({ text: 'select id from things' })
      tell(add(2))
    })
    expect(seen).toEqual([{ id: 1 }])
    expect([await has(1), await has(2)]).toEqual([true, true])
  })

  it('leaves nothing behind where its work fails, and its connection is good for the next', async () => {
    const work = directly(pool, async ({ tell }) => {
      tell(add(3))
      throw new Error('no')
    })
    await expect(work).rejects.toThrow('no')
    expect(await has(3)).toBe(false)
  })

  it('fails as a whole where something fails that was only told, and says what failed first', async () => {
    const untold = directly(pool, async ({ tell }) => {
      tell(add(4))
      tell({ text: 'select 1 / 0' })
      tell(add(5))
    })
    await expect(untold).rejects.toMatchObject({ code: '22012' })
    const asked = directly(pool, async ({ ask, tell }) => {
      tell({ text: 'select 1 / 0' })
      await ask(add(5))
    })
    await expect(asked).rejects.toMatchObject({ code: '22012' })
    expect([await has(4), await has(5)]).toEqual([false, false])
  })

  it('carries out nothing that comes after its end', async () => {
    const kept: Direct[] = []
    const work = directly(pool, async (direct) => {
      kept.push(direct)
      throw new Error('no')
    })
    await expect(work).rejects.toThrow('no')
    kept[0]?.tell(add(6))
    await expect(kept[0]?.ask(add(7))).rejects.toThrow('over')
    expect([await has(6), await has(7)]).toEqual([false, false])
  })

  it('calls a race that the database decided a conflict', async () => {
    const work = directly(pool, async ({ tell }) =>
      tell({ text: `do $$ begin raise exception 'gave way' using errcode = '40P01'; end $$` }),
    )
    await expect(work).rejects.toThrow(Conflict)
  })
})
