import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { MongoClient } from 'mongodb'
import { Client } from 'pg'
import { makeHome } from '../../src/app/home.ts'
import { checkServers } from '../../src/app/check-servers.ts'
import type { Check } from '../../src/bot/check.ts'
import { loadConfig } from '../../src/config.ts'
import { mongoName } from '../jobs/mongo-server.ts'
import { useMongo } from '../jobs/stage.ts'
import { freshDatabase, type TestDatabase } from '../store/database.ts'

const here = mongoName === null ? describe.skip : describe

here('what is checked of the servers', () => {
  const { uri, proxy, stage } = useMongo()
  let database: TestDatabase
  let admin: Client
  let home: string
  const role = `checked_${process.pid}`
  beforeAll(async () => {
    database = await freshDatabase()
    admin = new Client(database.url)
    await admin.connect()
    await admin.query('set default_transaction_read_only = off')
    home = await mkdtemp(join(tmpdir(), 'greenroom-check-'))
    await makeHome(home)
  })
  afterEach(async () => {
    await proxy().open()
    await stage.forget()
  })
  afterAll(async () => {
    await admin.query(`drop owned by ${role}`)
    await admin.query(`drop role ${role}`)
    await admin.end()
    await database.stop()
    await rm(home, { recursive: true, force: true })
  })

  async function check(env: Readonly<Record<string, string>> = {}): Promise<Readonly<Record<string, Check>>> {
    const all = { GREENROOM_HOME: home, DATABASE_URL: database.url, MONGODB_URI: uri(), ...env }
    const checks = await checkServers(loadConfig(all, home, []), ['Europe/Berlin'])
    return Object.fromEntries(checks.map((one) => [one.name, one]))
  }

  it('is all right where everything is, and says how many processes there is room for', async () => {
    const { database: found, clock, time } = await check()
    expect(found).toMatchObject({ status: 'ok', mend: null })
    expect(found?.found).toMatch(
      /^PostgreSQL \d+ at postgresql:\/\/127.0.0.1:\d+\/\w+, up to date, with room for \d+ processes \(\d+ connections, 23 each\)$/,
    )
    expect(clock).toMatchObject({ status: 'ok', found: expect.stringMatching(/^Agenda on .*; 0 jobs$/) })
    expect(time).toMatchObject({ status: 'ok' })
  })

  it('names a server that can only be read', async () => {
    await admin.query(
      `alter database ${new URL(database.url).pathname.slice(1)} set default_transaction_read_only = on`,
    )
    const { database: found } = await check()
    await admin.query(
      `alter database ${new URL(database.url).pathname.slice(1)} reset default_transaction_read_only`,
    )
    expect(found).toMatchObject({ status: 'failed', found: expect.stringContaining('can only be read') })
  })

  it('names a role that has no room for one process', async () => {
    await admin.query(`create role ${role} login password 'x' connection limit 22`)
    await admin.query(`grant all on all tables in schema public to ${role}`)
    const url = new URL(database.url)
    url.username = role
    url.password = 'x'
    const { database: found } = await check({ DATABASE_URL: url.href })
    expect(found).toMatchObject({ status: 'warning', mend: expect.stringContaining('23 for each process') })
    expect(found?.found).toContain('room for 0 processes (22 connections')
  })

  it('says what to do about a MongoDB that is away, and goes on', async () => {
    await proxy().shut()
    const { database: found, clock } = await check()
    expect(found?.status).toBe('ok')
    expect(clock).toMatchObject({
      status: 'failed',
      mend: expect.stringMatching(/The MongoDB at 127.0.0.1:\d+ cannot be used.*Start it/),
    })
  })

  it('counts jobs that are there more than once', async () => {
    const client = new MongoClient(uri())
    const job = { name: 'publish', data: { subject: 'a.1' }, nextRunAt: new Date() }
    await client
      .db()
      .collection('agenda_jobs')
      .insertMany([{ ...job }, { ...job }, { ...job, name: 'settle' }])
    await client.close()
    const { clock } = await check()
    expect(clock).toMatchObject({
      status: 'warning',
      found: expect.stringContaining('3 jobs, 1 of them there more than once'),
    })
  })
})
