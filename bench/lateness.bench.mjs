// How late 200 posts start that are due within 2 s, on our clock against Agenda's defaults. The handler stands in for a network
// that takes 150 ms to answer, which is where the number of places shows. On PostgreSQL, and on MongoDB: that of MONGODB_URI, or a mongod on
// the PATH, or FerretDB where scripts/mongo-server/build.mjs has been run.
// usage: node bench/lateness.bench.mjs [pairs, 5]
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { MongoBackend } from '@agendajs/mongo-backend'
import { PostgresBackend } from '@agendajs/postgres-backend'
import { Agenda } from 'agenda'
import { MongoClient } from 'mongodb'
import { Pool } from 'pg'
import { openClock } from '../dist/jobs/agenda.js'
import { deskJobs } from '../dist/jobs/desk-jobs.js'
import { onMongo } from '../dist/jobs/mongo-clock.js'
import { onPostgres } from '../dist/jobs/postgres-clock.js'
import { openEmbedded } from '../dist/store/embedded-postgres.js'
import { inPairs } from './desk/pairs.mjs'
import { openMongo } from './desk/servers.mjs'

const pairs = Number(process.argv[2] ?? 5)
const posts = 200
const withinMs = 2000
const answerMs = 150
/** From scheduling until the first is due: what it takes to approve them. */
const leadMs = 1000

const postgresDefaults = {
  open: async () => {
    const pool = new Pool({ connectionString: server.url })
    // The server is stopped while the pool still says goodbye.
    pool.on('error', () => {})
    const clear = async () => {
      await pool.query('drop table agenda_jobs')
      await pool.end()
    }
    return { backend: new PostgresBackend({ pool }), clear }
  },
}
const mongoDefaults = {
  open: async () => {
    const client = new MongoClient(mongo.uri)
    const db = client.db()
    const clear = async () => {
      await db.dropCollection('agendaJobs')
      await client.close()
    }
    return { backend: new MongoBackend({ mongo: db }), clear }
  },
}
const quiet = { info() {}, warn: console.warn, error: console.error }
const home = await mkdtemp(join(tmpdir(), 'greenroom-bench-'))
const server = await openEmbedded({ home, log: quiet })
const mongo = await openMongo(home)
try {
  await compare('PostgreSQL', { on: onPostgres(server.url), ...postgresDefaults })
  if (mongo) await compare(mongo.name, { on: onMongo(mongo.uri), ...mongoDefaults })
  else console.log('MongoDB: there is none here; see scripts/mongo-server/build.mjs')
} finally {
  mongo?.stop()
  await server.stop()
  await rm(home, { recursive: true, force: true })
}
// Agenda leaves a timer behind each job.
process.exit()

async function compare(name, database) {
  await inPairs(`${name}: p99 lateness`, {
    pairs,
    ours: () => measure((handle) => onOurClock(database, handle)),
    theirs: () => measure((handle) => onDefaults(database, handle)),
    figure: ({ p99 }) => p99,
    shown: ({ p50, p99 }) => `p50 ${p50} ms, p99 ${p99} ms`,
    against: "Agenda's defaults",
    goal: { atMost: 0.1 },
  })
}

async function measure(open) {
  const lateMs = []
  const due = new Map()
  let finish
  const finished = new Promise((resolve) => (finish = resolve))
  const { put, stop } = await open(async (id) => {
    lateMs.push(Date.now() - due.get(id))
    await sleep(answerMs)
    if (lateMs.length === posts) finish()
  })
  const first = Date.now() + leadMs
  for (let post = 0; post < posts; post++) due.set(`p${post}`, first + Math.floor((post * withinMs) / posts))
  await Promise.all([...due].map(([id, at]) => put(id, new Date(at))))
  await finished
  await stop()
  lateMs.sort((a, b) => a - b)
  return { p50: lateMs[posts / 2], p99: lateMs[Math.ceil(posts * 0.99) - 1] }
}

async function onOurClock({ on }, handle) {
  const clock = await openClock({ on, name: 'bench', log: quiet })
  const atOnce = Object.fromEntries(Object.entries(deskJobs).map(([name, job]) => [name, job.atOnce]))
  await clock.start(atOnce, async ({ subject }) => {
    await handle(subject)
    return null
  })
  return { put: (id, at) => clock.put('publish', id, at), stop: () => clock.stop() }
}

async function onDefaults({ open }, handle) {
  const { backend, clear } = await open()
  const agenda = new Agenda({ backend })
  await agenda.ready
  // oxlint-disable-next-line typescript/no-misused-promises -- Agenda's overload for promises comes second
  agenda.define('publish', async (job) => handle(job.attrs.data.id))
  await agenda.start()
  return {
    put: (id, at) => agenda.schedule(at, 'publish', { id }),
    stop: async () => {
      await agenda.drain({ timeout: 2000, closeConnection: false })
      await clear()
    },
  }
}
