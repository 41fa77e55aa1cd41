import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Client } from 'pg'
import type { PostQuery, Store } from '../../src/ports.ts'
import { openPool } from '../../src/store/pool.ts'
import { postReader } from '../../src/store/posts.ts'
import { openPrismaStore } from '../../src/store/prisma-store.ts'
import { until } from '../until.ts'
import { countedIds, freshDatabase, quiet, twoStores } from './database.ts'
import { act, approved, drafter, load, plan } from './posts.ts'

// What many ask for in one moment is read in one statement.

let desk: Awaited<ReturnType<typeof twoStores>>
let store: Store
let other: Store
let sql: Client

beforeAll(async () => {
  desk = await twoStores()
  ;({ store, other, sql } = desk)
})
afterAll(() => desk.stop())

const account = { network: 'x', handle: '@harbour' } as const
const at = (time: string) => new Date(`2026-12-01T${time}Z`)
const slot = (time: string) => ({ date: '2026-12-01', time, zone: 'UTC' })

describe('what is read in one moment', () => {
  beforeAll(async () => {
    await store.commit(
      plan('one', { slot: slot('09:00') }),
      plan('two', { slot: slot('10:00') }),
      plan('sim', { slot: slot('10:00'), simulated: true }),
      plan('far', { slot: slot('11:00'), account: { network: 'x', handle: '@far' } }),
      plan('sky', { slot: slot('11:00'), account: { network: 'bluesky', handle: '@harbour' } }),
      plan('else', { slot: slot('09:30'), brand: 'else' }),
    )
    await approved(store, 'sent', { slot: slot('12:00') })
    await sql.query(
      `insert into publications select 'sent.0', post_id, 0, network, handle, state, fence, hash, deadline,
         attempted_at, lookups, remote_id, permalink, error from publications where id = 'sent.1'`,
    )
    // So that none of them is found by an index, which has them in order.
    await sql.query('analyze publications')
  })

  const queries: readonly (readonly [PostQuery, readonly string[]])[] = [
    [{ brand: 'harbour', account, dueFrom: at('09:00:00') }, ['one', 'sim', 'two', 'sent']],
    [{ brand: 'harbour', account, dueFrom: at('09:00:00'), simulated: false }, ['one', 'two', 'sent']],
    [{ brand: 'harbour', account, dueFrom: at('09:00:00'), simulated: true }, ['sim']],
    [{ brand: 'harbour', account, dueFrom: at('09:00:00.001') }, ['sim', 'two', 'sent']],
    [
      {
        brand: 'harbour',
        account,
        dueFrom: at('09:00:00'),
        dueBefore: at('12:00:00'),
      },
      ['one', 'sim', 'two'],
    ],
    [{ brand: 'harbour', account, dueFrom: at('13:00:00') }, []],
    [{ brand: 'harbour', account: { ...account, handle: '@far' }, dueFrom: at('00:00:00') }, ['far']],
    [
      {
        brand: 'harbour',
        account: { ...account, network: 'bluesky' },
        dueFrom: at('00:00:00'),
      },
      ['sky'],
    ],
    [
      {
        brand: 'else',
        account,
        dueFrom: at('00:00:00'),
        simulated: false,
        dueBefore: at('10:00:00'),
      },
      ['else'],
    ],
    [{ brand: 'nobody', account, dueFrom: at('00:00:00') }, []],
    [{ brand: 'harbour', account, dueFrom: at('09:00:00') }, ['one', 'sim', 'two', 'sent']],
  ]

  it('is the same as alone: posts of accounts', async () => {
    const together = await Promise.all(queries.map(([query]) => store.posts(query)))
    expect(together.map((posts) => posts.map(({ id }) => id))).toEqual(queries.map(([, finds]) => finds))
    for (const [index, [query]] of queries.entries())
      expect(together[index]).toEqual(await store.posts(query))
    const all = new Map((await store.posts({})).map((post) => [post.id, post]))
    for (const posts of together) for (const post of posts) expect(post).toEqual(all.get(post.id))
  })

  it('is the same as alone: posts by their ids', async () => {
    const ids = ['two', 'sent', 'nobody', 'one', 'sent', 'else', '']
    const together = await Promise.all(ids.map((id) => store.post(id)))
    expect(together.map((post) => post?.id ?? null)).toEqual([
      'two',
      'sent',
      null,
      'one',
      'sent',
      'else',
      null,
    ])
    for (const [index, id] of ids.entries()) expect(together[index]).toEqual(await store.post(id))
    expect(together[1]?.publications.map(({ id }) => id)).toEqual(['sent.0', 'sent.1'])
  })

  it('goes out in one statement for all who ask while two others are on their way', async () => {
    const waiting = async () => {
      const { rows } = await sql.query<{ count: number }>(
        `select count(*)::int as count from pg_locks where relation = 'posts'::regclass and not granted`,
      )
      return rows[0]?.count ?? 0
    }
    await sql.query('begin; lock table posts in access exclusive mode')
    const first = store.post('one')
    await until(async () => (await waiting()) === 1)
    const second = store.post('two')
    await until(async () => (await waiting()) === 2)
    const rest = Promise.all(Array.from({ length: 40 }, (_, index) => store.post(index % 2 ? 'one' : 'two')))
    // Whoever asks for something else comes after them.
    await store.freezes()
    expect(await waiting()).toBe(2)
    await sql.query('rollback')
    expect((await first)?.id).toBe('one')
    expect((await second)?.id).toBe('two')
    expect((await rest).map((post) => post?.id)).toEqual(
      Array.from({ length: 40 }, (_, n) => (n % 2 ? 'one' : 'two')),
    )
  })

  it('is what stands: a question that went out before never serves one that comes after', async () => {
    await store.commit(plan('fresh'))
    for (let revision = 1; revision < 20; revision += 1) {
      const seen = await load(store, 'fresh')
      const change = act(
        seen,
        seen.status === 'planned' || seen.status === 'draft_failed'
          ? { type: 'start_drafting', actor: drafter, again: false }
          : { type: 'fail_drafting', actor: drafter, reason: 'No words.' },
      )
      const early = [store.post('fresh'), store.post('fresh')]
      await (revision % 2 ? store : other).commit(change)
      expect(await store.post('fresh')).toEqual(change.post)
      await Promise.all(early)
    }
  })

  it('fails for those who ask for a row that cannot be read, and for nobody else', async () => {
    const handle = '@broken'
    await store.commit(plan('broken', { slot: slot('09:00'), account: { network: 'x', handle } }))
    await sql.query(`update posts set state = '{"brief":7}' where id = 'broken'`)
    const query = { brand: 'harbour', dueFrom: at('00:00:00') }
    const results = await Promise.allSettled([
      store.post('broken'),
      store.post('one'),
      store.posts({ ...query, account: { network: 'x', handle } }),
      store.posts({ ...query, account }),
    ])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled'])
    expect(results[0]).toMatchObject({
      reason: { message: expect.stringContaining('row broken of the table posts') },
    })
  })

  it('fails for those who ask for what cannot be asked, as it would alone, and for nobody else', async () => {
    const query = { brand: 'harbour', account, dueFrom: at('09:00:00') }
    const bad = [() => store.post('one\0'), () => store.posts({ ...query, brand: 'har\0bour' })]
    const alone = [await bad[0]?.().catch(String), await bad[1]?.().catch(String)]
    const [one, post, two, posts] = await Promise.allSettled([
      bad[0]?.(),
      store.post('one'),
      bad[1]?.(),
      store.posts(query),
    ])
    expect([
      String(one.status === 'rejected' && one.reason),
      String(two.status === 'rejected' && two.reason),
    ]).toEqual(alone)
    expect(post).toMatchObject({ status: 'fulfilled', value: { id: 'one' } })
    expect(posts.status === 'fulfilled' && posts.value.map(({ id }) => id)).toEqual([
      'one',
      'sim',
      'two',
      'sent',
    ])
  })
})

