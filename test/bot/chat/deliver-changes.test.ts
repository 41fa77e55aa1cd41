import { describe, expect, it } from '@jest/globals'
import { delay, home, once, openDelivery, secondsOf, wishFor } from './delivery.ts'

describe('a message of which nobody can tell what it shows', () => {
  it('is left as it is, keeps nobody waiting, and goes on once somebody can', async () => {
    const delivery = openDelivery()
    let isAway = false
    const { stop } = delivery.open({
      contentOf: async (message) =>
        isAway && message.brand === 'harbour' ? 'away' : delivery.options.contentOf(message),
    })
    await delivery.wish('there', 'first')
    await delivery.time.passAll()
    isAway = true
    await delivery.wish('there', 'changed')
    await delivery.wish('new', 'second')
    await delivery.wish('other', 'of another brand', { brand: 'mill' })
    await delivery.time.passAll()
    expect(delivery.texts()).toEqual(['first', 'of another brand'])
    isAway = false
    await delivery.wish('there', 'changed again')
    await delivery.time.passAll()
    await stop()
    expect(delivery.texts()).toEqual(['changed again', 'of another brand', 'second'])
  })
})

describe('changes', () => {
  it('show within two seconds while 500 new messages wait', async () => {
    const delivery = openDelivery()
    for (let n = 0; n < 501; n++) await delivery.wish(`card ${n}`, 'waits')
    const { stop } = delivery.open()
    await delivery.time.pass(60_500)
    const before = delivery.texts().length
    await delivery.wish('card 3', 'approved')
    await delivery.time.pass(2000)
    expect(delivery.texts()[3]).toBe('approved')
    expect(delivery.texts().length).toBeGreaterThan(before)
    await delivery.time.passAll()
    await stop()
    expect(delivery.texts()).toHaveLength(501)
  })

  it('send the newest state only', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'zero')
    const { stop } = delivery.open()
    await delivery.time.pass(5000)
    for (let n = 1; n <= 20; n++) {
      await delivery.wish('a', `state ${n}`)
      await delivery.time.pass(50)
    }
    await delivery.time.passAll()
    await stop()
    expect(delivery.service.calls.map(({ text }) => text)).toEqual(['zero', 'state 1', 'state 20'])
    expect(await delivery.row('a')).toMatchObject({ wanted: 21, shown: 21 })
  })

  it('that come while one is being made or sent are sent next', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'zero')
    let made = 0
    const { stop } = delivery.open({
      contentOf: async (message) => {
        const content = await delivery.options.contentOf(message)
        made += 1
        if (made === 1) await delivery.wish('a', 'one')
        return content
      },
    })
    await delivery.time.pass(1100)
    await delivery.wish('a', 'two')
    await delivery.time.passAll()
    await stop()
    expect(delivery.service.calls.map(({ text }) => text)).toEqual(['zero', 'two'])
    expect(delivery.texts()).toEqual(['two'])
  })

  it('that change nothing send nothing', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'same')
    const { stop } = delivery.open()
    await delivery.time.passAll()
    await delivery.wish('a', 'same')
    await delivery.time.passAll()
    await stop()
    expect(delivery.service.calls).toHaveLength(1)
    expect(await delivery.row('a')).toMatchObject({ wanted: 2, shown: 2 })
  })

  it('go out newest first, then lowest in the room, and what changes all the time keeps nobody waiting', async () => {
    const delivery = openDelivery()
    for (let n = 0; n < 6; n++) await delivery.wish(`card ${n}`, 'new')
    const { stop } = delivery.open()
    await delivery.time.passAll()
    const sent = delivery.service.calls.length
    for (let n = 0; n < 6; n++) await delivery.wish(`card ${n}`, 'approved')
    await delivery.time.pass(1300)
    for (let n = 1; n <= 10; n++) {
      await delivery.wish('card 1', `progress ${n}`)
      await delivery.time.pass(500)
    }
    await stop()
    const order = delivery.service.calls.slice(sent).map(({ key }) => key)
    // The first two had gone out when one of the others began to change; the rest goes from the lowest in the room.
    expect(order).toEqual(['card 0', 'card 5', 'card 1', 'card 4', 'card 3', 'card 2'])
  })

  it('that had no answer are sent again, even back to what was shown before', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'on')
    const { stop } = delivery.open()
    await delivery.time.passAll()
    once(delivery, { kind: 'unanswered', arrivesMs: 0 })
    await delivery.wish('a', 'off')
    await delivery.time.pass(5000)
    await delivery.wish('a', 'on')
    await delivery.time.passAll()
    await stop()
    expect(delivery.texts()).toEqual(['on'])
    expect(delivery.service.calls.filter(({ kind }) => kind === 'find')).toEqual([])
  })

  it('of a message that has nothing more to show drop it', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'first')
    const { stop } = delivery.open()
    await delivery.time.passAll()
    delivery.truth.clear()
    await delivery.store.wishMessages([wishFor('a')], delivery.time.now())
    await delivery.time.passAll()
    await stop()
    expect(delivery.service.calls).toHaveLength(1)
    expect(await delivery.row('a')).toMatchObject({ state: 'gone' })
  })
})

