import type { Outcome } from '../domain/command.ts'
import { Refusal } from '../domain/errors.ts'
import { currentPublication } from '../domain/evolve.ts'
import { postIdOf } from '../domain/ledger.ts'
import {
  contentHash,
  contentOf,
  type Base,
  type Content,
  type Draft,
  type Post,
  type PostIn,
} from '../domain/post.ts'
import type { Turn } from '../domain/turn.ts'
import type { Deps, Parcel, Sending } from '../ports.ts'
import { accountOf, act, brandOf, decideAndCommit, setClock } from './act.ts'
import { loadImages } from './images.ts'
import { turnAmongOthers } from './turn.ts'

/** How long a network may take over one attempt. */
const sendTimeoutMs = 60_000
/** From the intent until anybody may call the attempt dead: its timeout, and time to write the outcome down. */
const deadlineMs = sendTimeoutMs + 30_000
/** How soon a post looks again whether one that goes before it has been sent. */
const lookAgainMs = 5000
const publisher = { kind: 'system', id: 'publisher' } as const

export type Published =
  | { readonly done: true; readonly post: Post }
  /** Nothing was sent, and why. */
  | { readonly done: false; readonly why: string }

/**
 * Job `publish`: intent, one attempt, outcome. The ledger decides, not the job: one that comes twice, too early, for a version
 * that has been replaced or for a post that is gone finds nothing to do. An attempt that has no answer when `givingUp` is aborted, since this
 * process ends, is left as unknown.
 */
export async function publish(
  deps: Deps,
  publicationId: string,
  givingUp: AbortSignal | null = null,
): Promise<Published> {
  const post = await deps.store.post(postIdOf(publicationId))
  if (!post || currentPublication(post)?.id !== publicationId)
    return { done: false, why: 'the publication is not current' }
  if (post.status === 'publishing') return interrupt(deps, post)
  let turn: Turn | null = null
  try {
    turn = await turnAmongOthers(deps, post)
    const { intent, images } = await intend(deps, post, turn)
    const parcel = { ...sendingOf(deps, intent), images }
    const fence = currentPublication(intent)?.fence ?? 0
    const outcome =
      isInTime(deps, intent) && !givingUp?.aborted
        ? await unlessGivenUp(send(deps, parcel), parcel, givingUp)
        : stoodStill(deps)
    const { post: after } = await decideAndCommit(deps, intent, () => [
      { type: 'record_outcome', actor: publisher, fence, outcome },
    ])
    // This job ends by itself; what else there is to do may be another.
    await setClock(deps, after)
    return { done: true, post: after }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.code === 'too_late' || error.code === 'hash_mismatch') return withhold(deps, post)
    if (error.code === 'invalid') return withhold(deps, post, error.message)
    // The job came too early; it must not be gone when its time comes.
    if (error.code === 'not_due') await comeAgain(deps, post, turn)
    return { done: false, why: error.message }
  }
}

/**
 * The job has come again while the post is being sent: whoever had it may be dead, or be standing still. Only when the attempt is over for
 * sure is it given up, and the network asked.
 */
async function interrupt(deps: Deps, post: PostIn<'publishing'>): Promise<Published> {
  const { post: after, events } = await act(deps, post.id, () => [{ type: 'interrupt', actor: publisher }])
  if (events.length > 0) return { done: true, post: after }
  await setClock(deps, after)
  return { done: false, why: 'it is being sent' }
}

/** What a network is given, made from the post as it stands. */
export function sendingOf(deps: Deps, post: Base & Draft): Sending {
  const row = currentPublication(post as Post)
  if (!row) throw new Error(`post ${post.id} has no publication`)
  return {
    key: row.id,
    brand: post.brand,
    account: accountOf(brandOf(deps, post.brand), post.account),
    content: contentOf(post),
  }
}

