import { describe, expect, it } from '@jest/globals'
import { contentOf } from '../../../src/bot/chat/room-content.ts'
import { sayPayload } from '../../../src/bot/chat/said.ts'
import { dayMs, hourMs, minuteMs } from '../../../src/domain/slot.ts'
import type { RoomMessage } from '../../../src/ports.ts'
import { freeze } from '../../../src/service/freeze.ts'
import { review } from '../../../src/service/review.ts'
import { aPng } from '../../images.ts'
import { brand, openTestRooms, type TestRooms } from './rooms.ts'

const ann = { kind: 'person', id: 'p-ann', roles: ['admin', 'approver'], surface: 'slack' } as const
const today = '2026-11-20'
const tomorrow = '2026-11-21'

async function morning(): Promise<TestRooms> {
  const test = await openTestRooms()
  await test.desk.draft()
  await test.send()
  return test
}

async function row(test: TestRooms, prefix: string, date = ''): Promise<RoomMessage> {
  const found = (await test.rows({ prefix })).findLast(({ key }) => key.endsWith(date))
  if (!found) throw new Error(`no row ${prefix} ${date}`)
  return found
}

async function content(test: TestRooms, prefix: string, date = '') {
  return contentOf(test.desk.deps, await row(test, prefix, date))
}

/** The day after, at the time at which `morning` was. */
async function nextMorning(test: TestRooms): Promise<void> {
  test.desk.tick(dayMs)
  test.rooms.wake()
  await test.rooms.settled()
}

describe('the head of a day', () => {
  it('shows how things are', async () => {
    const test = await morning()
    await freeze(test.desk.deps, { scope: brand.id, actor: ann, reason: 'Storm' })
    const waiting = { low: 3, medium: 0, high: 0, blocked: 0 }
    expect(await content(test, 'day ')).toMatchObject({
      kind: 'day',
      card: { date: today, waiting, freeze: { reason: 'Storm' } },
      earlier: 0,
    })
  })

  it('says how many cards of days before came up again and still wait', async () => {
    const test = await morning()
    const slot = `${tomorrow}T18:00[${brand.timeZone}]`
    const { id: postId, version } = await test.press('x', { verb: 'reslot', slot })
    await nextMorning(test)
    await test.desk.draft()
    expect(await content(test, 'day ', tomorrow)).toMatchObject({ earlier: 3 })
    await review(test.desk.deps, { verb: 'approve', postId, version, actor: ann })
    expect(await content(test, 'day ', tomorrow)).toMatchObject({ earlier: 2 })
  })

  it('of a day before says what became of its posts, and has nothing left to press', async () => {
    const test = await morning()
    await test.desk.goOut(await test.press('x', { verb: 'approve' }))
    await nextMorning(test)
    const old = await content(test, 'day ', today)
    expect(old).toMatchObject({
      kind: 'day',
      earlier: 0,
      isOver: true,
      card: { date: today, published: 1, notices: [] },
    })
    expect(old).toMatchObject({
      card: { waiting: { low: 0, medium: 0, high: 0, blocked: 0 }, freeze: null, drafting: null },
    })
  })

  it('of a day before that was never sent is not sent any more', async () => {
    const test = await openTestRooms()
    await test.rooms.settled()
    await nextMorning(test)
    expect(await content(test, 'day ', today)).toBeNull()
    expect(await content(test, 'day ', tomorrow)).toMatchObject({ kind: 'day', card: { date: tomorrow } })
  })
})