describe('being told to wait', () => {
  it('is obeyed to the millisecond, in every channel, as often as it is said', async () => {
    const delivery = openDelivery()
    let left = 3
    delivery.service.misbehave = ({ channel }) =>
      channel === home && left-- > 0 ? { kind: 'later', afterMs: 7000, reason: '429' } : null
    await delivery.wish('a', 'first')
    const { stop } = delivery.open()
    await delivery.time.pass(5000)
    await delivery.wish('b', 'elsewhere', { channel: 'C2' })
    await delivery.time.passAll()
    await stop()
    const [first = 0, ...rest] = delivery.service.calls
      .filter(({ channel }) => channel === home)
      .map(({ at }) => at.getTime())
    expect(rest.map((at) => at - first)).toEqual([7200, 14_400, 21_600])
    const [elsewhere] = delivery.service.calls.filter(({ channel }) => channel === 'C2')
    expect(elsewhere?.at.getTime()).toBe(first + 7200)
    expect(delivery.texts()).toEqual(['first'])
  })

  it('holds for new messages and for changes separately', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'new')
    const { stop } = delivery.open()
    await delivery.time.passAll()
    once(delivery, { kind: 'later', afterMs: 60_000, reason: '429' })
    await delivery.wish('b', 'second')
    await delivery.time.pass(1500)
    await delivery.wish('a', 'changed')
    await delivery.time.pass(1500)
    expect(delivery.texts()).toEqual(['changed'])
    await delivery.time.passAll()
    await stop()
    expect(delivery.texts()).toEqual(['changed', 'second'])
  })

  it.each(['create', 'update'] as const)(
    'holds for another channel whose %s is just being made ready',
    async (asked) => {
      const delivery = openDelivery()
      let isSlow = asked === 'create'
      await delivery.wish('a', 'first')
      await delivery.wish('b', 'slow to make', { channel: 'C2' })
      const { stop } = delivery.open({
        contentOf: async (message) => {
          if (message.key === 'b' && isSlow) await delay(delivery, 2000)
          return delivery.options.contentOf(message)
        },
      })
      if (asked === 'update') await delivery.time.passAll()
      isSlow = true
      const before = delivery.service.calls.length
      once(delivery, { kind: 'later', afterMs: 30_000, reason: '429' })
      await delivery.wish('a', 'changed')
      await delivery.wish('b', 'changed', { channel: 'C2' })
      await delivery.time.passAll()
      await stop()
      const [told, ...others] = delivery.service.calls.slice(before).filter(({ kind }) => kind === asked)
      const free = (told?.at.getTime() ?? 0) + 200 + 30_000
      expect(others).toHaveLength(2)
      for (const { at } of others) expect(at.getTime()).toBeGreaterThanOrEqual(free)
    },
  )

  it('for long is not shortened by a later word to wait for less', async () => {
    const delivery = openDelivery()
    const waits = [60_000, 1000]
    delivery.service.misbehave = () => {
      const afterMs = waits.shift()
      return afterMs === undefined ? null : { kind: 'later', afterMs, reason: '429' }
    }
    await delivery.wish('a', 'first')
    await delivery.wish('b', 'elsewhere', { channel: 'C2' })
    const { stop } = delivery.open()
    await delivery.time.passAll()
    await stop()
    expect(secondsOf(delivery, 'create')).toEqual([1, 1, 61.2, 61.2])
  })

  it('is no attempt: nothing is looked up', async () => {
    const delivery = openDelivery()
    once(delivery, { kind: 'later', afterMs: 7000, reason: '429' })
    await delivery.wish('a', 'first')
    const { stop } = delivery.open()
    await delivery.time.pass(3000)
    expect(await delivery.row('a')).toMatchObject({ attemptedAt: null, shownHash: null })
    await delivery.time.passAll()
    await stop()
    expect(delivery.service.calls.map(({ kind }) => kind)).toEqual(['create', 'create'])
  })
})
