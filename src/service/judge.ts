import type { Brand } from '../domain/brand.ts'
import { duplicateWindowDays } from '../domain/guardrails/duplicates.ts'
import type { GuardContext, RecentPost } from '../domain/guardrails/guardrail.ts'
import { judge } from '../domain/guardrails/judge.ts'
import { chosenOf, type Post, type Variant } from '../domain/post.ts'
import { dateIn, dayMs, instantOf } from '../domain/slot.ts'
import type { Deps, Metric } from '../ports.ts'
import { accountOf } from './act.ts'

/** A variant before the guardrails have seen it. */
export type Unjudged = Omit<Variant, 'findings' | 'risk'>

/** The post that is judged, and where and when it is to go out. */
export type Place = Pick<Post, 'id' | 'account' | 'slot' | 'simulated'>

type JudgeDeps = Pick<Deps, 'store' | 'clock' | 'textReader' | 'networks'>

/** How far ahead of now, or of the slot where that is later, other posts are looked at, in days. */
const aheadDays = 14

/**
 * Judges variants of one post against the guardrails, with what the brand published and planned around it. What was
 * simulated says nothing about a real post, and the other way round.
 */
export async function judgeVariants(
  deps: JudgeDeps,
  brand: Brand,
  at: Place,
  variants: readonly Unjudged[],
): Promise<readonly Variant[]> {
  const now = deps.clock.now()
  const dueFrom = new Date(now.getTime() - duplicateWindowDays * dayMs)
  const dueBefore = new Date(Math.max(now.getTime(), instantOf(at.slot).getTime()) + aheadDays * dayMs)
  const [posts, metrics] = await Promise.all([
    deps.store.posts({ brand: brand.id, dueFrom, dueBefore, simulated: at.simulated }),
    deps.store.metrics(brand.id, dateIn(dueFrom, brand.timeZone), dateIn(now, brand.timeZone)),
  ])
  const audiences = audiencesOf(metrics)
  const others = posts.filter(({ id }) => id !== at.id)
  const recent = others.flatMap((post) => recentPost(post, audiences.get(post.id) ?? null) ?? [])
  return variants.map((variant) => judged(deps, { brand, now, recent }, at, variant))
}

function judged(
  deps: JudgeDeps,
  known: Pick<GuardContext, 'brand' | 'now' | 'recent'>,
  at: Place,
  variant: Unjudged,
): Variant {
  const { brand } = known
  const account = accountOf(brand, at.account)
  const { limits } = deps.networks(account)
  const { findings, risk } = judge(variant, {
    ...known,
    account,
    slot: at.slot,
    dueAt: instantOf(at.slot),
    limits,
    measured: { length: limits.count(variant.text), bytes: new TextEncoder().encode(variant.text).length },
    reading: deps.textReader(variant.text, brand.language),
  })
  return { ...variant, findings, risk }
}

/** Null for a post that will not go out: it takes no slot, and its text may be used again. */
function recentPost(post: Post, audience: RecentPost['audience']): RecentPost | null {
  const { id, account, slot, dueAt } = post
  const text = chosenOf(post)?.text ?? null
  switch (post.status) {
    case 'rejected':
    case 'expired':
      return null
    case 'planned':
    case 'drafting':
    case 'draft_failed':
      return { id, account, slot, dueAt, text: null, audience }
    case 'in_review':
    case 'approved':
    case 'held':
    case 'publishing':
    case 'published':
    case 'unknown':
    case 'needs_human':
    case 'publish_failed':
      return { id, account, slot, dueAt, text, audience }
  }
}

function audiencesOf(metrics: readonly Metric[]): ReadonlyMap<string, NonNullable<RecentPost['audience']>> {
  const audiences = new Map<string, NonNullable<RecentPost['audience']>>()
  for (const { postId, impressions, engagements } of metrics) {
    const sum = audiences.get(postId) ?? { impressions: 0, engagements: 0 }
    audiences.set(postId, {
      impressions: sum.impressions + impressions,
      engagements: sum.engagements + engagements,
    })
  }
  return audiences
}
