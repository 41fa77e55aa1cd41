import type { Brand } from '../../domain/brand.ts'
import { chosenVariant, type Post } from '../../domain/post.ts'
import { dateIn } from '../../domain/slot.ts'
import type { Freeze, Notice, Pass } from '../../ports.ts'
import type { DayCard, DraftingView } from '../card.ts'
import { personName, type People } from '../names.ts'

/** The head of a brand's day: what waits, what is decided, what is frozen, how far drafting has come. */
export function dayCard(
  posts: readonly Post[],
  context: {
    readonly brand: Brand
    readonly freezes: readonly Freeze[]
    /** Newest first. */
    readonly passes: readonly Pass[]
    readonly notices: readonly Notice[]
    readonly people: People
    readonly now: Date
  },
): DayCard {
  const { brand, freezes, passes, notices, people, now } = context
  const freeze =
    freezes.find(({ scope }) => scope === 'desk') ?? freezes.find(({ scope }) => scope === brand.id)
  return {
    kind: 'day',
    brand: brand.id,
    brandName: brand.name,
    date: dateIn(now, brand.timeZone),
    zone: brand.timeZone,
    waiting: waitingOf(posts),
    approved: countOf(posts, 'approved', 'publishing'),
    published: countOf(posts, 'published'),
    troubled: countOf(posts, 'draft_failed', 'unknown', 'needs_human', 'publish_failed'),
    freeze: freeze
      ? {
          desk: freeze.scope === 'desk',
          by: freezerName(freeze.by, people),
          reason: freeze.reason,
          at: freeze.at,
        }
      : null,
    drafting: draftingOf(passes, now),
    notices: notices.map(({ key, text, at }) => ({ key, text, at })),
  }
}

/** A pass whose last beat is older than this is taken for dead, as when a pass begins. */
const aliveMs = 5 * 60_000

function draftingOf(passes: readonly Pass[], now: Date): DraftingView | null {
  const [pass] = passes
  if (!pass || pass.endedAt || now.getTime() - pass.beatAt.getTime() > aliveMs) return null
  const { date, done, failed, total } = pass
  const pace =
    paceOf(pass, now) ?? paceOf(passes.find(({ endedAt, done }) => endedAt && done > 0) ?? pass, now)
  return { date, done, failed, total, leftMs: pace === null ? null : Math.max(0, total - done) * pace }
}

/** Milliseconds per post; `done` counts those that failed as well. */
function paceOf({ startedAt, endedAt, done }: Pass, now: Date): number | null {
  return done > 0 ? ((endedAt ?? now).getTime() - startedAt.getTime()) / done : null
}

function waitingOf(posts: readonly Post[]): DayCard['waiting'] {
  const waiting = { low: 0, medium: 0, high: 0, blocked: 0 }
  for (const post of posts) {
    if (post.status !== 'in_review') continue
    const risk = chosenVariant(post).risk
    waiting[risk.blocked ? 'blocked' : risk.level] += 1
  }
  return waiting
}

function countOf(posts: readonly Post[], ...statuses: readonly Post['status'][]): number {
  return posts.filter(({ status }) => statuses.includes(status)).length
}

/** `by` is written as in the audit trail. */
function freezerName(by: string, people: People): string {
  if (by.startsWith('person:')) return personName(by.slice('person:'.length), people)
  return by === 'system:cli' ? 'the command line' : 'Greenroom'
}
