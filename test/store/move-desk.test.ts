import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { Client } from 'pg'
import { verifyChain } from '../../src/domain/audit.ts'
import type { Store } from '../../src/ports.ts'
import { migrate } from '../../src/store/migrate.ts'
import { moveDesk, type MoveOptions, type MoveResult, type Place } from '../../src/store/move-desk.ts'
import { openStore } from '../../src/store/open-store.ts'
import { openPrismaStore } from '../../src/store/prisma-store.ts'
import { tcpProxy } from '../fakes/tcp-proxy.ts'
import { ask, countedIds, freshDatabase, quiet, urlOf, type TestDatabase } from './database.ts'
import { openPlainServer, type PlainServer } from './plain-server.ts'
import { now, plan } from './posts.ts'
import { allRows, fillWhole, wish } from './whole-desk.ts'

// From the embedded server to one of the user's, and back.

jest.setTimeout(120_000)

let server: PlainServer
let source: TestDatabase
let from: Place
let to: Place

beforeAll(async () => {
  server = await openPlainServer()
})
afterAll(() => server.stop())
/** A desk of its own for each test, or one for all that change nothing. */
async function begin(): Promise<void> {
  source = await freshDatabase()
  from = { url: source.url, name: 'the old one', how: 'unset it' }
}
beforeEach(async () => {
  to = await emptyPlace()
})

function ownDesk(): void {
  beforeEach(begin)
  afterEach(() => source.stop())
}

async function emptyPlace(options = ''): Promise<Place> {
  const name = `d${randomBytes(6).toString('hex')}`
  await ask(server.url, `create database ${name} ${options}`)
  return { url: urlOf(server.url, name), name: `server/${name}`, how: 'set it' }
}

async function migrated({ url }: Place): Promise<void> {
  const client = new Client(url)
  await client.connect()
  await migrate(client)
  await client.end()
}

/** The database as some process has it open that knows nothing of a move. */
async function withStore<T>(url: string, use: (store: Store) => Promise<T>): Promise<T> {
  const { store, stop } = await openPrismaStore({ url, ids: countedIds(), log: quiet })
  try {
    return await use(store)
  } finally {
    await stop()
  }
}

function moving(changes: Partial<MoveOptions> = {}): Promise<MoveResult> {
  const signal = new AbortController().signal
  return moveDesk({ from, to, at: now, dryRun: false, progress: () => {}, signal, ...changes })
}

/** The other way round. */
function movingBack(changes: Partial<MoveOptions> = {}): Promise<MoveResult> {
  return moving({ from: to, to: from, ...changes })
}

function opening({ url }: Place) {
  return openStore({ home: '/nowhere', databaseUrl: url, ids: countedIds(), log: quiet })
}

async function expectOpen(place: Place): Promise<void> {
  await (await opening(place)).stop()
}

async function isEmpty({ url }: Place): Promise<boolean> {
  return Object.values(await allRows(url)).every((rows) => rows.length === 0)
}

