import { once, EventEmitter } from 'node:events'
import { hostname } from 'node:os'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { Client } from 'pg'
import { openLead, type Lead, type Pace, type Standing } from '../../src/store/lead.ts'
import { tcpProxy } from '../fakes/tcp-proxy.ts'
import { quiet } from './database.ts'
import { openPlainServer, type PlainServer } from './plain-server.ts'

jest.setTimeout(60_000)

/** Silent for longer than a busy machine stands still. */
const pace: Pace = { tryMs: 30, askMs: 100, idleMs: 5000 }

let server: PlainServer
let sql: Client
const open: Candidate[] = []

beforeAll(async () => {
  server = await openPlainServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  sql = new Client(server.url)
  sql.on('error', () => {})
  await sql.connect()
})
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop()
  await sql.end()
})

type Candidate = Lead & {
  /** Everything that it was told, in order. */
  readonly stood: readonly Standing['kind'][]
  /** Once it has stood there, from now on or before if it stands there still. */
  stands(kind: Standing['kind']): Promise<Standing>
}

function candidate(what: string, place: string, url = server.url): Candidate {
  const stood: Standing['kind'][] = []
  const news = new EventEmitter()
  let now: Standing = { kind: 'unknown' }
  const onStanding = (standing: Standing) => {
    stood.push(standing.kind)
    now = standing
    news.emit('standing')
  }
  const lead = openLead({ url, what, place: [place], onStanding, log: quiet, pace })
  const one = {
    ...lead,
    stood,
    stands: async (kind: Standing['kind']) => {
      while (now.kind !== kind) await once(news, 'standing')
      return now
    },
  }
  open.push(one)
  return one
}

/** Ends the session that leads, on the server. */
async function cut(what: string): Promise<void> {
  await sql.query(
    `select pg_terminate_backend(pid) from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and granted and application_name like $1`,
    [`greenroom ${what} %`],
  )
}

describe('of several processes on one database', () => {
  it('one leads each service, the others know which it is, and the next one leads when it stops', async () => {
    const first = candidate('slack', 'a')
    await first.stands('leading')
    const second = candidate('slack', 'b')
    expect(await second.stands('beside')).toEqual({
      kind: 'beside',
      by: `process ${process.pid} on ${hostname().slice(0, 24)}`,
    })
    await candidate('discord', 'b').stands('leading')
    expect([await first.holds(), await second.holds()]).toEqual([true, false])
    await first.stop()
    await second.stands('leading')
    expect([await first.holds(), await second.holds()]).toEqual([false, true])
  })

  it('those of one place come to it one after the other', async () => {
    const elsewhere = candidate('slack', 'elsewhere')
    await elsewhere.stands('leading')
    const first = candidate('slack', 'shared')
    await first.stands('beside')
    const second = candidate('slack', 'shared')
    await second.stands('outside')
    await first.stop()
    await second.stands('beside')
    await elsewhere.stop()
    await second.stands('leading')
    expect(second.stood).toEqual(['outside', 'beside', 'leading'])
  })
})

describe('a session that is lost', () => {
  it('is made again, and leads again where nobody else does', async () => {
    const only = candidate('slack', 'a')
    await only.stands('leading')
    await cut('slack')
    await only.stands('unknown')
    expect(await only.holds()).toBe(false)
    await only.stands('leading')
    expect(await only.holds()).toBe(true)
    expect(only.stood).toEqual(['leading', 'unknown', 'leading'])
  })

  it.each(['a session that the server ends', 'a server that is restarted'])(
    'leaves one that leads and one that does not: %s',
    async (what) => {
      const both = [candidate('slack', 'a'), candidate('slack', 'b')] as const
      await Promise.race(both.map((one) => one.stands('leading')))
      await Promise.race(both.map((one) => one.stands('beside')))
      const leader = (await both[0].holds()) ? both[0] : both[1]
      if (what.startsWith('a session')) await cut('slack')
      else await server.restart('immediate')
      await leader.stands('unknown')
      await Promise.race(both.map((one) => one.stands('leading')))
      await Promise.race(both.map((one) => one.stands('beside')))
      expect(new Set([await both[0].holds(), await both[1].holds()])).toEqual(new Set([false, true]))
    },
  )

  it('and that the server has not missed yet is ended, and not taken for that of another process', async () => {
    const only = candidate('slack', 'a')
    await only.stands('leading')
    const { rows } = await sql.query<{ name: string; space: number; key: number }>(
      `select application_name as name, classid as space, objid as key from pg_locks join pg_stat_activity using (pid)
       where locktype = 'advisory' and granted and application_name like 'greenroom slack %'`,
    )
    // By its name it is the process's own, and it gets what the first one lets go of.
    const old = new Client({ connectionString: server.url, application_name: rows[0]?.name ?? '' })
    old.on('error', () => {})
    const ended = new Promise((resolve) => old.once('end', resolve))
    await old.connect()
    const { rows: me } = await old.query<{ pid: number }>('select pg_backend_pid() as pid')
    const taken = Promise.all(
      rows.map(({ space, key }) => old.query('select pg_advisory_lock($1, $2)', [space, key])),
    )
    await sql.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and pid <> $2`,
      [rows[0]?.name, me[0]?.pid],
    )
    await Promise.allSettled([taken])
    await ended
    await only.stands('leading')
    expect(only.stood).toEqual(['leading', 'unknown', 'leading'])
  })
})

describe('a process that is not heard of any more', () => {
  it('loses the lead by the clock of the server, and knows before it does anything', async () => {
    const { port } = new URL(server.url)
    const proxy = await tcpProxy({ host: '127.0.0.1', port: Number(port) })
    const url = new URL(server.url)
    url.port = String(proxy.port)
    const silent = candidate('slack', 'a', url.href)
    await silent.stands('leading')
    const next = candidate('slack', 'b')
    await next.stands('beside')
    proxy.delay(60_000)
    await next.stands('leading')
    expect(await silent.holds()).toBe(false)
    proxy.delay(0)
    await silent.stands('beside')
    await silent.stop()
    await proxy.stop()
  })
})
