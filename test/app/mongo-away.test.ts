import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { openApp, type App } from '../../src/app.ts'
import { openingText } from '../../src/app/opening-text.ts'
import { loadConfig, type Config } from '../../src/config.ts'
import type { Post } from '../../src/domain/post.ts'
import { addDays, dateIn } from '../../src/domain/slot.ts'
import { startJobs } from '../../src/jobs/start-jobs.ts'
import { draftDay } from '../../src/service/draft-day.ts'
import { plan } from '../../src/service/plan.ts'
import { review } from '../../src/service/review.ts'
import { harbour } from '../bot/desk.ts'
import { gate } from '../jobs/clocks.ts'
import { mongoName } from '../jobs/mongo-server.ts'
import { useMongo } from '../jobs/stage.ts'
import { freshDatabase, type TestDatabase } from '../store/database.ts'

const here = mongoName === null ? describe.skip : describe

here('a desk whose MongoDB is away when it opens', () => {
  const { proxy, uri } = useMongo()
  let database: TestDatabase
  let config: Config
  let app: App
  beforeEach(async () => {
    database = await freshDatabase()
    const home = await mkdtemp(join(tmpdir(), 'greenroom-away-'))
    const env = { GREENROOM_HOME: home, DATABASE_URL: database.url, MONGODB_URI: uri() }
    config = loadConfig(env, home, [])
    await proxy().shut()
    app = await openApp(config, [harbour])
  })
  afterEach(async () => {
    await app.parts.stop()
    await database.stop()
    await rm(config.home, { recursive: true, force: true })
  })

  it('takes approvals, says what is wrong, and has the clock set for them once MongoDB is there', async () => {
    const { deps, clock } = app
    await startJobs({ clock, deps })
    expect(
      openingText({
        role: 'all',
        url: 'x',
        config,
        brands: [harbour],
        where: null,
        clockTrouble: clock.trouble(),
      }),
    ).toMatch(/clock +Agenda on mongodb:\/\/127\.0\.0\.1:\d+\/greenroom_test_\w+, which is not open yet/)
    const post = await approved(app)
    await expect(deps.scheduler.pending()).rejects.toThrow('The MongoDB at 127.0.0.1')
    const opened = gate()
    await clock.whenOpen(async () => opened.open())
    await proxy().open()
    await opened.opened
    expect(await firstPending(app, post)).toMatchObject({ job: 'publish', when: post.dueAt })
    expect(clock.trouble()).toBeNull()
  })
})

/** A post of tomorrow, approved by as many as it takes. */
async function approved({ deps }: App): Promise<Post & { readonly dueAt: Date }> {
  await plan(deps, { brand: harbour.id })
  const date = addDays(dateIn(deps.clock.now(), harbour.timeZone), 1)
  const { drafted } = await draftDay(deps, { brand: harbour.id, date, networks: ['linkedin'] })
  const [post] = drafted
  if (!post) throw new Error('nothing was drafted')
  for (const { name } of harbour.reviewers.slice(0, 2)) {
    const actor = { kind: 'person', id: name, roles: ['approver'], surface: 'web' } as const
    const now = await deps.store.post(post.id)
    if (now?.status !== 'in_review') break
    await review(deps, { postId: post.id, actor, version: now.version, verb: 'approve' })
  }
  const after = await deps.store.post(post.id)
  if (after?.status !== 'approved') throw new Error(`the post is ${after?.status}`)
  return after
}

async function firstPending({ deps }: App, post: Post) {
  for (;;) {
    const jobs = await deps.scheduler.pending()
    const job = jobs.find(({ subject }) => subject.startsWith(post.id))
    if (job) return job
  }
}