/** Committed before the first byte leaves, and only with everything at hand that is to leave. */
async function intend(
  deps: Deps,
  post: Post,
  turn: Turn,
): Promise<{ readonly intent: PostIn<'publishing'>; readonly images: readonly Uint8Array[] }> {
  let images: readonly Uint8Array[] = []
  const { post: after } = await decideAndCommit(deps, post, async (current) => {
    if (current.status !== 'approved' && current.status !== 'publish_failed') {
      throw new Refusal('wrong_state', `the post is ${current.status}`)
    }
    // What leaves is made from this very row, and hashed again here.
    const { content } = sendingOf(deps, current)
    images = await imagesAtHand(deps, content)
    const begin = {
      type: 'begin_send',
      actor: publisher,
      hash: contentHash(content),
      timeoutMs: deadlineMs,
      turn,
    } as const
    if (current.status === 'approved') return [begin]
    if (!current.retryAt || deps.clock.now() < current.retryAt)
      throw new Refusal('not_due', 'its retry is not due')
    return [{ type: 'retry', actor: publisher, version: current.version }, begin]
  })
  if (after.status !== 'publishing') throw new Error(`the intent left post ${post.id} ${after.status}`)
  return { intent: after, images }
}

async function comeAgain(deps: Deps, post: Post, turn: Turn | null): Promise<void> {
  const now = deps.clock.now()
  const row = currentPublication(post)
  const soon = turn?.isBehind ? now.getTime() + lookAgainMs : 0
  const when = new Date(Math.max(soon, turn?.at.getTime() ?? 0))
  if (row && when > now) await deps.scheduler.at('publish', row.id, when)
  else await setClock(deps, post)
}

/** Never a post without an image that was approved with it: a person has to attach it again. */
async function imagesAtHand(deps: Deps, { media }: Content): Promise<readonly Uint8Array[]> {
  const images = await loadImages(deps, media)
  return images.map((bytes, index) => {
    if (bytes) return bytes
    const name = media[index]?.name ?? 'image'
    throw new Refusal('invalid', `Its image ${name} is missing, so nothing was sent. Attach it again.`)
  })
}

/** Exactly one attempt. A network adapter never throws; one that does all the same leaves us not knowing. */
async function send(deps: Deps, parcel: Parcel): Promise<Outcome> {
  try {
    return await deps.networks(parcel.account).publish(parcel, sendTimeoutMs)
  } catch (error) {
    deps.log.error(
      { err: error, post: postIdOf(parcel.key), publication: parcel.key },
      'a network adapter threw',
    )
    return {
      kind: 'unknown',
      reason: 'The attempt ended in an error before the network had answered clearly.',
    }
  }
}

/** What was asked may still arrive; whoever settles it asks whether it has. */
function unlessGivenUp(
  sending: Promise<Outcome>,
  { account }: Parcel,
  givingUp: AbortSignal | null,
): Promise<Outcome> {
  if (!givingUp) return sending
  return new Promise((resolve, reject) => {
    const giveUp = () =>
      resolve({ kind: 'unknown', reason: `Greenroom was stopped before ${account.network} had answered.` })
    givingUp.addEventListener('abort', giveUp)
    sending.then(resolve, reject).finally(() => givingUp.removeEventListener('abort', giveUp))
  })
}

/**
 * Whether an attempt that begins now ends before others may call it dead. Where the machine slept between intent and send, they
 * may have done so already, and have sent the post themselves.
 */
function isInTime(deps: Deps, intent: Post): boolean {
  const deadline = currentPublication(intent)?.deadline
  return !!deadline && deps.clock.now().getTime() + sendTimeoutMs <= deadline.getTime()
}

/** Nothing has left, so this is a definite no. */
function stoodStill({ clock }: Deps): Outcome {
  return {
    kind: 'refused',
    reason: 'Greenroom stood still for too long before it could send this. Nothing was sent.',
    retryAt: clock.now(),
  }
}

/** A person decides what becomes of it: it is too late, not what was approved, or its account is gone (`reason`). */
async function withhold(deps: Deps, post: Post, reason: string | null = null): Promise<Published> {
  const { post: held } = await act(deps, post.id, () => [{ type: 'withhold', actor: publisher, reason }])
  return { done: false, why: held.status === 'held' ? held.reason : `the post is ${held.status}` }
}
