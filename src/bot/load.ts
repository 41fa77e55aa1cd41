import { isSameAccount, type Account, type AccountRef, type Brand } from '../domain/brand.ts'
import { Refusal } from '../domain/errors.ts'
import type { Person, Post } from '../domain/post.ts'
import { assertMay } from '../domain/roles.ts'
import { addDays, dateIn, dayMs, startOfDay } from '../domain/slot.ts'
import type { Deps, Metric, NetworkLimits } from '../ports.ts'
import { brandOf } from '../service/act.ts'
import type { Press } from './action.ts'
import type { DayCard, PostCard } from './card.ts'
import { standing } from './card-words.ts'
import { dayCard } from './cards/day-card.ts'
import { postCard } from './cards/post-card.ts'
import { actorOf, type Identity } from './identity.ts'

type Needs = Pick<Deps, 'store' | 'clock' | 'networks'>

export type PostFor = { readonly post: Post; readonly brand: Brand; readonly actor: Person }

/** A post for somebody who reviews its brand; refusals for a post that is gone, and for a stranger. */
export async function postFor(deps: Deps, who: Identity, postId: string): Promise<PostFor> {
  const post = await deps.store.post(postId)
  if (!post) throw new Refusal('unknown_post', 'This post is no longer there.')
  const brand = brandOf(deps, post.brand)
  return { post, brand, actor: await actorOf(deps, brand, who) }
}

/** The card of a post as it stands. */
export async function loadCard(deps: Needs, brand: Brand, post: Post): Promise<PostCard> {
  const [people, history, metrics] = await Promise.all([
    deps.store.people(),
    deps.store.history(post.id),
    metricsOf(deps, brand, post),
  ])
  return postCard(post, {
    brand,
    limits: limitsOf(deps, brand, post.account),
    people,
    history,
    metrics,
    now: deps.clock.now(),
  })
}

/**
 * The card that a form is about; a refusal where there is nothing to ask any more, or where it is not theirs to decide: nobody should have
 * to write before they learn that.
 */
export async function formCard(deps: Deps, who: Identity, { postId, verb }: Press): Promise<PostCard> {
  const { post, brand, actor } = await postFor(deps, who, postId)
  assertMay(actor, verb)
  const card = await loadCard(deps, brand, post)
  if (card.buttons.some(({ press }) => press.verb === verb)) return card
  throw new Refusal('wrong_state', standing(card.state).join(''))
}

/** What is not live has no figures, and is not asked for any. */
async function metricsOf({ store, clock }: Needs, brand: Brand, post: Post): Promise<readonly Metric[]> {
  if (post.status !== 'published') return []
  const day = (at: Date) => dateIn(at, brand.timeZone)
  return store.metrics(brand.id, day(post.publishedAt), day(clock.now()), post.id)
}

/** A brand's day: its head, and the cards that belong on it, by the time they are due. */
export async function loadDay(
  deps: Needs,
  brand: Brand,
): Promise<{ readonly day: DayCard; readonly cards: readonly PostCard[] }> {
  const posts = await deskPosts(deps, brand)
  const cards = await Promise.all(posts.map((post) => loadCard(deps, brand, post)))
  return { day: await loadHead(deps, brand, posts), cards }
}

/** The head of a brand's day over the posts on its desk. */
export async function loadHead(deps: Needs, brand: Brand, posts: readonly Post[]): Promise<DayCard> {
  const { store } = deps
  const [freezes, passes, notices, people] = await Promise.all([
    store.freezes(),
    store.passes(brand.id, 5),
    store.notices(brand.id),
    store.people(),
  ])
  return dayCard(posts, { brand, freezes, passes, notices, people, now: deps.clock.now() })
}

/**
 * How a network counts what this account posts; an account that has left the brand file, or whose brand is not known, has its network's
 * limits.
 */
export function limitsOf(deps: Pick<Deps, 'networks'>, brand: Brand | null, ref: AccountRef): NetworkLimits {
  const known = brand?.accounts.find((one) => isSameAccount(one, ref))
  const gone: Account = {
    ...ref,
    postingTime: '12:00',
    postsPerWeek: 1,
    minSpacingHours: 0,
    credentials: 'outbox',
  }
  return deps.networks(known ?? gone).limits
}

/** The posts of a brand that belong on its desk now, by the time they are due. */
export async function deskPosts(deps: Needs, brand: Brand): Promise<readonly Post[]> {
  const now = deps.clock.now()
  const { from, before } = deskSpan(brand, now)
  const posts = await deps.store.posts({ brand: brand.id, dueFrom: from, dueBefore: before })
  return posts.filter(belongsOnDesk(brand, now))
}

/**
 * Today's posts in every state, what is ahead and has left the calendar's `planned`, and what of the days before still
 * needs a person.
 */
export function belongsOnDesk(brand: Brand, now: Date): (post: Post) => boolean {
  const { from, midnight, before, today } = deskSpan(brand, now)
  return (post) => {
    if (post.dueAt < from || post.dueAt >= before) return false
    if (post.dueAt < midnight) return !post.simulated && needsPerson(post)
    return post.slot.date === today || post.status !== 'planned'
  }
}

/** Trouble older than this is history: it stays on the schedule and in the report. */
export const troubleDays = 7

function deskSpan({ timeZone }: Brand, now: Date) {
  const today = dateIn(now, timeZone)
  return {
    today,
    midnight: startOfDay(today, timeZone),
    from: new Date(now.getTime() - troubleDays * dayMs),
    before: startOfDay(addDays(today, 8), timeZone),
  }
}

function needsPerson(post: Post): boolean {
  switch (post.status) {
    case 'in_review':
    case 'held':
    case 'publishing':
    case 'unknown':
    case 'needs_human':
    case 'publish_failed':
      return true
    case 'planned':
    case 'drafting':
    case 'draft_failed':
    case 'approved':
    case 'rejected':
    case 'expired':
    case 'published':
      return false
  }
}
