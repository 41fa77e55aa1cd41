import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { openChatRooms } from '../../src/app/chat-rooms.ts'
import { serveRooms } from '../../src/app/open-chat.ts'
import { watchedStore } from '../../src/app/watched-store.ts'
import { openRooms } from '../../src/bot/chat/keep-rooms.ts'
import { dayMs } from '../../src/domain/slot.ts'
import { openClock, type AgendaClock } from '../../src/jobs/agenda.ts'
import { onMongo } from '../../src/jobs/mongo-clock.ts'
import { deskPace } from '../../src/jobs/pace.ts'
import { onPostgres } from '../../src/jobs/postgres-clock.ts'
import { startJobs } from '../../src/jobs/start-jobs.ts'
import { limitsOf } from '../../src/networks/limits.ts'
import type { Deps, Log } from '../../src/ports.ts'
import { review } from '../../src/service/review.ts'
import { sweep } from '../../src/service/sweep.ts'
import { openLead } from '../../src/store/lead.ts'
import { openStore } from '../../src/store/open-store.ts'
import { loopbackAdapter } from '../fakes/loopback-adapter.ts'
import { loopbackSurface } from '../fakes/loopback-room.ts'
import { bringForward, deskTime } from './desk-time.ts'
import type { Answer, Order, Settings, Told } from './orders.ts'
import { stoppingNetwork, stoppingStore, stoppingSurface, type Point, type Reach } from './points.ts'

// A worker as a process of its own, made of the parts that the program is made of. Only network and room are played.

const ann = { kind: 'person', id: 'ann', roles: ['approver'], surface: 'web' } as const
const ids = { next: () => randomBytes(9).toString('base64url') }
const time = deskTime()
const log: Log = {
  info: (facts, message) => write('info', facts, message),
  warn: (facts, message) => write('warn', facts, message),
  error: (facts, message) => write('error', facts, message),
}

let standAt: Readonly<Record<string, Point>> = {}
const reach: Reach = async (point, postId) => {
  if (point !== standAt[postId]) return
  tell({ kind: 'stands', postId })
  await new Promise(() => {})
}

type Desk = {
  readonly deps: Deps
  /** By the machine's time. */
  readonly agenda: AgendaClock
  readonly clock: AgendaClock
  readonly atWork: () => number
}

let desk: Desk | null = null

process.on('message', (message: { readonly order: number; readonly what: Order }) => {
  const { order, what } = message
  obey(what).then(
    (answer) => tell({ kind: 'done', order, answer }),
    (error: unknown) => tell({ kind: 'failed', order, error: String(error) }),
  )
})
// Nobody is left to work for.
process.on('disconnect', () => process.exit())
tell({ kind: 'loaded' })

async function obey(what: Order): Promise<Answer> {
  if (what.do === 'open') {
    time.advance(what.aheadMs)
    desk = await open(what.settings)
    return {}
  }
  if (!desk) throw new Error('the worker is not open')
  const { deps, clock, agenda } = desk
  switch (what.do) {
    case 'stand':
      standAt = what.at
      return {}
    case 'approve':
      await review(deps, { verb: 'approve', postId: what.postId, version: 1, actor: ann })
      return {}
    case 'advance':
      time.advance(what.ms)
      return {}
    case 'bring_forward':
      await bringForward(agenda, what.ms)
      return {}
    case 'put_sweep':
      await clock.put('sweep', 'desk', new Date(what.at))
      return {}
    case 'sweep':
      return { interrupted: (await sweep(deps)).interrupted }
    case 'tell_jobs':
      return { jobs: await jobsOn(desk) }
    case 'settle_down':
      return settledDown(desk)
  }
}

async function open(settings: Settings): Promise<Desk> {
  const { home, databaseUrl, mongodbUri, networkUrl, brand } = settings
  const opened = await openStore({ home, databaseUrl, ids, log })
  const told = watchedStore(opened.store, [
    { committed: ({ post }) => tell({ kind: 'committed', postId: post.id, status: post.status }) },
  ])
  const agenda = await openClock({
    on: mongodbUri === null ? onPostgres(opened.url) : onMongo(mongodbUri),
    name: `worker ${process.pid}`,
    log,
    pace: { ...deskPace, lockLifetimeMs: 5000 },
  })
  const clock = time.over(agenda)
  const deps: Deps = {
    store: stoppingStore(told, reach),
    clock: time,
    ids,
    brands: { all: () => [brand], get: (id) => (id === brand.id ? brand : null) },
    copywriter: async () => {
      throw new Error('nothing is to be written')
    },
    textReader: () => ({ language: null, profanity: [] }),
    networks: ({ network }) => stoppingNetwork(loopbackAdapter(networkUrl, limitsOf(network)), reach),
    scheduler: clock.scheduler,
    charts: async () => [],
    log,
  }
  // As if they had been: only what is approved is to move.
  for (const routine of ['draft_day', 'weekly_report'])
    await clock.put(routine, brand.id, new Date(time.now().getTime() + dayMs))
  const { counted, atWork } = counting(clock)
  await startJobs({ clock: counted, deps })
  serveRoom(deps, opened.url, settings)
  return { deps, agenda, clock, atWork }
}

/** A clock that knows how many jobs this worker is at. */
function counting(clock: AgendaClock): { readonly counted: AgendaClock; readonly atWork: () => number } {
  let atWork = 0
  const counted: AgendaClock = {
    ...clock,
    start: (atOnce, run) =>
      clock.start(atOnce, async (job, stopping) => {
        atWork += 1
        try {
          return await run(job, stopping)
        } finally {
          atWork -= 1
        }
      }),
  }
  return { counted, atWork: () => atWork }
}

/** For as long as this worker leads. */
function serveRoom(deps: Deps, databaseUrl: string, { home, roomUrl }: Settings): void {
  const surface = stoppingSurface(loopbackSurface(roomUrl), reach)
  const name = `worker ${process.pid}`
  openChatRooms(
    {
      deps,
      inboxFolder: join(home, name),
      host: '127.0.0.1',
      say: () => {},
      onHealth: () => {},
      onAck: () => {},
      seek: (what, onStanding) =>
        openLead({
          url: databaseUrl,
          what,
          place: [name],
          onStanding: (standing) => {
            tell({ kind: 'leads', is: standing.kind === 'leading' })
            onStanding(standing)
          },
          log,
        }),
      keep: (what) => openRooms(deps, [what], time.after),
      serve: (_, lead) => serveRooms(deps, surface, lead, time.after),
    },
    surface.name,
    {
      open: async () => ({ surface, listen: async () => roomUrl, stop: async () => {} }),
      check: async () => [],
    },
  )
}

async function jobsOn({ clock }: Desk): Promise<NonNullable<Answer['jobs']>> {
  const entries = await clock.entries()
  return entries.map(({ name, subject, when }) => ({ name, subject, at: when.getTime() }))
}

async function settledDown(desk: Desk): Promise<Answer> {
  for (let hasWaited = false; ; hasWaited = true) {
    const jobs = await jobsOn(desk)
    if (desk.atWork() === 0 && jobs.every(({ at }) => at > time.now().getTime())) return { hasWaited, jobs }
    // Agenda looks twice a second for what nobody has told it of.
    await sleep(50)
  }
}

function tell(told: Told): void {
  process.send?.(told)
}

function write(level: string, facts: object, message: string): void {
  process.stderr.write(
    `${process.pid} ${time.now().toISOString()} ${level} ${message} ${JSON.stringify(facts, errors)}\n`,
  )
}

function errors(_key: string, value: unknown): unknown {
  return value instanceof Error ? value.stack : value
}
