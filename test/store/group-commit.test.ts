import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Client } from 'pg'
import { verifyChain } from '../../src/domain/audit.ts'
import { Trouble } from '../../src/domain/errors.ts'
import type { Change } from '../../src/domain/events.ts'
import { groupBy } from '../../src/domain/group-by.ts'
import { Conflict, type Store } from '../../src/ports.ts'
import { openPrismaStore } from '../../src/store/prisma-store.ts'
import { tcpProxy, type TcpProxy } from '../fakes/tcp-proxy.ts'
import { until } from '../until.ts'
import { countedIds, quiet, twoStores } from './database.ts'
import { act, ann, approved, bob, drafter, inReview, load, now, plan, sends } from './posts.ts'

// Decisions of one moment share a transaction, and each stands or falls by itself.

let desk: Awaited<ReturnType<typeof twoStores>>
let store: Store
let other: Store
let sql: Client

beforeAll(async () => {
  desk = await twoStores()
  ;({ store, other, sql } = desk)
})
afterAll(() => desk.stop())

const record = { at: now, actor: 'person:x', action: 'frozen', subject: 's', version: null, facts: '{}' }

/** The transactions that have written these posts. */
async function transactionsOf(ids: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql.query<{ xmin: string }>('select xmin::text from posts where id = any($1)', [ids])
  return rows.map(({ xmin }) => xmin)
}

/** How long the chains are, which are whole. */
async function lengths(...brands: readonly string[]): Promise<readonly number[]> {
  const chains = await Promise.all(
    brands.map(async (brand) => verifyChain(await store.audit(brand), await store.auditHead(brand))),
  )
  for (const chain of chains) expect(chain).toMatchObject({ ok: true })
  return chains.map(({ entries }) => entries)
}

/** The session that is waiting for us, once there is one. */
async function waiting(): Promise<number> {
  for (;;) {
    const { rows } = await sql.query<{ pid: number }>(
      'select pid from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))',
    )
    if (rows[0]) return rows[0].pid
  }
}

