import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { Client } from 'pg'
import type { Brand } from '../../src/domain/brand.ts'
import { postIdOf } from '../../src/domain/ledger.ts'
import { openStore } from '../../src/store/open-store.ts'
import { harbour } from '../bot/desk.ts'
import { openLoopbackNetwork } from '../fakes/loopback-network.ts'
import { openLoopbackRoom } from '../fakes/loopback-room.ts'
import { mongoName, openMongoServer } from '../jobs/mongo-server.ts'
import { countedIds, quiet } from '../store/database.ts'
import { openPlainServer } from '../store/plain-server.ts'
import {
  crashMatrix,
  isInRoom,
  mannerOf,
  manners,
  type Manner,
  type Matrix,
  type Survival,
} from './matrix.ts'
import { points, type Point } from './points.ts'
import { table } from './table.ts'

// Two workers, each killed with posts in hand at every point of their way, on both back ends. Never two live, never silently none.

jest.setTimeout(300_000)

const backEnds = mongoName === null ? (['PostgreSQL'] as const) : (['PostgreSQL', 'MongoDB'] as const)

const brand: Brand = {
  ...harbour,
  // Without a distance that the posts of the second worker would have to keep from those of the first.
  accounts: harbour.accounts
    .filter(({ network }) => network === 'x')
    .map((account) => ({ ...account, minSpacingHours: 0 })),
  rooms: [{ surface: 'slack', channel: 'C0DESK' }],
}

let matrices: Readonly<Partial<Record<string, Matrix>>> = {}
const stops: (() => Promise<unknown>)[] = []

// They mostly wait, so both at once.
beforeAll(async () => {
  const home = await mkdtemp(join(tmpdir(), 'greenroom-crash-'))
  stops.push(() => rm(home, { recursive: true }))
  const server = await openPlainServer()
  stops.push(() => server.stop())
  const made = backEnds.map(async (backEnd) => {
    const databaseUrl = await databaseOn(server.url, backEnd.toLowerCase())
    const mongodbUri = backEnd === 'MongoDB' ? await mongoDatabase() : null
    return [backEnd, await matrixOn({ home, databaseUrl, mongodbUri })] as const
  })
  matrices = Object.fromEntries(await Promise.all(made))
  for (const [backEnd, matrix] of Object.entries(matrices))
    process.stderr.write(`\n${matrix ? table(backEnd, matrix) : ''}`)
})
afterAll(async () => {
  for (const stop of stops.toReversed()) await stop()
})

async function databaseOn(serverUrl: string, name: string): Promise<string> {
  const client = new Client({ connectionString: serverUrl })
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

async function mongoDatabase(): Promise<string> {
  const mongo = await openMongoServer()
  stops.push(() => mongo.stop())
  const url = new URL(mongo.uri)
  url.pathname = `/greenroom_crash_${process.pid}_${Date.now()}`
  return url.href
}

async function matrixOn(where: {
  readonly home: string
  readonly databaseUrl: string
  readonly mongodbUri: string | null
}): Promise<Matrix> {
  const opened = await openStore({ ...where, ids: countedIds(), log: quiet })
  const [network, room] = await Promise.all([openLoopbackNetwork(), openLoopbackRoom()])
  network.misbehave({
    publish: (key) => (mannerOf(postIdOf(key)) === 'tells' ? null : 'lose_answer'),
    find: (key) => (mannerOf(postIdOf(key)) === 'is mute' ? 'overloaded' : null),
  })
  const settings = { ...where, networkUrl: network.url, roomUrl: room.url, brand }
  try {
    return await crashMatrix({ settings, store: opened.store, network, room })
  } finally {
    await Promise.all([opened.stop(), network.stop(), room.stop()])
  }
}

describe.each(backEnds)('two workers that are killed, their clock on %s', (backEnd) => {
  const matrix = (): Matrix => {
    const found = matrices[backEnd]
    if (!found) throw new Error('there is no matrix')
    return found
  }
  const of = <T>(tell: (survival: Survival) => T) =>
    matrix().survivals.map((one) => [`${one.killed}, ${one.point}, the network ${one.manner}`, tell(one)])

  it('die of SIGKILL, each with posts in hand at every point', () => {
    expect(matrix().deaths.map(({ signal }) => signal)).toEqual(['SIGKILL', 'SIGKILL'])
    for (const killed of ['worker 1', 'worker 2'])
      for (const point of points) {
        const stood = matrix().survivals.filter(
          (one) => one.killed === killed && one.point === point && one.stood,
        )
        // In a room one message is sent after the other, so only the first comes that far.
        expect([killed, point, stood.length]).toEqual([killed, point, isInRoom(point) ? 1 : manners.length])
      }
  })

  it('leave every post live once, or never sent and in the hands of a person who is asked', () => {
    const seen = of(({ status, ledger, live, fences }) => ({ status, ledger, live, attempts: fences.length }))
    expect(seen).toEqual(of(({ point, manner }) => fateOf(point, manner)))
  })

  it('leave a record of each that names what is live, from one approval, with rising fences', () => {
    expect(of(({ isNamed, status }) => isNamed ?? status === 'needs_human')).toEqual(of(() => true))
    expect(of(({ approvals }) => approvals)).toEqual(of(() => 1))
    expect(of(({ fences }) => fences)).toEqual(of(({ fences }) => fences.map((_, index) => index + 1)))
  })

  it('leave approved posts without a job, which the other makes', () => {
    const approved = matrix().survivals.filter(({ point }) => point === 'after the approval’s commit')
    expect(approved.map(({ jobsAtDeath }) => jobsAtDeath)).toEqual(approved.map(() => []))
    expect(approved.map(({ finishedBy }) => finishedBy)).not.toContain('the killed one')
  })

  it('leave attempts that nobody gives up before their deadline', () => {
    expect(matrix().deaths.map(({ givenUpEarly }) => givenUpEarly)).toEqual([0, 0])
  })

  it('leave a room that shows each post once, as it stands, and tells of everything once', () => {
    expect(of(({ cards, shown }) => ({ cards, shown }))).toEqual(
      of(({ status }) => ({ cards: 1, shown: status })),
    )
    expect(of(({ lines }) => lines.toSorted())).toEqual(of(({ told }) => told.toSorted()))
    expect(of(({ buttons, status }) => status === 'needs_human' && buttons.includes('It is live'))).toEqual(
      of(({ manner }) => manner === 'is mute'),
    )
  })

  it('leave a card that is changed once, to the newest state, where they died before it was', () => {
    const stale = matrix().survivals.filter(
      ({ point, manner }) => point === 'before the card’s change' && manner === 'tells',
    )
    expect(stale.map(({ changesAfter }) => changesAfter)).toEqual([1, 1])
  })

  it('leave no job behind, and a chain of entries that is whole', () => {
    expect(of(({ jobsLeft }) => jobsLeft)).toEqual(of(() => []))
    expect(matrix().chain).toMatchObject({ ok: true })
  })
})

/** What has to become of a post. Only a network that never says what is live leaves it to a person. */
function fateOf(point: Point, manner: Manner) {
  const hadNotLeft = point === 'after the intent’s commit' || point === 'before the send'
  return manner === 'is mute'
    ? { status: 'needs_human', ledger: 'needs_human', live: hadNotLeft ? 0 : 1, attempts: 1 }
    : { status: 'published', ledger: 'published', live: 1, attempts: hadNotLeft ? 2 : 1 }
}
