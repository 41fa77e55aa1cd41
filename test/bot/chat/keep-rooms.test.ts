import { describe, expect, it } from '@jest/globals'
import { openRooms } from '../../../src/bot/chat/keep-rooms.ts'
import { contentOf } from '../../../src/bot/chat/room-content.ts'
import type { Brand } from '../../../src/domain/brand.ts'
import { addDays, dayMs, hourMs, minuteMs } from '../../../src/domain/slot.ts'
import type { Store, StoreChange } from '../../../src/ports.ts'
import { review } from '../../../src/service/review.ts'
import { sweep } from '../../../src/service/sweep.ts'
import { freshStore } from '../../store/database.ts'
import { openDesk, type Desk } from '../desk.ts'
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
  roomsOn,
  today,
  tomorrow,
} from './rooms.ts'

describe('a room', () => {
  it('has the head of the day, then a card for each post that has been drafted, by the time it is due', async () => {
    const test = await openTestRooms()
    expect(await test.keys()).toEqual([head(today)])
    await test.desk.draft()
    expect(await test.keys()).toEqual([
      head(today),
      await cardOf(test, 'linkedin'),
      await cardOf(test, 'x'),
      await cardOf(test, 'facebook'),
    ])
    for (const row of await test.rows())
      expect(row).toMatchObject({ surface: 'slack', channel: 'C1', brand: brand.id, parent: null })
  })

  it('has no card for what is only planned, nor for what expired before it was drafted', async () => {
    const test = await openTestRooms()
    test.desk.tick(12 * hourMs)
    await sweep(test.desk.deps)
    const expired = await test.desk.deps.store.posts({ status: ['expired'] })
    expect(expired).toHaveLength(3)
    expect(await test.keys()).toEqual([head(today)])
  })

  it('never has a card for what was simulated', async () => {
    const before = async ({ deps }: Desk) => commitInReview(deps.store, 3, { simulated: true })
    const test = await openTestRooms({ before })
    expect(await test.keys()).toEqual([head(today)])
  })

  it('is every channel of the brand on a surface that is served, once', async () => {
    const rooms = [
      { surface: 'slack', channel: 'C1' },
      { surface: 'slack', channel: 'C1' },
      { surface: 'slack', channel: 'C2' },
      { surface: 'discord', channel: 'D1' },
      { surface: 'web', channel: 'web' },
    ] as const
    const many = { ...brand, rooms }
    const test = await openTestRooms({ brands: [many] })
    expect((await test.rows()).map(({ surface, channel }) => `${surface} ${channel}`)).toEqual([
      'slack C1',
      'slack C2',
    ])
    const both = await openTestRooms({ brands: [many], surfaces: ['slack', 'discord'] })
    expect(await both.keys({ surface: 'discord' })).toEqual([head(today)])
  })
})

