import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals'
import { z } from 'zod'
import { openPlainServer, type PlainServer } from '../store/plain-server.ts'
import { aPlace, type Place } from './greenroom.ts'

// The built program takes its desk from the embedded server to one of the user's, goes on there, and comes back.

jest.setTimeout(180_000)

let server: PlainServer
let place: Place
/** Without the password, which comes by PGPASSWORD, and with it. */
let address: string
let password: string
const moveTo = (to: string, ...more: readonly string[]) => ['move', '--to', to, ...more]

beforeAll(async () => {
  server = await openPlainServer()
  place = await aPlace()
  await cp('brands', join(place.folder, 'brands'), { recursive: true })
  const url = new URL(server.url)
  password = url.password
  url.password = ''
  address = url.href
})
afterAll(async () => {
  await place.clear()
  await server.stop()
})

it('refuses while the desk is open, and says which process has it', async () => {
  const desk = await place.start()
  const { code, err } = await place.run(moveTo(address), { PGPASSWORD: password })
  expect([code, err]).toEqual([
    1,
    expect.stringMatching(/^Greenroom is open on .*: process \d+ on .*Stop every/),
  ])
  expect(await desk.stop()).toBe(0)
})

it('refuses what is no address, and where the desk is already', async () => {
  const [odd, here] = await Promise.all([
    place.run(moveTo('postgresql://x:hid%den@127.0.0.1/x')),
    place.run(moveTo('embedded')),
  ])
  expect([odd.code, odd.err]).toEqual([1, expect.stringContaining('percent-encoded')])
  expect(odd.err).not.toContain('hid')
  expect([here.code, here.err]).toEqual([1, expect.stringContaining('there already')])
})

let head = ''
let entries = 0

it('moves the desk, says what to set and what remains, and shows no password', async () => {
  const inbox = join(place.folder, '.greenroom', 'inbox')
  await mkdir(inbox, { recursive: true })
  await writeFile(join(inbox, 'slack.jsonl'), '{"id":"1"}\n')
  await writeFile(join(inbox, 'discord.jsonl'), '')
  const dry = await place.run(moveTo(address, '--dry-run'), { PGPASSWORD: password })
  expect(dry.out).toMatch(
    /would move:[\s\S]*posts +\d+ rows[\s\S]*slack.jsonl holds clicks[\s\S]*Nothing was changed/,
  )
  const { code, out, err } = await place.run(moveTo(address), { PGPASSWORD: password })
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(/^Moved to 127\.0\.0\.1:\d+\/postgres, and compared row by row/)
  const chain = /audit chain whole, (\d+) entries, head (\w{64})/.exec(out)
  entries = Number(chain?.[1])
  head = chain?.[2] ?? 'none'
  expect(out).toContain(`set DATABASE_URL to ${address}, with its password`)
  expect(out).toContain(`${join(inbox, 'slack.jsonl')} holds clicks`)
  expect(out).not.toContain('discord')
  expect(out).not.toContain(password)
  await rm(inbox, { recursive: true })
})

it('opens only where it has moved to, and goes on there', async () => {
  const [start, freeze] = await Promise.all([place.run(['start']), place.run(['freeze'])])
  for (const { code, err } of [start, freeze])
    expect([code, err]).toEqual([1, expect.stringContaining('This desk has moved to 127.0.0.1')])
  const env = { DATABASE_URL: server.url }
  const desk = await place.start([], env)
  expect((await fetch(new URL('/health', desk.url))).status).toBe(200)
  expect((await place.run(['freeze', '--reason', 'a fire drill'], env)).code).toBe(0)
  expect(await desk.stop()).toBe(0)
})

it('comes back with what has happened since, and closes the server', async () => {
  const env = { DATABASE_URL: server.url }
  const { code, out } = await place.run(moveTo('embedded', '--json'), env)
  expect(code).toBe(0)
  const report = reportSchema.parse(JSON.parse(out))
  expect(report.heads[0].seq).toBeGreaterThan(entries)
  const [closed, kept] = await Promise.all([
    place.run(['start'], env),
    place.run(['audit', 'verify', '--head', head]),
  ])
  expect(closed.err).toContain('has moved to the embedded database')
  expect([kept.code, kept.out]).toEqual([0, expect.stringContaining(report.heads[0].hash)])
  expect(await readFile(join(place.folder, '.greenroom', 'greenroom.log'), 'utf8')).not.toContain(password)
})

const reportSchema = z.object({
  did: z.literal('moved'),
  opens: z.literal('unset DATABASE_URL'),
  heads: z.tuple([z.object({ seq: z.number(), hash: z.string() })]),
})
