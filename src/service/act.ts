import { isSameAccount, type Account, type AccountRef, type Brand } from '../domain/brand.ts'
import type { Command } from '../domain/command.ts'
import { change, heedsFreeze } from '../domain/decide.ts'
import { Refusal } from '../domain/errors.ts'
import type { PostEvent } from '../domain/events.ts'
import { currentPublication } from '../domain/evolve.ts'
import { nextFreeSlot } from '../domain/free-slot.ts'
import type { Post, PostIn } from '../domain/post.ts'
import { dayMs, minuteMs, slotAt, type Slot } from '../domain/slot.ts'
import { Conflict, type Deps, type Job } from '../ports.ts'

export type Acted = { readonly post: Post; readonly events: readonly PostEvent[] }

/** Longer than a pass can take over one post, three rounds of a slow model included. */
const passLossMs = 15 * minuteMs

type Commands = readonly [Command, ...Command[]]

type CommandsFor = (post: Post, brand: Brand) => Commands | Promise<Commands>

/** Loads a post, decides, commits, and only then sets the clock. */
export async function act(deps: Deps, postId: string, commandsFor: CommandsFor): Promise<Acted> {
  const { before, ...acted } = await decideAndCommit(deps, await loaded(deps, postId), commandsFor)
  if (acted.events.length > 0) await setClock(deps, acted.post, before)
  return acted
}

/**
 * `act` without the clock, on a post that is at hand. Where somebody else has committed since it was read, it decides again on what stands
 * now, so that the loser of a race is told what beat it.
 */
export async function decideAndCommit(
  deps: Deps,
  atHand: Post,
  commandsFor: CommandsFor,
): Promise<Acted & { readonly before: Post }> {
  for (let post = atHand; ; post = await loaded(deps, post.id)) {
    const brand = brandOf(deps, post.brand)
    const decided = await decideOn(deps, post, brand, await commandsFor(post, brand))
    if (decided.events.length === 0) return { post, events: [], before: post }
    try {
      await deps.store.commit(decided)
      return { post: decided.post, events: decided.events, before: post }
    } catch (error) {
      if (!(error instanceof Conflict)) throw error
    }
  }
}

async function loaded(deps: Deps, postId: string): Promise<Post> {
  const post = await deps.store.post(postId)
  if (post) return post
  throw new Refusal('unknown_post', `There is no post ${postId}.`)
}

export function brandOf(deps: Pick<Deps, 'brands'>, id: string): Brand {
  const brand = deps.brands.get(id)
  if (brand) return brand
  throw new Refusal(
    'unknown_brand',
    `There is no brand ${id}. Is its file in the brands folder, and without mistakes?`,
  )
}

/** By a freeze of its own, or of the whole desk. */
export async function isFrozen(deps: Pick<Deps, 'store'>, { id }: Brand): Promise<boolean> {
  return (await deps.store.freezes()).some(({ scope }) => scope === 'desk' || scope === id)
}

/** A brand's account with its settings. */
export function accountOf(brand: Brand, ref: AccountRef): Account {
  const account = brand.accounts.find((one) => isSameAccount(one, ref))
  if (account) return account
  throw new Refusal(
    'invalid',
    `${brand.name} has no account ${ref.handle} on ${ref.network} any more: put it back into its file.`,
  )
}

/** The next slot of an account that is free and safe: what a late decision is offered. */
async function offerSlot(deps: Deps, brand: Brand, ref: AccountRef, except: string): Promise<Slot | null> {
  const account = brand.accounts.find((one) => isSameAccount(one, ref))
  if (!account) return null
  const after = deps.clock.now()
  const { offerSoonMs } = brand.policy
  if (offerSoonMs !== undefined)
    return slotAt(new Date(Math.ceil((after.getTime() + offerSoonMs) / 1000) * 1000), brand.timeZone)
  const dueFrom = new Date(after.getTime() - 8 * dayMs)
  const posts = (await deps.store.posts({ brand: brand.id, account: ref, dueFrom })).filter(
    ({ id }) => id !== except,
  )
  return nextFreeSlot({ account, zone: brand.timeZone, after, posts })
}

/**
 * Brings the clock into line with a post. Where somebody else has decided since, they may have set the clock before this did, and it is set once
 * more to what stands now; but not under a sender, who has the job in hand. A clock that fails does not undo what was decided: the sweep makes
 * up for it within a minute.
 */
export async function setClock(deps: Deps, post: Post, before: Post | null = null): Promise<void> {
  try {
    const wanted = jobsOf(deps, post)
    const gone = (before ? jobsOf(deps, before) : []).filter((one) => !wanted.some(isSameJob(one)))
    for (const { job, subject } of gone) await deps.scheduler.cancel(job, subject)
    for (const { job, subject, when } of wanted) await deps.scheduler.at(job, subject, when)
    if (gone.length + wanted.length === 0) return
    const current = await deps.store.post(post.id)
    if (!current || current.revision === post.revision || current.status === 'publishing') return
    await setClock(deps, current, post)
  } catch (error) {
    deps.log.error({ err: error, post: post.id }, 'the clock could not be set; the sweep will do it')
  }
}

function isSameJob({ job, subject }: Job): (other: Job) => boolean {
  return (other) => other.job === job && other.subject === subject
}

/** The jobs that ought to exist for a post as it stands. */
export function jobsOf(deps: Pick<Deps, 'clock'>, post: Post): readonly Job[] {
  const now = deps.clock.now()
  const row = currentPublication(post)
  switch (post.status) {
    case 'approved':
      return row ? [{ job: 'publish', subject: row.id, when: later(post.dueAt, now) }] : []
    case 'publish_failed':
      return row && post.retryAt ? [{ job: 'publish', subject: row.id, when: later(post.retryAt, now) }] : []
    case 'unknown':
      return row
        ? [{ job: 'settle', subject: row.id, when: new Date(now.getTime() + lookupDelayMs(row.lookups)) }]
        : []
    case 'drafting':
      return post.revising ? [{ job: 'redraft', subject: post.id, when: redraftAt(post, now) }] : []
    case 'publishing':
      // Whoever sends has it at work, and ends with it. Should they die, it comes again: too soon, and then when the attempt is over for sure.
      return row?.deadline
        ? [{ job: 'publish', subject: row.id, when: later(new Date(row.deadline.getTime() + 1), now) }]
        : []
    case 'planned':
    case 'draft_failed':
    case 'in_review':
    case 'held':
    case 'rejected':
    case 'expired':
    case 'published':
    case 'needs_human':
      return []
  }
}

/** At once for a reviewer. What a pass has taken up again is written by that pass; the job is for one that died. */
function redraftAt({ startedAt, inPass }: PostIn<'drafting'>, now: Date): Date {
  return inPass ? later(new Date(startedAt.getTime() + passLossMs), now) : now
}

/** 10 s, 30 s, 90 s, ...: long enough for a network whose lists lag behind its answers. */
function lookupDelayMs(lookups: number): number {
  return 10_000 * 3 ** lookups
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b
}

async function decideOn(deps: Deps, post: Post, brand: Brand, commands: Commands) {
  const frozen = commands.some(heedsFreeze) && (await isFrozen(deps, brand))
  const context = { now: deps.clock.now(), policy: brand.policy, frozen, offer: null }
  try {
    return change(commands, post, context)
  } catch (error) {
    // Looking for a slot costs a query, so only a decision that came too late pays for it.
    if (!(error instanceof Refusal) || (error.code !== 'too_late' && error.code !== 'expired')) throw error
    throw new Refusal(error.code, error.message, await offerSlot(deps, brand, post.account, post.id))
  }
}
