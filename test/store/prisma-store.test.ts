import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Client } from 'pg'
import { verifyChain } from '../../src/domain/audit.ts'
import type { Store, StoreChange } from '../../src/ports.ts'
import { openPrismaStore } from '../../src/store/prisma-store.ts'
import { aPng } from '../images.ts'
import { storeContract } from './contract.ts'
import { countedIds, freshStore, quiet } from './database.ts'
import { approved, inReview, load, now, plan, sends } from './posts.ts'

storeContract('prisma', async () => {
  const { store, url, stop } = await freshStore()
  const other = await openPrismaStore({ url, ids: countedIds('other'), log: quiet })
  return {
    store,
    other: other.store,
    stop: async () => {
      await other.stop()
      await stop()
    },
  }
})

describe('the store on PostgreSQL', () => {
  let store: Store
  let sql: Client
  let stop: () => Promise<void>
  beforeAll(async () => {
    const opened = await freshStore()
    sql = new Client(opened.url)
    await sql.connect()
    store = opened.store
    stop = opened.stop
  })
  afterAll(async () => {
    await sql.end()
    await stop()
  })

  /** Until so many are waiting for the freezes. */
  async function waiting(count: number): Promise<void> {
    const query = `select count(*)::int as waiting from pg_locks where relation = 'freezes'::regclass and not granted`
    for (;;) {
      const { rows } = await sql.query<{ waiting: number }>(query)
      if (rows[0]?.waiting === count) return
    }
  }

  it('says which row of which table cannot be read', async () => {
    await inReview(store, 'broken')
    await sql.query(
      `update post_events set event = '{"type":"sung"}' where post_id = 'broken' and revision = 2`,
    )
    await expect(store.history('broken')).rejects.toThrow(
      /row broken 2 0 of the table post_events cannot be read/,
    )
    await sql.query(`update posts set state = '{"brief":7}' where id = 'broken'`)
    await expect(store.post('broken')).rejects.toThrow(
      /row broken of the table posts cannot be read: .*brief/,
    )
  })

  it('lists the ledger by version, however its rows lie on the disk', async () => {
    await approved(store, 'lying', { brand: 'lying' })
    await sql.query(
      `insert into publications select 'lying.0', post_id, 0, network, handle, state, fence, hash, deadline,
         attempted_at, lookups, remote_id, permalink, error from publications where id = 'lying.1'`,
    )
    // So that none of them is found by an index, which has them in order.
    await sql.query('analyze publications')
    const [post] = await store.posts({ brand: 'lying' })
    expect(post?.publications.map(({ id }) => id)).toEqual(['lying.0', 'lying.1'])
  })

  it('lets a freeze wait for the intents that are being written, and every later intent see it', async () => {
    await approved(store, 'later', { brand: 'storm' })
    const sending = sends(await load(store, 'later'))
    const record = {
      at: now,
      actor: 'person:x',
      action: 'frozen',
      subject: 'desk',
      version: null,
      facts: '{}',
    }
    // Stands for a sender between its look at the freezes and its commit.
    await sql.query('begin; lock table freezes in share mode')
    const freeze = { scope: 'desk', by: 'x', reason: null, at: now }
    const freezing = store.setFreeze('desk', freeze, ['storm'], record)
    await waiting(1)
    const refused = expect(store.commit(sending)).rejects.toMatchObject({ code: 'frozen' })
    await waiting(2)
    await sql.query('commit')
    await freezing
    await refused
    await store.setFreeze('desk', null, [], record)
  })

  it('never lets an older fence overwrite a newer one', async () => {
    await approved(store, 'fenced', { brand: 'fenced' })
    const sending = sends(await load(store, 'fenced'))
    await sql.query(`update publications set fence = 2 where id = 'fenced.1'`)
    await expect(store.commit(sending)).rejects.toThrow(/has been tried again since/)
    expect((await load(store, 'fenced')).status).toBe('approved')
  })

  it('forgets an erased person and keeps every chain valid', async () => {
    const id = await store.personId('erase', 'Ann Example')
    const actor = `person:${id}`
    await store.record({
      brand: 'erase',
      at: now,
      actor,
      action: 'left',
      subject: 's',
      version: 1,
      facts: '{}',
    })
    await sql.query('delete from people where id = $1', [id])
    expect((await store.people()).has(id)).toBe(false)
    expect(verifyChain(await store.audit('erase'), await store.auditHead('erase')).ok).toBe(true)
    const { rows } = await sql.query(`select count(*)::int as found from audit_entries
      where audit_entries::text like '%Ann Example%'`)
    expect(rows).toEqual([{ found: 0 }])
  })

  it('says that everything may have changed when it could not listen for a while, and listens again', async () => {
    const heard: StoreChange[] = []
    const relistening = until(store, heard, (change) => change.kind === 'metrics' && change.brand === 'desk')
    await sql.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name like 'greenroom changes %' and datname = current_database()`)
    await relistening
    expect(new Set(heard.map(({ kind }) => kind)).size).toBe(6)
    const again = until(store, heard, ({ id }) => id === 'after')
    await store.commit(plan('after'))
    await again
  })

  it('takes an image whose bytes have been damaged for missing, until somebody puts it again', async () => {
    const hash = await store.putImage(aPng('quay'), now)
    await sql.query(`update images set bytes = '\\x00' where sha256 = $1`, [hash])
    expect(await store.image(hash)).toBeNull()
    await store.putImage(aPng('quay'), now)
    expect(await store.image(hash)).not.toBeNull()
  })

  it('ignores what others say on its channel', async () => {
    const heard: StoreChange[] = []
    const told = until(store, heard, ({ id }) => id === 'real')
    for (const text of ['', 'nonsense', '{}', '{"kind":"post"}'])
      await sql.query(`notify greenroom, '${text}'`)
    await store.commit(plan('real'))
    await told
    expect(heard).toEqual([{ kind: 'post', brand: 'harbour', id: 'real' }])
  })
})

function until(store: Store, heard: StoreChange[], isLast: (change: StoreChange) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = store.onChange((change) => {
      heard.push(change)
      if (!isLast(change)) return
      stop()
      resolve()
    })
  })
}
