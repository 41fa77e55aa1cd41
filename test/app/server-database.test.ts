import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Client } from 'pg'
import { z } from 'zod'
import { aPlace, type Place, type RunningDesk } from '../cli/greenroom.ts'
import { openPlainServer, type PlainServer } from '../store/plain-server.ts'
import { until } from '../until.ts'

// The built program on a PostgreSQL server, with the two roles of docs/setup.md.

let server: PlainServer
let place: Place
let desk: RunningDesk
let env: Readonly<Record<string, string>>

beforeAll(async () => {
  server = await openPlainServer()
  place = await aPlace()
  await cp('brands', join(place.folder, 'brands'), { recursive: true })
  await run(server.url, await sqlOf('superuser'))
  await run(urlOf('postgres', new URL(server.url).password), await sqlOf('database'))
  const made = await place.run(['check', '--json'], { DATABASE_URL: urlOf('greenroom_owner', 'change-me-1') })
  expect(made.out).toContain('up to date')
  await run(urlOf('greenroom_owner', 'change-me-1'), await sqlOf('tables'))
  env = { DATABASE_URL: urlOf('greenroom', 'change-me-2') }
})
afterAll(async () => {
  await place.clear()
  await server.stop()
})

/** What docs/setup.md says to be run there. */
async function sqlOf(where: 'superuser' | 'database' | 'tables'): Promise<string> {
  const text = await readFile('docs/setup.md', 'utf8')
  const found = new RegExp(`<!-- sql: ${where} -->\\n\`\`\`sql\\n([\\s\\S]*?)\`\`\``).exec(text)
  if (!found?.[1]) throw new Error(`docs/setup.md has no SQL for ${where}`)
  return found[1]
}

function urlOf(user: string, password: string): string {
  const url = new URL(server.url)
  url.username = user
  url.password = password
  url.pathname = 'greenroom'
  return url.href
}

/** One statement after the other, since a database is made in no transaction. */
async function run(url: string, sql: string): Promise<void> {
  const client = new Client(url)
  await client.connect()
  try {
    for (const statement of sql.split(';\n').filter((one) => one.trim() !== '')) await client.query(statement)
  } finally {
    await client.end()
  }
}

async function health(): Promise<{ readonly status: number; readonly body: string }> {
  const response = await fetch(new URL('/health', desk.url))
  return { status: response.status, body: await response.text() }
}

const posts = z.array(z.object({ drafted: z.array(z.object({ id: z.string() })) }))

describe('a desk whose role may do the least', () => {
  it('drafts and opens', async () => {
    const { out, err } = await place.run(['draft', '--json'], env)
    if (out === '') throw new Error(err)
    expect(posts.parse(JSON.parse(out))[0]?.drafted.length).toBeGreaterThan(0)
    desk = await place.start([], env)
    expect(await health()).toMatchObject({ status: 200 })
  })

  it.each([
    ['rewrite what happened', `update audit_entries set actor = 'somebody else'`],
    ['take back what happened', 'delete from post_events'],
    ['make tables', 'create table mine (a int)'],
    ['change tables', 'alter table posts add column a int'],
    ['claim a version', 'delete from _prisma_migrations'],
  ])('cannot %s', async (_, sql) => {
    await expect(run(env['DATABASE_URL'] ?? '', sql)).rejects.toThrow(/permission denied|must be owner/)
  })

  it('goes on by itself when the server is restarted, and its record is whole', async () => {
    const restarting = server.restart('fast')
    await restarting
    await until(async () => (await health()).status === 200)
    const { code, out } = await place.run(['audit', 'verify'], env)
    expect([code, out]).toEqual([0, expect.stringContaining('head ')])
    expect((await place.run(['freeze', '--reason', 'a test'], env)).code).toBe(0)
    // The page hears of it: whoever listens is connected again.
    await until(async () => (await page()).includes('a test'))
  })

  it('says that it is not ready while the server is away', async () => {
    await server.restart('fast', async () => {
      await until(async () => (await health()).status === 503)
      expect((await health()).body).toContain('The database does not answer')
      expect((await fetch(new URL('/health/live', desk.url))).status).toBe(200)
    })
    await until(async () => (await health()).status === 200)
    const log = await readFile(join(place.folder, '.greenroom', 'greenroom.log'), 'utf8')
    expect(log).not.toContain('change-me-2')
  })
})

async function page(): Promise<string> {
  const entry = await fetch(desk.url, { redirect: 'manual' })
  const cookie = entry.headers.get('set-cookie')?.split(';')[0] ?? ''
  return (await fetch(new URL('/', desk.url), { headers: { cookie } })).text()
}
