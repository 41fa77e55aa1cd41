import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Post } from '../../../src/domain/post.ts'
import { openPrismaStore } from '../../../src/store/prisma-store.ts'
import type { Interaction } from '../../fakes/discord/state.ts'
import { freshDatabase, quiet, type TestDatabase } from '../../store/database.ts'
import { stallDatabase, type Stall } from '../../store/stall-database.ts'
import { inReview } from '../../store/posts.ts'
import { harbour } from '../desk.ts'
import { stalledStore } from '../stalled-store.ts'
import { openRig, people, valueOf, wordsOf, type Opening, type Rig } from './rig.ts'

/** As many buttons as one message holds. */
const clicks = 25

let rig: Rig
let database: TestDatabase
let stall: Stall | null
let close: () => Promise<void>

beforeEach(async () => {
  stall = null
  database = await freshDatabase()
})
afterEach(async () => {
  await stall?.goOn()
  await rig.stop()
  await close()
  await database.stop()
})

async function openOnPostgres(options: Partial<Opening>): Promise<void> {
  rig = await openRig({
    ...options,
    storeOf: async (ids) => {
      const { store, stop } = await openPrismaStore({ url: database.url, ids, log: quiet })
      close = stop
      return store
    },
  })
}

type Pressed = { readonly post: Post; readonly press: Interaction }

/** Ann has pressed Approve on each; nobody has been told yet. */
async function presses(): Promise<readonly Pressed[]> {
  const slot = { date: '2026-11-21', time: '12:00', zone: 'Europe/Berlin' }
  const account = { network: 'x', handle: 'northharbour' } as const
  const posts: Post[] = []
  for (let index = 0; index < clicks; index++)
    posts.push(await inReview(rig.desk.deps.store, `stalled-${index}`, { brand: harbour.id, account, slot }))
  const message = await rig.card(...posts.map((post) => valueOf('approve', post)))
  const made: Pressed[] = []
  for (const post of posts) {
    const button = valueOf('approve', post)
    made.push({ post, press: await rig.discord.press({ who: people.ann, message, button }) })
  }
  return made
}

/** All at once; resolves when each is acknowledged. */
async function bringAll(pressed: readonly Pressed[]): Promise<void> {
  await Promise.all(
    pressed.map(async ({ press }) => {
      await rig.bring(press)
      expect(await rig.discord.answered(press)).toEqual({ type: 5, data: { flags: 64 } })
    }),
  )
}

/** Every one of them is decided once, and answered once. */
async function expectAllDecided(pressed: readonly Pressed[]): Promise<void> {
  for (const { post, press } of pressed) {
    await rig.discord.until(async () => (await rig.discord.told(press)).length > 0)
    const [words, ...more] = (await rig.discord.told(press)).map(wordsOf)
    expect(words).toContain('Approved. It goes out')
    expect(more).toEqual([])
    const history = await rig.desk.deps.store.history(post.id)
    expect(history.filter(({ event }) => event.type === 'approved')).toHaveLength(1)
  }
  expect(await rig.discord.dm(people.ann)).toEqual([])
}

describe.each([
  ['the gateway', false],
  ['HTTP', true],
] as const)('over %s', (_, http) => {
  it('25 clicks at once are acknowledged while the database stands still, and decided once each when it goes on', async () => {
    await openOnPostgres({ http })
    const pressed = await presses()
    stall = await stallDatabase(database.url)
    await bringAll(pressed)
    await stall.isFelt()
    for (const { press } of pressed) expect(await rig.discord.told(press)).toEqual([])
    await stall.goOn()
    await expectAllDecided(pressed)
  })
})

it('25 clicks that a process had acknowledged and not decided when it died are decided once each after the restart', async () => {
  const stalled = stalledStore()
  await openOnPostgres({ http: true, store: stalled.of })
  const pressed = await presses()
  stalled.stall()
  await bringAll(pressed)
  await rig.open({ http: true })
  for (const { press } of pressed)
    await rig.discord.until(async () => (await rig.discord.told(press)).length > 0)
  const words = (await Promise.all(pressed.map(({ press }) => rig.discord.told(press)))).flat().map(wordsOf)
  expect(words).toHaveLength(clicks)
  for (const one of words)
    expect(one).toMatch(/^Greenroom was restarted while it had this from you\. Approved\./)
  stalled.goOn()
})
