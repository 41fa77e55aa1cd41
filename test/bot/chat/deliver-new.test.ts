import { describe, expect, it } from '@jest/globals'
import { archived, home, once, openDelivery, secondsOf, unanswered, wishFor } from './delivery.ts'

describe('new messages', () => {
  it('come in the order of the wishes, with the least gap between one answer and the next call', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'first')
    await delivery.wish('b', 'second')
    await delivery.wish('c', 'third')
    const { stop } = delivery.open()
    await delivery.time.passAll()
    await stop()
    expect(delivery.texts()).toEqual(['first', 'second', 'third'])
    expect(secondsOf(delivery, 'create')).toEqual([1, 2.2, 3.4])
    expect(await delivery.row('b')).toMatchObject({ remoteId: 'm2', wanted: 1, shown: 1, attemptedAt: null })
    expect(await delivery.store.messages({ unsent: true })).toEqual([])
  })

  it('are sent as soon as they are wished for', async () => {
    const delivery = openDelivery()
    const { stop } = delivery.open()
    await delivery.time.pass(60_000)
    await delivery.wish('a', 'late')
    await delivery.time.pass(200)
    await stop()
    expect(secondsOf(delivery, 'create')).toEqual([60])
    expect(delivery.texts()).toEqual(['late'])
  })

  it('of one channel do not wait for a slow one', async () => {
    const delivery = openDelivery()
    delivery.service.misbehave = ({ channel }) => (channel === home ? { kind: 'slow', ms: 20_000 } : null)
    for (const n of [1, 2, 3]) {
      await delivery.wish(`a${n}`, 'slow')
      await delivery.wish(`b${n}`, 'quick', { channel: 'C2' })
    }
    const { stop } = delivery.open()
    await delivery.time.pass(5000)
    expect(delivery.texts('C2')).toHaveLength(3)
    expect(delivery.texts(home)).toHaveLength(0)
    await delivery.time.passAll()
    await stop()
    expect(delivery.texts(home)).toHaveLength(3)
    expect(delivery.service.mostAtOnce()).toBe(1)
  })

  it('of a thread wait for its first message, and others do not wait for them', async () => {
    const delivery = openDelivery()
    await delivery.wish('line', 'approved', { parent: 'card' })
    await delivery.wish('head', 'today')
    await delivery.wish('card', 'a post')
    const { stop } = delivery.open()
    await delivery.time.passAll()
    await stop()
    expect(delivery.texts()).toEqual(['today', 'a post', 'approved'])
    expect(delivery.service.room(home)[2]).toMatchObject({ thread: 'm2' })
  })

  it('of a thread are dropped with its first message', async () => {
    const delivery = openDelivery()
    await delivery.wish('card', 'a post')
    await delivery.store.markMessage(wishFor('card'), { state: 'gone' })
    await delivery.wish('line', 'approved', { parent: 'card' })
    const { stop } = delivery.open()
    await delivery.time.passAll()
    await stop()
    expect(delivery.service.calls).toEqual([])
    expect(await delivery.row('line')).toMatchObject({ state: 'gone' })
  })

  it('that have nothing to show are dropped without a call', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'first')
    delivery.truth.clear()
    const { stop } = delivery.open()
    await delivery.time.passAll()
    await stop()
    expect(delivery.service.calls).toEqual([])
    expect(await delivery.row('a')).toMatchObject({ state: 'gone' })
  })

  it('name other messages by their ids', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'first')
    await delivery.wish('b', '->a')
    await delivery.wish('c', '->nowhere')
    const { stop } = delivery.open()
    await delivery.time.passAll()
    await delivery.store.markMessage(wishFor('a'), { state: 'gone' })
    await delivery.wish('d', '->a')
    await delivery.time.passAll()
    await stop()
    expect(delivery.texts()).toEqual(['first', 'see m1', 'see null', 'see null'])
  })
})

