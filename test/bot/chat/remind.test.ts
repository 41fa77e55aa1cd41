import { describe, expect, it } from '@jest/globals'
import { messageKey } from '../../../src/bot/chat/message-key.ts'
import { remind } from '../../../src/bot/chat/remind.ts'
import { readPayload } from '../../../src/bot/chat/said.ts'
import type { Span } from '../../../src/bot/chat/say.ts'
import { handle } from '../../../src/bot/handle.ts'
import type { Brand, Room } from '../../../src/domain/brand.ts'
import { maxLookups } from '../../../src/domain/decide-desk.ts'
import { publicationId } from '../../../src/domain/ledger.ts'
import type { Post } from '../../../src/domain/post.ts'
import { minuteMs, slotAt } from '../../../src/domain/slot.ts'
import type { RoomMessage } from '../../../src/ports.ts'
import { freeze } from '../../../src/service/freeze.ts'
import { settle } from '../../../src/service/settle.ts'
import { harbour, openDesk, type Desk } from '../desk.ts'

const slack: Room = { surface: 'slack', channel: 'C1' }
const talking: Brand = {
  ...harbour,
  rooms: [slack],
  policy: { ...harbour.policy, reminders: { escalateTo: 'Ben Okafor' } },
}
const ann = { surface: 'slack', id: 'U1' } as const
const head = messageKey({ kind: 'day', brand: harbour.id, date: '2026-11-20' })

/** Friday, ten past six in Berlin: three drafts, due at 9, 12 and 14; the head and the cards are there. */
async function aDesk(brand = talking, rooms = brand.rooms): Promise<Desk> {
  const desk = await openDesk('2026-11-20T05:10:00Z', [brand])
  await desk.draft()
  const { store, clock } = desk.deps
  const posts = await store.posts({ brand: brand.id, status: ['in_review'] })
  const keys = [head, ...posts.map(({ id }) => messageKey({ kind: 'post', postId: id, date: '2026-11-20' }))]
  for (const { surface, channel } of rooms) {
    if (surface === 'web') continue
    const place = { surface, channel, brand: brand.id, parent: null, payload: null }
    await store.wishMessages(
      keys.map((key) => ({ ...place, key })),
      clock.now(),
    )
  }
  return desk
}

/** Lets the routine run every minute until `time` of that Friday, in Berlin; `isSent`: the rooms show at once what is wished for. */
async function until(desk: Desk, time: string, isSent = true): Promise<void> {
  const { deps } = desk
  while (slotAt(deps.clock.now(), 'Europe/Berlin').time < time) {
    desk.tick(minuteMs)
    if ((await remind(deps, harbour.id)) === 0 || !isSent) continue
    for (const row of await reminders(desk))
      await deps.store.markMessage(row, { shown: row.wanted, remoteId: row.key })
  }
}

async function reminders(desk: Desk): Promise<readonly RoomMessage[]> {
  return desk.deps.store.messages({ brand: harbour.id, prefix: 'said remind-' })
}

/** `C1 in day ...: the words`. */
async function told(desk: Desk): Promise<readonly string[]> {
  return (await reminders(desk)).map(({ channel, parent, payload }) => {
    const lines = readPayload(payload)?.lines ?? []
    const place = parent ? `${channel} under ${parent.split(' ')[0]}` : channel
    return [`${place}:`, ...lines.map((line) => line.map(spoken).join(''))].join('\n')
  })
}

function spoken(span: Span): string {
  if (typeof span === 'string') return span
  if ('call' in span) return `<${span.call}>`
  if ('at' in span) return slotAt(span.at, 'Europe/Berlin').time
  if ('messageKey' in span) return `[${span.label}]`
  if ('code' in span) return span.code
  return 'strong' in span ? span.strong : ''
}

