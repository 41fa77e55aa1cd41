import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Client } from 'pg'
import { linkAll, recordsOf, verifyChain } from '../../src/domain/audit.ts'
import type { Change } from '../../src/domain/events.ts'
import type { Store } from '../../src/ports.ts'
import { addLinks } from '../../src/store/audit-chain.ts'
import { directly } from '../../src/store/direct.ts'
import { openPool } from '../../src/store/pool.ts'
import { freshStore, quiet } from './database.ts'
import { act, drafter, now, plan } from './posts.ts'

let store: Store
let url: string
let sql: Client
let stopAll: () => Promise<void>
beforeAll(async () => {
  const opened = await freshStore()
  ;({ store, url } = opened)
  sql = new Client(url)
  await sql.connect()
  stopAll = async () => {
    await sql.end()
    await opened.stop()
  }
})
afterAll(() => stopAll())

const record = { at: now, actor: 'person:x', action: 'tried', subject: 's', version: null, facts: '{}' }

/** Of a chain, which is whole. */
async function length(brand: string): Promise<number> {
  const chain = verifyChain(await store.audit(brand), await store.auditHead(brand))
  expect(chain).toMatchObject({ ok: true })
  return chain.entries
}

describe('the links of a commit', () => {
  it('are those that follow from what it decides, in the chain of each brand', async () => {
    const brandOf = (index: number) => (index % 10 === 0 ? 'links-b' : 'links-a')
    await store.commit(plan('links', { brand: 'links-b' }), plan('links-first', { brand: 'links-a' }))
    const heads = new Map<string, Awaited<ReturnType<Store['auditHead']>>>()
    for (const brand of ['links-a', 'links-b']) heads.set(brand, await store.auditHead(brand))
    const changes = Array.from({ length: 250 }, (_, index) => {
      const planned = plan(`link${index}`, { brand: brandOf(index) })
      return [planned, act(planned.post, { type: 'start_drafting', actor: drafter, again: false })]
    }).flat()
    await store.commit(...(changes as [Change]))
    for (const [brand, head] of heads) {
      const records = changes.filter(({ post }) => post.brand === brand).flatMap(recordsOf)
      expect(records.length).toBeGreaterThan(40)
      expect(await store.audit(brand, head.seq)).toEqual(linkAll(head, records))
    }
    await length('links-a')
    await length('links-b')
  })

  it('take no longer each, however many they are', async () => {
    const bounded = new URL(url)
    bounded.searchParams.set('statement_timeout', '1000')
    const { pool, stop } = openPool(bounded.href, quiet)
    const records = Array.from({ length: 8000 }, () => ({ ...record, brand: 'thousands' }))
    await directly(pool, async (direct) => addLinks(direct, records))
    await stop(async () => {})
    expect(await length('thousands')).toBe(8000)
  })

  it('take the heads of their chains in one order, however these lie on the disk', async () => {
    const recordOf = (brand: string) => ({ ...record, brand })
    for (const brand of ['order-b', 'order-a']) await store.record(recordOf(brand))
    const unindexed = new URL(url)
    unindexed.searchParams.set('options', '-c enable_indexscan=off -c enable_bitmapscan=off')
    const { pool, stop } = openPool(unindexed.href, quiet)
    const lock = (brand: string) => `select from audit_heads where brand = '${brand}' for update nowait`
    await sql.query(`begin; ${lock('order-a')}`)
    const brands = ['order-b', 'order-a']
    const added = directly(pool, async (direct) => addLinks(direct, brands.map(recordOf)))
    const waiting = 'select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))'
    while ((await sql.query(waiting)).rows.length === 0);
    // Is still to be had: who waits for the first has not come to the second yet.
    const second = await sql.query(lock('order-b')).catch((error: unknown) => error)
    await sql.query('rollback')
    await added
    await stop(async () => {})
    expect(second).not.toBeInstanceOf(Error)
    expect([await length('order-a'), await length('order-b')]).toEqual([2, 2])
  })
})
