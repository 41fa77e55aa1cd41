import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { DatabaseError, type Pool } from 'pg'
import { Conflict } from '../../src/ports.ts'
import { Unclear, withClearErrors } from '../../src/store/database-errors.ts'
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

  it('says what failed first also where that was asked, and what came after it was told', async () => {
    const work = directly(pool, async ({ ask, tell }) => {
      const asked = ask({ text: 'select 1 / 0' })
      tell(add(8))
      tell(add(9))
      await asked
    })
    await expect(work).rejects.toMatchObject({ code: '22012' })
    const lost = directly(pool, async ({ ask, tell }) => {
      const asked = ask({ text: `do $$ begin raise exception 'gave way' using errcode = '40P01'; end $$` })
      tell(add(8))
      await asked
    })
    await expect(lost).rejects.toThrow(Conflict)
    const kept = directly(pool, async ({ ask, tell }) => {
      await ask({ text: 'select 1 / 0' }).catch(() => {})
      tell(add(8))
    })
    await expect(kept).rejects.toMatchObject({ code: '22012' })
    expect([await has(8), await has(9)]).toEqual([false, false])
  })

  it('fails with why its work failed, whatever fails after that', async () => {
    const work = directly(pool, async ({ ask, tell }) => {
      await ask({ text: 'select 1' })
      tell({ text: 'select 1 / 0' })
      throw new Conflict('mine')
    })
    await expect(work).rejects.toThrow('mine')
  })

  it('tells a failure of the end itself from one before it: only then nobody knows what became of it', async () => {
    await pool.query(`
      create table promises (id int primary key, thing int references things deferrable initially deferred)`)
    const broken = directly(pool, async ({ tell }) => tell({ text: 'insert into promises values (1, 99)' }))
    await expect(broken).rejects.toThrow(Unclear)
    const refused = directly(pool, async ({ tell }) => tell({ text: 'insert into promises values (null)' }))
    await expect(refused).rejects.toThrow(DatabaseError)
    const stopped = directly(pool, async ({ tell }) =>
      tell({
        text: `
          create function stop() returns trigger as $$ begin
            raise exception 'stopping' using errcode = '57P01';
          end $$ language plpgsql;
          create constraint trigger stops after insert on things deferrable initially deferred
            for each row execute function stop();
          insert into things values (10)`,
      }),
    )
    const store = withClearErrors({ work: () => stopped })
    await expect(store.work()).rejects.toMatchObject({ name: 'Trouble', kind: 'away' })
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
