import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { bounded } from '../../src/store/bounds.ts'
import { openStore } from '../../src/store/open-store.ts'
import { countedIds, freshDatabase, quiet, type TestDatabase } from './database.ts'
import { plan } from './posts.ts'

let database: TestDatabase
const home = mkdtempSync(join(tmpdir(), 'greenroom-open-'))

beforeAll(async () => {
  database = await freshDatabase()
})

afterAll(async () => {
  await database.stop()
  rmSync(home, { recursive: true })
})

it('opens a server of the user, with everything as it was left', async () => {
  const first = await opening(database.url)
  expect(first).toMatchObject({ url: bounded(database.url), embedded: null })
  await first.store.commit(plan('kept'))
  await first.stop()
  const second = await opening(database.url)
  expect((await second.store.post('kept'))?.status).toBe('planned')
  await second.stop()
})

it('holds the desk until it is stopped', async () => {
  const [first, second] = [await opening(database.url), await opening(database.url)]
  await first.holdDesk()
  await expect(second.holdDesk()).rejects.toThrow(/is open already/)
  await first.stop()
  await second.holdDesk()
  await second.stop()
})

it('says where it looked for a database in vain, and keeps the password to itself', async () => {
  const url = new URL(database.url)
  url.port = '1'
  url.password = 'a-secret'
  const failure = await opening(url.href).catch((error: unknown) => error)
  expect(failure).toMatchObject({ name: 'Trouble' })
  expect(String(failure)).toMatch(
    /at 127\.0\.0\.1:1\/.* cannot be used: .*ECONNREFUSED.*correct DATABASE_URL/,
  )
  expect(String(failure)).not.toContain('a-secret')
})

it.each(['nonsense', 'http://127.0.0.1:1/'])('says that %s is not the address of a database', async (url) => {
  await expect(opening(url)).rejects.toThrow(/DATABASE_URL.*postgresql:\/\/user/)
})

function opening(databaseUrl: string) {
  return openStore({ home, databaseUrl, ids: countedIds(), log: quiet })
}
