import type { Command } from '../domain/command.ts'
import { Refusal } from '../domain/errors.ts'
import { postIdOf } from '../domain/ledger.ts'
import type { Post } from '../domain/post.ts'
import { dayMs } from '../domain/slot.ts'
import type { Deps, JobName } from '../ports.ts'
import { act, jobsOf, setClock } from './act.ts'

/** A request can be replayed for five minutes, and what was not acknowledged comes again for some hours. */
const pressMemoryMs = dayMs
/** Nothing of a post is told in its room a month after it was over. */
const messageMemoryMs = 90 * dayMs

/** A form with an image in it is not left open for longer. */
const imageMemoryMs = dayMs

const sweeper = { kind: 'system', id: 'sweeper' } as const

export type Swept = {
  readonly expired: number
  readonly interrupted: number
  readonly created: number
  readonly dropped: number
}

/**
 * Once a minute: expires what nobody decided, gives up attempts whose sender is gone, and brings the clock into line with the
 * database, so that a crash between a commit and its job heals itself. Clicks that nobody can bring again are forgotten, and so are old messages, and
 * images that were uploaded and never used.
 */
export async function sweep(deps: Deps): Promise<Swept> {
  const now = deps.clock.now()
  const expired = await each(deps, await overdueAt(deps, now), { type: 'expire', actor: sweeper })
  const sending = await deps.store.posts({ status: ['publishing'] })
  const interrupted = await each(deps, sending, { type: 'interrupt', actor: sweeper })
  const clock = await alignClock(deps)
  await deps.store.forgetImages(new Date(now.getTime() - imageMemoryMs))
  await deps.store.forgetPresses(new Date(now.getTime() - pressMemoryMs))
  await deps.store.forgetMessages(new Date(now.getTime() - messageMemoryMs))
  return { expired, interrupted, ...clock }
}

/** What nobody has decided by the time it expires, and what nobody has drafted by the time it is due. */
async function overdueAt({ store }: Deps, now: Date): Promise<readonly Post[]> {
  const before = new Date(now.getTime() + 1)
  const undrafted = await store.posts({ status: ['planned', 'draft_failed', 'drafting'], dueBefore: before })
  const undecided = await store.posts({ status: ['in_review', 'held'] })
  return [...undrafted, ...undecided].filter(
    (post) => ('expiresAt' in post ? post.expiresAt : post.dueAt) <= now,
  )
}

async function alignClock(deps: Deps): Promise<{ created: number; dropped: number }> {
  const pending = await deps.scheduler.pending()
  const known = new Set(pending.map(({ job, subject }) => keyOf(job, subject)))
  const posts = await deps.store.posts({
    status: ['approved', 'publishing', 'publish_failed', 'unknown', 'drafting'],
  })
  const wanted = new Set<string>()
  let created = 0
  for (const post of posts) {
    const jobs = jobsOf(deps, post)
    for (const { job, subject } of jobs) wanted.add(keyOf(job, subject))
    if (jobs.every(({ job, subject }) => known.has(keyOf(job, subject)))) continue
    await setClock(deps, post)
    created++
  }
  const orphans = pending.filter(({ job, subject }) => !wanted.has(keyOf(job, subject)))
  let dropped = 0
  for (const { job, subject } of orphans) {
    // Decided since the posts were read: not an orphan after all.
    if (await isWanted(deps, job, subject)) continue
    await deps.scheduler.cancel(job, subject)
    dropped++
  }
  return { created, dropped }
}

async function isWanted(deps: Deps, job: JobName, subject: string): Promise<boolean> {
  const postId = job === 'redraft' ? subject : postIdOf(subject)
  const post = await deps.store.post(postId)
  return post !== null && jobsOf(deps, post).some((one) => one.job === job && one.subject === subject)
}

async function each(deps: Deps, posts: readonly Post[], command: Command): Promise<number> {
  let changed = 0
  for (const post of posts) {
    try {
      if ((await act(deps, post.id, () => [command])).events.length > 0) changed++
    } catch (error) {
      // A brand whose file is gone: its posts stay as they are until it is back.
      if (!(error instanceof Refusal)) throw error
    }
  }
  return changed
}

function keyOf(job: JobName, subject: string): string {
  return `${job} ${subject}`
}
