import { describe, expect, it } from '@jest/globals'
import { dayMs } from '../../../src/domain/slot.ts'
import { begun, once, openDelivery, unanswered, type Delivery } from './delivery.ts'

/** A machine whose clock is off, by so much as `set` says. */
function withClock(delivery: Delivery) {
  let offMs = 0
  const clock = { now: () => new Date(delivery.time.now().getTime() + offMs) }
  return { set: (ms: number) => void (offMs = ms), open: () => delivery.open({ clock }) }
}

describe('a clock that is set back by a day', () => {
  it('holds up neither new messages nor changes', async () => {
    const delivery = openDelivery()
    const { set, open } = withClock(delivery)
    const { stop } = open()
    await delivery.wish('a', 'first')
    await begun(delivery)
    set(-dayMs)
    await delivery.wish('a', 'changed')
    await delivery.wish('b', 'second')
    await delivery.time.pass(5000)
    expect(delivery.texts()).toEqual(['changed', 'second'])
    await stop()
  })

  it('lengthens no pause after trouble', async () => {
    const delivery = openDelivery()
    const { set, open } = withClock(delivery)
    once(delivery, { kind: 'later', afterMs: 20_000, reason: 'fewer' }, unanswered)
    await delivery.wish('a', 'first')
    const { stop } = open()
    await delivery.time.pass(5000)
    set(-dayMs)
    await delivery.time.pass(20_000)
    set(-2 * dayMs)
    await delivery.time.pass(60_000)
    expect(delivery.texts()).toEqual(['first'])
    await stop()
  })

  it('is no reason to wait for what an earlier process began', async () => {
    const delivery = openDelivery()
    const { set, open } = withClock(delivery)
    once(delivery, unanswered)
    await delivery.wish('a', 'first')
    const before = open()
    await delivery.time.pass(2000)
    void before.stop()
    await delivery.time.pass(20_000)
    set(-dayMs)
    const { stop } = open()
    await delivery.time.pass(30_000)
    expect(delivery.texts()).toEqual(['first'])
    await stop()
  })
})

describe('a clock that is set ahead by a day', () => {
  it('makes nothing come twice', async () => {
    const delivery = openDelivery()
    const { set, open } = withClock(delivery)
    once(delivery, { kind: 'unanswered', arrivesMs: 0 })
    await delivery.wish('a', 'first')
    const { stop } = open()
    await delivery.time.pass(3000)
    set(dayMs)
    await delivery.time.passAll()
    expect(delivery.texts()).toEqual(['first'])
    await stop()
  })
})
