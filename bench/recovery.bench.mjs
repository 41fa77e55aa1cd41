// A worker is killed with kill -9 while it sends a post, and another takes over: from the kill until the post's fate is being found out. Ours
// waits for the deadline of the attempt (90 s from the intent), since until then the first may just stand still, and then asks the network;
// Agenda waits for its lock, 10 minutes by default, and sends the post once more. Beside it, a post that the dead worker had taken and not begun:
// that is free when the lock is, and goes out.
// Ours runs as it is, on the real clock. Agenda's lock is set to 30 s here and everything else left at its defaults; what is missing to its 10
// minutes is added to what was measured: a lock is free when it is older than its lifetime, whatever that is, so this is exact.
// The kills of all pairs are seconds apart and their waits run at the same time: 100 s in all.
// usage: node bench/recovery.bench.mjs [pairs, 5]
import { ids, openDatabase } from './desk/database.mjs'
import { verdict } from './desk/pairs.mjs'
import { putApproved } from './desk/posts.mjs'
import { openProcess } from './desk/servers.mjs'

const pairs = Number(process.argv[2] ?? 5)
const goal = { atMost: 0.25 }
const agendaLockMs = 600_000
const measuredLockMs = 30_000
const brand = 'bench'

const { home, url, store, client, closing, close } = await openDatabase()
try {
  const open = async (file, args) => {
    const one = await openProcess(file, args)
    closing.push(() => one.kill())
    return one
  }
  const network = await open('network.mjs')
  const signs = hearing(network)
  const kills = []
  const ourArgs = [home, url, network.ready, brand]
  const agendaArgs = [url, network.ready, `${measuredLockMs}`]
  for (let pair = 1; pair <= pairs; pair++) {
    const ours = await killOurs(await open('our-worker.mjs', ourArgs), { store, client, network, signs })
    const theirs = await killAgenda(await open('agenda-worker.mjs', agendaArgs), `agenda-${pair}`, {
      network,
      signs,
    })
    kills.push({ ...ours, ...theirs })
  }
  // From here on the network answers, and others are there.
  await network.order('answerAfter', 0)
  const others = [await open('our-worker.mjs', ourArgs), await open('agenda-worker.mjs', agendaArgs)]
  await others[0].order('prepare')
  for (const other of others) await other.order('go')
  await report(kills, signs, store)
} finally {
  await close()
}
process.exit()

/** Two posts: one that is being sent when the worker is killed, and one that it has taken and not begun. */
async function killOurs(worker, { store, client, network, signs }) {
  await worker.order('prepare')
  const due = new Date(Date.now() - 1000)
  const [sending, taken] = [ids.next(), ids.next()]
  await putApproved(store, brand, [sending, taken], due)
  await client.query(
    `insert into agenda.agenda_jobs (name, data, next_run_at)
     select 'publish', jsonb_build_object('subject', id), $1 from publications where post_id in ($2, $3)`,
    [due, sending, taken],
  )
  await network.order('answerAfter', null)
  const isTaken = new Promise((resolve) =>
    worker.child.on('message', ({ stuck }) => {
      if (stuck) resolve()
    }),
  )
  await worker.order('go', [`${taken}.1`])
  await Promise.all([isTaken, signs.first(`heard ${sending}.1`)])
  await worker.kill()
  return { sending: `${sending}.1`, taken: `${taken}.1`, oursKilledAt: Date.now() }
}

async function killAgenda(worker, key, { network, signs }) {
  await network.order('answerAfter', null)
  await worker.order('put', key)
  await worker.order('go')
  await signs.first(`heard ${key}`)
  await worker.kill()
  return { agenda: key, agendaKilledAt: Date.now() }
}

async function report(kills, signs, store) {
  const found = await Promise.all(
    kills.map(async ({ sending, taken, agenda, oursKilledAt, agendaKilledAt }) => ({
      sendingMs: (await signs.first(`asked ${sending}`)) - oursKilledAt,
      takenMs: (await signs.first(`heard ${taken}`)) - oursKilledAt,
      agendaMs: (await signs.second(`heard ${agenda}`)) - agendaKilledAt + agendaLockMs - measuredLockMs,
    })),
  )
  const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`
  for (const [index, { sendingMs, takenMs, agendaMs }] of found.entries())
    console.log(
      `pair ${index + 1}: in sending: ours ${seconds(sendingMs)}; taken and not begun: ours ${seconds(takenMs)}; Agenda ${seconds(agendaMs)}`,
    )
  const against = "Agenda's lock"
  verdict('recovery of what was being sent', {
    ratios: found.map(({ sendingMs, agendaMs }) => sendingMs / agendaMs),
    against,
    goal,
  })
  verdict('recovery of what was taken and not begun', {
    ratios: found.map(({ takenMs, agendaMs }) => takenMs / agendaMs),
    against,
    goal,
  })
  for (const { sending, taken } of kills)
    if (signs.count(`heard ${sending}`) !== 1 || signs.count(`heard ${taken}`) !== 1)
      throw new Error(`${sending} or ${taken} was not sent exactly once`)
  const posts = await store.posts({ brand })
  console.log(`ours: ${posts.length} posts, each sent once; Agenda sent each of its posts twice`)
}

/** What the network has seen, by what it was and of which key, with the times. */
function hearing({ child, failed }) {
  const seen = new Map()
  const waiting = new Set()
  child.on('message', ({ heard, asked, at }) => {
    if (heard === undefined && asked === undefined) return
    const sign = heard === undefined ? `asked ${asked}` : `heard ${heard}`
    seen.set(sign, [...(seen.get(sign) ?? []), at])
    for (const look of waiting) look()
  })
  const nth = (sign, index) =>
    Promise.race([
      failed,
      new Promise((resolve) => {
        const look = () => {
          const at = seen.get(sign)?.[index]
          if (at === undefined) return
          waiting.delete(look)
          resolve(at)
        }
        waiting.add(look)
        look()
      }),
    ])
  return {
    first: (sign) => nth(sign, 0),
    second: (sign) => nth(sign, 1),
    count: (sign) => seen.get(sign)?.length ?? 0,
  }
}
