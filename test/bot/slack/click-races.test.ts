import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { encodePress, type Verb } from '../../../src/bot/action.ts'
import type { Post } from '../../../src/domain/post.ts'
import { openPrismaStore } from '../../../src/store/prisma-store.ts'
import { buttonPress, signedRequest, slashCommand } from '../../fakes/slack/envelopes.ts'
import { freshDatabase, quiet, type TestDatabase } from '../../store/database.ts'
import { inReview } from '../../store/posts.ts'
import { harbour } from '../desk.ts'
import { openRig, signingSecret, type Rig } from './rig.ts'

/** Clicks at the same moment on PostgreSQL, half of them at a second process on another machine. */
const rounds = 20

let rig: Rig
let database: TestDatabase
let closes: (() => Promise<void>)[] = []
let doors: readonly [string, string] = ['', '']

beforeEach(async () => {
  database = await freshDatabase()
  closes = []
  const connected = async (next: () => string) => {
    const { store, stop } = await openPrismaStore({ url: database.url, ids: { next }, log: quiet })
    closes.push(stop)
    return store
  }
  rig = await openRig({ http: true, storeOf: (ids) => connected(ids.next) })
  const first = rig.address()
  let serial = 0
  const other = await connected(() => `other${(serial += 1)}`)
  await rig.open({ http: true, elsewhere: true, store: () => other })
  doors = [first, rig.address()]
})
afterEach(async () => {
  await rig.stop()
  for (const close of closes) await close()
  await database.stop()
})

function freshPost(round: number): Promise<Post> {
  const slot = { date: '2026-11-21', time: '12:00', zone: 'Europe/Berlin' }
  const account = { network: 'x', handle: 'northharbour' } as const
  return inReview(rig.desk.deps.store, `race-${round}`, { brand: harbour.id, account, slot })
}

type One = 'ann' | 'ben'

function press(who: One, verb: Verb, { id, version }: Post, arg: string | null = null) {
  const value = encodePress({ verb, postId: id, version, arg })
  return buttonPress({ who: { id: rig.api.people[who] }, value, responseUrl: rig.slack.responseUrl(who) })
}

function line(who: One, text: string) {
  return slashCommand({ who: { id: rig.api.people[who] }, text, responseUrl: rig.slack.responseUrl(who) })
}

/** Sends both at once, each to a process of its own, and answers with what each person was told. */
async function atOnce(
  ...payloads: readonly [object, object]
): Promise<readonly (readonly [string, string])[]> {
  const before = rig.slack.said.length
  await Promise.all(
    payloads.map(async (payload, index) => {
      const answer = await fetch(doors[index] ?? '', signedRequest(signingSecret, payload, new Date()))
      expect(answer.status).toBe(200)
    }),
  )
  await rig.slack.until(() => rig.slack.said.length >= before + payloads.length)
  return rig.slack.said
    .slice(before)
    .map(({ to, body }) => [to, String(body.text).split(' ⏎ ')[0] ?? ''] as const)
    .toSorted()
}

/** What people did to it, and how it stands. */
async function outcome(post: Post) {
  const history = await rig.desk.deps.store.history(post.id)
  const done = history.filter(({ actor }) => actor.kind === 'person').map(({ event }) => event.type)
  return { done, status: (await rig.desk.deps.store.post(post.id))?.status }
}

const goesOut = 'Approved. It goes out Sat 21 Nov, 12:00.'
const names = { ann: 'Ann Lee', ben: 'Ben Okafor' }

describe('two clicks at once', () => {
  it('by two people who approve: one decision, and the other one is told whose', async () => {
    for (let round = 0; round < rounds; round++) {
      const post = await freshPost(round)
      const told = await atOnce(press('ann', 'approve', post), press('ben', 'approve', post))
      const [winner, loser] =
        told.find(([who]) => who === 'ann')?.[1] === goesOut
          ? (['ann', 'ben'] as const)
          : (['ben', 'ann'] as const)
      const latest = `This post has been approved already. Latest: ${names[winner]} approved version 1 on slack.`
      expect(told).toEqual([[winner, goesOut] as const, [loser, latest] as const].toSorted())
      expect(await outcome(post)).toEqual({ done: ['approval_given', 'approved'], status: 'approved' })
    }
  })
})
