import { describe, expect, it } from '@jest/globals'
import { addDays, dayMs, minuteMs } from '../../../src/domain/slot.ts'
import { weeklyReport } from '../../../src/service/report.ts'
import { review } from '../../../src/service/review.ts'
import type { Desk } from '../desk.ts'
import {
  ann,
  at,
  brand,
  cardOf,
  commitInReview,
  frozen,
  head,
  metric,
  morning,
  openTestRooms,
  today,
  tomorrow,
  type TestRooms,
} from './rooms.ts'

/** The slots of the day have passed, and what still waits says so. */
async function evening(test: TestRooms): Promise<void> {
  test.desk.tick(at(today, '22:00') - test.desk.deps.clock.now().getTime())
  test.rooms.wake()
  await test.send()
}

describe('a new day', () => {
  it('brings what still waits up again under a new head, from the time of drafting on, once', async () => {
    const test = await morning()
    await test.press('linkedin', { verb: 'reject', reason: 'Dull', note: null })
    const waiting = [await cardOf(test, 'x', tomorrow), await cardOf(test, 'facebook', tomorrow)]
    await evening(test)
    test.desk.tick(at(tomorrow, '05:59') - test.desk.deps.clock.now().getTime())
    test.rooms.wake()
    expect(await test.send()).toEqual([])
    test.desk.tick(minuteMs)
    test.rooms.wake()
    expect(await test.keys({ unsent: true })).toEqual([head(today), head(tomorrow), ...waiting])
    await test.send()
    test.rooms.wake()
    await test.send()
    test.rooms.wake()
    expect(await test.send()).toEqual([])
    test.rooms.lookAgain()
    expect(await test.keys({ prefix: 'post ' })).toHaveLength(5)
  })

  it('lets the older card stand until the newer one is in the room, and then raises it to point there', async () => {
    const test = await morning()
    const older = await cardOf(test, 'x')
    const newer = await cardOf(test, 'x', tomorrow)
    await evening(test)
    test.desk.tick(dayMs)
    test.rooms.wake()
    expect(await test.keys({ unsent: true })).not.toContain(older)
    test.rooms.wake()
    expect(await test.keys({ unsent: true })).not.toContain(older)
    expect(await test.send()).toContain(newer)
    test.rooms.wake()
    expect(await test.send()).toContain(older)
    test.rooms.wake()
    expect(await test.send()).toEqual([])
  })

  it('brings up no card that waits for nobody, and none in the middle of a day', async () => {
    const test = await openTestRooms()
    const { store } = test.desk.deps
    await commitInReview(store, 1, { date: '2026-11-23' })
    const decide = async (verb: 'approve' | 'undo') => {
      const { id, version } = (await store.post('burst-0')) ?? { id: '', version: 0 }
      await review(test.desk.deps, { verb, postId: id, version, actor: ann })
    }
    await test.send()
    await decide('approve')
    test.desk.tick(dayMs)
    test.rooms.wake()
    await test.send()
    await decide('undo')
    test.rooms.lookAgain()
    const cards = [`post burst-0 ${today}`]
    expect(await test.keys({ prefix: 'post ' })).toEqual(cards)
    test.desk.tick(dayMs)
    test.rooms.wake()
    expect(await test.keys({ prefix: 'post ' })).toEqual([...cards, 'post burst-0 2026-11-22'])
  })

  it('begins with whatever is heard first in the morning, older cards before those that are drafted then', async () => {
    const test = await morning()
    test.desk.tick(dayMs)
    await test.desk.draft()
    const fresh = (await test.keys({ unsent: true })).filter((key) => key.startsWith('post '))
    expect(fresh.slice(0, 3).map((key) => key.split(' ')[1]?.includes(today))).toEqual([true, true, true])
    expect(fresh.length).toBeGreaterThan(3)
  })

  it('tells lines in the thread of the newest card', async () => {
    const test = await morning()
    await test.press('x', { verb: 'hold', reason: 'Wait.' })
    const newer = await cardOf(test, 'x', tomorrow)
    const post = await test.desk.post('x')
    test.desk.tick(dayMs)
    test.rooms.wake()
    await test.send()
    await review(test.desk.deps, {
      verb: 'edit',
      postId: post.id,
      version: post.version,
      variant: 'a',
      text: 'New.',
      actor: ann,
    })
    expect((await test.rows({ unsent: true })).find(({ key }) => key.startsWith('line '))?.parent).toBe(newer)
  })

  it('begins at night only where something is drafted; until then the old head tells', async () => {
    const test = await morning()
    test.desk.tick(at(tomorrow, '02:00') - test.desk.deps.clock.now().getTime())
    await frozen(test.desk, brand.id)
    expect(await test.send()).toEqual([head(today)])
    const { store } = test.desk.deps
    await commitInReview(store, 1, { date: tomorrow, time: '09:00' })
    expect(await test.send()).toEqual([head(today), head(tomorrow), `post burst-0 ${tomorrow}`])
  })

  it('begins in the zone of the brand, also where the clocks change', async () => {
    // In New York the night of 1 November 2026 has 25 hours; drafting is at 06:00 in winter time, 11:00 UTC.
    const newYork = { ...brand, timeZone: 'America/New_York' }
    const test = await openTestRooms({ at: '2026-10-31T14:00:00Z', brands: [newYork] })
    expect(await test.keys()).toEqual([head('2026-10-31')])
    test.desk.tick(Date.parse('2026-11-01T10:59:00Z') - test.desk.deps.clock.now().getTime())
    test.rooms.wake()
    expect(await test.keys()).toHaveLength(1)
    test.desk.tick(minuteMs)
    test.rooms.wake()
    expect(await test.keys()).toEqual([head('2026-10-31'), head('2026-11-01')])
  })

  it('gives a card to what was drafted ahead, once its week has come', async () => {
    const before = async ({ deps }: Desk) => commitInReview(deps.store, 1, { date: addDays(today, 8) })
    const test = await openTestRooms({ before })
    expect(await test.keys()).toEqual([head(today)])
    test.desk.tick(dayMs)
    test.rooms.wake()
    expect(await test.keys()).toEqual([head(today), head(tomorrow), `post burst-0 ${tomorrow}`])
  })

  it('leaves alone what has been over for more than thirty days', async () => {
    const test = await morning()
    const post = await test.desk.goOut(await test.press('x', { verb: 'approve' }))
    await test.send()
    const raisedAfter = async (ms: number) => {
      test.desk.tick(ms)
      await test.desk.deps.store.putMetrics([metric(post)])
      return (await test.send()).includes(`post ${post.id} ${today}`)
    }
    expect(await raisedAfter(30 * dayMs - minuteMs)).toBe(true)
    expect(await raisedAfter(2 * minuteMs)).toBe(false)
  })
})

