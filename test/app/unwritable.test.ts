import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { Client } from 'pg'
import { openApp, type App } from '../../src/app.ts'
import { outages } from '../../src/app/outages.ts'
import { loadConfig } from '../../src/config.ts'
import { verifyChain } from '../../src/domain/audit.ts'
import { Trouble } from '../../src/domain/errors.ts'
import type { Post } from '../../src/domain/post.ts'
import { hourMs, slotAt } from '../../src/domain/slot.ts'
import { startJobs } from '../../src/jobs/start-jobs.ts'
import type { Deps } from '../../src/ports.ts'
import { review } from '../../src/service/review.ts'
import { harbour } from '../bot/desk.ts'
import { mongoName } from '../jobs/mongo-server.ts'
import { useMongo } from '../jobs/stage.ts'
import { untilReadOnly } from '../store/database.ts'
import { openPlainServer, type PlainServer } from '../store/plain-server.ts'
import { does, drafter, draftNamed, plan } from '../store/posts.ts'

// The clock is on MongoDB, and goes on; the truth is on PostgreSQL, and cannot be written.

jest.setTimeout(120_000)

const here = mongoName === null ? describe.skip : describe
const ann = { kind: 'person', id: 'ann', roles: ['approver'], surface: 'web' } as const

/** How a database comes to be so, and how it is again as before. */
const faults = {
  read_only: {
    sentence: 'The database can only be read right now',
    told: 'could only be read',
    begin: ['alter system set default_transaction_read_only = on', 'select pg_reload_conf()'],
    end: ['alter system reset default_transaction_read_only', 'select pg_reload_conf()'],
  },
  full: {
    sentence: 'The disk of the database is full',
    told: 'had no space left on its disk',
    begin: [
      `create function no_space() returns trigger language plpgsql as
       $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$`,
      ...['posts', 'notices'].map(
        (table) =>
          `create trigger no_space before insert or update on ${table} for each statement execute function no_space()`,
      ),
    ],
    end: ['drop function no_space cascade'],
  },
} as const

here('a desk whose database cannot be written', () => {
  const { stage, uri } = useMongo()
  let server: PlainServer
  let admin: Client
  let home: string
  let app: App
  beforeAll(async () => {
    server = await openPlainServer()
    admin = new Client(server.url)
    await admin.connect()
    await admin.query('set default_transaction_read_only = off')
    home = await mkdtemp(join(tmpdir(), 'greenroom-unwritable-'))
  })
  afterAll(async () => {
    await admin.end()
    await server.stop()
    await rm(home, { recursive: true, force: true })
  })
  beforeEach(async () => {
    const env = { GREENROOM_HOME: home, DATABASE_URL: server.url, MONGODB_URI: uri() }
    app = await openApp(loadConfig(env, home, []), [harbour])
  })
  afterEach(async () => {
    await admin.query('delete from notices')
    await app.parts.stop()
    await stage.clear()
  })

  it.each(['read_only', 'full'] as const)(
    'says that it is %s, sends nothing, and afterwards all that fell due, once',
    async (name) => {
      const fault = faults[name]
      const sent: string[] = []
      const isOver = counter()
      const deps: Deps = {
        ...app.deps,
        networks: (account) => ({
          ...app.deps.networks(account),
          publish: async ({ key }) => {
            sent.push(key)
            isOver.add(key)
            return { kind: 'published', remote: { id: key, permalink: null } }
          },
        }),
      }
      const posts = await Promise.all(
        harbour.accounts.map((account) => dueSoon(app, `${name}-${account.network}`, account)),
      )
      const waiting = await inReview(app, `${name}-waiting`, harbour.accounts[0], hourMs)
      for (const statement of fault.begin) await admin.query(statement)
      if (name === 'read_only') await untilReadOnly(server.url)
      await startJobs({ clock: app.clock, deps })
      await expect(approve(app, waiting)).rejects.toThrow(fault.sentence)
      await expect(approve(app, waiting)).rejects.toBeInstanceOf(Trouble)
      expect(await app.database.illness()).toBe(name)
      let now = Date.now()
      const watch = outages({
        deps: { ...app.deps, clock: { now: () => new Date(now) } },
        database: app.database,
        timetable: app.clock,
        time: app.time,
      })
      await watch.look()
      await untilTriedAgain(app, posts)
      expect(sent).toEqual([])
      for (const statement of fault.end) await admin.query(statement)
      const from = performance.now()
      await isOver.reached(posts.length)
      process.stderr.write(`${name}: all had left ${Math.round(performance.now() - from)} ms after it\n`)
      now += 60_000
      await watch.look()
      await watch.look()
      expect(await app.database.illness()).toBeNull()
      const notices = await app.deps.store.notices(harbour.id)
      expect(notices.map(({ text }) => text)).toEqual([expect.stringContaining(fault.told)])
      await approve(app, waiting)
      await app.clock.stop()
      expect(sent.toSorted()).toEqual(posts.map(({ id, version }) => `${id}.${version}`).toSorted())
      for (const { id } of posts) expect((await app.deps.store.post(id))?.status).toBe('published')
      const { store } = app.deps
      expect(verifyChain(await store.audit(harbour.id), await store.auditHead(harbour.id))).toMatchObject({
        ok: true,
      })
    },
  )
})

type Where = Pick<Post, 'account'>['account']

/** Without images. */
async function inReview(
  { deps: { store } }: App,
  id: string,
  account: Where | undefined,
  dueInMs: number,
): Promise<Post> {
  if (!account) throw new Error('unreachable')
  const { network, handle } = account
  const draft = draftNamed(`Text of ${id}`)
  const variants = draft.variants.map((one) => ({ ...one, media: [] }))
  const slot = slotAt(new Date(Math.ceil(Date.now() / 1000) * 1000 + dueInMs), harbour.timeZone)
  await store.commit(plan(id, { brand: harbour.id, account: { network, handle }, slot }))
  await does(store, id, { type: 'start_drafting', actor: drafter, again: false })
  return does(store, id, { type: 'finish_drafting', actor: drafter, draft: { ...draft, variants } })
}

async function dueSoon(app: App, id: string, account: Where): Promise<Post> {
  const post = await inReview(app, id, account, 8000)
  await approve(app, post)
  return post
}

async function approve({ deps }: App, { id, version }: Post): Promise<void> {
  await review(deps, { verb: 'approve', postId: id, version, actor: ann })
}

/** Each of them, and not for the first time. */
async function untilTriedAgain({ clock }: App, posts: readonly Post[]): Promise<void> {
  for (;;) {
    const failed = (await clock.entries()).filter(({ name, failures }) => name === 'publish' && failures > 1)
    if (failed.length === posts.length) return
    await sleep(50)
  }
}

/** Resolves `reached` when so many have been added. */
function counter(): { add(key: string): void; reached(count: number): Promise<void> } {
  const all: string[] = []
  let check = () => {}
  return {
    add: (key) => {
      all.push(key)
      check()
    },
    reached: (count) =>
      new Promise((resolve) => {
        check = () => {
          if (all.length >= count) resolve()
        }
        check()
      }),
  }
}
