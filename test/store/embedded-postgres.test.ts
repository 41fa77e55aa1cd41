import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, afterEach, describe, expect, it } from '@jest/globals'
import { Client } from 'pg'
import { openEmbedded, presenceLock, type Embedded } from '../../src/store/embedded-postgres.ts'
import { runningIn } from '../../src/store/embedded-server.ts'
import { quiet } from './database.ts'
import { asRoot, onLinux } from './only.ts'

/** One for all tests, since making a database takes a while: each leaves it as good as it found it. */
const home = newHome()
const dir = join(home, 'postgres')
let opened: Embedded[] = []

afterEach(async () => {
  for (const embedded of opened) await embedded.stop()
  opened = []
})

afterAll(() => rmSync(home, { recursive: true }))

describe('the embedded server', () => {
  it('starts once in an empty folder, whoever comes at once, and only for who has its password', async () => {
    const [{ url, reused, where }, other] = await Promise.all([open(), open()])
    expect(other.url).toBe(url)
    expect(reused).toBe(false)
    expect(where).toContain(dir)
    expect(await answers(url)).toBe(true)
    const withoutPassword = new URL(url)
    withoutPassword.password = 'guessed'
    expect(await answers(withoutPassword.href)).toBe(false)
    expect(statSync(join(home, 'postgres.json')).mode & 0o777).toBe(0o600)
    expect(statSync(dir).mode & 0o777).toBe(0o700)
  })

  it('is shared, stops with the last who leaves, and keeps port, password and rows', async () => {
    const first = await open()
    await query(first.url, 'create table seven as select 7 as seven')
    const second = await open()
    expect(second).toMatchObject({ reused: true, url: first.url })
    await first.stop()
    expect(await answers(second.url)).toBe(true)
    await second.stop()
    expect(runningIn(dir)).toBeNull()
    const third = await open()
    expect(third).toMatchObject({ reused: false, url: first.url })
    expect(await query(third.url, 'select seven from seven')).toEqual([{ seven: 7 }])
  })

  it('is there for whoever comes while the last ones leave, and gone once all have left', async () => {
    await Promise.all([open(), open()])
    for (let round = 0; round < 5; round += 1) {
      const leaving = opened.splice(0).map((embedded) => embedded.stop())
      await Promise.all([...leaving, open(), open()])
      for (const { url } of opened) expect(await answers(url)).toBe(true)
    }
    await Promise.all(opened.splice(0).map((embedded) => embedded.stop()))
    expect(runningIn(dir)).toBeNull()
  })

  it('comes back with every acknowledged row after it was killed, for who is in and for who comes', async () => {
    const { url } = await open()
    await query(url, 'create table kept (a int)')
    for (let round = 1; round <= 3; round += 1) {
      await query(url, `insert into kept values (${round})`)
      killServer()
      const later = await open()
      expect(later.url).toBe(url)
      expect(await query(url, 'select count(*)::int as rows from kept')).toEqual([{ rows: round }])
    }
  })

  it('is started again for who is in, without anybody else coming', async () => {
    const { url } = await open()
    killServer()
    while (!(await answers(url)));
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('forgets a user who was killed', async () => {
    const embedded = await open()
    const lock = presenceLock.map(String)
    const owner = spawn(process.execPath, ['--input-type=module', '-e', ownerProgram, embedded.url, ...lock])
    await once(owner.stdout, 'data')
    await embedded.stop()
    expect(await answers(embedded.url)).toBe(true)
    owner.kill('SIGKILL')
    await once(owner, 'exit')
    const next = await open()
    expect(next.reused).toBe(true)
    await next.stop()
    expect(runningIn(dir)).toBeNull()
  })

  it('moves to another port when its own was taken while it was down', async () => {
    const first = await open()
    await first.stop()
    const port = Number(new URL(first.url).port)
    const squatter = createServer().listen(port, '127.0.0.1')
    await once(squatter, 'listening')
    const second = await open()
    expect(new URL(second.url).port).not.toBe(String(port))
    expect(await answers(second.url)).toBe(true)
    await second.stop()
    squatter.close()
    expect((await open()).url).toBe(second.url)
  })

  onLinux('starts although the number of its killed predecessor belongs to somebody else now', async () => {
    const first = await open()
    const lock = readFileSync(join(dir, 'postmaster.pid'), 'utf8')
    await first.stop()
    const { uid, gid } = statSync(dir)
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { uid, gid })
    await once(stranger, 'spawn')
    writeFileSync(join(dir, 'postmaster.pid'), lock.replace(/^\d+/, String(stranger.pid)))
    const second = await open()
    expect(await answers(second.url)).toBe(true)
    stranger.kill()
  })

  asRoot('serves from where its user gets to, if the desk is in a folder for root only', async () => {
    const closed = newHome()
    chmodSync(closed, 0o700)
    const embedded = await open(closed)
    const state = JSON.parse(readFileSync(join(closed, 'postgres.json'), 'utf8')) as { dir: string }
    expect(state.dir).toMatch(/^\/var\/lib\/greenroom\//)
    expect(embedded.where).toContain(state.dir)
    expect(statSync(state.dir).uid).not.toBe(0)
    expect(await answers(embedded.url)).toBe(true)
    await embedded.stop()
    expect(await answers((await open(closed)).url)).toBe(true)
    for (const one of opened.splice(0)) await one.stop()
    for (const path of [closed, state.dir, `${state.dir}.log`]) rmSync(path, { recursive: true })
  })
})

describe('what keeps the embedded server from starting is said with what to do:', () => {
  it('data of a newer PostgreSQL', async () => {
    await spoilt(join(dir, 'PG_VERSION'), '19\n', async () => {
      await expect(open()).rejects.toThrow(
        /made by PostgreSQL 19, and this Greenroom brings PostgreSQL 18\. Use the newer Greenroom/,
      )
    })
  })

  it('data that is gone', async () => {
    await gone(dir, async () => {
      await expect(open()).rejects.toThrow(/is gone.*Restore that folder/)
    })
  })

  it('a password that is gone', async () => {
    const file = join(home, 'postgres.json')
    await gone(file, async () => {
      await expect(open()).rejects.toThrow(/holds a database, but .*postgres\.json/)
    })
    await spoilt(file, '{', async () => {
      await expect(open()).rejects.toThrow(/postgres\.json is damaged/)
    })
  })

  it('data that PostgreSQL does not accept, in its own words', async () => {
    await spoilt(join(dir, 'postgresql.conf'), 'nonsense = on\n', async () => {
      await expect(open()).rejects.toThrow(/does not start in .*It said: .*contains errors.*DATABASE_URL/)
    })
  })

  it('and nothing else: mended, it starts', async () => {
    expect(await answers((await open()).url)).toBe(true)
  })
})

function newHome(): string {
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-home-'))
  chmodSync(folder, 0o711)
  return folder
}

async function open(folder = home): Promise<Embedded> {
  const embedded = await openEmbedded({ home: folder, log: quiet })
  opened.push(embedded)
  return embedded
}

async function spoilt(path: string, text: string, work: () => Promise<void>): Promise<void> {
  const kept = readFileSync(path)
  writeFileSync(path, text)
  await work().finally(() => writeFileSync(path, kept))
}

async function gone(path: string, work: () => Promise<void>): Promise<void> {
  renameSync(path, `${path}.away`)
  await work().finally(() => renameSync(`${path}.away`, path))
}

function killServer(): void {
  const running = runningIn(dir)
  if (!running) throw new Error('no server to kill')
  process.kill(running.pid, 'SIGKILL')
}

async function answers(url: string): Promise<boolean> {
  return query(url, 'select 1').then(
    () => true,
    () => false,
  )
}

async function query(url: string, sql: string): Promise<readonly unknown[]> {
  const client = new Client(url)
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

/** Another process that is in, and will never leave of its own accord. */
const ownerProgram = `
  import { Client } from 'pg'
  const [url, ...lock] = process.argv.slice(1)
  const client = new Client(url)
  await client.connect()
  await client.query('select pg_advisory_lock_shared($1, $2)', lock)
  console.log('in')
`
