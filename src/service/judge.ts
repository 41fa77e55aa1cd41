import type { AccountRef, Brand } from '../domain/brand.ts'
import { duplicateWindowDays } from '../domain/guardrails/duplicates.ts'
import type { GuardContext, RecentPost } from '../domain/guardrails/guardrail.ts'
import { judge } from '../domain/guardrails/judge.ts'
import { draftOf, type Post, type Variant } from '../domain/post.ts'
import { dateIn, dayMs, instantOf, type Slot } from '../domain/slot.ts'
import type { Deps, Metric } from '../ports.ts'
import { accountOf } from './act.ts'

/** A variant before the guardrails have seen it. */
export type Unjudged = Omit<Variant, 'findings' | 'risk'>

/** The post that is judged, and where and when it is to go out. */
export type Place = { readonly postId: string; readonly account: AccountRef; readonly slot: Slot }

type JudgeDeps = Pick<Deps, 'store' | 'clock' | 'textReader' | 'networks'>

/** How far ahead of now, or of the slot where that is later, other posts are looked at, in days. */
const aheadDays = 14

/** Judges variants of one post against the guardrails, with what the brand published and planned around it. */
export async function judgeVariants(
  deps: JudgeDeps,
  brand: Brand,
  at: Place,
  variants: readonly Unjudged[],
): Promise<readonly Variant[]> {
  const judgeAt = await judging(deps, brand, instantOf(at.slot))
  return judgeAt(at, variants)
}

/**
 * Loads what the guardrails need to know of a brand, once, and answers a function that judges with it. Posts that
 * are committed later are not seen by it. `until`: the latest slot that will be judged; now unless given.
 */
export async function judging(
  deps: JudgeDeps,
  brand: Brand,
  until: Date = deps.clock.now(),
): Promise<(at: Place, variants: readonly Unjudged[]) => readonly Variant[]> {
  const now = deps.clock.now()
  const from = new Date(now.getTime() - duplicateWindowDays * dayMs)
  const before = new Date(Math.max(now.getTime(), until.getTime()) + aheadDays * dayMs)
  const [posts, metrics] = await Promise.all([
    deps.store.posts({ brand: brand.id, dueFrom: from, dueBefore: before }),
    deps.store.metrics(brand.id, dateIn(from, brand.timeZone), dateIn(now, brand.timeZone)),
  ])
  const audiences = audiencesOf(metrics)
  const recent = posts.flatMap((post) => recentPost(post, audiences.get(post.id) ?? null) ?? [])
  return (at, variants) => variants.map((variant) => judged(deps, { brand, now, recent }, at, variant))
}

function judged(
  deps: JudgeDeps,
  known: Pick<GuardContext, 'brand' | 'now' | 'recent'>,
  at: Place,
  variant: Unjudged,
): Variant {
  const { brand, recent } = known
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
    recent: recent.filter(({ id }) => id !== at.postId),
  })
  return { ...variant, findings, risk }
}

/** Null for a post that will not go out: it takes no slot, and its text may be used again. */
function recentPost(post: Post, audience: RecentPost['audience']): RecentPost | null {
  const { id, account, slot, dueAt } = post
  const draft = draftOf(post)
  const text = draft?.variants.find((variant) => variant.id === draft.chosen)?.text ?? null
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
