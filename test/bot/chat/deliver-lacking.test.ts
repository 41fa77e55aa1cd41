import { describe, expect, it } from '@jest/globals'
import type { ChatSurface, Lacks, Sent } from '../../../src/bot/chat/chat-surface.ts'
import { openDelivery, secondsOf, type Delivery } from './delivery.ts'

/** A surface that cannot show everything as long as `lacks` says so. */
function lacking(delivery: Delivery) {
  const { surface } = delivery.service
  const state: { lacks: Lacks | null } = { lacks: null }
  const told = async (call: Promise<Sent>): Promise<Sent> => {
    const sent = await call
    return sent.kind === 'sent' ? { ...sent, lacks: state.lacks } : sent
  }
  const spoiled: ChatSurface = {
    ...surface,
    create: (place, drawn, key) => told(surface.create(place, drawn as never, key)),
    update: (place, drawn) => told(surface.update(place, drawn as never)),
  }
  return { state, open: () => delivery.open({ surface: spoiled }) }
}

const forNow: Lacks = { reason: 'The picture is not ready.', again: true }

describe('a message that does not show everything', () => {
  it('stands in the room, and is completed as soon as it can be', async () => {
    const delivery = openDelivery()
    const { state, open } = lacking(delivery)
    state.lacks = forNow
    await delivery.wish('post a', 'A card')
    open()
    await delivery.time.pass(1500)
    expect(delivery.texts()).toEqual(['A card'])
    expect(await delivery.row('post a')).toMatchObject({ shown: 0, shownHash: null, attemptedAt: null })
    state.lacks = null
    await delivery.time.passAll()
    expect(await delivery.row('post a')).toMatchObject({ shown: 1, wanted: 1 })
    expect(delivery.texts()).toEqual(['A card'])
    expect(delivery.service.calls.filter(({ kind }) => kind === 'create')).toHaveLength(1)
  })

  it('is tried less and less often, and not given up', async () => {
    const delivery = openDelivery()
    const { state, open } = lacking(delivery)
    state.lacks = forNow
    await delivery.wish('post a', 'A card')
    open()
    await delivery.time.pass(60 * 60_000)
    const at = secondsOf(delivery, 'update')
    const gaps = at.slice(1).map((second, index) => second - (at[index] ?? 0))
    expect(gaps.length).toBeLessThan(25)
    expect(gaps.slice(0, 4)).toEqual([1, 2, 4, 8].map((gap) => expect.closeTo(gap, 0)))
    expect(Math.max(...gaps)).toBeLessThan(302)
    state.lacks = null
    await delivery.time.pass(5 * 60_000 + 1000)
    expect(await delivery.row('post a')).toMatchObject({ shown: 1 })
  })

  it('shows what changes meanwhile at once, however long it has been waiting', async () => {
    const delivery = openDelivery()
    const { state, open } = lacking(delivery)
    state.lacks = forNow
    await delivery.wish('post a', 'In review')
    open()
    await delivery.time.pass(30 * 60_000)
    await delivery.wish('post a', 'Approved')
    await delivery.time.pass(2000)
    expect(delivery.texts()).toEqual(['Approved'])
  })

  it('keeps nobody else waiting', async () => {
    const delivery = openDelivery()
    const { state, open } = lacking(delivery)
    state.lacks = forNow
    await delivery.wish('post a', 'A')
    await delivery.wish('post b', 'B')
    open()
    await delivery.time.pass(5000)
    expect(delivery.texts()).toEqual(['A', 'B'])
  })

  it('is left as it is where nothing will help, and said in the log', async () => {
    const delivery = openDelivery()
    const { state, open } = lacking(delivery)
    state.lacks = { reason: 'No permission for pictures.', again: false }
    await delivery.wish('post a', 'A card')
    open()
    await delivery.time.passAll()
    expect(await delivery.row('post a')).toMatchObject({ shown: 1, wanted: 1 })
    expect(delivery.service.calls).toHaveLength(1)
    expect(delivery.logged).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        facts: expect.objectContaining({ key: 'post a', reason: 'No permission for pictures.' }),
      }),
    )
  })

  it('is completed by the next process', async () => {
    const delivery = openDelivery()
    const { state, open } = lacking(delivery)
    state.lacks = forNow
    await delivery.wish('post a', 'A card')
    const first = open()
    await delivery.time.pass(1500)
    void first.stop()
    await delivery.time.pass(20_000)
    state.lacks = null
    open()
    await delivery.time.passAll()
    expect(await delivery.row('post a')).toMatchObject({ shown: 1 })
    expect(delivery.texts()).toEqual(['A card'])
  })
})
