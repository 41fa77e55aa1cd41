import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Verb } from '../../../src/bot/action.ts'
import { encodeChatPress } from '../../../src/bot/chat/chat-press.ts'
import type { Brand } from '../../../src/domain/brand.ts'
import type { Post } from '../../../src/domain/post.ts'
import type { Ids, Store } from '../../../src/ports.ts'
import { openPrismaStore } from '../../../src/store/prisma-store.ts'
import { countedIds, freshDatabase, quiet, type TestDatabase } from '../../store/database.ts'
import { inReview } from '../../store/posts.ts'
import { harbour, type Desk } from '../desk.ts'

export type One = 'ann' | 'ben'
export type Told = { readonly to: One; readonly words: string }

/** Two processes of one desk, as on two machines, whose people click on one surface. */
export type RaceBench<Click> = {
  /** As people call it. */
  readonly surface: string
  readonly desk: Desk
  readonly save: (change: (brand: Brand) => Brand | null) => void
  /** A button with this is pressed; nobody has been told yet. */
  readonly press: (who: One, value: string) => Promise<Click>
  /** `/greenroom <verb>` with these options is sent. */
  readonly type: (who: One, verb: Verb, options: Readonly<Record<string, string>>) => Promise<Click>
  /** Brings them at once, each to a process of its own, and answers with what was told, the same click once. */
  readonly atOnce: (one: Click, other: Click) => Promise<readonly Told[]>
  /** Stops both: whatever they have heard is answered by then. */
  readonly close: () => Promise<void>
  /** All that was told since it was opened. */
  readonly told: () => Promise<readonly Told[]>
  readonly stop: () => Promise<void>
}

/** `other`: what the second process has the store from. */
export type Open<Click> = (stores: {
  readonly storeOf: (ids: Ids) => Promise<Store>
  readonly other: () => Promise<Store>
}) => Promise<RaceBench<Click>>

const rounds = 6

/** Clicks at the same moment on PostgreSQL, half of them at a second process on another machine. */
export function describeRaces<Click>(open: Open<Click>): void {
  let bench: RaceBench<Click>
  let database: TestDatabase
  let closes: (() => Promise<void>)[] = []

  beforeEach(async () => {
    database = await freshDatabase()
    closes = []
    const storeOf = async (ids: Ids) => {
      const { store, stop } = await openPrismaStore({ url: database.url, ids, log: quiet })
      closes.push(stop)
      return store
    }
    bench = await open({ storeOf, other: () => storeOf(countedIds('other')) })
  })
  afterEach(async () => {
    await bench.stop()
    for (const close of closes) await close()
    await database.stop()
  })

  function freshPost(round: number): Promise<Post> {
    const slot = { date: '2026-11-21', time: '12:00', zone: 'Europe/Berlin' }
    const account = { network: 'x', handle: 'northharbour' } as const
    return inReview(bench.desk.deps.store, `race-${round}`, { brand: harbour.id, account, slot })
  }

  const approve = (who: One, { id, version }: Post) =>
    bench.press(
      who,
      encodeChatPress({ kind: 'post', press: { verb: 'approve', postId: id, version, arg: null } }),
    )
  const seen = ({ id, version }: Post) => `${id}@${version}`
  const byPerson = (told: readonly Told[]) => Object.fromEntries(told.map(({ to, words }) => [to, words]))

  /** What people did to it, and how it stands. */
  async function outcome(post: Post) {
    const history = await bench.desk.deps.store.history(post.id)
    const done = history.filter(({ actor }) => actor.kind === 'person').map(({ event }) => event.type)
    return { done, status: (await bench.desk.deps.store.post(post.id))?.status }
  }

  const goesOut = 'Approved. It goes out Sat 21 Nov, 12:00.'
  const approvedBy = (name: string) =>
    `This post has been approved already. Latest: ${name} approved version 1 on ${bench.surface}.`
  const rejected = 'Rejected. The next drafts learn from it.'
  const approved = { done: ['approval_given', 'approved'], status: 'approved' }

  describe('two clicks at once', () => {
    it('by two people who approve: one decision, and the other one is told whose', async () => {
      for (let round = 0; round < rounds; round++) {
        const post = await freshPost(round)
        const told = await bench.atOnce(await approve('ann', post), await approve('ben', post))
        expect([
          { ann: goesOut, ben: approvedBy('Ann Lee') },
          { ann: approvedBy('Ben Okafor'), ben: goesOut },
        ]).toContainEqual(byPerson(told))
        expect(await outcome(post)).toEqual(approved)
      }
    })

    it('by one person who approves twice: one decision, and the other click is told so', async () => {
      for (let round = 0; round < rounds; round++) {
        const post = await freshPost(round)
        const typed = await bench.type('ann', 'approve', { post: seen(post) })
        const told = await bench.atOnce(await approve('ann', post), typed)
        const words = told.map((one) => one.words)
        expect(words.toSorted()).toEqual([goesOut, approvedBy('Ann Lee')].toSorted())
        expect(await outcome(post)).toEqual(approved)
      }
    })

    it('that want the opposite: one decision, and the other one is told which', async () => {
      for (let round = 0; round < rounds; round++) {
        const post = await freshPost(round)
        const rejects = await bench.type('ben', 'reject', { post: seen(post), reason: 'Dull' })
        const told = byPerson(await bench.atOnce(await approve('ann', post), rejects))
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
      bench.save((brand) => ({
        ...brand,
        policy: { ...brand.policy, approvals: { low: 2, medium: 2, high: 2 } },
      }))
      const noted = 'Your approval is noted; it takes one more person.'
      for (let round = 0; round < rounds; round++) {
        const post = await freshPost(round)
        const told = await bench.atOnce(await approve('ann', post), await approve('ben', post))
        expect([
          { ann: noted, ben: goesOut },
          { ann: goesOut, ben: noted },
        ]).toContainEqual(byPerson(told))
        const done = ['approval_given', 'approval_given', 'approved']
        expect(await outcome(post)).toEqual({ done, status: 'approved' })
      }
    })

    it('that are one and the same, brought to two machines: one decision and one answer', async () => {
      const posts: Post[] = []
      for (let round = 0; round < rounds; round++) {
        const post = await freshPost(round)
        posts.push(post)
        const once = await approve('ann', post)
        await bench.atOnce(once, once)
      }
      await bench.close()
      expect(await bench.told()).toEqual(posts.map(() => ({ to: 'ann', words: goesOut })))
      for (const post of posts) expect(await outcome(post)).toEqual(approved)
    })

    it('on “Approve all low risk”: each post is approved once, by one of the two', async () => {
      const posts = []
      for (let round = 0; round < rounds; round++) posts.push(await freshPost(round))
      const value = encodeChatPress({ kind: 'desk', verb: 'approve_all', brand: harbour.id })
      const told = await bench.atOnce(await bench.press('ann', value), await bench.press('ben', value))
      for (const post of posts) expect(await outcome(post)).toEqual(approved)
      const counts = told.map(({ words }) => Number(/^(\d+) posts? approved/.exec(words)?.[1] ?? 0))
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(
        (await bench.desk.deps.store.posts({ status: ['approved'] })).length,
      )
    })
  })
}
