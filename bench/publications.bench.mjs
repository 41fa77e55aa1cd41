// Publications a second through the whole of Greenroom's path (claim by the clock, intent, POST, outcome, with ledger, events and audit chain)
// against a bare worker that takes rows by SKIP LOCKED, POSTs and marks them as done. The same PostgreSQL with the same settings, where every
// commit of either is on the disk before anything follows; the same POST to a network in a process of its own; one process each with 40 at once;
// the posts are due before the first is taken. They are of many brands, ten of each: nobody has hundreds of posts due in one second.
// Networks take time, so there are three: the faster one answers, the more the ratio is that of the work alone. The goal is the same for all of
// them. How it is reached: docs/decisions/0009.
// usage: node bench/publications.bench.mjs [pairs, 5] [posts, 800]
import { deskJobs } from '../dist/jobs/desk-jobs.js'
import { ids, openDatabase } from './desk/database.mjs'
import { inPairs } from './desk/pairs.mjs'
import { putApproved, text } from './desk/posts.mjs'
import { openProcess } from './desk/servers.mjs'

const pairs = Number(process.argv[2] ?? 5)
const posts = Number(process.argv[3] ?? 800)
const answersAfterMs = [150, 30, 0]
const goal = { atLeast: 0.5 }
const ofBrand = 10
const brands = Array.from({ length: Math.ceil(posts / ofBrand) }, (_, index) => `brand-${index}`)

const { home, url, store, client, closing, close } = await openDatabase()
try {
  const network = await openProcess('network.mjs')
  closing.push(() => network.kill())
  const worker = await openProcess('our-worker.mjs', [home, url, network.ready, brands.join(',')])
  closing.push(() => worker.kill())
  const bare = await openProcess('bare-worker.mjs', [url, network.ready, `${deskJobs.publish.atOnce}`])
  closing.push(() => bare.kill())
  await client.query(
    'create table bare_posts (id text primary key, text text, state text, due_at timestamptz, remote_id text)',
  )
  await client.query('create index on bare_posts (state, due_at)')
  const ours = () => perSecond(worker, network, () => approve(client, store))
  const theirs = () => perSecond(bare, network, () => putBare(client))
  // Each has to be compiled, and its connections made.
  await ours()
  await theirs()
  for (const answerMs of answersAfterMs) {
    await network.order('answerAfter', answerMs)
    const shown = (rate) => `${rate.toFixed(0)}/s`
    const figure = (rate) => rate
    await inPairs(`network that answers after ${answerMs} ms`, {
      pairs,
      ours,
      theirs,
      figure,
      shown,
      against: 'bare SKIP LOCKED',
      goal,
    })
  }
} finally {
  await close()
}
process.exit()

/** From the order to begin until the last post is done, each of them sent exactly once. */
async function perSecond(worker, network, fill) {
  await fill()
  await worker.order('prepare')
  const { child, failed } = worker
  let left = posts
  const start = performance.now()
  const over = new Promise((resolve) => {
    child.on('message', function hear({ done }) {
      if (done === undefined || --left > 0) return
      child.off('message', hear)
      resolve()
    })
  })
  await worker.order('go')
  await Promise.race([over, failed])
  const seconds = (performance.now() - start) / 1000
  await worker.order('end')
  const sent = await network.order('count')
  if (sent.length !== posts || sent.some(([, times]) => times !== 1))
    throw new Error(`of ${posts} posts ${sent.length} were sent, or one of them twice`)
  return posts / seconds
}

async function approve(client, store) {
  // Nobody has a round like this an hour: the posts of one would wait for those of the one before.
  await client.query('truncate posts cascade')
  const due = new Date(Date.now() - 1000)
  for (const [index, brand] of brands.entries()) {
    const names = Array.from({ length: Math.min(ofBrand, posts - index * ofBrand) }, () => ids.next())
    await putApproved(store, brand, names, due)
  }
  await client.query(
    `insert into agenda.agenda_jobs (name, data, next_run_at)
     select 'publish', jsonb_build_object('subject', id), $1 from publications where state = 'ready'`,
    [due],
  )
  await client.query('vacuum analyze')
}

async function putBare(client) {
  await client.query(
    `insert into bare_posts select $1 || n, $2, 'due', now() from generate_series(1, $3::int) as n`,
    [`${ids.next()}-`, text, posts],
  )
  await client.query('vacuum analyze')
}