describe('a move', () => {
  ownDesk()

  it('takes every row of every table, however large and whatever characters are in it, and leaves none out', async () => {
    await withStore(source.url, fillWhole)
    const before = await allRows(source.url)
    const told: string[] = []
    const { did, tables, heads, strange } = await moving({ progress: (text) => told.push(text) })
    expect(did).toBe('moved')
    expect(await allRows(to.url)).toEqual(before)
    expect(Object.entries(before).filter(([, rows]) => rows.length === 0)).toEqual([])
    expect(Object.fromEntries(tables.map(({ name, rows }) => [name, rows]))).toEqual(
      Object.fromEntries(Object.entries(before).map(([name, rows]) => [name, rows.length])),
    )
    expect(heads.map(({ brand }) => brand)).toEqual(['fern', 'harbour'])
    expect(strange).toEqual([])
    expect(told).toContain('Copying images: 2 of 2')
    await withStore(to.url, async (store) => {
      for (const brand of ['harbour', 'fern'])
        expect(verifyChain(await store.audit(brand), await store.auditHead(brand)).ok).toBe(true)
      await store.wishMessages([wish('new')], now)
      const keys = (await store.messages({ channel: 'C1' })).map(({ key }) => key)
      expect(keys).toEqual(['day', 'b', 'a', 'new'])
    })
  })

  it('takes tables that a later version adds, parents first, and names those that are not Greenroom’s', async () => {
    await migrated(to)
    const later = `create table another (id int generated always as identity primary key, of text);
    create table added (id serial primary key, of int references another (id), size float8, parts jsonb, "Odd ""name""" text[])`
    for (const { url } of [from, to]) await ask(url, later)
    await ask(
      source.url,
      `insert into another (of) values ('x'), (null), ('');
     insert into added (of, size, parts, "Odd ""name""") values (2, 0.1 + 0.2, '{"a":[1]}', '{"a,b",null}');
     create table somebodys (id int)`,
    )
    const before = await allRows(source.url)
    const { strange } = await moving()
    expect(strange).toEqual(['somebodys'])
    const { somebodys, ...ours } = before
    expect(somebodys).toEqual([])
    expect(await allRows(to.url)).toEqual(ours)
    expect(await ask(to.url, `insert into added (size) values (1) returning id`)).toEqual([{ id: 2 }])
    expect(await ask(to.url, `insert into another (of) values ('y') returning id`)).toEqual([{ id: 4 }])
  })

  it('takes an empty desk', async () => {
    expect((await moving()).did).toBe('moved')
    await expectOpen(to)
    await expect(opening(from)).rejects.toThrow('moved to server/')
  })

  it('only looks where it is a dry run', async () => {
    await withStore(source.url, (store) => store.commit(plan('p')))
    const { did, tables } = await moving({ dryRun: true })
    expect(did).toBe('nothing')
    expect(tables).toContainEqual({ name: 'posts', rows: 1 })
    expect(await allRows(to.url)).toEqual({})
    await expectOpen(from)
  })
})

describe('the old desk', () => {
  ownDesk()

  it('cannot be opened any more, and says where it went', async () => {
    await moving()
    await expect(opening(from)).rejects.toThrow(
      /^This desk has moved to server\/\w+ \(2026-11-20 08:00 UTC\) and goes on there: set it\. .*--help/,
    )
  })

  it('can neither decide nor begin to send in a process that was opening it just then', async () => {
    await withStore(source.url, (store) => store.commit(plan('p')))
    let late = Promise.resolve<unknown>(null)
    let late2 = late
    await moving({
      progress: (text) => {
        if (text !== 'Comparing posts') return
        // One that had looked before, and so has it open; and one that looks now.
        late = withStore(source.url, async (store) => store.commit(plan('q'))).catch(
          (error: unknown) => error,
        )
        late2 = opening(from).catch((error: unknown) => error)
      },
    })
    expect(await late).toMatchObject({ name: 'Trouble', message: expect.stringContaining('only be read') })
    expect(await late2).toMatchObject({ name: 'Trouble', message: expect.stringContaining('has moved') })
    for (const { name } of await ask<{ name: string }>(source.url, tableNames))
      await expect(ask(source.url, `delete from ${name}`)).rejects.toThrow(/This desk has moved/)
  })

  const tableNames = `select table_name as name from information_schema.tables where table_schema = 'public'
    and table_name <> '_prisma_migrations'`
})

