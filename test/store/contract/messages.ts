import { expect, it } from '@jest/globals'
import { dayMs, hourMs } from '../../../src/domain/slot.ts'
import type { MessageQuery, MessageWish, Store, StoreChange } from '../../../src/ports.ts'
import { now } from '../posts.ts'
import type { Opened } from './opened.ts'

export function messageTests(stores: () => Opened): void {
  it('adds what is wished for in the order of the wishes, unsent, and gives it back to any process', async () => {
    const { store, other } = stores()
    const odd = 'NUL \0, half \uD83D pair, "quotes" \u2028'
    const wishes = [
      wish('order', 'day'),
      wish('order', 'b', { payload: '{"since":3}' }),
      wish('order', 'a', { parent: 'b' }),
    ]
    await store.wishMessages(wishes, now)
    await other.wishMessages([wish('order', 'Z', { payload: odd })], later)
    const rows = await other.messages({ brand: 'order' })
    const unsent = { wanted: 1, shown: 0, shownHash: null, remoteId: null, attemptedAt: null, state: 'open' }
    expect(rows.slice(0, 3)).toEqual(
      wishes.map((one) => ({ ...one, ...unsent, seq: expect.any(Number), at: now })),
    )
    expect(rows[3]).toMatchObject({ key: 'Z', at: later })
    const seqs = rows.map(({ seq }) => seq)
    expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b))
  })

  it('raises what is wished for again, and leaves the rest of it as it was', async () => {
    const { store, other } = stores()
    await store.wishMessages([wish('again', 'a', { payload: 'first', parent: 'p' })], now)
    const [before] = await store.messages({ brand: 'again' })
    const keys = ['a', 'b', 'a', 'c', 'b']
    await other.wishMessages(
      keys.map((key) => wish('again', key, { payload: 'second' })),
      later,
    )
    const rows = await store.messages({ brand: 'again' })
    expect(rows[0]).toEqual({ ...before, wanted: 2 })
    expect(rows.slice(1)).toMatchObject([
      { key: 'b', wanted: 1, at: later, payload: 'second' },
      { key: 'c', wanted: 1 },
    ])
  })

  it('raises once for each call, however many come at once', async () => {
    const { store, other } = stores()
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? store : other).wishMessages([wish('rush', 'a'), wish('rush', 'b')], now),
      ),
    )
    expect((await store.messages({ brand: 'rush' })).map(({ wanted }) => wanted)).toEqual([20, 20])
  })

  it('knows one key in each channel of each surface', async () => {
    const { store } = stores()
    const elsewhere = [{ channel: 'other' }, { surface: 'discord' as const }, {}]
    await store.wishMessages(
      elsewhere.map((place) => wish('apart', 'same', place)),
      now,
    )
    expect(await store.messages({ brand: 'apart', unsent: true })).toHaveLength(3)
  })

  it('finds messages by surface, channel, brand, keys and beginning of the key, in order', async () => {
    const { store, other } = stores()
    await store.wishMessages(
      [
        wish('query', 'post a 2'),
        wish('query', 'post a 1'),
        wish('query', 'post ab 1', { channel: 'query-other' }),
        wish('query', 'line a 1', { surface: 'discord' }),
        wish('query-other', 'post a 1', { channel: 'query-third' }),
      ],
      now,
    )
    const keys = async (query: MessageQuery) => (await other.messages(query)).map(({ key }) => key)
    const brand = 'query'
    expect(await keys({ brand })).toEqual(['post a 2', 'post a 1', 'post ab 1', 'line a 1'])
    expect(await keys({ brand, surface: 'discord' })).toEqual(['line a 1'])
    expect(await keys({ channel: 'query-other' })).toEqual(['post ab 1'])
    expect(await keys({ brand, keys: ['line a 1', 'post a 2', 'never'] })).toEqual(['post a 2', 'line a 1'])
    expect(await keys({ brand, keys: [] })).toEqual([])
    expect(await keys({ brand, prefix: 'post a ' })).toEqual(['post a 2', 'post a 1'])
    expect(await keys({ brand, prefix: 'post a ', keys: ['post a 1', 'line a 1'] })).toEqual(['post a 1'])
    expect(await keys({ brand, prefix: '' })).toHaveLength(4)
    expect(await keys({ brand: 'nobody' })).toEqual([])
  })

  it('takes any number of wishes, and finds any number of keys', async () => {
    const { store, other } = stores()
    const keys = Array.from({ length: 40_000 }, (_, index) => `line ${index}`)
    await store.wishMessages(
      keys.filter((_, index) => index % 4 === 0).map((key) => wish('many', key)),
      now,
    )
    const rows = await other.messages({ brand: 'many', keys: keys.toReversed() })
    expect(rows.map(({ key }) => key)).toEqual(keys.filter((_, index) => index % 4 === 0))
  })

  it('takes every character of a beginning as it is', async () => {
    const { store } = stores()
    const all = ['a_c 1', 'abc 1', 'a%c 1', 'a\\c 1', 'A_C 1', 'a\\_c 1']
    await store.wishMessages(
      all.map((key) => wish('literal', key)),
      now,
    )
    for (const prefix of ['a_', 'a%', 'a\\', 'a\\_', 'A', 'ab', '_', '%'])
      expect((await store.messages({ brand: 'literal', prefix })).map(({ key }) => key)).toEqual(
        all.filter((key) => key.startsWith(prefix)),
      )
  })

  it('calls unsent what is open and wanted above what is shown', async () => {
    const { store } = stores()
    const keys = ['new', 'sent', 'raised', 'gone']
    await store.wishMessages(
      keys.map((key) => wish('unsent', key)),
      now,
    )
    for (const key of ['sent', 'raised']) await store.markMessage(wish('unsent', key), { shown: 1 })
    await store.markMessage(wish('unsent', 'gone'), { state: 'gone' })
    await store.wishMessages([wish('unsent', 'raised'), wish('unsent', 'gone')], now)
    const unsent = await store.messages({ brand: 'unsent', unsent: true })
    expect(unsent.map(({ key }) => key)).toEqual(['new', 'raised'])
    expect(await store.messages({ brand: 'unsent', unsent: false })).toHaveLength(4)
  })

  it('marks what has become of one message, and nothing else of it or of another', async () => {
    const { store, other } = stores()
    await store.wishMessages([wish('marked', 'a', { payload: 'p' }), wish('marked', 'b')], now)
    const [a, b] = await store.messages({ brand: 'marked' })
    await other.markMessage(wish('marked', 'a'), { attemptedAt: later })
    const sent = { shown: 1, shownHash: 'h', remoteId: '1.2', attemptedAt: null } as const
    expect(await store.messages({ brand: 'marked' })).toEqual([{ ...a, attemptedAt: later }, b])
    await other.markMessage(wish('marked', 'a'), sent)
    await store.markMessage(wish('marked', 'never'), sent)
    expect(await store.messages({ brand: 'marked' })).toEqual([{ ...a, ...sent }, b])
  })

  it('tells every process of wishes, once for each channel and brand, and of nothing that was only sent', async () => {
    const { store, other } = stores()
    const heard = [heardBy(store), heardBy(other)]
    const more = [wish('told', '1', { channel: 'c1' }), wish('told', '2', { channel: 'c1' })]
    await store.wishMessages([...more, wish('told', '1', { channel: 'c2' })], now)
    await store.markMessage(wish('told', '1', { channel: 'c1' }), { shown: 1 })
    await store.wishMessages([], now)
    await store.wishMessages([wish('told', '1', { channel: 'last' })], now)
    for (const { changes, stop } of heard) {
      expect((await changes).map(({ brand, id }) => `${brand} ${id}`)).toEqual([
        'told c1',
        'told c2',
        'told last',
      ])
      stop()
    }
  })

  it('hears a click once, however often and by whomever it is brought', async () => {
    const { store, other } = stores()
    const brought = Array.from({ length: 50 }, (_, index) =>
      (index % 2 ? store : other).hearPress('click \0 1', now),
    )
    expect((await Promise.all(brought)).filter(Boolean)).toHaveLength(1)
    expect(await store.hearPress('click 2', now)).toBe(true)
  })

  it('forgets clicks that were heard before a moment, and no others', async () => {
    const { store, other } = stores()
    await store.hearPress('yesterday', new Date(now.getTime() - dayMs - 1))
    await store.hearPress('just inside', new Date(now.getTime() - dayMs))
    await other.forgetPresses(new Date(now.getTime() - dayMs))
    expect(await store.hearPress('just inside', now)).toBe(false)
    expect(await store.hearPress('yesterday', now)).toBe(true)
  })

  it('forgets messages that were wished for before a moment, and goes on counting', async () => {
    const { store, other } = stores()
    await store.wishMessages([wish('old', '1')], new Date(now.getTime() - 1))
    await store.wishMessages([wish('old', '2')], now)
    await other.forgetMessages(now)
    await store.wishMessages([wish('old', '3')], now)
    expect((await store.messages({ brand: 'old' })).map(({ key }) => key)).toEqual(['2', '3'])
  })
}

const later = new Date(now.getTime() + hourMs)

function wish(brand: string, key: string, changes: Partial<MessageWish> = {}): MessageWish {
  return { surface: 'slack', channel: brand, key, brand, parent: null, payload: null, ...changes }
}

/** The wishes of the brand `told`, up to the one for the channel `last`. */
function heardBy(store: Store) {
  const soFar: StoreChange[] = []
  let stop = () => {}
  const changes = new Promise<readonly StoreChange[]>((resolve) => {
    stop = store.onChange((change) => {
      if (change.kind !== 'message' || change.brand !== 'told') return
      soFar.push(change)
      if (change.id === 'last') resolve(soFar)
    })
  })
  return { changes, stop: () => stop() }
}