describe('the weekly report', () => {
  const reports = async (test: TestRooms) =>
    (await test.rows({ unsent: true })).filter(({ key }) => /^(report|chart) /.test(key))

  it('comes with its charts in its thread, which are never sent twice', async () => {
    const test = await openTestRooms()
    await test.send()
    const week = await reported(test.desk, '2026-W46')
    const parent = `report ${brand.id} ${week}`
    expect((await reports(test)).map(({ key, parent: of }) => [key, of])).toEqual([
      [parent, null],
      [`chart ${brand.id} ${week} 0`, parent],
      [`chart ${brand.id} ${week} 1`, parent],
    ])
    await test.send()
    await weeklyReport(test.desk.deps, brand.id, week, { renew: true })
    expect((await reports(test)).map(({ key }) => key)).toEqual([parent])
  })

  it('does not come for a week that is not over, nor for one long ago', async () => {
    const test = await openTestRooms()
    await reported(test.desk, '2026-W47')
    await reported(test.desk, '2026-W45')
    expect(await reports(test)).toEqual([])
  })

  it('that was made before its week was over does not come once it is', async () => {
    const test = await openTestRooms()
    await reported(test.desk, '2026-W47')
    test.desk.tick(3 * dayMs)
    test.rooms.lookAgain()
    expect(await reports(test)).toEqual([])
    await weeklyReport(test.desk.deps, brand.id, '2026-W47')
    expect(await reports(test)).toHaveLength(3)
  })
})

async function reported(desk: Desk, week: string): Promise<string> {
  await weeklyReport(desk.deps, brand.id, week)
  return week
}