describe('reminding', () => {
  it('says in the thread of the head what waits, until when, and what happens then', async () => {
    const desk = await aDesk()
    await until(desk, '08:00')
    expect(await told(desk)).toEqual([
      `C1 under day:
<U1>, <U2>: 2 posts of North Harbour Coffee wait for a decision.
• [LinkedIn @north-harbour-coffee]: approve, edit or reject it by 09:00; then its slot has passed.
• [X @northharbour]: approve, edit or reject it by 12:00; then its slot has passed.`,
    ])
  })

  it('then each alone, then whoever is asked last, each once', async () => {
    const desk = await aDesk()
    await until(desk, '09:30')
    expect((await told(desk)).slice(1)).toEqual([
      ...['@U1', '@U2'].map(
        (channel) => `${channel}:
2 posts of North Harbour Coffee wait for you.
• LinkedIn @north-harbour-coffee: approve, edit or reject it by 09:00; then its slot has passed.
• X @northharbour: approve, edit or reject it by 12:00; then its slot has passed.
In its room, /greenroom queue shows what waits, with its buttons.`,
      ),
      `@U2:
1 post of North Harbour Coffee still waits for somebody, and time is short. You are the last to be asked.
• LinkedIn @north-harbour-coffee: approve, edit or reject it by 09:00; then its slot has passed.
In its room, /greenroom queue shows what waits, with its buttons.`,
    ])
    expect((await reminders(desk)).map(({ wanted }) => wanted)).toEqual([1, 1, 1, 1])
  })

  it('says nothing of what has been decided', async () => {
    const desk = await aDesk()
    for (const network of ['linkedin', 'x', 'facebook'] as const) {
      const { id, version } = await desk.post(network)
      await handle(desk.deps, ann, { verb: 'approve', postId: id, version })
    }
    await until(desk, '15:00')
    expect(await told(desk)).toEqual([])
  })

  it('says nothing of what the simulator made', async () => {
    const desk = await aDesk()
    const { store, clock } = desk.deps
    for (const post of await store.posts({ brand: harbour.id, status: ['in_review'] })) {
      const simulated = { ...post, simulated: true, revision: post.revision + 1 }
      const actor = { kind: 'system', id: 'simulator' } as const
      const change = { post: simulated, events: [], actor, at: clock.now(), unlessFrozen: false }
      await store.commit({ ...change, expectedRevision: post.revision })
    }
    await until(desk, '10:00')
    expect(await told(desk)).toEqual([])
  })

  it('speaks under the head of yesterday as long as there is none of today', async () => {
    const desk = await aDesk(talking, [])
    const { store, clock } = desk.deps
    const key = messageKey({ kind: 'day', brand: harbour.id, date: '2026-11-19' })
    const place = { surface: 'slack', channel: 'C1', brand: harbour.id } as const
    await store.wishMessages([{ ...place, key, parent: null, payload: null }], clock.now())
    await until(desk, '08:00')
    expect((await reminders(desk)).map(({ parent }) => parent)).toEqual([key])
  })

  it('speaks of one post in the thread of its card, and at the top where somebody has deleted that and the head', async () => {
    const oneLeft = async () => {
      const desk = await aDesk()
      for (const network of ['x', 'facebook'] as const) {
        const { id, version } = await desk.post(network)
        await handle(desk.deps, ann, { verb: 'reject', postId: id, version, reason: 'Dull' })
      }
      return desk
    }
    const whole = await oneLeft()
    const card = (await whole.deps.store.messages({ prefix: 'post linkedin-' }))[0]?.key
    await until(whole, '08:00')
    expect((await reminders(whole)).map(({ parent }) => parent)).toEqual([card])
    const bare = await oneLeft()
    for (const row of await bare.deps.store.messages({ brand: harbour.id }))
      await bare.deps.store.markMessage(row, { state: 'gone' })
    await until(bare, '08:00')
    expect(await told(bare)).toEqual([
      `C1:
<U1>, <U2>: 1 post of North Harbour Coffee waits for a decision.
• LinkedIn @north-harbour-coffee: approve, edit or reject it by 09:00; then its slot has passed.`,
    ])
  })

  it('is quiet while the desk is frozen, and goes on when it is not', async () => {
    const desk = await aDesk()
    const { deps } = desk
    const actor = { kind: 'person', id: 'p', roles: ['admin'], surface: 'web' } as const
    await freeze(deps, { scope: 'desk', actor, reason: null })
    await until(desk, '08:40')
    expect(await told(desk)).toEqual([])
    await deps.store.setFreeze('desk', null, [], {
      at: deps.clock.now(),
      actor: 'p',
      action: 'unfrozen',
      subject: 'desk',
      version: null,
      facts: '{}',
    })
    await until(desk, '08:41')
    expect(await told(desk)).toHaveLength(3)
  })

  it.each<[string, Brand, readonly Room[]]>([
    ['whose reminders are off', { ...talking, policy: harbour.policy }, [slack]],
    ['that has no chat room', { ...talking, rooms: [] }, []],
    ['whose room nobody serves', talking, []],
  ])('says nothing for a brand %s', async (_, brand, rooms) => {
    const desk = await aDesk(brand, rooms)
    await until(desk, '10:00')
    expect(await told(desk)).toEqual([])
  })

  it('says again what grew stale before the room could take it', async () => {
    const desk = await aDesk()
    const inRoom = async () => (await reminders(desk)).filter(({ channel }) => channel === 'C1')
    const about = async () => (await inRoom()).map(({ payload }) => readPayload(payload)?.about)
    await until(desk, '08:59', false)
    const [linkedin, x, facebook] = (
      await desk.deps.store.posts({ brand: harbour.id, status: ['in_review'] })
    ).map(({ id }) => `slack C1 thread ${id}@1`)
    expect(await about()).toEqual([[linkedin, x]])
    expect(readPayload((await inRoom())[0]?.payload ?? null)?.until?.toISOString()).toBe(
      '2026-11-20T08:00:00.000Z',
    )
    await until(desk, '15:00')
    expect(await about()).toEqual([
      [linkedin, x],
      [x, facebook],
    ])
  })

  it.each<[Post['status'], string]>([
    ['held', 'it is on hold. Release, edit or move it by 12:00; then its slot has passed.'],
    [
      'needs_human',
      'nobody knows whether it is live. Look at the account and say whether it is; until then it stays as it is.',
    ],
    [
      'publish_failed',
      'the network refused it. Try again, edit or move it by 14:00; then its slot has passed.',
    ],
  ])('says of a post that is %s what it wants', async (status, words) => {
    const desk = await aDesk()
    const { deps } = desk
    for (const network of ['linkedin', 'facebook'] as const) {
      const { id, version } = await desk.post(network)
      await handle(deps, ann, { verb: 'reject', postId: id, version, reason: 'Dull' })
    }
    const { id, version } = await desk.post('x')
    if (status === 'held') {
      await handle(deps, ann, { verb: 'hold', postId: id, version, reason: 'Wait for the photo.' })
    } else {
      await handle(deps, ann, { verb: 'approve', postId: id, version })
      desk.answer(
        status === 'publish_failed'
          ? { kind: 'refused', reason: 'Too long.', retryAt: null }
          : { kind: 'unknown', reason: 'No answer.' },
      )
      const post = await desk.goOut(await desk.post('x'))
      for (let lookup = 0; post.status === 'unknown' && lookup < maxLookups; lookup++)
        await settle(deps, publicationId(id, version))
    }
    expect((await deps.store.post(id))?.status).toBe(status)
    await until(desk, '16:00')
    const [first] = await told(desk)
    expect(first).toContain(`waits for a decision.\n• [X @northharbour]: ${words}`)
  })

  it('ends for a brand that is gone with a refusal', async () => {
    const desk = await aDesk()
    await expect(remind(desk.deps, 'gone')).rejects.toMatchObject({ code: 'unknown_brand' })
  })
})
