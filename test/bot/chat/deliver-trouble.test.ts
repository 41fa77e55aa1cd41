import { describe, expect, it } from '@jest/globals'
import type { Fault } from '../../fakes/chat-service.ts'
import { begun, home, once, openDelivery, secondsOf, unanswered } from './delivery.ts'

describe('a message that was deleted', () => {
  it('is told and left alone', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'first')
    const { stop } = delivery.open()
    await begun(delivery)
    delivery.service.remove('m1')
    await delivery.wish('a', 'changed')
    await delivery.time.passAll()
    await delivery.wish('a', 'again')
    await delivery.time.passAll()
    await stop()
    expect(delivery.service.calls).toHaveLength(2)
    expect(delivery.troubles).toEqual([
      expect.objectContaining({ kind: 'deleted', message: expect.objectContaining({ key: 'a' }) }),
    ])
    expect(await delivery.row('a')).toMatchObject({ state: 'gone' })
  })

  it('takes the lines of its thread with it', async () => {
    const delivery = openDelivery()
    await delivery.wish('card', 'a post')
    const { stop } = delivery.open()
    await begun(delivery)
    delivery.service.remove('m1')
    await delivery.wish('line 1', 'approved', { parent: 'card' })
    await delivery.wish('line 2', 'published', { parent: 'card' })
    await delivery.time.passAll()
    await stop()
    expect(delivery.service.calls.map(({ key }) => key)).toEqual(['card', 'line 1'])
    expect(delivery.troubles).toEqual([
      expect.objectContaining({ kind: 'deleted', message: expect.objectContaining({ key: 'card' }) }),
    ])
    for (const key of ['card', 'line 1', 'line 2'])
      expect(await delivery.row(key)).toMatchObject({ state: 'gone' })
  })

  it('is told until somebody has heard it', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'first')
    let tries = 0
    const { stop } = delivery.open({
      onTrouble: async (trouble) => {
        tries += 1
        if (trouble.kind === 'deleted' && tries < 4) throw new Error('nobody is there')
        delivery.troubles.push(trouble)
      },
    })
    await delivery.time.passAll()
    expect(tries).toBe(1)
    delivery.service.remove('m1')
    await delivery.wish('a', 'changed')
    await delivery.time.passAll()
    await stop()
    expect(delivery.troubles.map(({ kind }) => kind)).toEqual(['back', 'deleted'])
    expect(await delivery.row('a')).toMatchObject({ state: 'gone' })
  })
})

describe('a room that cannot be written to', () => {
  const shut: Fault = { kind: 'shut_out', reason: 'Invite Greenroom to the channel.' }

  it('is tried more and more rarely; each brand is told once, and once more when it works', async () => {
    const delivery = openDelivery()
    let isShut = true
    delivery.service.misbehave = () => (isShut ? shut : null)
    await delivery.wish('a', 'first')
    await delivery.wish('b', 'of another brand', { brand: 'loft' })
    const { stop } = delivery.open()
    await delivery.time.pass(60 * 60_000)
    expect(secondsOf(delivery, 'create').map((at) => Math.floor(at / 60))).toEqual([0, 1, 3, 7, 15, 30, 45])
    expect(delivery.troubles).toEqual(
      ['harbour', 'loft'].map((brand) => ({
        kind: 'shut_out',
        channel: home,
        brand,
        reason: 'Invite Greenroom to the channel.',
      })),
    )
    isShut = false
    await delivery.time.passAll()
    await stop()
    expect(delivery.texts()).toEqual(['first', 'of another brand'])
    expect(delivery.troubles.slice(2)).toEqual(
      ['harbour', 'loft'].map((brand) => ({ kind: 'back', channel: home, brand })),
    )
    expect(delivery.service.calls.map(({ kind }) => kind)).not.toContain('find')
  })

  it('is told to work after a start, since an earlier process may have told that it was shut', async () => {
    const delivery = openDelivery()
    let isShut = true
    delivery.service.misbehave = () => (isShut ? shut : null)
    await delivery.wish('a', 'first')
    const first = delivery.open()
    await delivery.time.pass(5000)
    await first.stop()
    isShut = false
    const { stop } = delivery.open()
    await delivery.time.passAll()
    await delivery.wish('a', 'changed')
    await delivery.wish('b', 'second')
    await delivery.wish('c', 'of another brand', { brand: 'loft' })
    await delivery.time.passAll()
    await stop()
    expect(delivery.troubles.map((one) => [one.kind, 'brand' in one && one.brand])).toEqual([
      ['shut_out', 'harbour'],
      ['back', 'harbour'],
      ['back', 'loft'],
    ])
  })

  it('is not told to work because a change got through', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'first')
    const first = delivery.open()
    await begun(delivery)
    await first.stop()
    const { stop } = delivery.open()
    await delivery.wish('a', 'changed')
    await delivery.time.passAll()
    await stop()
    expect(delivery.texts()).toEqual(['changed'])
    expect(delivery.troubles).toEqual([])
  })

  it('is tried again as soon as the first time when it is shut a second time', async () => {
    const delivery = openDelivery()
    once(delivery, shut, shut, shut)
    await delivery.wish('a', 'first')
    const { stop } = delivery.open()
    await delivery.time.passAll()
    const before = delivery.service.calls.length
    once(delivery, shut)
    await delivery.wish('b', 'second')
    await delivery.time.passAll()
    await stop()
    const [first = 0, second = 0] = secondsOf(delivery, 'create').slice(before)
    expect(Math.round(second - first)).toBe(60)
    expect(delivery.troubles.map(({ kind }) => kind)).toEqual(['shut_out', 'back', 'shut_out', 'back'])
  })

  it('keeps other rooms going, and its own changes', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'first')
    const { stop } = delivery.open()
    await begun(delivery)
    delivery.service.misbehave = ({ kind, channel }) => (kind === 'create' && channel === home ? shut : null)
    await delivery.wish('b', 'second')
    await delivery.wish('c', 'elsewhere', { channel: 'C2' })
    await delivery.time.pass(5000)
    await delivery.wish('a', 'changed')
    await delivery.time.pass(2000)
    expect(delivery.texts()).toEqual(['changed'])
    expect(delivery.texts('C2')).toEqual(['elsewhere'])
    // New messages still do not get through, so nobody is told that all is well.
    const here = delivery.troubles.filter((one) => 'channel' in one && one.channel === home)
    expect(here.map(({ kind }) => kind)).toEqual(['shut_out'])
    await stop()
  })

  it('is told of once by both lanes together', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'first')
    const { stop } = delivery.open()
    await begun(delivery)
    let isShut = true
    delivery.service.misbehave = () => (isShut ? shut : null)
    await delivery.wish('a', 'changed')
    await delivery.wish('b', 'second')
    await delivery.time.pass(10_000)
    isShut = false
    await delivery.time.passAll()
    await stop()
    expect(delivery.troubles.map(({ kind }) => kind)).toEqual(['shut_out', 'back'])
    expect(delivery.texts()).toEqual(['changed', 'second'])
  })
})

