import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { databaseHealth } from '../../src/app/database-health.ts'
import { openMeters } from '../../src/app/meters.ts'
import { openVitals, type OpenVitals } from '../../src/app/vitals.ts'
import { minuteMs } from '../../src/domain/slot.ts'
import type { Entry } from '../../src/jobs/timetable.ts'
import type { Deps } from '../../src/ports.ts'
import { review } from '../../src/service/review.ts'
import type { ServerState } from '../../src/store/server-time.ts'
import { harbour, openDesk, type Desk } from '../bot/desk.ts'

const ann = { kind: 'person', id: 'ann', roles: ['approver'], surface: 'web' } as const
const secret = 'postgresql://me:hunter2@db/x'

let desk: Desk
let entries: () => Promise<readonly Entry[]>
let ask: () => Promise<ServerState>
let aheadMs: number

afterEach(() => {
  jest.useRealTimers()
})
beforeEach(async () => {
  desk = await openDesk()
  entries = async () => [sweepAt(desk.deps.clock.now())]
  ask = async () => ({ now: desk.deps.clock.now(), isWritable: true })
  aheadMs = 0
})

const sweepAt = (when: Date): Entry => ({ name: 'sweep', subject: 'desk', failures: 0, when })

function open(deps: Partial<Deps> = {}): OpenVitals {
  const all = { ...desk.deps, ...deps }
  return openVitals({
    deps: all,
    database: databaseHealth(() => ask()),
    timetable: { entries: () => entries() },
    time: { aheadMs: () => aheadMs },
    meters: openMeters(),
  })
}

/** A store of which one thing fails. */
function without(name: 'messages', fails: () => Promise<never>): Partial<Deps> {
  const { store } = desk.deps
  return {
    store: new Proxy(store, {
      get(target, wanted) {
        const member: unknown = wanted === name ? fails : Reflect.get(target, wanted)
        return typeof member === 'function'
          ? (...args: unknown[]): unknown => Reflect.apply(member, target, args)
          : member
      },
    }),
  }
}

const never = () => new Promise<never>(() => undefined)
const fails = () => Promise.reject(new Error(`cannot connect to ${secret}`))

describe('the health of a process', () => {
  it('is good where everything answers', async () => {
    expect(await open().health()).toEqual({ ready: true, reasons: [] })
  })

  it.each([
    ['fails', fails],
    ['does not answer', never],
  ])(
    'is "not ready" while the database %s, which it waits for two seconds, and keeps what it said to itself',
    async (_, how) => {
      jest.useFakeTimers()
      ask = how
      const told = open().health()
      await jest.advanceTimersByTimeAsync(2000)
      const health = await told
      expect(health.ready).toBe(false)
      expect(health.reasons).toMatchObject([{ part: 'database' }])
      expect(JSON.stringify(health)).not.toMatch(/hunter2|connect/)
    },
  )

  it('is "not ready" while the database can only be read', async () => {
    ask = async () => ({ now: desk.deps.clock.now(), isWritable: false })
    const { ready, reasons } = await open().health()
    expect({ ready, parts: reasons.map(({ part }) => part) }).toEqual({ ready: false, parts: ['database'] })
  })

  it('is degraded where the clock of its machine is more than five seconds from that of the database', async () => {
    aheadMs = 5000
    expect(await open().health()).toEqual({ ready: true, reasons: [] })
    aheadMs = -11 * minuteMs
    const reason =
      'The clock of this machine is 11 minutes behind that of the database. The database’s counts.'
    expect(await open().health()).toEqual({ ready: true, reasons: [{ part: 'clock', reason }] })
  })

  it('is degraded while the clock does not answer: decisions are taken all the same', async () => {
    entries = fails
    expect(await open().health()).toMatchObject({ ready: true, reasons: [{ part: 'clock' }] })
  })

  it('is degraded where nobody runs the jobs of the clock', async () => {
    const sweep = sweepAt(desk.deps.clock.now())
    entries = async () => [sweep]
    desk.tick(2 * minuteMs)
    expect(await open().health()).toMatchObject({ reasons: [] })
    desk.tick(5 * minuteMs)
    const reason = 'For 7 minutes nobody has run the jobs of this desk.'
    expect(await open().health()).toEqual({ ready: true, reasons: [{ part: 'clock', reason }] })
    entries = async () => []
    const never = 'Nobody runs the jobs of this desk.'
    expect(await open().health()).toEqual({ ready: true, reasons: [{ part: 'clock', reason: never }] })
  })

  it('is degraded until a chat service is open, while no click comes in, and while one of its ways is shut', async () => {
    const told = async (health: Parameters<OpenVitals['heard']>[1]) => {
      const vitals = open()
      vitals.heard('slack', health)
      return (await vitals.health()).reasons.map(({ reason }) => reason)
    }
    expect(await told(null)).toEqual(['Slack is not open yet.'])
    expect(await told({ live: 0, of: 2, problem: secret })).toEqual(['Clicks on Slack do not come in.'])
    expect(await told({ live: 1, of: 2, problem: secret })).toEqual([
      'Clicks on Slack come in over 1 of 2 connections.',
    ])
    // The second one is opened half a minute after the first.
    expect(await told({ live: 1, of: 2, problem: null })).toEqual([])
  })

  it('is degraded where a network would take nothing, by network and number', async () => {
    const networks: Deps['networks'] = (account) => ({
      ...desk.deps.networks(account),
      preflight: () => (account.network === 'x' ? fails() : Promise.resolve([])),
    })
    expect(await open({ networks }).health()).toEqual({
      ready: true,
      reasons: [{ part: 'networks', reason: 'Nothing would go out from 1 of 1 accounts on x.' }],
    })
  })

  it('is degraded where a post is due and not sent, and where a chat room waits for a message', async () => {
    await desk.draft()
    const { id, version, dueAt } = await desk.post('linkedin')
    await review(desk.deps, { verb: 'approve', postId: id, version, actor: ann })
    desk.tick(dueAt.getTime() - desk.deps.clock.now().getTime())
    const wish = { surface: 'slack', channel: 'C1', brand: harbour.id, parent: null, payload: null } as const
    await desk.deps.store.wishMessages([{ ...wish, key: 'day x' }], desk.deps.clock.now())
    desk.tick(2 * minuteMs)
    expect((await open().health()).reasons).toEqual([])
    desk.tick(4 * minuteMs)
    expect((await open().health()).reasons.map(({ reason }) => reason)).toEqual([
      'A post has been due for 6 minutes and is not sent.',
      'A chat room has been waiting for a message for 6 minutes.',
    ])
  })

  it('is "not ready" while the process ends, so that nobody is sent there any more', async () => {
    const vitals = open()
    vitals.stopping()
    expect(await vitals.health()).toMatchObject({ ready: false, reasons: [{ part: 'process' }] })
  })

  it('is looked at once a second, however often it is asked for', async () => {
    let looks = 0
    entries = async () => {
      looks += 1
      return []
    }
    jest.useFakeTimers()
    const vitals = open()
    await Promise.all(Array.from({ length: 50 }, () => vitals.health()))
    jest.advanceTimersByTime(999)
    await vitals.health()
    expect(looks).toBe(1)
    jest.advanceTimersByTime(1)
    await vitals.health()
    expect(looks).toBe(2)
  })
})

describe('the metrics', () => {
  it('are shown without what the database did not tell', async () => {
    const { text } = await open(without('messages', fails)).metrics()
    expect(text).toContain('# TYPE greenroom_queue_age_seconds gauge')
    expect(text).not.toMatch(/^greenroom_queue_age_seconds\{/m)
  })
})
