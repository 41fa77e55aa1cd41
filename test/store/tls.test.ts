import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { Client } from 'pg'
import { openClock } from '../../src/jobs/agenda.ts'
import { onPostgres } from '../../src/jobs/postgres-clock.ts'
import { openStore } from '../../src/store/open-store.ts'
import { countedIds, quiet } from './database.ts'
import { openPlainServer, type PlainServer } from './plain-server.ts'

// The certificate is for `localhost`, signed by itself.

const folder = mkdtempSync(join(tmpdir(), 'greenroom-tls-'))
const cert = join(folder, 'server.crt')
const key = join(folder, 'server.key')
let server: PlainServer

beforeAll(async () => {
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert]
  execFileSync('openssl', [...made, ...name], { stdio: 'ignore' })
  server = await openPlainServer({ cert, key })
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true })
})

function address(host: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(server.url)
  url.hostname = host
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

function opening(databaseUrl: string) {
  return openStore({ home: folder, databaseUrl, ids: countedIds(), log: quiet })
}

it('is used by every session where DATABASE_URL asks for it, and the server proves who it is', async () => {
  const opened = await opening(address('localhost', { sslmode: 'verify-full', sslrootcert: cert }))
  const clock = await openClock({ on: onPostgres(opened.url), name: 'c', log: quiet })
  await opened.holdDesk()
  await opened.store.posts({})
  const client = new Client(server.url)
  await client.connect()
  const { rows } = await client.query<{ name: string; ssl: boolean }>(
    `select application_name as name, ssl from pg_stat_activity join pg_stat_ssl using (pid)
     where application_name like 'greenroom%'`,
  )
  await client.end()
  expect(rows.length).toBeGreaterThanOrEqual(4)
  expect(rows.filter(({ ssl }) => !ssl)).toEqual([])
  await clock.stop()
  await opened.stop()
})

it.each<[string, string, Record<string, string>, RegExp]>([
  [
    'that nobody vouches for',
    'localhost',
    { sslmode: 'verify-full' },
    /vouches for its certificate.*sslrootcert/,
  ],
  ['that is for another name', '127.0.0.1', { sslmode: 'verify-full', sslrootcert: cert }, /127\.0\.0\.1/],
  [
    'whose authority cannot be read',
    'localhost',
    { sslmode: 'verify-full', sslrootcert: '/nowhere' },
    /ENOENT/,
  ],
])('refuses a certificate %s, in a sentence that keeps the password', async (_, host, parameters, says) => {
  const failure = await opening(address(host, parameters)).catch((error: unknown) => error)
  expect(failure).toMatchObject({ name: 'Trouble' })
  expect(String(failure)).toMatch(says)
  expect(String(failure)).not.toContain(new URL(server.url).password)
})

it('can be had without asking who the server is', async () => {
  const opened = await opening(address('127.0.0.1', { sslmode: 'no-verify' }))
  await opened.stop()
})