describe('a message that is refused', () => {
  it('is logged, and not tried again before it says something else, not even by the next process', async () => {
    const delivery = openDelivery()
    delivery.service.misbehave = ({ text }) =>
      text === 'bad' ? { kind: 'refused', reason: 'invalid_blocks' } : null
    await delivery.wish('a', 'bad')
    await delivery.wish('b', 'good')
    const first = delivery.open()
    await delivery.time.passAll()
    await delivery.wish('a', 'bad')
    await delivery.time.passAll()
    await first.stop()
    const { stop } = delivery.open()
    await delivery.wish('a', 'bad')
    await delivery.time.passAll()
    expect(delivery.service.calls.map(({ text }) => text)).toEqual(['bad', 'good'])
    expect(delivery.logged).toContainEqual(
      expect.objectContaining({
        level: 'error',
        facts: { surface: 'slack', channel: home, key: 'a', reason: 'invalid_blocks' },
      }),
    )
    await delivery.wish('a', 'mended')
    await delivery.time.passAll()
    await stop()
    expect(delivery.texts()).toEqual(['good', 'mended'])
  })

  it('is sent once it says something else, even if that has no answer at first', async () => {
    const delivery = openDelivery()
    const bad: Fault = { kind: 'refused', reason: 'invalid_blocks' }
    once(delivery, bad)
    await delivery.wish('a', 'bad')
    const { stop } = delivery.open()
    await delivery.time.passAll()
    once(delivery, unanswered)
    await delivery.wish('a', 'mended')
    await delivery.time.passAll()
    await stop()
    expect(delivery.texts()).toEqual(['mended'])
  })

  it('may be a change: the message stays as it was until it says something else', async () => {
    const delivery = openDelivery()
    delivery.service.misbehave = ({ text }) =>
      text === 'bad' ? { kind: 'refused', reason: 'invalid_blocks' } : null
    await delivery.wish('a', 'good')
    const { stop } = delivery.open()
    await delivery.time.passAll()
    await delivery.wish('a', 'bad')
    await delivery.time.passAll()
    await delivery.wish('a', 'bad')
    await delivery.time.passAll()
    expect(delivery.service.calls.map(({ text }) => text)).toEqual(['good', 'bad'])
    await delivery.wish('a', 'good')
    await delivery.time.passAll()
    await stop()
    expect(delivery.texts()).toEqual(['good'])
    expect(await delivery.row('a')).toMatchObject({ wanted: 4, shown: 4 })
  })
})