describe('commits of one moment', () => {
  it('share one transaction of up to fifty, with whole chains', async () => {
    const posts = Array.from({ length: 60 }, (_, index) => ({ id: `s${index}`, brand: `s${index % 3}` }))
    await Promise.all(posts.map(({ id, brand }) => store.commit(plan(id, { brand }))))
    const transactions = await transactionsOf(posts.map(({ id }) => id))
    expect(transactions).toHaveLength(60)
    const sizes = groupBy(transactions, (one) => one)
    expect([...sizes.values()].map(({ length }) => length).toSorted((a, b) => a - b)).toEqual([10, 50])
    expect(await lengths('s0', 's1', 's2')).toEqual([20, 20, 20])
  })

  it('do not wait for one of very many changes', async () => {
    const many = Array.from({ length: 51 }, (_, index) => plan(`m${index}`, { brand: 'many' })) as [Change]
    await Promise.all([store.commit(plan('small', { brand: 'small' })), store.commit(...many)])
    const transactions = await transactionsOf(['small', 'm0', 'm50'])
    expect(new Set(transactions).size).toBe(2)
    expect(await lengths('many', 'small')).toEqual([51, 1])
  })

  it.each<[string, (id: string) => Promise<Change>]>([
    ['was decided on an older revision', async (id) => ({ ...plan(id), expectedRevision: 7 })],
    [
      'was overtaken by another fence',
      async (id) => {
        const sending = sends(await approved(store, id, { brand: id }))
        await sql.query('update publications set fence = 2 where post_id = $1', [id])
        return sending
      },
    ],
    [
      'is frozen',
      async (id) => {
        const sending = sends(await approved(store, id, { brand: id }))
        await other.setFreeze(id, { scope: id, by: 'x', reason: null, at: now }, [], record)
        return sending
      },
    ],
    ['cannot be written', async (id) => plan(id, { version: 3e9 })],
  ])('fail one by one: only that which %s, as it would alone', async (what, prepared) => {
    const id = what.replaceAll(' ', '-')
    const bad = await prepared(id)
    const before = await store.post(id)
    const alone = await store.commit(bad).catch((error: unknown) => error)
    const [a, b] = [`a-${id}`, `b-${id}`]
    const aside = [a, b].map((one) => store.commit(plan(one, { brand: one })))
    const failed = store.commit(bad).catch((error: unknown) => error)
    const after = store.commit(plan(`c-${id}`, { brand: a }))
    await Promise.all([...aside, after])
    expect(alone).toBeInstanceOf(Error)
    expect(await failed).toEqual(alone)
    expect((await failed)?.constructor).toBe(alone?.constructor)
    expect(await store.post(id)).toEqual(before)
    expect(await lengths(a, b, bad.post.brand)).toEqual([2, 1, expect.any(Number)])
  })

  it('on one post are a race that one of them wins, and nobody else has to do with', async () => {
    const seen = await inReview(store, 'race', { brand: 'race' })
    const results = await Promise.allSettled([
      store.commit(act(seen, { type: 'approve', actor: ann, version: 1 })),
      store.commit(act(seen, { type: 'reject', actor: bob, version: 1, reason: 'tone', note: null })),
      store.commit(plan('beside-race', { brand: 'beside' })),
    ])
    const [lost, ...others] = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    expect(lost).toBeInstanceOf(Conflict)
    expect(others).toEqual([])
    expect((await load(store, 'race')).revision).toBe(seen.revision + 1)
    expect(await store.post('beside-race')).not.toBeNull()
    await lengths('race', 'beside')
  })

  it.each([
    ['chain of a brand', `select from audit_heads where brand = 'held' for update`],
    ['post', `select from posts where id = 'held' for update`],
  ])(
    'stand while one of them waits for a %s that somebody holds, and it stands when it is let go',
    async (what, hold) => {
      if (!(await store.post('held'))) await store.commit(plan('held', { brand: 'held' }))
      const held = await load(store, 'held')
      const aside = what.replaceAll(' ', '-')
      await sql.query(`begin; ${hold}`)
      let isWaiting = true
      const again =
        held.status === 'planned'
          ? act(held, { type: 'start_drafting', actor: drafter, again: false })
          : act(held, { type: 'fail_drafting', actor: drafter, reason: 'No.' })
      const waits = store.commit(again).finally(() => (isWaiting = false))
      await Promise.all([1, 2].map((one) => store.commit(plan(`${aside}${one}`, { brand: aside }))))
      await store.commit(plan(`${aside}3`, { brand: aside }))
      await waiting()
      expect(isWaiting).toBe(true)
      expect(await lengths(aside)).toEqual([3])
      await sql.query('rollback')
      await waits
      expect(await load(store, 'held')).toEqual(again.post)
      await lengths('held')
    },
  )

  it('stand once each where the server ended the session that they shared', async () => {
    await store.commit(plan('ended', { brand: 'ended' }))
    await sql.query(`begin; select from audit_heads where brand = 'ended' for update`)
    const ids = ['ended1', 'ended2', 'ended3']
    const group = Promise.all(ids.map((id) => store.commit(plan(id, { brand: 'ended' }))))
    await sql.query('select pg_terminate_backend($1)', [await waiting()])
    await sql.query('rollback')
    await group
    expect(await transactionsOf(ids)).toHaveLength(3)
    expect(await lengths('ended')).toEqual([4])
  })

  it('come to their posts in one order, whatever theirs is', async () => {
    const plans = (name: string) => ['b', 'a'].map((one) => plan(`${name}-${one}`, { brand: `order-${one}` }))
    const commit = (changes: readonly Change[]) => store.commit(...(changes as [Change]))
    const begun = plans('there')
    await commit(begun)
    const started = () =>
      commit(begun.map(({ post }) => act(post, { type: 'start_drafting', actor: drafter, again: false })))
    const insert = (id: string) =>
      `insert into posts select '${id}', brand, network, handle, status, slot_date, slot_time, slot_zone, due_at,
         version, revision, simulated, state from posts where id = 'there-a'`
    const lock = (id: string) => `select from posts where id = '${id}' for update nowait`
    await sql.query(`set deadlock_timeout = '10ms'`)
    for (const [work, first, second] of [
      [() => commit(plans('new')), insert('new-a'), insert('new-b')],
      [started, lock('there-a'), lock('there-b')],
    ] as const) {
      await sql.query(`begin; ${first}`)
      const committed = work()
      await waiting()
      // Is still to be had: who waits for the first has not come to the second yet.
      await sql.query(second)
      await sql.query('rollback')
      await committed
    }
    await sql.query('reset deadlock_timeout')
    expect(await lengths('order-a', 'order-b')).toEqual([3, 3])
  })

  it('of two processes, in opposite order, all stand', async () => {
    const rounds = ['r1', 'r2', 'r3']
    for (const round of rounds) {
      const plans = (from: string) =>
        Array.from({ length: 40 }, (_, index) =>
          plan(`${round}${from}${index}`, { brand: `cross${index % 8}` }),
        )
      const one = plans('a').map((change) => store.commit(change))
      const two = plans('b')
        .toReversed()
        .map((change) => other.commit(change))
      const [first, ...rest] = plans('c')
      const [last, ...more] = plans('d').toReversed()
      if (!first || !last) throw new Error('unreachable')
      await Promise.all([...one, ...two, store.commit(first, ...rest), other.commit(last, ...more)])
    }
    const brands = Array.from({ length: 8 }, (_, index) => `cross${index}`)
    expect(await lengths(...brands)).toEqual(brands.map(() => rounds.length * 20))
  })

  it('of two processes on the same posts, in opposite order, are a race that one of them wins whole', async () => {
    const posts = Array.from({ length: 20 }, (_, index) =>
      plan(`same${index}`, { brand: `same${index % 4}` }),
    )
    await Promise.all(posts.map((change) => store.commit(change)))
    const changes = posts.map(({ post }) =>
      act(post, { type: 'start_drafting', actor: drafter, again: false }),
    )
    const results = await Promise.allSettled([
      store.commit(...(changes as [Change])),
      other.commit(...(changes.toReversed() as [Change])),
    ])
    const lost = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    expect(lost).toEqual([expect.any(Conflict)])
    for (const { post } of changes) expect(await store.post(post.id)).toEqual(post)
    expect(await lengths('same0', 'same1', 'same2', 'same3')).toEqual([10, 10, 10, 10])
  })
})

