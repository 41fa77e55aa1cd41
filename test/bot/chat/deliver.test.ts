import { describe, expect, it } from '@jest/globals'
import { delay, once, openDelivery } from './delivery.ts'

describe('trouble of our own', () => {
  it('with one message does not stop the others', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'first')
    await delivery.wish('b', 'second')
    const { stop } = delivery.open()
    await delivery.time.passAll()
    delivery.service.misbehave = ({ key }) => (key === 'a' ? { kind: 'throws' } : null)
    await delivery.wish('a', 'changed a')
    await delivery.wish('b', 'changed b')
    await delivery.time.pass(60_000)
    expect(delivery.texts()).toEqual(['first', 'changed b'])
    // At 0, 1, 3, 7, 15 and 31 s, and the time that the calls take.
    expect(delivery.service.calls.filter(({ text }) => text === 'changed a')).toHaveLength(6)
    expect(delivery.logged.filter(({ level }) => level === 'error')).toHaveLength(6)
    delivery.service.misbehave = () => null
    await delivery.time.passAll()
    await stop()
    expect(delivery.texts()).toEqual(['changed a', 'changed b'])
  })

  it('that is over is forgotten, even if there was nothing left to send', async () => {
    const delivery = openDelivery()
    let isBroken = false
    let tries = 0
    await delivery.wish('a', 'same')
    const { stop } = delivery.open({
      contentOf: async (message) => {
        tries += 1
        if (isBroken) throw new Error('a bug')
        return delivery.options.contentOf(message)
      },
    })
    await delivery.time.passAll()
    isBroken = true
    await delivery.wish('a', 'same')
    await delivery.time.pass(60_000)
    isBroken = false
    await delivery.time.passAll()
    isBroken = true
    tries = 0
    await delivery.wish('a', 'same')
    await delivery.time.pass(3500)
    await stop()
    expect(tries).toBe(3)
  })

  it('with the making of a message does not stop those after it for ever', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'first')
    await delivery.wish('b', 'second')
    const { stop } = delivery.open({
      contentOf: async (message) => {
        if (message.key === 'a') throw new Error('a bug')
        return delivery.options.contentOf(message)
      },
    })
    await delivery.time.pass(15 * 60_000)
    await stop()
    expect(delivery.texts()).toEqual(['second'])
  })

  it('after a create that throws: it counts as one without an answer', async () => {
    const delivery = openDelivery()
    once(delivery, { kind: 'throws' })
    await delivery.wish('a', 'first')
    const { stop } = delivery.open()
    await delivery.time.passAll()
    await stop()
    expect(delivery.service.calls.map(({ kind }) => kind)).toEqual(['create', 'find', 'create'])
    expect(delivery.texts()).toEqual(['first'])
  })

  it('with the store is waited out, with longer and longer pauses', async () => {
    const delivery = openDelivery()
    const { store } = delivery
    let reads = 0
    let isDown = true
    const { stop } = delivery.open({
      store: {
        messages: async (query) => {
          reads += 1
          if (isDown) throw new Error('the database is away')
          return store.messages(query)
        },
        markMessage: (id, mark) => store.markMessage(id, mark),
        onChange: (listener) => store.onChange(listener),
      },
    })
    for (let second = 0; second < 120; second++) {
      await delivery.wish('a', 'first')
      await delivery.time.pass(1000)
    }
    // Three readers (both lanes, and the search for channels), each at 0, 1, 3, 7, 15, 31, 61, 91 s.
    expect(reads).toBeLessThanOrEqual(27)
    isDown = false
    await delivery.time.passAll()
    await stop()
    expect(delivery.texts()).toEqual(['first'])
  })

  it('with writing down what was sent does not send it twice', async () => {
    const delivery = openDelivery()
    const { store } = delivery
    await delivery.wish('a', 'first')
    await delivery.wish('b', 'second')
    const { stop } = delivery.open({
      store: {
        messages: (query) => store.messages(query),
        markMessage: async (id, mark) => {
          if (mark.remoteId === 'm1' && delivery.time.now() < new Date('2026-11-20T06:01:00Z'))
            throw new Error('the database is away')
          return store.markMessage(id, mark)
        },
        onChange: (listener) => store.onChange(listener),
      },
    })
    await delivery.time.passAll()
    await stop()
    expect(delivery.texts()).toEqual(['first', 'second'])
    expect(delivery.service.calls.filter(({ kind }) => kind === 'create')).toHaveLength(2)
  })
})

