import { once, EventEmitter } from 'node:events'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { currentPublication } from '../../src/domain/evolve.ts'
import type { Outcome } from '../../src/domain/command.ts'
import type { Post } from '../../src/domain/post.ts'
import { openClock, type AgendaClock } from '../../src/jobs/agenda.ts'
import { deskPace } from '../../src/jobs/pace.ts'
import { onPostgres } from '../../src/jobs/postgres-clock.ts'
import { startJobs, type Jobs } from '../../src/jobs/start-jobs.ts'
import type { Deps } from '../../src/ports.ts'
import { freshDatabase, quiet, type TestDatabase } from '../store/database.ts'
import { openTimedDesk } from '../service/timed-desk.ts'

// A process that is stopped while a network has not answered, on a real clock.

let database: TestDatabase
let clock: AgendaClock
let jobs: Jobs
let deps: Deps
let post: Post
const network = new EventEmitter()

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.stop())

beforeEach(async () => {
  const desk = await openTimedDesk()
  const [first] = await desk.draft()
  if (!first) throw new Error('nothing was drafted')
  post = await desk.say(first, { verb: 'approve' })
  await desk.until(new Date(post.dueAt.getTime() - 1))
  const now = () => new Date(post.dueAt)
  clock = await openClock({ on: onPostgres(database.url), name: 'desk', log: quiet, pace })
  deps = { ...desk.deps, clock: { now }, scheduler: clock.scheduler }
  desk.answer(async () => {
    network.emit('asked')
    const [answer] = (await once(network, 'answer')) as [Outcome]
    return answer
  })
  const asked = once(network, 'asked')
  jobs = await startJobs({ clock, deps })
  await clock.put('publish', currentPublication(post)?.id ?? '', new Date())
  await asked
})
afterEach(() => clock.stop())

const pace = { ...deskPace, processEveryMs: 50, giveUpAfterMs: 150, stopWithinMs: 20_000 }
const live: Outcome = { kind: 'published', remote: { id: 'live', permalink: null } }

describe('a process that is told to stop while a network has not answered', () => {
  it('waits for the answer', async () => {
    const stopped = jobs.stop()
    network.emit('answer', live)
    await stopped
    expect(await deps.store.post(post.id)).toMatchObject({ status: 'published' })
  })

  it('leaves as unknown what has no answer after a while, and puts the job that asks', async () => {
    await jobs.stop()
    expect(await deps.store.post(post.id)).toMatchObject({
      status: 'unknown',
      reason: `Greenroom was stopped before ${post.account.network} had answered.`,
    })
    expect(await deps.scheduler.pending()).toMatchObject([{ job: 'settle' }])
    // What the network says after that changes nothing: it is asked.
    network.emit('answer', live)
    await clock.stop()
    expect(await deps.store.post(post.id)).toMatchObject({ status: 'unknown' })
  })

  it('takes nothing new', async () => {
    const stopped = jobs.stop()
    let isAsked = false
    network.once('asked', () => (isAsked = true))
    await clock.put('publish', 'another.1', new Date())
    network.emit('answer', live)
    await stopped
    expect(isAsked).toBe(false)
    expect((await clock.entries()).map(({ name, subject }) => `${name} ${subject}`)).toContain(
      'publish another.1',
    )
  })
})
