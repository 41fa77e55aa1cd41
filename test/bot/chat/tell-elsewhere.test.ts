import { describe, expect, it } from '@jest/globals'
import { messageKey } from '../../../src/bot/chat/message-key.ts'
import { readPayload } from '../../../src/bot/chat/said.ts'
import { takeBack, tellElsewhere } from '../../../src/bot/chat/tell-elsewhere.ts'
import type { Brand } from '../../../src/domain/brand.ts'
import { minuteMs } from '../../../src/domain/slot.ts'
import { harbour, openDesk } from '../desk.ts'

const trouble = {
  key: 'room slack C1',
  text: 'Greenroom was removed from the room.',
  surface: 'slack',
} as const
const talking: Brand = {
  ...harbour,
  // Everybody can be reached; only those who may approve are told.
  reviewers: harbour.reviewers.map((one, index) =>
    index < 2 ? one : { ...one, ids: { slack: `U${index}9` } },
  ),
  rooms: [
    { surface: 'slack', channel: 'C1' },
    { surface: 'discord', channel: '9' },
  ],
}

async function aDesk(brand = talking) {
  const desk = await openDesk('2026-11-20T08:10:00Z', [brand])
  const { deps } = desk
  const key = messageKey({ kind: 'day', brand: brand.id, date: '2026-11-20' })
  for (const { surface, channel } of brand.rooms) {
    if (surface === 'web') continue
    const head = { surface, channel, key, brand: brand.id, parent: null, payload: null }
    await deps.store.wishMessages([head], deps.clock.now())
  }
  const told = async () =>
    (await deps.store.messages({ prefix: 'said trouble-' })).map((row) => `${row.surface} ${row.channel}`)
  return {
    deps,
    tick: (ms: number) => desk.tick(ms),
    told,
    tell: () => tellElsewhere(deps, brand, trouble),
    brand,
  }
}

describe('trouble with a room', () => {
  it('is told by a notice, and to each who may approve, on another surface where they have an id there', async () => {
    const { deps, told, tell } = await aDesk()
    await tell()
    expect(await deps.store.notices(harbour.id)).toMatchObject([{ key: trouble.key, text: trouble.text }])
    expect(await told()).toEqual(['discord @11', 'slack @U2'])
    const [first] = await deps.store.messages({ prefix: 'said trouble-' })
    expect(readPayload(first?.payload ?? null)).toEqual({
      lines: [[{ strong: 'North Harbour Coffee' }, ': Greenroom was removed from the room.']],
      about: [],
      until: new Date('2026-11-20T20:10:00Z'),
    })
  })

  it('is told once until it is over, and then anew', async () => {
    const { deps, tick, told, tell } = await aDesk()
    await tell()
    tick(minuteMs)
    await tell()
    expect(await told()).toHaveLength(2)
    await takeBack(deps, harbour.id, trouble.key)
    expect(await deps.store.notices(harbour.id)).toEqual([])
    tick(minuteMs)
    await tell()
    expect(await told()).toHaveLength(4)
  })

  it('is not told any more to whom it has not been told when it is over', async () => {
    const { deps, tell } = await aDesk()
    await tell()
    await takeBack(deps, harbour.id, 'room slack C2')
    expect(await deps.store.messages({ prefix: 'said trouble-', unsent: true })).toHaveLength(2)
    await takeBack(deps, harbour.id, trouble.key)
    expect(await deps.store.messages({ prefix: 'said trouble-', unsent: true })).toEqual([])
  })

  it('is told by the notice alone where no room is served', async () => {
    const { deps, told, tell } = await aDesk({ ...talking, rooms: [] })
    await tell()
    expect(await told()).toEqual([])
    expect(await deps.store.notices(harbour.id)).toHaveLength(1)
  })
})
