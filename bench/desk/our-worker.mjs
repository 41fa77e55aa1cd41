// Greenroom's own worker, as it is wired: store, log, counts, clock, jobs. Only the network is the one on loopback.
// arguments: home, database, network, brands
import { join } from 'node:path'
import { openApp } from '../../dist/app.js'
import { openClock } from '../../dist/jobs/agenda.js'
import { deskJobs, deskRunner } from '../../dist/jobs/desk-jobs.js'
import { onPostgres } from '../../dist/jobs/postgres-clock.js'
import { obey } from './orders.mjs'
import { brandNamed, send } from './posts.mjs'

const [home, databaseUrl, network, brands] = process.argv.slice(2)
const loopback = {
  publish: async ({ key, content }) => {
    try {
      return { kind: 'published', remote: { id: await send(network, key, content.text), permalink: null } }
    } catch (error) {
      return { kind: 'unknown', reason: String(error) }
    }
  },
  find: async ({ key }) => {
    const { id } = await (await fetch(`${network}/${key}`)).json()
    return id ? { kind: 'live', remote: { id, permalink: null } } : { kind: 'absent' }
  },
}
const app = await openApp(
  {
    home: join(home, `worker-${process.pid}`),
    databaseUrl,
    mongodbUri: null,
    anthropicApiKey: null,
    model: 'none',
    logLevel: 'info',
    secrets: [],
  },
  brands.split(',').map(brandNamed),
)
const atOnce = Object.fromEntries(Object.entries(deskJobs).map(([name, job]) => [name, job.atOnce]))
let clock = null

obey({
  prepare: async () => {
    const name = `bench ${process.pid}`
    clock = await openClock({ on: onPostgres(app.opened.url), name, log: app.deps.log })
  },
  /** `stuck`: subjects of jobs that are taken, and go no further. */
  go: async (stuck) => {
    const run = deskRunner({ ...app.deps, networks: () => loopback, scheduler: clock.scheduler })
    await clock.start(atOnce, async (job, ...rest) => {
      if (stuck?.includes?.(job.subject)) {
        process.send({ stuck: job.subject })
        await new Promise(() => {})
      }
      const next = await run(job, ...rest)
      process.send({ done: job.subject, job: job.name, at: Date.now() })
      return next
    })
  },
  end: () => clock.stop(),
})
process.send({ ready: true })
