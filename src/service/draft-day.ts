import { isSameAccount, type Brand, type NetworkName } from '../domain/brand.ts'
import { Refusal } from '../domain/errors.ts'
import type { Draft, Post } from '../domain/post.ts'
import { addDays, dateIn, dayMs, instantOf, isDate } from '../domain/slot.ts'
import type { Deps, Pass } from '../ports.ts'
import { brandOf, isFrozen } from './act.ts'
import { composeDraft, draftPost } from './draft-post.ts'
import { plan } from './plan.ts'

export type DraftDayOptions = {
  readonly brand: string
  /** `YYYY-MM-DD`; today in the brand's zone unless given. */
  readonly date?: string
  readonly networks?: readonly NetworkName[]
  /** Draft again what is in review, as long as nobody has approved or edited it. */
  readonly force?: boolean
  /** Write and judge, but change nothing. */
  readonly dryRun?: boolean
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

/** `leftMs` is estimated from what a post took in earlier passes. */
export type Progress = {
  readonly done: number
  readonly failed: number
  readonly total: number
  readonly leftMs: number
}

export type DraftDayResult = {
  readonly brand: string
  readonly date: string
  readonly drafted: readonly Post[]
  readonly failed: readonly { readonly post: Post; readonly reason: string }[]
  /** On a dry run: what would have been put in review. */
  readonly previews: readonly { readonly post: Post; readonly draft: Draft }[]
  readonly cancelled: boolean
}

/** A pass whose last sign of life is older than this is taken for dead: more than one model call with its retries. */
const leaseMs = 5 * 60_000
const guessMsPerPost = 1500
/** A month, and a few days more: what is drafted too early is stale on its day. */
const draftableDays = 38

/**
 * Drafts one brand's day: what is planned for it and not drafted yet. Repeating it is safe, and so is starting again after a
 * crash. Of an account whose slot has passed already, the post of the day after is drafted instead.
 */
export async function draftDay(deps: Deps, options: DraftDayOptions): Promise<DraftDayResult> {
  const brand = brandOf(deps, options.brand)
  if (options.date !== undefined && !isDate(options.date)) {
    throw new Refusal('invalid', `${options.date} is not a date; write it as in 2026-11-20.`)
  }
  const today = dateIn(deps.clock.now(), brand.timeZone)
  const date = options.date ?? today
  if (date < today)
    throw new Refusal('invalid', `${date} has passed; the earliest day that can be drafted is ${today}.`)
  const last = addDays(today, draftableDays)
  if (date > last)
    throw new Refusal('invalid', `${date} is too far ahead; the latest day that can be drafted is ${last}.`)
  if (options.networks && !brand.accounts.some(({ network }) => options.networks?.includes(network)))
    throw new Refusal('invalid', `The brand has no account on ${options.networks.join(' or ')}.`)
  await assertNotFrozen(deps, brand)
  await plan(deps, { brand: brand.id })
  const posts = await postsToDraft(deps, brand, date, options)
  if (options.dryRun) return preview(deps, brand, date, posts)
  return runPass(deps, brand, date, posts, options)
}

async function runPass(
  deps: Deps,
  brand: Brand,
  date: string,
  posts: readonly Post[],
  options: DraftDayOptions,
): Promise<DraftDayResult> {
  const drafted: Post[] = []
  const failed: { post: Post; reason: string }[] = []
  if (posts.length === 0) return { brand: brand.id, date, drafted, failed, previews: [], cancelled: false }
  const msPerPost = await usualMsPerPost(deps, brand)
  const pass = await beginPass(deps, brand, date, posts.length)
  let cancelled = false
  try {
    for (const [index, post] of posts.entries()) {
      const progress = { done: index, failed: failed.length, total: posts.length }
      options.onProgress?.({ ...progress, leftMs: (posts.length - index) * msPerPost })
      const beat = () => deps.store.beatPass(pass.id, { ...progress, beatAt: deps.clock.now() })
      cancelled = (await beat()).cancelled
      if (cancelled || options.signal?.aborted) break
      await assertNotFrozen(deps, brand)
      const outcome = await draftOne(deps, post, options.force ?? false, async () => void (await beat()))
      if (outcome.post) drafted.push(outcome.post)
      else failed.push({ post, reason: outcome.reason })
    }
    const progress = { done: drafted.length + failed.length, failed: failed.length, total: posts.length }
    await deps.store.beatPass(pass.id, { ...progress, beatAt: deps.clock.now() })
    options.onProgress?.({ ...progress, leftMs: 0 })
  } finally {
    await deps.store.endPass(pass.id, deps.clock.now())
  }
  return {
    brand: brand.id,
    date,
    drafted,
    failed,
    previews: [],
    cancelled: cancelled || options.signal?.aborted === true,
  }
}

async function assertNotFrozen(deps: Deps, brand: Brand): Promise<void> {
  if (await isFrozen(deps, brand))
    throw new Refusal('frozen', 'The desk is frozen: nothing is drafted until it is unfrozen.')
}

/** One post that fails does not take the others with it. */
async function draftOne(
  deps: Deps,
  post: Post,
  again: boolean,
  beforeRound: () => Promise<void>,
): Promise<{ readonly post: Post } | { readonly post: null; readonly reason: string }> {
  try {
    const { post: result } = await draftPost(deps, post.id, { again, beforeRound })
    if (result.status === 'draft_failed') return { post: null, reason: result.reason }
    return { post: result }
  } catch (error) {
    if (!(error instanceof Refusal))
      deps.log.error({ err: error, post: post.id }, 'a post could not be drafted')
    return {
      post: null,
      reason: error instanceof Refusal ? error.message : 'Something went wrong; the log has the details.',
    }
  }
}

async function preview(
  deps: Deps,
  brand: Brand,
  date: string,
  posts: readonly Post[],
): Promise<DraftDayResult> {
  const previews: { post: Post; draft: Draft }[] = []
  for (const post of posts) previews.push({ post, draft: await composeDraft(deps, post) })
  return { brand: brand.id, date, drafted: [], failed: [], previews, cancelled: false }
}

async function postsToDraft(
  deps: Deps,
  brand: Brand,
  date: string,
  { networks, force = false }: DraftDayOptions,
): Promise<readonly Post[]> {
  const now = deps.clock.now()
  const until = new Date(now.getTime() + (draftableDays + 2) * dayMs)
  const status = ['planned', 'draft_failed', 'drafting', ...(force ? (['in_review'] as const) : [])] as const
  const all = await deps.store.posts({ brand: brand.id, status, dueFrom: now, dueBefore: until })
  const open = all.filter(
    (post) =>
      (!networks || networks.includes(post.account.network)) &&
      (post.status !== 'drafting' || post.revising === null) &&
      (post.status !== 'in_review' || (post.approvals.length === 0 && post.editedBy === null)),
  )
  const ofTheDay = open.filter(
    (post) =>
      post.slot.date === date || (post.slot.date === addDays(date, 1) && isOverFor(brand, post, date, now)),
  )
  if (ofTheDay.length > 0 || (await hasCardsAhead(deps, brand, now))) return ofTheDay
  // Never an empty page: the next day that has slots.
  const next = open.find((post) => post.slot.date > date)?.slot.date
  return open.filter((post) => post.slot.date === next)
}

/** Whether the account's own time on `date` has passed, so that its next chance is the day after. */
function isOverFor(brand: Brand, post: Post, date: string, now: Date): boolean {
  const account = brand.accounts.find((one) => isSameAccount(one, post.account))
  return account !== undefined && instantOf({ date, time: account.postingTime, zone: brand.timeZone }) <= now
}

async function hasCardsAhead(deps: Deps, brand: Brand, now: Date): Promise<boolean> {
  const ahead = await deps.store.posts({
    brand: brand.id,
    status: ['in_review', 'approved', 'held'],
    dueFrom: now,
  })
  return ahead.length > 0
}

async function beginPass(deps: Deps, brand: Brand, date: string, total: number): Promise<Pass> {
  const now = deps.clock.now()
  const pass: Pass = {
    id: deps.ids.next(),
    brand: brand.id,
    date,
    startedAt: now,
    beatAt: now,
    endedAt: null,
    total,
    done: 0,
    failed: 0,
  }
  if (await deps.store.beginPass(pass, leaseMs)) return pass
  const [running] = await deps.store.passes(brand.id, 1)
  const far = running ? ` (${running.done} of ${running.total} done)` : ''
  throw new Refusal('busy', `${brand.name} is being drafted already${far}. Wait for it, or stop it first.`)
}

/** Mean of the latest passes that ended. */
async function usualMsPerPost(deps: Deps, brand: Brand): Promise<number> {
  const ended = (await deps.store.passes(brand.id, 5)).filter(
    (pass) => pass.endedAt !== null && pass.done > 0,
  )
  const posts = ended.reduce((sum, pass) => sum + pass.done, 0)
  if (posts === 0) return guessMsPerPost
  return (
    ended.reduce((sum, pass) => sum + ((pass.endedAt?.getTime() ?? 0) - pass.startedAt.getTime()), 0) / posts
  )
}