describe('a card', () => {
  it('shows the post as it stands', async () => {
    const test = await morning()
    await test.press('x', { verb: 'approve' })
    expect(await content(test, 'post x-')).toMatchObject({ kind: 'post', card: { status: 'approved' } })
  })

  it('stands until the newer one is in the room, and points to it from then on', async () => {
    const test = await morning()
    await nextMorning(test)
    expect(await content(test, 'post x-', today)).toMatchObject({ kind: 'post' })
    await test.send()
    const { remoteId } = await row(test, 'post x-', tomorrow)
    expect(await content(test, 'post x-', today)).toMatchObject({ kind: 'moved', toRemoteId: remoteId })
    expect(await content(test, 'post x-', tomorrow)).toMatchObject({ kind: 'post' })
  })

  it('is the older one again where somebody deleted the newer one', async () => {
    const test = await morning()
    await nextMorning(test)
    await test.send()
    await test.desk.deps.store.markMessage(await row(test, 'post x-', tomorrow), { state: 'gone' })
    expect(await content(test, 'post x-', today)).toMatchObject({ kind: 'post' })
  })

  it('that was never sent is not sent any more once there is a newer one', async () => {
    const test = await openTestRooms()
    await test.desk.draft()
    await test.rooms.settled()
    await nextMorning(test)
    expect(await content(test, 'post x-', today)).toBeNull()
    // It may be there: whether it is has to be found out, and then it has to show something.
    await test.desk.deps.store.markMessage(await row(test, 'post x-', today), { attemptedAt: new Date(0) })
    expect(await content(test, 'post x-', today)).toMatchObject({ kind: 'post' })
  })

  it('of a post that is gone shows nothing', async () => {
    const test = await morning()
    const card = await row(test, 'post x-')
    expect(await contentOf(test.desk.deps, { ...card, key: `post gone ${today}` })).toBeNull()
    expect(await contentOf(test.desk.deps, { ...card, key: 'nonsense' })).toBeNull()
  })

  it('waits while the file of its brand is away', async () => {
    const test = await morning()
    const card = await row(test, 'post x-')
    expect(await contentOf(test.desk.deps, { ...card, brand: 'gone' })).toBe('away')
  })

  it('of a brand that has left the room comes no more; what is there already goes on', async () => {
    const test = await openTestRooms()
    await test.desk.draft()
    const moved = { ...brand, rooms: [{ surface: 'slack', channel: 'C2' } as const] }
    const deps = { ...test.desk.deps, brands: { all: () => [moved], get: () => moved } }
    const card = await row(test, 'post x-')
    expect(await contentOf(test.desk.deps, card)).toMatchObject({ kind: 'post' })
    expect(await contentOf(deps, card)).toBe('away')
    expect(await contentOf(deps, { ...card, remoteId: 'ts' })).toMatchObject({ kind: 'post' })
  })
})

