import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Client } from 'pg'
import type { Log } from '../../src/ports.ts'
import { bounded } from '../../src/store/bounds.ts'
import { openStore, type OpenStore } from '../../src/store/open-store.ts'
import { openClock } from '../../src/jobs/agenda.ts'
import { onPostgres } from '../../src/jobs/postgres-clock.ts'
import { ask, countedIds, quiet, urlOf } from './database.ts'
import { openPlainServer, type PlainServer } from './plain-server.ts'
import { plan } from './posts.ts'

// A server of the user's, reached by DATABASE_URL.

let server: PlainServer
const home = mkdtempSync(join(tmpdir(), 'greenroom-server-home-'))

beforeAll(async () => {
  server = await openPlainServer()
  process.stderr.write(`PostgreSQL ${server.version}\n`)
})
afterAll(async () => {
  await server.stop()
  rmSync(home, { recursive: true })
})

async function freshUrl(): Promise<string> {
  const name = `d${randomBytes(6).toString('hex')}`
  await ask(server.url, `create database ${name}`)
  return urlOf(server.url, name)
}

function opening(databaseUrl: string, log: Log = quiet): Promise<OpenStore> {
  return openStore({ home, databaseUrl, ids: countedIds(), log })
}

describe('an empty database', () => {
  it('is brought up to date by whichever of several processes comes first', async () => {
    const url = await freshUrl()
    const applied: unknown[] = []
    const log = { ...quiet, info: (facts: object) => void applied.push(facts) }
    const all = await Promise.all([1, 2, 3, 4].map(() => opening(url, log)))
    await all[0]?.store.commit(plan('first'))
    expect((await all[3]?.store.post('first'))?.status).toBe('planned')
    expect(applied).toHaveLength(1)
    await Promise.all(all.map((one) => one.stop()))
  })
})

describe('every session', () => {
  const shown = `select name, setting from pg_settings where name in ('statement_timeout', 'lock_timeout',
    'idle_in_transaction_session_timeout', 'search_path') order by name`

  it('is bounded: statements, waits for locks, transactions that stand still', async () => {
    const { url, stop } = await opening(await freshUrl())
    expect(await ask(url, shown)).toEqual([
      { name: 'idle_in_transaction_session_timeout', setting: '30000' },
      { name: 'lock_timeout', setting: '10000' },
      { name: 'search_path', setting: '"$user", public' },
      { name: 'statement_timeout', setting: '15000' },
    ])
    await stop()
  })

  it('keeps what DATABASE_URL sets itself, options too', async () => {
    const url = new URL(await freshUrl())
    url.searchParams.set('statement_timeout', '4000')
    url.searchParams.set('options', '-c tcp_keepalives_idle=7 -c work_mem=5MB')
    const told = new URL(bounded(url.href))
    expect(told.searchParams.get('statement_timeout')).toBe('4000')
    const rows = await ask(
      told.href,
      `select name, setting from pg_settings where name in ('statement_timeout', 'work_mem')`,
    )
    expect(rows).toEqual([
      { name: 'statement_timeout', setting: '4000' },
      { name: 'work_mem', setting: '5120' },
    ])
    const opened = await opening(url.href)
    const clock = await openClock({ on: onPostgres(opened.url), name: 'c', log: quiet })
    await clock.put('sweep', 'desk', new Date())
    expect(await ask(url.href, 'select name from agenda.agenda_jobs')).toEqual([{ name: 'sweep' }])
    await clock.stop()
    await opened.stop()
  })

  it('is one of no more than 23 of a process, however many decide and look something up at once', async () => {
    const opened = await opening(await freshUrl())
    await opened.holdDesk()
    const clock = await openClock({ on: onPostgres(opened.url), name: 'c', log: quiet })
    const work = Array.from({ length: 200 }, (_, index) => opened.store.commit(plan(`p${index}`)))
    const looks = Array.from({ length: 200 }, (_, index) => opened.store.history(`p${index}`))
    const puts = Array.from({ length: 50 }, (_, index) => clock.put('publish', `p${index}`, new Date(2e12)))
    const counts = `select count(*)::int as count from pg_stat_activity where datname = current_database()
      and pid <> pg_backend_pid()`
    const [row] = await ask<{ count: number }>(opened.url, counts)
    await Promise.all([...work, ...looks, ...puts])
    const [after] = await ask<{ count: number }>(opened.url, counts)
    expect(Math.max(row?.count ?? 0, after?.count ?? 0)).toBeLessThanOrEqual(23)
    expect(after?.count).toBeGreaterThan(10)
    await clock.stop()
    await opened.stop()
  })
})

describe('what takes too long', () => {
  it('is broken off with a sentence: a lock that nobody lets go of, and a statement that never ends', async () => {
    const url = new URL(await freshUrl())
    url.searchParams.set('lock_timeout', '300')
    const { store, stop } = await opening(url.href)
    const holder = new Client(url.href)
    await holder.connect()
    await holder.query('begin; lock table posts in access exclusive mode')
    await expect(store.commit(plan('late'))).rejects.toMatchObject({
      name: 'Trouble',
      message: expect.stringContaining('too busy'),
    })
    await stop()
    url.searchParams.delete('lock_timeout')
    // Also for a machine that is busy: opening is bounded by it as well.
    url.searchParams.set('statement_timeout', '1500')
    const other = await opening(url.href)
    await expect(other.store.post('late')).rejects.toThrow(/too busy/)
    await holder.query('rollback')
    expect(await other.store.post('late')).toBeNull()
    await holder.end()
    await other.stop()
  })

  it('loses its locks: a process that is stopped in the middle of a transaction keeps nobody waiting for ever', async () => {
    const url = new URL(await freshUrl())
    const first = await opening(url.href)
    await first.store.commit(plan('held'))
    url.searchParams.set('idle_in_transaction_session_timeout', '300')
    const stopped = new Client(bounded(url.href))
    stopped.on('error', () => {})
    await stopped.connect()
    await stopped.query('begin; lock table posts in access exclusive mode')
    expect((await first.store.post('held'))?.status).toBe('planned')
    await first.stop()
  })

  it('is said of a database that can only be read', async () => {
    const url = await freshUrl()
    const { store, stop } = await opening(url)
    const name = new URL(url).pathname.slice(1)
    await stop()
    await ask(server.url, `alter database ${name} set default_transaction_read_only = on`)
    const opened = await opening(url)
    await expect(opened.store.commit(plan('x'))).rejects.toMatchObject({
      name: 'Trouble',
      message: expect.stringContaining('can only be read right now'),
    })
    expect(await opened.store.posts({})).toEqual([])
    await opened.stop()
    expect(store).toBeDefined()
  })
})
