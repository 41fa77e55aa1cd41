import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { openLog, redactor } from '../../src/app/log.ts'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'greenroom-log-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

async function logged(secrets: readonly string[], facts: object, message: string): Promise<string> {
  const file = join(folder, 'greenroom.log')
  const log = openLog({ file, level: 'info', secrets })
  log.info(facts, message)
  await log.stop()
  return readFile(file, 'utf8')
}

describe('the log', () => {
  it('holds facts and message as one line of JSON', async () => {
    const line: unknown = JSON.parse(await logged([], { post: 'p1' }, 'it went out'))
    expect(line).toMatchObject({ post: 'p1', msg: 'it went out' })
  })

  it('hides a known secret wherever it stands: message, fact, stack of an error, address', async () => {
    const error = new Error('connect postgresql://me:p@ss"word@db failed')
    const text = await logged(
      ['p@ss"word'],
      { err: error, deep: { list: ['p@ss"word'] } },
      'tried p@ss"word and p%40ss%22word',
    )
    expect(text).not.toMatch(/p@ss|p%40ss/)
    expect(text.match(/\[redacted\]/g)?.length).toBeGreaterThanOrEqual(4)
  })

  it('hides what stands under a key that names a secret, at any depth and whatever it is', async () => {
    const deep = {
      password: 'b2',
      two: { Authorization: ['c3'], three: [{ four: { apiKey: { five: 'd4' } } }] },
    }
    const text = await logged([], { token: 'a1', one: deep, kept: 'e5' }, 'm')
    expect(text).not.toMatch(/a1|b2|c3|d4/)
    expect(JSON.parse(text)).toMatchObject({ token: '[redacted]', kept: 'e5', msg: 'm' })
  })

  it('is readable by its owner only', async () => {
    await logged([], {}, 'm')
    expect((await stat(join(folder, 'greenroom.log'))).mode & 0o077).toBe(0)
  })

  it('that has grown large is set aside at the next start', async () => {
    await writeFile(join(folder, 'greenroom.log'), Buffer.alloc(20_000_001))
    expect((await logged([], {}, 'm')).length).toBeLessThan(1000)
    expect((await stat(join(folder, 'greenroom.log.1'))).size).toBe(20_000_001)
  })
})

describe('a text that is made safe to show', () => {
  const hide = redactor([])

  it.each([
    'key sk-ant-api03-abcdefgh12345678',
    'bot xoxb-17653672481-19874698323-x',
    'url postgres://me:hunter2@db/x',
    'answer https://hooks.slack.com/actions/T0/1234/AbCdEf',
    `bot MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.${'x'.repeat(27)}-${'y'.repeat(10)}`,
    `answer /webhooks/700000000000000001/${'aW50ZXJh'.repeat(20)}/messages/@original`,
    `token ${Buffer.from(`interaction:760000000000000001:${'k'.repeat(80)}`).toString('base64url')}`,
    'socket wss://wss-primary.slack.com/link/?ticket=a1b2&app_id=c3',
    'jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc',
  ])('loses what looks like a secret: %s', (text) => {
    expect(hide(text)).toMatch(/^\w+ \[redacted\]/)
  })

  it.each([
    ['host=db user=me password=hunter2 dbname=x', 'host=db user=me password=[redacted] dbname=x'],
    [`password = 'hunter2' sslmode=require`, `password = [redacted]' sslmode=require`],
    [
      'postgresql://db/x?sslpassword=hunter2&sslmode=require',
      'postgresql://db/x?sslpassword=[redacted]&sslmode=require',
    ],
    ['POSTGRES_PASSWORD=hunter2', 'POSTGRES_PASSWORD=[redacted]'],
    [
      'mongodb://me:hunter2@a.example:27017,b.example:27017/x?replicaSet=r',
      '[redacted]a.example:27017,b.example:27017/x?replicaSet=r',
    ],
    ['mongodb+srv://me:hunter2@c.example/x', '[redacted]c.example/x'],
    ['GET /?key=AbCdEfGhIjKlMnOpQrStUvWxYz012345 401', 'GET /?key=[redacted] 401'],
    ['authorization: Bearer AbCdEfGhIjKl', 'authorization: Bearer [redacted]'],
  ])('loses what an address or a connection string says to be secret: %s', (text, shown) => {
    expect(hide(text)).toBe(shown)
  })

  it('keeps hashes, ids and web addresses', () => {
    const text = `a basic check, no password, ${'3f9c0a51d2e4'.repeat(5)} north-harbour-coffee-x-2026-11-20 https://a.example:8080/b?c=d`
    expect(hide(text)).toBe(text)
  })
})