describe('a new message without an answer', () => {
  it('is written down as attempted before the call', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'first')
    const seen: unknown[] = []
    const { surface } = delivery.service
    const { stop } = delivery.open({
      surface: {
        ...surface,
        create: async (place, drawn, key) => {
          seen.push((await delivery.row(key)).attemptedAt)
          return surface.create(place, drawn as { text: string }, key)
        },
      },
    })
    await delivery.time.passAll()
    await stop()
    expect(seen).toEqual([new Date('2026-11-20T06:00:01Z')])
    expect(await delivery.row('a')).toMatchObject({ attemptedAt: null })
  })

  it('is looked for, and taken over where it is there', async () => {
    const delivery = openDelivery()
    once(delivery, { kind: 'unanswered', arrivesMs: 9000 })
    await delivery.wish('a', 'first')
    await delivery.wish('b', 'second')
    const { stop } = delivery.open()
    await delivery.time.passAll()
    await stop()
    expect(delivery.texts()).toEqual(['first', 'second'])
    expect(delivery.service.calls.map(({ kind }) => kind)).toEqual(['create', 'find', 'create'])
    expect(await delivery.row('a')).toMatchObject({ remoteId: 'm1', shown: 1, attemptedAt: null })
  })

  it('shows its newest state once it is taken over', async () => {
    const delivery = openDelivery()
    once(delivery, { kind: 'unanswered', arrivesMs: 0 })
    await delivery.wish('a', 'old')
    const { stop } = delivery.open()
    await delivery.time.pass(2000)
    await delivery.wish('a', 'new')
    await delivery.time.passAll()
    await stop()
    expect(delivery.texts()).toEqual(['new'])
  })

  it('is sent again where it is absent, but not before it can no longer arrive', async () => {
    const delivery = openDelivery()
    once(delivery, unanswered)
    await delivery.wish('a', 'first')
    await delivery.wish('b', 'second')
    const { stop } = delivery.open()
    await delivery.time.passAll()
    await stop()
    expect(delivery.texts()).toEqual(['first', 'second'])
    // Called at 1 s, given up at 9.1 s.
    expect(secondsOf(delivery, 'find')).toEqual([19.1])
    expect(secondsOf(delivery, 'create')).toEqual([1, 19.3, 20.5])
  })

  it('is looked for since the first attempt, and shows its newest state whichever arrived', async () => {
    const delivery = openDelivery()
    const { surface } = delivery.service
    once(delivery, { kind: 'unanswered', arrivesMs: 0 }, null, unanswered)
    await delivery.wish('a', 'first')
    let isBlind = true
    const { stop } = delivery.open({
      surface: {
        ...surface,
        find: async (place, key, since) => {
          const found = await surface.find(place, key, since)
          const seen = isBlind ? ({ kind: 'absent' } as const) : found
          if (isBlind) delivery.truth.set('a', 'newest')
          isBlind = false
          return seen
        },
      },
    })
    await delivery.time.passAll()
    await stop()
    expect(delivery.texts()).toEqual(['newest'])
  })

  it('that had a clear answer in between begins its patience anew', async () => {
    const delivery = openDelivery()
    once(delivery, unanswered, null, archived, unanswered)
    await delivery.wish('a', 'first')
    await delivery.wish('b', 'second')
    const { stop } = delivery.open()
    await delivery.time.pass(60_000)
    // A long night in the room that is shut.
    once(delivery, ...Array.from({ length: 7 }, () => archived), unanswered)
    await delivery.time.passAll()
    await stop()
    expect(delivery.texts()).toEqual(['first', 'second'])
  })

  it('of a process that is gone is looked for by the next', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'first')
    await delivery.store.markMessage(wishFor('a'), { attemptedAt: delivery.time.now() })
    await delivery.time.pass(60_000)
    const { stop } = delivery.open()
    await delivery.time.passAll()
    await stop()
    expect(secondsOf(delivery, 'find')).toEqual([70])
    expect(delivery.texts()).toEqual(['first'])
  })

  it('is asked for again and again where nothing can be told, ever more rarely, and holds up others for ten minutes', async () => {
    const delivery = openDelivery()
    delivery.service.misbehave = ({ kind, key }) => {
      if (key !== 'a') return null
      return kind === 'find' ? { kind: 'unclear' } : unanswered
    }
    await delivery.wish('a', 'first')
    await delivery.wish('b', 'second')
    const { stop } = delivery.open()
    await delivery.time.pass(30 * 60_000)
    const asked = secondsOf(delivery, 'find')
    const pauses = asked.slice(1).map((at, index) => Math.round(at - (asked[index] ?? 0)))
    expect(pauses.slice(0, 7)).toEqual([20, 40, 80, 160, 300, 300, 300])
    expect(secondsOf(delivery, 'create')).toEqual([1, 609.1])
    expect(delivery.texts()).toEqual(['second'])
    delivery.service.misbehave = () => null
    await delivery.time.passAll()
    await stop()
    expect(delivery.texts()).toEqual(['second', 'first'])
  })
})
