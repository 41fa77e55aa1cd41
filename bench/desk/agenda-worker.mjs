// A worker of Agenda's own, with all of its defaults but the lifetime of a lock. Its job sends a post.
// arguments: database, network, lifetime of a lock in milliseconds
import { PostgresBackend } from '@agendajs/postgres-backend'
import { Agenda } from 'agenda'
import { Pool } from 'pg'
import { obey } from './orders.mjs'
import { send, text } from './posts.mjs'

const [databaseUrl, network, lockLifetimeMs] = process.argv.slice(2)
const pool = new Pool({ connectionString: databaseUrl, max: 4 })
pool.on('error', () => {})
const agenda = new Agenda({
  backend: new PostgresBackend({ pool }),
  defaultLockLifetime: Number(lockLifetimeMs),
})
await agenda.ready
// oxlint-disable-next-line typescript/no-misused-promises -- Agenda's overload for promises comes second
agenda.define('publish', async (job) => send(network, job.attrs.data.id, text))

obey({
  put: (id) => void agenda.now('publish', { id }),
  go: () => agenda.start(),
})
process.send({ ready: true })