it('reads no table as a whole, however many ask', async () => {
  const database = await freshDatabase()
  const seeding = await openPrismaStore({ url: database.url, ids: countedIds(), log: quiet })
  await approved(seeding.store, 'seed')
  await seeding.stop()
  const client = new Client(database.url)
  await client.connect()
  await client.query(`
    insert into posts select 'p' || n, 'b' || n % 20, network, handle, status, slot_date, slot_time, slot_zone,
      timestamptz '2026-01-01' + n * interval '1 hour', version, revision, simulated, state
    from posts, generate_series(1, 20000) n where id = 'seed'`)
  await client.query(`
    insert into publications select 'p' || n || '.1', 'p' || n, version, network, handle, state, fence, hash, deadline,
      attempted_at, lookups, remote_id, permalink, error
    from publications, generate_series(1, 20000) n where id = 'seed.1'`)
  await client.query('vacuum analyze posts, publications')
  await client.query('select pg_stat_force_next_flush()')
  /** What a session has counted is known when it has ended. */
  const scans = async () => {
    const others = `select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
      and backend_type = 'client backend'`
    await until(async () => (await client.query(others)).rows.length === 0)
    const { rows } = await client.query<{ whole: number; index: number }>(
      `select seq_scan::int as whole, idx_scan::int as index from pg_stat_user_tables
       where relname in ('posts', 'publications') order by relname`,
    )
    return rows
  }
  const before = await scans()
  const { pool, stop } = openPool(database.url, quiet)
  const { post, posts } = postReader(pool)
  for (const count of [1, 50]) {
    await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        await post(`p${index * 7}`)
        const dueFrom = new Date(Date.UTC(2026, 6, 1, index))
        await posts({
          brand: `b${index % 20}`,
          account,
          dueFrom,
          dueBefore: new Date(dueFrom.getTime() + 2e8),
        })
      }),
    )
  }
  await stop(async () => {})
  const after = await scans()
  expect(after.map(({ whole }) => whole)).toEqual(before.map(({ whole }) => whole))
  for (const [place, { index }] of after.entries())
    expect(index).toBeGreaterThan((before[place]?.index ?? 0) + 50)
  await client.end()
  await database.stop()
})