describe('a change', () => {
  it('of a post raises its card and the head, and no other card', async () => {
    const test = await morning()
    await test.press('x', { verb: 'hold', reason: 'Wait.' })
    const unsent = await test.keys({ unsent: true })
    expect(unsent.filter((key) => !key.startsWith('line '))).toEqual([head(today), await cardOf(test, 'x')])
  })

  it.each([
    ['a freeze', (desk: Desk) => frozen(desk, brand.id)],
    ['a freeze of the whole desk', (desk: Desk) => frozen(desk, 'desk')],
    [
      'a notice',
      ({ deps, brand: { id } }: Desk) =>
        deps.store.putNotice({ brand: id, key: 'k', text: 't', at: deps.clock.now() }),
    ],
  ])('that is %s raises the head alone', async (_, act) => {
    const test = await morning()
    await act(test.desk)
    expect(await test.send()).toEqual([head(today)])
  })

  it('of figures raises the cards of what was published, and nothing else', async () => {
    const test = await morning()
    const post = await test.desk.goOut(await test.press('x', { verb: 'approve' }))
    const card = await cardOf(test, 'x')
    await test.send()
    await test.desk.deps.store.putMetrics([metric(post)])
    expect(await test.send()).toEqual([card])
  })

  it('of figures tells once, in the thread, what a post did that has been live for a day', async () => {
    const test = await morning()
    const post = await test.desk.goOut(await test.press('x', { verb: 'approve' }))
    const card = await cardOf(test, 'x')
    await test.send()
    const { store } = test.desk.deps
    test.desk.tick(dayMs - 1)
    await store.putMetrics([metric(post)])
    expect(await test.send()).not.toContain(`figures ${post.id}`)
    test.desk.tick(1)
    await store.putMetrics([metric(post, addDays(today, 1))])
    const sent = await test.send()
    expect(sent).toContain(`figures ${post.id}`)
    const [line] = await store.messages({ keys: [`figures ${post.id}`] })
    expect(line?.parent).toBe(card)
    const content = line && (await contentOf(test.desk.deps, line))
    expect(content).toEqual({
      kind: 'said',
      lines: [['2 impressions, 2 engagements and 2 clicks through Sat 21 Nov.']],
    })
    await store.putMetrics([metric(post, addDays(today, 2))])
    expect(await test.send()).toEqual([card])
  })

  it('of another brand, or of a message, raises nothing', async () => {
    const test = await morning()
    const { store } = test.desk.deps
    await store.putNotice({ brand: 'elsewhere', key: 'k', text: 't', at: new Date(0) })
    await store.wishMessages(await store.messages({ keys: [head(today)] }), new Date(0))
    expect(await test.send()).toEqual([head(today)])
    expect(await test.send()).toEqual([])
  })

  it('that comes while a look is under way is not lost', async () => {
    let interrupt: (() => Promise<unknown>) | null = null
    const test = await morning({
      deps: (deps) => ({
        ...deps,
        store: withCalls(deps.store, async (name) => {
          const now = interrupt
          if (name === 'wishMessages') interrupt = null
          if (name === 'wishMessages') await now?.()
        }),
      }),
    })
    interrupt = () => test.press('facebook', { verb: 'approve' })
    await test.press('x', { verb: 'approve' })
    const sent = await test.send()
    expect(sent).toEqual(expect.arrayContaining([await cardOf(test, 'x'), await cardOf(test, 'facebook')]))
    expect(sent.filter((key) => key.startsWith('line '))).toHaveLength(2)
  })

  it('is kept while the store fails, and wished for once it is well again', async () => {
    let isWell = true
    const test = await morning({
      deps: (deps) => ({
        ...deps,
        store: withCalls(deps.store, async (name) => {
          if (!isWell && name === 'messages') throw new Error('the database is away')
        }),
      }),
    })
    isWell = false
    await test.press('x', { verb: 'approve' })
    await test.rooms.settled()
    expect(test.desk.errors).toHaveLength(1)
    expect(await test.desk.deps.store.messages({ unsent: true })).toEqual([])
    isWell = true
    expect(await test.send()).toContain(await cardOf(test, 'x'))
  })

  it('that may have been missed while nobody could listen is looked for everywhere, and opens no day at night', async () => {
    let tell: (change: StoreChange) => void = () => {}
    const test = await morning({
      deps: (deps) => {
        const onChange: Store['onChange'] = (listener) => {
          tell = listener
          return deps.store.onChange(() => {})
        }
        return { ...deps, store: withCalls(deps.store, async () => {}, onChange) }
      },
    })
    test.rooms.lookAgain()
    await test.send()
    const card = await cardOf(test, 'x')
    await test.press('x', { verb: 'approve' })
    test.desk.tick(at(tomorrow, '03:00') - test.desk.deps.clock.now().getTime())
    for (const kind of ['post', 'pass', 'freeze'] as const) tell({ kind, brand: 'desk', id: 'desk' })
    const sent = await test.send()
    expect(sent).toContain(card)
    expect(sent).not.toContain(head(tomorrow))
  })

  it('that nobody heard of is made up for at the next start, and twice as much is no more', async () => {
    const test = await morning()
    await test.rooms.stop()
    await test.press('x', { verb: 'approve' })
    expect(await test.keys({ unsent: true })).toEqual([])
    const next = roomsOn(test.desk, openRooms(test.desk.deps, ['slack']))
    const rows = (await next.rows()).length
    expect(await next.send()).toEqual(expect.arrayContaining([await cardOf(test, 'x'), head(today)]))
    next.rooms.lookAgain()
    expect(await next.rows()).toHaveLength(rows)
  })
})

describe('the thread of a card', () => {
  it('tells what happens after the room first showed it, each once, in order', async () => {
    const test = await morning()
    await test.press('x', { verb: 'edit', variant: 'a', text: 'Every bag names its farm.' })
    await test.press('x', { verb: 'approve' }, 'Ben Okafor')
    await test.press('x', { verb: 'undo' })
    const card = await cardOf(test, 'x')
    const lines = async () => (await test.rows()).filter(({ key }) => key.startsWith('line '))
    expect(await lines()).toHaveLength(3)
    for (const { parent } of await lines()) expect(parent).toBe(card)
    await test.send()
    test.rooms.lookAgain()
    expect((await test.send()).filter((key) => key.startsWith('line '))).toEqual([])
    await test.desk.goOut(await test.press('x', { verb: 'approve' }, 'Ben Okafor'))
    // The approval and the publishing; not that an attempt began.
    expect(await lines()).toHaveLength(5)
  })

  it('does not tell what happened before the room first showed it', async () => {
    const test = await openTestRooms({
      before: async (desk) => {
        await desk.draft()
        const { id, version } = await desk.post('x')
        await review(desk.deps, { verb: 'hold', postId: id, version, reason: 'Wait.', actor: ann })
      },
    })
    expect(await test.keys()).toHaveLength(4)
    await test.press('x', { verb: 'release' })
    expect((await test.keys()).filter((key) => key.startsWith('line '))).toHaveLength(1)
  })

  it('is told nothing once the card was deleted, and makes up for it where it comes up again', async () => {
    const test = await morning()
    const again = await cardOf(test, 'x', tomorrow)
    const deleted = { surface: 'slack', channel: 'C1', key: await cardOf(test, 'x') } as const
    await test.desk.deps.store.markMessage(deleted, { state: 'gone' })
    await test.press('x', { verb: 'hold', reason: 'Wait.' })
    expect(await test.send()).toEqual([head(today)])
    test.desk.tick(dayMs)
    test.rooms.wake()
    const rows = await test.rows({ unsent: true })
    expect(rows.map(({ key }) => key)).toContain(again)
    expect(rows.filter(({ key }) => key.startsWith('line x-')).map(({ parent }) => parent)).toEqual([again])
  })
})

