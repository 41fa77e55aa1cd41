import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { verifyChain } from '../../src/domain/audit.ts'
import { Refusal, Trouble } from '../../src/domain/errors.ts'
import { currentPublication } from '../../src/domain/evolve.ts'
import type { Post } from '../../src/domain/post.ts'
import { minuteMs } from '../../src/domain/slot.ts'
import type { Deps } from '../../src/ports.ts'
import { publish } from '../../src/service/publish.ts'
import { review } from '../../src/service/review.ts'
import { settle } from '../../src/service/settle.ts'
import { sweep } from '../../src/service/sweep.ts'
import { openStore, type OpenStore } from '../../src/store/open-store.ts'
import { harbour, openDesk, type Desk } from '../bot/desk.ts'
import { countedIds, quiet } from './database.ts'
import { openPlainServer, type PlainServer } from './plain-server.ts'
import { does, drafter, draftNamed, plan } from './posts.ts'

// The server of the database is restarted in the middle of everything. Nothing is lost, nothing happens twice.

const count = 50
/** Of them, so that something is broken off also where the others were quicker than the server's end. */
const lateCount = 5
const ann = { kind: 'person', id: 'ann', roles: ['approver'], surface: 'web' } as const

let server: PlainServer
let opened: OpenStore
let desk: Desk
let posts: readonly Post[]
const home = mkdtempSync(join(tmpdir(), 'greenroom-restart-'))

beforeAll(async () => {
  server = await openPlainServer()
})
afterAll(async () => {
  await server.stop()
  rmSync(home, { recursive: true })
})

beforeEach(async () => {
  opened = await openStore({ home, databaseUrl: server.url, ids: countedIds(), log: quiet })
  desk = await openDesk(undefined, [harbour], () => opened.store)
  const slot = { date: '2026-11-20', time: '12:00', zone: harbour.timeZone }
  const account = { network: 'x', handle: 'northharbour' } as const
  const made: Post[] = []
  const series = `s${Date.now()}`
  for (let index = 0; index < count; index++)
    made.push(await inReview(`${series}-${index}`, { brand: harbour.id, account, slot }))
  posts = made
})
afterEach(() => opened.stop())

/** Without images. */
async function inReview(id: string, where: Pick<Post, 'brand' | 'account' | 'slot'>): Promise<Post> {
  const draft = draftNamed(`Text of ${id}`)
  const variants = draft.variants.map((one) => ({ ...one, media: [] }))
  await opened.store.commit(plan(id, where))
  await does(opened.store, id, { type: 'start_drafting', actor: drafter, again: false })
  return does(opened.store, id, { type: 'finish_drafting', actor: drafter, draft: { ...draft, variants } })
}

/** Runs them at once, and restarts the server once `after` of them have come to something; the last few begin while it is away. */
async function throughRestart<T>(
  how: 'fast' | 'immediate',
  after: number,
  works: readonly (() => Promise<T>)[],
): Promise<readonly PromiseSettledResult<T>[]> {
  let ended = 0
  let late: readonly PromiseSettledResult<T>[] = []
  const begin = async () => {
    late = await Promise.allSettled(works.slice(-lateCount).map((work) => work()))
  }
  const restarts: Promise<void>[] = []
  const early = await Promise.allSettled(
    works.slice(0, -lateCount).map(async (work) => {
      try {
        return await work()
      } finally {
        ended += 1
        if (ended === after) restarts.push(server.restart(how, begin))
      }
    }),
  )
  await Promise.all(restarts)
  return [...early, ...late]
}

async function untilItAnswers(): Promise<void> {
  for (;;) {
    try {
      await opened.store.freezes()
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

async function expectWholeChain(): Promise<void> {
  const { store } = opened
  const chain = verifyChain(await store.audit(harbour.id), await store.auditHead(harbour.id))
  expect(chain).toMatchObject({ ok: true })
}

const approve = ({ id, version }: Post) =>
  review(desk.deps, { verb: 'approve', postId: id, version, actor: ann })

it.each(['fast', 'immediate'] as const)(
  'keeps each of 50 approvals that was said to be done, and takes the others when they are pressed again (%s)',
  async (how) => {
    const results = await throughRestart(
      how,
      15,
      posts.map((post) => () => approve(post)),
    )
    const broken = results.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
    process.stderr.write(`${how}: ${broken.length} of ${count} approvals were broken off\n`)
    expect(broken.length).toBeGreaterThan(0)
    expect(broken.filter((error) => !(error instanceof Trouble))).toEqual([])
    await untilItAnswers()
    for (const [index, result] of results.entries()) {
      const post = posts[index]
      if (!post) throw new Error('unreachable')
      if (result.status === 'fulfilled') expect((await opened.store.post(post.id))?.status).toBe('approved')
      // Nobody was told whether it had come through: if it had, that is what the second press is told.
      else await approve(post).catch((error: unknown) => expect(error).toBeInstanceOf(Refusal))
      const history = await opened.store.history(post.id)
      expect(history.filter(({ event }) => event.type === 'approval_given')).toHaveLength(1)
      expect((await opened.store.post(post.id))?.status).toBe('approved')
    }
    await expectWholeChain()
  },
)

it.each(['fast', 'immediate'] as const)('sends each of 50 due posts once (%s)', async (how) => {
  for (const post of posts) await approve(post)
  const due = posts[0]?.dueAt.getTime() ?? 0
  desk.tick(due - desk.deps.clock.now().getTime())
  const ledger = new Map<string, number>()
  const deps: Deps = {
    ...desk.deps,
    networks: (account) => ({
      ...desk.deps.networks(account),
      publish: async ({ key }) => {
        ledger.set(key, (ledger.get(key) ?? 0) + 1)
        return { kind: 'published', remote: { id: key, permalink: null } }
      },
      find: async ({ key }) =>
        ledger.has(key) ? { kind: 'live', remote: { id: key, permalink: null } } : { kind: 'absent' },
    }),
  }
  const jobs = posts.map(
    ({ id, version }) =>
      () =>
        publish(deps, `${id}.${version}`),
  )
  const results = await throughRestart(how, 15, jobs)
  const broken = results.filter(({ status }) => status === 'rejected')
  process.stderr.write(
    `${how}: ${broken.length} of ${count} publications were broken off, ${ledger.size} had left\n`,
  )
  expect(broken.length).toBeGreaterThan(0)
  await untilItAnswers()
  // As the clock would: what failed is tried again, what was being sent is given up after its deadline, and asked for.
  await Promise.all(jobs.map((job) => job()))
  desk.tick(2 * minuteMs)
  await sweep(deps)
  for (const post of posts) {
    const stands = await opened.store.post(post.id)
    const id = (stands && currentPublication(stands)?.id) ?? ''
    if (stands?.status === 'unknown') await settle(deps, id)
    await publish(deps, id)
  }
  for (const post of posts) expect((await opened.store.post(post.id))?.status).toBe('published')
  expect([...ledger.values()]).toEqual(Array.from({ length: count }, () => 1))
  await expectWholeChain()
})
