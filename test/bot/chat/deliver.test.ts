import { describe, expect, it } from '@jest/globals'
import type { Fault } from '../../fakes/chat-service.ts'
import { home, openDelivery, wishFor, type Delivery } from './delivery.ts'

const unanswered: Fault = { kind: 'unanswered', arrivesMs: null }
const archived: Fault = { kind: 'shut_out', reason: 'archived' }

/** Misbehaves once for each fault, whatever is called; null lets a call through. */
function once({ service }: Delivery, ...faults: readonly (Fault | null)[]): void {
  const left = [...faults]
  service.misbehave = () => left.shift() ?? null
}

/** The first message after a start takes back what an earlier process may have told: of no interest here. */
async function begun(delivery: Delivery): Promise<void> {
  await delivery.time.passAll()
  delivery.troubles.splice(0)
}

function delay({ time }: Delivery, ms: number): Promise<void> {
  return new Promise((done) => void time.after(ms, done))
}

function secondsOf({ service }: Delivery, kind: 'create' | 'update' | 'find'): readonly number[] {
  return service.calls
    .filter((call) => call.kind === kind)
    .map(({ at }) => (at.getTime() - Date.parse('2026-11-20T06:00:00Z')) / 1000)
}

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

  it('go out newest first, and what changes all the time keeps nobody waiting', async () => {
    const delivery = openDelivery()
    for (let n = 0; n < 6; n++) await delivery.wish(`card ${n}`, 'new')
    const { stop } = delivery.open()
    await delivery.time.passAll()
    const sent = delivery.service.calls.length
    for (let n = 0; n < 6; n++) await delivery.wish(`card ${n}`, 'approved')
    await delivery.time.pass(1300)
    for (let n = 1; n <= 10; n++) {
      await delivery.wish('card 5', `progress ${n}`)
      await delivery.time.pass(500)
    }
    await stop()
    const order = delivery.service.calls.slice(sent).map(({ key }) => key)
    // The first two had gone out when the last card began to change.
    expect(order).toEqual(['card 0', 'card 1', 'card 5', 'card 2', 'card 3', 'card 4'])
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