describe('what is refused, and changes nothing', () => {
  beforeAll(async () => {
    await begin()
    await withStore(source.url, (store) => store.commit(plan('p')))
  })
  afterEach(() => expectOpen(from))
  afterAll(() => source.stop())

  it('a desk that somebody has open, on either side, by name', async () => {
    for (const place of [from, to]) {
      const opened = await openStore({
        home: process.cwd(),
        databaseUrl: place.url,
        ids: countedIds(),
        log: quiet,
      })
      await expect(moving()).rejects.toThrow(
        new RegExp(`Greenroom is open on ${place.name}: process ${process.pid} on .*Stop every process`),
      )
      await opened.stop()
    }
  })

  it('a target that is not empty: says what is there', async () => {
    await migrated(to)
    await withStore(to.url, (store) => store.commit(plan('other')))
    const before = await allRows(to.url)
    await expect(moving()).rejects.toThrow(/server\/\w+ is not empty.*posts 1.*create database/)
    await expect(moving({ dryRun: true })).rejects.toThrow(/is not empty/)
    expect(await allRows(to.url)).toEqual(before)
  })

  it('the database that the desk is in, by whatever name', async () => {
    const url = new URL(source.url)
    url.hostname = 'localhost'
    await expect(moving({ to: { ...to, url: url.href } })).rejects.toThrow(/is in server\/\w+ already/)
  })

  it('a server that is too old, and one that cannot keep every character', async () => {
    const old = await emptyPlace()
    await ask(
      old.url,
      `create function public.current_setting(text) returns text language sql
         as $$ select case $1 when 'server_version_num' then '140011' else 'UTF8' end $$;
       alter database ${new URL(old.url).pathname.slice(1)} set search_path = public, pg_catalog`,
    )
    await expect(moving({ to: old })).rejects.toThrow(/is PostgreSQL 14, and Greenroom needs 15 or newer/)
    const latin = await emptyPlace(`encoding 'LATIN1' locale 'C' template template0`)
    await expect(moving({ to: latin })).rejects.toThrow(/keeps text as LATIN1.*encoding 'UTF8'/)
  })

  it('a server that is not there, without its password', async () => {
    const url = new URL(to.url)
    url.port = '1'
    const failure = await moving({ to: { ...to, url: url.href } }).catch((error: unknown) => error)
    expect(String(failure)).toMatch(/server\/\w+ cannot be used: .*ECONNREFUSED.*correct its address/)
    expect(String(failure)).not.toContain(url.password)
  })

  it('a role that may not close the old desk', async () => {
    const role = `r${randomBytes(4).toString('hex')}`
    await ask(
      source.url,
      `create role ${role} login password 'x'; grant all on all tables in schema public to ${role};
      revoke trigger, truncate, update, delete on audit_entries from ${role}`,
    )
    const url = new URL(source.url)
    url.username = role
    url.password = 'x'
    await expect(moving({ from: { ...from, url: url.href } })).rejects.toThrow(
      /may not do .* owns the database/,
    )
    expect(await isEmpty(to)).toBe(true)
    await ask(source.url, `drop owned by ${role}; drop role ${role}`)
  })

  it.each([
    [
      'changes a text',
      `new.state = json_build_object('x', 1); return new`,
      /table posts .*1 rows left and arrived/,
    ],
    ['drops a row', 'return null', /table posts .*1 rows left, and 0 arrived/],
  ])('a target that %s on the way', async (_, body, sentence) => {
    await migrated(to)
    await ask(
      to.url,
      `create function tamper() returns trigger language plpgsql as $$ begin ${body}; end $$;
       create trigger tamper before insert on posts for each row execute function tamper()`,
    )
    await expect(moving()).rejects.toThrow(sentence)
    expect(await isEmpty(to)).toBe(true)
  })
})

