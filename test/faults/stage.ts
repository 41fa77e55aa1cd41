import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { MongoClient, type Collection } from 'mongodb'
import { Client } from 'pg'
import type { JobDocument } from '../../src/jobs/mongo-timetable.ts'
import type { Store } from '../../src/ports.ts'
import { openStore } from '../../src/store/open-store.ts'
import { aPlace, type Place, type RunningDesk } from '../cli/greenroom.ts'
import { tcpProxy, type TcpProxy } from '../fakes/tcp-proxy.ts'
import type { MongoServer } from '../jobs/mongo-server.ts'
import { countedIds, quiet } from '../store/database.ts'
import type { PlainServer } from '../store/plain-server.ts'
import type { Disk } from './disk.ts'
import type { Fault } from './fault.ts'
import { openOutbox, type Outbox } from './outbox.ts'
import { openRoom, type Room } from './room.ts'

/** Databases, each behind a door, and any number of processes of the built program on them. */
export type Stage = {
  readonly place: Place
  readonly server: PlainServer
  /** What the server is on, where that is a disk of its own. */
  readonly disk: Disk | null
  /** The doors that processes go through. */
  readonly database: TcpProxy
  readonly mongo: TcpProxy
  /** One more to PostgreSQL, for a process that is told of it. */
  readonly doorToDatabase: () => Promise<{ readonly door: TcpProxy; readonly env: Env }>
  /** Beside the doors. */
  readonly store: Store
  readonly jobs: Collection<JobDocument>
  readonly sql: (...statements: readonly string[]) => Promise<void>
  /** The same, on a connection that stays until the function that is answered is called. */
  readonly hold: (...statements: readonly string[]) => Promise<() => Promise<void>>
  readonly outbox: Outbox
  readonly room: Room | null
  /** One more process on the same databases and in the same home. */
  readonly start: (how?: Start) => Promise<RunningDesk>
  /** Runs one command of the program, around the doors. */
  readonly run: Place['run']
  stop(): Promise<void>
}

/** `role` as in `--role`; `under` as in `Place.start`. */
export type Start = {
  readonly role?: string
  readonly env?: Env
  readonly under?: readonly string[]
}

type Env = Readonly<Record<string, string>>

export type Servers = {
  readonly server: PlainServer
  readonly disk: Disk | null
  readonly mongod: MongoServer
}

let stages = 0

export async function openStage(
  { clock, room: withRoom }: Pick<Fault, 'clock' | 'room'>,
  { server, disk, mongod }: Servers,
): Promise<Stage> {
  const name = `faults_${process.pid}_${(stages += 1)}`
  await query(server.url, `create database ${name}`)
  const straight = Object.assign(new URL(server.url), { pathname: `/${name}` }).href
  const place = await aPlace()
  const opened = await openStore({ home: place.folder, databaseUrl: straight, ids: countedIds(), log: quiet })
  const doors: TcpProxy[] = []
  async function doorTo(address: string, usualPort: number): Promise<TcpProxy> {
    const { hostname, port } = new URL(address)
    const door = await tcpProxy({ host: hostname, port: Number(port || usualPort) })
    doors.push(door)
    return door
  }
  const database = await doorTo(server.url, 5432)
  const mongo = await doorTo(mongod.uri, 27_017)
  const client = new MongoClient(mongod.uri)
  const outbox = await openOutbox(join(place.folder, '.greenroom', 'outbox'))
  const room = withRoom ? await openRoom() : null
  const desk = {
    // Processes that share a home do not make its key at the same moment.
    GREENROOM_KEY: 'a-key-of-32-letters-for-all-of-these',
    DATABASE_URL: through(database, straight),
    ...(clock === 'MongoDB' ? { MONGODB_URI: through(mongo, mongod.uri, name) } : {}),
    ...room?.env,
  }
  return {
    place,
    server,
    disk,
    database,
    mongo,
    doorToDatabase: async () => {
      const door = await doorTo(server.url, 5432)
      return { door, env: { DATABASE_URL: through(door, straight) } }
    },
    store: opened.store,
    jobs: client.db(name).collection<JobDocument>('agenda_jobs'),
    sql: (...statements) => query(straight, ...statements),
    hold: (...statements) => held(straight, ...statements),
    outbox,
    room,
    start: ({ role = 'all', env = {}, under = [] } = {}) =>
      place.start(['--role', role], { ...desk, ...env }, under),
    run: (args) => place.run(args, { DATABASE_URL: straight }),
    stop: async () => {
      outbox.stop()
      await place.clear()
      await room?.stop()
      await opened.stop()
      for (const door of doors) await door.stop()
      await client.db(name).dropDatabase()
      await client.close()
    },
  }
}

/** Waits until it holds, which is looked at again and again; what cannot be looked at does not hold. Answers whether it did in time. */
export async function until(holds: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  const endsAt = performance.now() + withinMs
  while (performance.now() < endsAt) {
    if (await holds().catch(() => false)) return true
    await sleep(300)
  }
  return false
}

function through(door: TcpProxy, address: string, database?: string): string {
  const url = new URL(address)
  url.hostname = '127.0.0.1'
  url.port = String(door.port)
  if (database !== undefined) {
    url.pathname = `/${database}`
    // A replica set would tell the driver the way around the door.
    url.searchParams.set('directConnection', 'true')
  }
  return url.href
}

/** Each statement by itself, as some go into no transaction. */
async function query(url: string, ...statements: readonly string[]): Promise<void> {
  await (await held(url, ...statements))()
}

async function held(url: string, ...statements: readonly string[]): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } catch (error) {
    await client.end()
    throw error
  }
  return () => client.end()
}