describe('a line', () => {
  it('is what was wished for: the edit with its words, and no other line', async () => {
    const test = await morning()
    await test.press('x', { verb: 'edit', variant: 'a', text: 'Every bag names its farm.' })
    await test.press('x', { verb: 'approve' }, 'Ben Okafor')
    const [edited, approved] = await test.rows({ prefix: 'line x-' })
    if (!edited || !approved) throw new Error('no lines')
    const line = await contentOf(test.desk.deps, edited)
    expect(line).toMatchObject({
      kind: 'line',
      line: { who: 'Ann Lee', version: { version: 2 }, diff: expect.any(Array) },
    })
    expect(await contentOf(test.desk.deps, approved)).toMatchObject({
      line: { who: 'Ben Okafor', what: 'approved version 2 on the web page', diff: null },
    })
  })

  it('of what was published has the link', async () => {
    const test = await morning()
    await test.desk.goOut(await test.press('x', { verb: 'approve' }))
    expect(await content(test, 'line x-')).toMatchObject({
      line: { what: 'published it', permalink: expect.stringMatching(/^https:\/\/example.com\/x\//) },
    })
  })

  it('that is in no history shows nothing', async () => {
    const test = await morning()
    const card = await row(test, 'post x-')
    for (const tail of ['1 0', '3 7', '99 0', 'x y']) {
      const key = `line ${card.key.split(' ')[1]} ${tail}`
      expect(await contentOf(test.desk.deps, { ...card, key })).toBeNull()
    }
  })
})

describe('a report', () => {
  it('is told with its charts', async () => {
    const test = await openTestRooms()
    const week = await test.desk.report()
    expect(await content(test, 'report ')).toMatchObject({ kind: 'report', card: { week }, charts: 2 })
    const chart = await content(test, 'chart ', ' 1')
    if (chart === null || chart === 'away' || chart.kind !== 'chart') throw new Error('no chart')
    expect(chart).toMatchObject({ week, brandName: brand.name })
    expect(chart.chart.png.length).toBeGreaterThan(1000)
    const { deps } = test.desk
    const parent = await row(test, 'report ')
    expect(await contentOf(deps, { ...parent, key: `chart ${brand.id} ${week} 9` })).toBeNull()
    expect(await contentOf(deps, { ...parent, key: `report ${brand.id} 2020-W01` })).toBeNull()
  })
})

describe('what is said', () => {
  const said = (test: TestRooms, payload: string | null, more: Partial<RoomMessage> = {}) =>
    row(test, 'day ').then((day) =>
      contentOf(test.desk.deps, { ...day, key: 'said 1', payload, remoteId: null, ...more }),
    )

  it('is said until it has aged; what is in the room already stays', async () => {
    const test = await morning()
    const at = test.desk.deps.clock.now()
    const lines = [['Two posts wait until ', { at, show: 'time' as const }]]
    const payload = sayPayload(lines, { until: new Date(at.getTime() + hourMs) })
    expect(await said(test, payload)).toEqual({ kind: 'said', lines })
    test.desk.tick(hourMs - minuteMs)
    expect(await said(test, payload)).toEqual({ kind: 'said', lines })
    test.desk.tick(minuteMs)
    expect(await said(test, payload)).toBeNull()
    expect(await said(test, payload, { remoteId: 'ts' })).toEqual({ kind: 'said', lines })
  })

  it('to a person alone is said only while they review', async () => {
    const test = await morning()
    const payload = sayPayload([['A post waits for you.']])
    expect(await said(test, payload, { channel: '@U1' })).toMatchObject({ kind: 'said' })
    expect(await said(test, payload, { channel: '@U9' })).toBe('away')
    expect(await said(test, payload, { channel: '@11' })).toBe('away')
    expect(await said(test, payload, { surface: 'discord', channel: '@11' })).toMatchObject({ kind: 'said' })
  })

  it('is nothing where it cannot be read', async () => {
    const test = await morning()
    for (const payload of [null, '', '{}', '[]', 'nonsense']) expect(await said(test, payload)).toBeNull()
  })
})

describe('the images of a card', () => {
  it('come with their bytes, of the variant that would go out; of one that is gone there are only the words', async () => {
    const test = await morning()
    const { store, clock } = test.desk.deps
    const [quay, loft] = [aPng('quay'), aPng('loft')]
    const hashes = [await store.putImage(quay, clock.now()), await store.putImage(loft, clock.now())]
    const post = await test.desk.post('x')
    const images = hashes.map((hash, index) => ({ sha256: hash, name: `${index}.png`, alt: `${index}` }))
    await review(test.desk.deps, {
      verb: 'edit',
      actor: ann,
      postId: post.id,
      version: post.version,
      variant: 'b',
      text: 'Fog',
      images,
    })
    const of = (index: number, bytes: Uint8Array) => ({ ...images[index], mimeType: 'image/png', bytes })
    expect(await content(test, 'post x-')).toMatchObject({ images: [of(0, quay), of(1, loft)] })
    const image = store.image.bind(store)
    store.image = async (hash) => (hash === hashes[0] ? null : image(hash))
    expect(await content(test, 'post x-')).toMatchObject({
      images: [of(1, loft)],
      card: { draft: { chosen: { media: [{ name: '0.png' }, { name: '1.png' }] } } },
    })
  })
})