describe('a card whose slot passes undecided', () => {
  it('is drawn anew within the minute, once, and no other', async () => {
    const test = await morning()
    const x = await test.desk.post('x')
    test.desk.tick(x.dueAt.getTime() - test.desk.deps.clock.now().getTime())
    test.rooms.wake()
    expect(await test.send()).not.toContain(await cardOf(test, 'x'))
    test.desk.tick(minuteMs)
    test.rooms.wake()
    expect(await test.send()).toEqual([head(today), await cardOf(test, 'x')])
    test.desk.tick(minuteMs)
    test.rooms.wake()
    expect(await test.send()).toEqual([])
  })

  it('is not, where it was approved in time', async () => {
    const test = await morning()
    const x = await test.desk.post('x')
    await test.press('x', { verb: 'approve' })
    await test.send()
    test.desk.tick(x.dueAt.getTime() + minuteMs - test.desk.deps.clock.now().getTime())
    test.rooms.wake()
    expect(await test.send()).not.toContain(await cardOf(test, 'x'))
  })
})

describe('brands', () => {
  it('are kept from the moment they are heard of, and left alone once their file is gone', async () => {
    let brands: readonly Brand[] = []
    const test = await openTestRooms({
      deps: (deps) => ({
        ...deps,
        brands: { all: () => brands, get: (id) => brands.find((one) => one.id === id) ?? null },
      }),
    })
    await test.desk.draft()
    expect(await test.keys()).toEqual([])
    brands = [brand]
    test.rooms.lookAgain()
    expect(await test.send()).toHaveLength(4)
    brands = []
    await test.press('x', { verb: 'approve' })
    expect(await test.send()).toEqual([])
    brands = [brand]
    test.rooms.wake()
    expect(await test.send()).toContain(await cardOf(test, 'x'))
  })

  it('with a room more show there what is on the desk', async () => {
    let brands = [brand]
    const test = await openTestRooms({
      deps: (deps) => ({ ...deps, brands: { all: () => brands, get: () => brands[0] ?? null } }),
    })
    await test.desk.draft()
    await test.send()
    brands = [{ ...brand, rooms: [...brand.rooms, { surface: 'slack', channel: 'C2' }] }]
    test.rooms.lookAgain(brand.id)
    expect(await test.keys({ channel: 'C2', unsent: true })).toHaveLength(4)
  })
})

describe('a burst', () => {
  it('of five hundred posts is looked at in one go', async () => {
    const calls: string[] = []
    const test = await openTestRooms({
      deps: (deps) => ({ ...deps, store: withCalls(deps.store, async (name) => void calls.push(name)) }),
    })
    await test.send()
    calls.length = 0
    await commitInReview(test.desk.deps.store, 500)
    const keys = await test.keys()
    expect(keys.slice(1)).toEqual(Array.from({ length: 500 }, (_, index) => `post burst-${index} ${today}`))
    expect(calls).toEqual(['posts', 'messages', 'messages', 'wishMessages'])
  })
})

describe('on PostgreSQL', () => {
  it('a room has the same rows, in the same order, also after a change from another process', async () => {
    const opened = await freshStore()
    try {
      const desk = await openDesk()
      const deps = { ...desk.deps, store: opened.store, brands: { all: () => [brand], get: () => brand } }
      await commitInReview(opened.store, 30)
      const rooms = openRooms(deps, ['slack'])
      await rooms.settled()
      const keys = async () => (await opened.store.messages({ channel: 'C1' })).map(({ key }) => key)
      expect(await keys()).toEqual([
        head(today),
        ...Array.from({ length: 30 }, (_, index) => `post burst-${index} ${today}`),
      ])
      const wished = new Promise<void>((resolve) => {
        opened.store.onChange(() => {
          void keys().then((all) => all.includes('line burst-7 4 0') && resolve())
        })
      })
      await review(deps, { verb: 'hold', postId: 'burst-7', version: 1, reason: 'Wait.', actor: ann })
      await wished
      await rooms.stop()
    } finally {
      await opened.stop()
    }
  })
})

/** A store that tells of each call before it is made. */
function withCalls(
  store: Store,
  onCall: (name: string) => Promise<void>,
  onChange: Store['onChange'] = (listener) => store.onChange(listener),
): Store {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      if (name === 'onChange') return onChange
      return async (...given: readonly unknown[]) => {
        await onCall(String(name))
        return Reflect.apply(value, target, given)
      }
    },
  })
}
