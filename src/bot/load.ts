import { isSameAccount, type Account, type AccountRef, type Brand } from '../domain/brand.ts'
import type { Post } from '../domain/post.ts'
import { addDays, dateIn, dayMs, startOfDay } from '../domain/slot.ts'
import type { Deps, NetworkLimits } from '../ports.ts'
import type { DayCard, PostCard } from './card.ts'
import { dayCard } from './cards/day-card.ts'
import { postCard } from './cards/post-card.ts'

type Needs = Pick<Deps, 'store' | 'clock' | 'networks'>

/** The card of a post as it stands. */
export async function loadCard(deps: Needs, brand: Brand, post: Post): Promise<PostCard> {
  const [people, history] = await Promise.all([deps.store.people(), deps.store.history(post.id)])
  return postCard(post, {
    brand,
    limits: limitsOf(deps, brand, post.account),
    people,
    history,
    now: deps.clock.now(),
  })
}

/** A brand's day: its head, and the cards that belong on it, by the time they are due. */
export async function loadDay(
  deps: Needs,
  brand: Brand,
): Promise<{ readonly day: DayCard; readonly cards: readonly PostCard[] }> {
  const now = deps.clock.now()
  const { store } = deps
  const [posts, freezes, passes, notices, people] = await Promise.all([
    deskPosts(deps, brand),
    store.freezes(),
    store.passes(brand.id, 5),
    store.notices(brand.id),
    store.people(),
  ])
  const cards = await Promise.all(posts.map((post) => loadCard(deps, brand, post)))
  return { day: dayCard(posts, { brand, freezes, passes, notices, people, now }), cards }
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

/** Trouble older than this is history: it stays on the schedule and in the report. */
const troubleDays = 7

/**
 * Today's posts in every state, what is ahead and has left the calendar's `planned`, and what of the days before still
 * needs a person.
 */
async function deskPosts(deps: Needs, brand: Brand): Promise<readonly Post[]> {
  const now = deps.clock.now()
  const today = dateIn(now, brand.timeZone)
  const midnight = startOfDay(today, brand.timeZone)
  const dueFrom = new Date(now.getTime() - troubleDays * dayMs)
  const dueBefore = startOfDay(addDays(today, 8), brand.timeZone)
  const posts = await deps.store.posts({ brand: brand.id, dueFrom, dueBefore })
  return posts.filter((post) => {
    if (post.dueAt < midnight) return !post.simulated && needsPerson(post)
    return post.slot.date === today || post.status !== 'planned'
  })
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