describe('a move that does not come to its end', () => {
  ownDesk()

  it('has done nothing where it was stopped, or the server cut off, and is repeated', async () => {
    await withStore(source.url, fillWhole)
    const before = await allRows(source.url)
    const stopping = new AbortController()
    const stopped = moving({
      signal: stopping.signal,
      progress: (text) => (text.startsWith('Reading images') ? stopping.abort() : undefined),
    })
    await expect(stopped).rejects.toThrow('Stopped. Nothing was moved.')
    const proxy = await proxyTo(to)
    const cut = (text: string) => (text.startsWith('Copying post_events') ? proxy.cut() : undefined)
    await expect(moving({ to: proxy.place, progress: cut })).rejects.toThrow(
      /connection to server\/\w+ broke off\. Nothing was moved/,
    )
    expect(await isEmpty(to)).toBe(true)
    await expectOpen(from)
    expect((await moving({ to: proxy.place })).did).toBe('moved')
    expect(await allRows(to.url)).toEqual(before)
    await proxy.stop()
  })

  it('is closed on both sides where the last answer was lost, and is completed by the same call', async () => {
    await withStore(source.url, (store) => store.commit(plan('p')))
    const proxy = await proxyTo(to)
    const lose = (text: string) =>
      text.startsWith('Verifying') ? proxy.loseAnswersTo('commit\0', 1) : undefined
    await expect(moving({ to: proxy.place, progress: lose })).rejects.toThrow(/Run the same command again/)
    await expect(opening(from)).rejects.toThrow(/has moved/)
    expect((await moving()).did).toBe('present')
    const goingOn = await opening(to)
    await goingOn.store.commit(plan('goes on'))
    expect((await moving()).did).toBe('present')
    await goingOn.stop()
    await expect(moving({ to: await emptyPlace() })).rejects.toThrow(/This desk has moved to server/)
    await proxy.stop()
  })

  it('is closed on both sides where the server refused at last: it is repeated, or given up', async () => {
    await withStore(source.url, (store) => store.commit(plan('p')))
    await migrated(to)
    await ask(
      to.url,
      `create function refuse() returns trigger language plpgsql as $$ begin raise 'disk on fire'; end $$;
       create constraint trigger refuse after insert on posts deferrable initially deferred for each row execute function refuse()`,
    )
    await expect(moving()).rejects.toThrow(/disk on fire.*Run the same command again/)
    await expect(opening(from)).rejects.toThrow(/has moved/)
    expect(await isEmpty(to)).toBe(true)
    expect((await movingBack()).did).toBe('reopened')
    await expectOpen(from)
    await expect(moving()).rejects.toThrow(/disk on fire/)
    await ask(to.url, 'drop function refuse() cascade')
    expect((await moving()).did).toBe('moved')
    await expectOpen(to)
  })

  it('does nothing to a desk whose audit chain is broken', async () => {
    await withStore(source.url, (store) => store.commit(plan('p')))
    await ask(source.url, `update audit_entries set actor = 'person:nobody' where seq = 1`)
    await expect(moving()).rejects.toThrow(/chain of harbour is broken at entry 1/)
    expect(await isEmpty(to)).toBe(true)
    await expectOpen(from)
  })

  async function proxyTo(place: Place) {
    const { hostname, port } = new URL(place.url)
    const proxy = await tcpProxy({ host: hostname, port: Number(port) })
    const url = new URL(place.url)
    url.port = String(proxy.port)
    return { ...proxy, place: { ...place, url: url.href } }
  }
})

describe('the way back', () => {
  ownDesk()

  it('takes what has happened since, in place of what was left, and closes the other side', async () => {
    await withStore(source.url, fillWhole)
    await moving()
    await withStore(to.url, (store) => store.commit(plan('since')))
    const then = await allRows(to.url)
    expect((await movingBack()).did).toBe('moved')
    expect(await allRows(from.url)).toEqual(then)
    await expectOpen(from)
    await expect(opening(to)).rejects.toThrow(/has moved to the old one/)
    expect((await moving()).did).toBe('moved')
    await expectOpen(to)
  })

  it('never replaces what does not go on from it, or went elsewhere', async () => {
    await withStore(source.url, (store) => store.commit(plan('p')))
    await moving()
    await ask(to.url, 'truncate audit_entries, audit_heads')
    await expect(movingBack()).rejects.toThrow(/does not go on from it/)
    await ask(to.url, 'truncate posts cascade')
    await ask(source.url, `delete from _prisma_migrations where migration_name like '%images'`)
    await withStore(to.url, (store) => store.commit(plan('p')))
    await expect(movingBack()).rejects.toThrow(/is of another version/)
    const third = await emptyPlace()
    await expect(moving({ from: third, to: from })).rejects.toThrow(/is closed: This desk has moved/)
  })
})
