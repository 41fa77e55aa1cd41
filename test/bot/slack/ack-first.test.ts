import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { encodePress } from '../../../src/bot/action.ts'
import type { Post } from '../../../src/domain/post.ts'
import { openPrismaStore } from '../../../src/store/prisma-store.ts'
import { buttonPress } from '../../fakes/slack/envelopes.ts'
import { freshDatabase, quiet, type TestDatabase } from '../../store/database.ts'
import { stallDatabase, type Stall } from '../../store/stall-database.ts'
import { inReview } from '../../store/posts.ts'
import { harbour } from '../desk.ts'
import { openRig, signed, type Opening, type Rig } from './rig.ts'
import { stalledStore } from '../stalled-store.ts'

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

async function freshPosts(): Promise<readonly Post[]> {
  const slot = { date: '2026-11-21', time: '12:00', zone: 'Europe/Berlin' }
  const account = { network: 'x', handle: 'northharbour' } as const
  const posts: Post[] = []
  for (let index = 0; index < clicks; index++)
    posts.push(await inReview(rig.desk.deps.store, `stalled-${index}`, { brand: harbour.id, account, slot }))
  return posts
}

/** Presses Approve on all of them at once; resolves when each is acknowledged. */
async function press(posts: readonly Post[], http: boolean): Promise<void> {
  await Promise.all(
    posts.map(async ({ id, version }) => {
      const value = encodePress({ verb: 'approve', postId: id, version, arg: null })
      const who = { id: rig.api.people.ann }
      const payload = buttonPress({ who, value, responseUrl: rig.slack.responseUrl(id) })
      if (http) expect((await fetch(rig.address(), signed(rig, payload))).status).toBe(200)
      else await rig.slack.send('interactive', payload).acked
    }),
  )
}

/** Every one of them is decided once, and answered once. */
async function expectAllDecided(posts: readonly Post[]): Promise<void> {
  await rig.slack.until(() => rig.slack.said.length >= posts.length)
  for (const post of posts) {
    const history = await rig.desk.deps.store.history(post.id)
    expect(history.filter(({ event }) => event.type === 'approved')).toHaveLength(1)
  }
  expect(rig.slack.said.map(({ to }) => to).toSorted()).toEqual(posts.map(({ id }) => id).toSorted())
  for (const { body } of rig.slack.said) expect(body.text).toContain('Approved. It goes out')
}

describe.each([
  ['sockets', false],
  ['HTTP', true],
] as const)('over %s', (_, http) => {
  it('25 clicks at once are acknowledged while the database stands still, and decided once each when it goes on', async () => {
    await openOnPostgres({ http })
    const posts = await freshPosts()
    stall = await stallDatabase(database.url)
    await press(posts, http)
    await stall.isFelt()
    expect(rig.slack.said).toHaveLength(0)
    await stall.goOn()
    await expectAllDecided(posts)
  })
})

it('25 clicks that a process had acknowledged and not decided when it died are decided once each after the restart', async () => {
  const stalled = stalledStore()
  await openOnPostgres({ http: true, store: stalled.of })
  const posts = await freshPosts()
  stalled.stall()
  await press(posts, true)
  await rig.open({ http: true })
  await expectAllDecided(posts)
  stalled.goOn()
})