describe('commits of one moment whose connection is lost', () => {
  let proxy: TcpProxy
  let far: Store
  let stop: () => Promise<void>
  beforeAll(async () => {
    const { hostname, port } = new URL(desk.url)
    proxy = await tcpProxy({ host: hostname, port: Number(port) })
    const through = new URL(desk.url)
    through.port = String(proxy.port)
    ;({ store: far, stop } = await openPrismaStore({ url: through.href, ids: countedIds('far'), log: quiet }))
  })
  afterAll(async () => {
    await stop()
    await proxy.stop()
  })

  it.each([
    ['before the end, and then none stands', 'cut', 0],
    [
      'with the answers to the end, and then nobody can tell: all stand or none, and none is tried again',
      'lost',
      3,
    ],
  ])('fail together where it goes %s', async (_, brand, most) => {
    const ids = [1, 2, 3].map((one) => `${brand}-${one}`)
    const held = brand === 'cut' ? proxy.hold(/add_links/) : null
    if (!held) proxy.loseAnswersTo('add_links', 1)
    const group = Promise.allSettled(ids.map((id) => far.commit(plan(id, { brand }))))
    if (held) {
      await held.reached
      proxy.cut()
      held.release()
    }
    for (const one of await group) {
      expect(one).toMatchObject({ status: 'rejected', reason: expect.any(Trouble) })
      expect(one).toMatchObject({ reason: { message: expect.stringContaining('does not answer') } })
    }
    // The server may be at it still.
    const atWork = `select from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`
    await until(async () => (await sql.query(atWork)).rows.length === 0)
    const transactions = await transactionsOf(ids)
    expect([0, most]).toContain(transactions.length)
    expect(new Set(transactions).size).toBe(Math.min(transactions.length, 1))
    expect(await lengths(brand)).toEqual([transactions.length])
  })
})
