import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { Client } from 'pg'
import { mongoName, openMongoServer } from '../jobs/mongo-server.ts'
import { openPlainServer, type PlainServer } from '../store/plain-server.ts'
import { mountDisk } from './disk.ts'
import type { Fault, Result } from './fault.ts'
import { mongoFaults } from './mongo-faults.ts'
import { prepare } from './play.ts'
import { postgresFaults } from './postgres-faults.ts'
import { processFaults } from './process-faults.ts'
import { openStage } from './stage.ts'
import { tableOf } from './table.ts'

// The built program as real processes on real servers, of which one thing after the other goes wrong. They are started one after the other, which
// keeps a machine busy, and play at the same time, which is mostly waiting. FAULT names some of them, by a part of their titles.

jest.setTimeout(600_000)

const asked = process.env['FAULT'] ?? ''
const faults = [...processFaults, ...mongoFaults, ...postgresFaults].filter(({ title }) =>
  title.includes(asked),
)
const lacking = new Map(faults.map((fault) => [fault, fault.lacks?.() ?? null]))
const playable = faults.filter((fault) => lacking.get(fault) === null)
const played = new Map<Fault, Promise<Result>>()
const results = new Map<string, Result | null>(faults.map(({ title }) => [title, null]))
let shared: PlainServer

const here = mongoName === null ? describe.skip : describe

here('a desk under which something goes wrong', () => {
  beforeAll(async () => {
    shared = await openPlainServer()
    await forMany(shared)
    let before: Promise<unknown> = Promise.resolve()
    for (const fault of playable) {
      const { ready, result } = playAfter(before, fault)
      before = ready.catch(() => {})
      played.set(fault, result)
    }
  })
  afterAll(async () => {
    await Promise.allSettled(played.values())
    await shared.stop()
    process.stdout.write(`\n${tableOf(results)}\n\n`)
  })

  for (const fault of faults) {
    const reason = lacking.get(fault)
    if (reason && process.env['CI']) throw new Error(reason)
    if (reason) process.stderr.write(`SKIPPED ${fault.title}: ${reason}\n`)
    const test = reason ? it.skip : it
    test(fault.title, async () => {
      expect((await played.get(fault))?.wrong).toEqual([])
    })
  }
})

/** `ready`: its processes have started, so that the next ones may. */
function playAfter(
  before: Promise<unknown>,
  fault: Fault,
): { readonly ready: Promise<unknown>; readonly result: Promise<Result> } {
  const stops: (() => unknown)[] = []
  async function open(): Promise<() => Promise<Result>> {
    await before
    const disk = fault.server === 'small' ? mountDisk() : null
    if (disk) stops.push(() => disk.stop())
    const server = fault.server === 'shared' ? shared : await openPlainServer(null, disk?.folder)
    if (server !== shared) stops.push(() => server.stop())
    const mongod = await openMongoServer()
    stops.push(() => mongod.stop())
    const stage = await openStage(fault, { server, disk, mongod })
    stops.push(() => stage.stop())
    return prepare(stage, fault)
  }
  const ready = open()
  async function play(): Promise<Result> {
    try {
      const result = await (await ready)()
      results.set(fault.title, result)
      return result
    } finally {
      for (const stop of stops.toReversed()) await stop()
    }
  }
  const result = play()
  // Whoever waits for it hears of it.
  result.catch(() => {})
  return { ready, result }
}

/** Each process may open some thirty connections. */
async function forMany(server: PlainServer): Promise<void> {
  const client = new Client({ connectionString: server.url })
  await client.connect()
  await client.query('alter system set max_connections = 600')
  await client.end()
  await server.restart()
}
