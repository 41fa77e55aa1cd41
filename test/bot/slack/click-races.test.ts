import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { encodePress, type Verb } from '../../../src/bot/action.ts'
import { encodeChatPress } from '../../../src/bot/chat/chat-press.ts'
import type { Post } from '../../../src/domain/post.ts'
import type { Ids } from '../../../src/ports.ts'
import { openPrismaStore } from '../../../src/store/prisma-store.ts'
import { buttonPress, signedRequest, slashCommand } from '../../fakes/slack/envelopes.ts'
import { countedIds, freshDatabase, quiet, type TestDatabase } from '../../store/database.ts'
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
  const connected = async (ids: Ids) => {
    const { store, stop } = await openPrismaStore({ url: database.url, ids, log: quiet })
    closes.push(stop)
    return store
  }
  rig = await openRig({ http: true, storeOf: connected })
  const first = rig.address()
  const other = await connected(countedIds('other'))
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

/** Sends both at once, each to a process of its own, and answers with what each person was told last. */
async function atOnce(...payloads: readonly [object, object]): Promise<Readonly<Record<string, string>>> {
  const before = rig.slack.said.length
  const isSame = payloads[0] === payloads[1]
  await Promise.all(
    payloads.map(async (payload, index) => {
      const answer = await fetch(doors[index] ?? '', signedRequest(signingSecret, payload, new Date()))
      expect(answer.status).toBe(200)
    }),
  )
  await rig.slack.until(() => rig.slack.said.length >= before + (isSame ? 1 : 2))
  return Object.fromEntries(rig.slack.said.slice(before).map((said) => [said.to, wordsOf(said)]))
}

/** Behind the sentence stands the card. */
function wordsOf({ body }: { readonly body: { readonly text?: unknown } }): string {
  return String(body.text).split(' ⏎ ')[0] ?? ''
}

/** What people did to it, and how it stands. */
async function outcome(post: Post) {
  const history = await rig.desk.deps.store.history(post.id)
  const done = history.filter(({ actor }) => actor.kind === 'person').map(({ event }) => event.type)
  return { done, status: (await rig.desk.deps.store.post(post.id))?.status }
}

const goesOut = 'Approved. It goes out Sat 21 Nov, 12:00.'
const approvedBy = (name: string) =>
  `This post has been approved already. Latest: ${name} approved version 1 on Slack.`
const rejected = 'Rejected. The next drafts learn from it.'
const approved = { done: ['approval_given', 'approved'], status: 'approved' }

describe('two clicks at once', () => {
  it('by two people who approve: one decision, and the other one is told whose', async () => {
    for (let round = 0; round < rounds; round++) {
      const post = await freshPost(round)
      const told = await atOnce(press('ann', 'approve', post), press('ben', 'approve', post))
      expect([
        { ann: goesOut, ben: approvedBy('Ann Lee') },
        { ann: approvedBy('Ben Okafor'), ben: goesOut },
      ]).toContainEqual(told)
      expect(await outcome(post)).toEqual(approved)
    }
  })

  it('by one person who approves twice: one decision, and the other click is told so', async () => {
    for (let round = 0; round < rounds; round++) {
      const post = await freshPost(round)
      const before = rig.slack.said.length
      await atOnce(press('ann', 'approve', post), line('ann', `approve ${post.id}@${post.version}`))
      const texts = rig.slack.said.slice(before).map(wordsOf)
      expect(texts.toSorted()).toEqual([goesOut, approvedBy('Ann Lee')].toSorted())
      expect(await outcome(post)).toEqual(approved)
    }
  })

  it('that want the opposite: one decision, and the other one is told which', async () => {
    for (let round = 0; round < rounds; round++) {
      const post = await freshPost(round)
      const rejects = line('ben', `reject ${post.id}@${post.version} reason:Dull`)
      const told = await atOnce(press('ann', 'approve', post), rejects)
      const { done, status } = await outcome(post)
      if (status === 'approved') {
        expect(told).toEqual({ ann: goesOut, ben: approvedBy('Ann Lee') })
        expect(done).toEqual(approved.done)
      } else {
        const latest = 'This post has been rejected already. Latest: Ben Okafor rejected it (Dull).'
        expect(told).toEqual({ ann: latest, ben: rejected })
        expect(done).toEqual(['rejected'])
      }
    }
  })

  it('where it takes two people: both count, in either order, and none is lost', async () => {
    rig.save((brand) => ({
      ...brand,
      policy: { ...brand.policy, approvals: { low: 2, medium: 2, high: 2 } },
    }))
    const noted = 'Your approval is noted; it takes one more person.'
    for (let round = 0; round < rounds; round++) {
      const post = await freshPost(round)
      const told = await atOnce(press('ann', 'approve', post), press('ben', 'approve', post))
      expect([
        { ann: noted, ben: goesOut },
        { ann: goesOut, ben: noted },
      ]).toContainEqual(told)
      const done = ['approval_given', 'approval_given', 'approved']
      expect(await outcome(post)).toEqual({ done, status: 'approved' })
    }
  })

  it('that are one and the same, brought to two machines: one decision and one answer', async () => {
    const posts: Post[] = []
    for (let round = 0; round < rounds; round++) {
      const post = await freshPost(round)
      posts.push(post)
      const once = press('ann', 'approve', post)
      await atOnce(once, once)
    }
    await rig.close()
    expect(rig.slack.said.map(wordsOf)).toEqual(posts.map(() => goesOut))
    for (const post of posts) expect(await outcome(post)).toEqual(approved)
  })

  it('on “Approve all low risk”: each post is approved once, by one of the two', async () => {
    const posts = []
    for (let round = 0; round < rounds; round++) posts.push(await freshPost(round))
    const value = encodeChatPress({ kind: 'desk', verb: 'approve_all', brand: harbour.id })
    const [ann, ben] = (['ann', 'ben'] as const).map((who) =>
      buttonPress({ who: { id: rig.api.people[who] }, value, responseUrl: rig.slack.responseUrl(who) }),
    )
    const told = await atOnce(ann ?? {}, ben ?? {})
    for (const post of posts) expect(await outcome(post)).toEqual(approved)
    const counts = Object.values(told).map((words) => Number(/^(\d+) posts? approved/.exec(words)?.[1] ?? 0))
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(
      (await rig.desk.deps.store.posts({ status: ['approved'] })).length,
    )
  })
})