describe('the sender', () => {
  it('looks through all channels when anything may have changed', async () => {
    const delivery = openDelivery()
    const listeners: Parameters<typeof delivery.store.onChange>[0][] = []
    const { store } = delivery
    const { stop } = delivery.open({
      store: {
        messages: (query) => store.messages(query),
        markMessage: (id, mark) => store.markMessage(id, mark),
        onChange: (listener) => {
          listeners.push(listener)
          return () => {}
        },
      },
    })
    await delivery.time.passAll()
    await delivery.wish('a', 'unheard of')
    await delivery.time.passAll()
    expect(delivery.texts()).toEqual([])
    for (const listener of listeners) listener({ kind: 'message', brand: 'desk', id: 'desk' })
    await delivery.time.passAll()
    await stop()
    expect(delivery.texts()).toEqual(['unheard of'])
  })

  it('sends only what is of its surface', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'for Discord', { surface: 'discord' })
    const { stop } = delivery.open()
    await delivery.time.passAll()
    await stop()
    expect(delivery.service.calls).toEqual([])
  })

  it('waits for the call that is under way when it stops, and makes no other', async () => {
    const delivery = openDelivery()
    for (let n = 0; n < 5; n++) await delivery.wish(`card ${n}`, `card ${n}`)
    const { stop } = delivery.open()
    await delivery.time.pass(1050)
    let isStopped = false
    const stopped = stop().then(() => void (isStopped = true))
    await delivery.time.pass(50)
    expect(isStopped).toBe(false)
    await delivery.time.pass(200)
    expect(isStopped).toBe(true)
    await stopped
    expect(delivery.time.waiting()).toBe(0)
    expect(delivery.texts()).toEqual(['card 0'])
    expect(await delivery.row('card 0')).toMatchObject({ remoteId: 'm1', attemptedAt: null })
    await delivery.wish('card 9', 'after the end')
    await delivery.time.passAll()
    expect(delivery.service.calls).toHaveLength(1)
  })

  it('makes nothing more ready once it is stopped', async () => {
    const delivery = openDelivery()
    for (let n = 0; n < 9; n++) await delivery.wish(`card ${n}`, 'same')
    const first = delivery.open()
    await delivery.time.passAll()
    await first.stop()
    for (let n = 0; n < 9; n++) await delivery.wish(`card ${n}`, 'same')
    let made = 0
    const { stop } = delivery.open({
      contentOf: async (message) => {
        made += 1
        await delay(delivery, 1000)
        return delivery.options.contentOf(message)
      },
    })
    await delivery.time.pass(3500)
    const stopped = stop()
    await delivery.time.passAll()
    await stopped
    expect(made).toBe(3)
  })

  it('opens no channel that it learns of while it stops', async () => {
    const delivery = openDelivery()
    const { store } = delivery
    await delivery.wish('a', 'first')
    let listeners = 0
    let reads = 0
    const { stop } = delivery.open({
      store: {
        messages: async (query) => {
          reads += 1
          await delay(delivery, 1000)
          return store.messages(query)
        },
        markMessage: (id, mark) => store.markMessage(id, mark),
        onChange: (listener) => {
          const unsubscribe = store.onChange(listener)
          listeners += 1
          return () => {
            listeners -= 1
            unsubscribe()
          }
        },
      },
    })
    await delivery.time.pass(500)
    expect(listeners).toBe(1)
    const stopped = stop()
    await delivery.time.passAll()
    await stopped
    expect(listeners).toBe(0)
    expect(reads).toBe(1)
  })

  it('does not wait for ever for a call that never ends', async () => {
    const delivery = openDelivery()
    await delivery.wish('a', 'first')
    const { stop } = delivery.open({
      surface: { ...delivery.service.surface, create: () => new Promise(() => {}) },
    })
    await delivery.time.pass(2000)
    let isStopped = false
    const stopped = stop().then(() => void (isStopped = true))
    await delivery.time.pass(11_900)
    expect(isStopped).toBe(false)
    await delivery.time.pass(200)
    expect(isStopped).toBe(true)
    await stopped
  })

  it('knows equal pictures by their bytes', async () => {
    const delivery = openDelivery()
    const { surface } = delivery.service
    let bytes = new Uint8Array([1, 2, 3])
    await delivery.wish('a', 'chart')
    const { stop } = delivery.open({
      surface: { ...surface, draw: () => ({ text: 'chart', bytes }) },
    })
    await delivery.time.passAll()
    await delivery.wish('a', 'chart')
    await delivery.time.passAll()
    expect(delivery.service.calls).toHaveLength(1)
    bytes = new Uint8Array([1, 2, 4])
    await delivery.wish('a', 'chart')
    await delivery.time.passAll()
    await stop()
    expect(delivery.service.calls).toHaveLength(2)
  })
})
