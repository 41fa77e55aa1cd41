import { similarity, type Trigrams } from './similarity.ts'
import { dayMs } from './slot.ts'

export const fatigueWarnsFrom = 0.5
export const fatigueBlocksFrom = 0.8

export type FatiguePost = {
  readonly dueAt: Date
  /** Null while nothing is written yet. */
  readonly trigrams: Trigrams | null
  readonly audience: { readonly impressions: number; readonly engagements: number } | null
}

type Figures = NonNullable<FatiguePost['audience']>

export type Fatigue = {
  /** 0 (fresh) to 1 (worn out), two decimals. */
  readonly score: number
  /** What it comes from, strongest first, in words fit to show. */
  readonly reasons: readonly string[]
}

/**
 * How tired an account's audience is when `next` comes, from the account's other posts. Three causes:
 *
 * - volume v = 0.6 x (n / p - 1), 0 to 0.6: n posts in the seven days up to `next` (it included), p a week planned;
 * - decline d = 0.75 x (1 - r / b), 0 to 0.75: r the engagement rate (engagements / impressions) of the posts with
 *   figures of the last seven days, or of the latest three where those are fewer, b that of up to four times as many
 *   before them; 0 unless both have three;
 * - sameness s = 0.6 x (m - 0.3), 0 to 0.3: m the mean trigram similarity of `next` to the five posts before it.
 *
 * Score = 1 - (1 - v)(1 - d)(1 - s): causes add up, and each is capped so that none alone blocks (0.8). The caps
 * and windows are Greenroom's own choice, no network publishes any.
 */
export function fatigueOf(
  posts: readonly FatiguePost[],
  next: { readonly dueAt: Date; readonly postsPerWeek: number; readonly trigrams: Trigrams },
): Fatigue {
  const before = posts
    .filter((post) => post.dueAt <= next.dueAt)
    .toSorted((one, other) => other.dueAt.getTime() - one.dueAt.getTime())
  const weekAgo = next.dueAt.getTime() - 7 * dayMs
  const count = before.filter((post) => post.dueAt.getTime() > weekAgo).length + 1
  const decline = declineOf(before, count - 1)
  const causes = [
    {
      size: between(0, 0.6 * (count / next.postsPerWeek - 1), 0.6),
      reason: `${count} posts in seven days where ${next.postsPerWeek} are planned`,
    },
    { size: 0.75 * decline, reason: `engagement down by ${Math.round(decline * 100)} %` },
    {
      size: between(0, 0.6 * (samenessOf(before, next.trigrams) - 0.3), 0.3),
      reason: 'the latest posts are much like this one',
    },
  ].filter(({ size }) => size > 0)
  const fresh = causes.reduce((left, { size }) => left * (1 - size), 1)
  return {
    score: Math.round((1 - fresh) * 100) / 100,
    reasons: causes.toSorted((one, other) => other.size - one.size).map(({ reason }) => reason),
  }
}

/** By how much of itself the engagement rate fell, 0 to 1; 0 where it rose or cannot be told. `before`: latest first. */
function declineOf(before: readonly FatiguePost[], ofLastWeek: number): number {
  const figures = figuresOf(before)
  const latest = Math.max(3, figuresOf(before.slice(0, ofLastWeek)).length)
  const rate = rateOf(figures.slice(0, latest))
  const baseline = rateOf(figures.slice(latest, latest * 5))
  return rate === null || !baseline ? 0 : between(0, 1 - rate / baseline, 1)
}

function figuresOf(posts: readonly FatiguePost[]): readonly Figures[] {
  return posts.flatMap(({ audience }) => (audience && audience.impressions > 0 ? [audience] : []))
}

function rateOf(figures: readonly Figures[]): number | null {
  if (figures.length < 3) return null
  const impressions = figures.reduce((sum, one) => sum + one.impressions, 0)
  return figures.reduce((sum, one) => sum + one.engagements, 0) / impressions
}

function samenessOf(before: readonly FatiguePost[], trigrams: Trigrams): number {
  const latest = before.flatMap(({ trigrams: others }) => (others ? [others] : [])).slice(0, 5)
  if (latest.length === 0) return 0
  return latest.reduce((sum, one) => sum + similarity(one, trigrams), 0) / latest.length
}

function between(low: number, value: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}
