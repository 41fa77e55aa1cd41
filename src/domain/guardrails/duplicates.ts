import type { Finding } from '../finding.ts'
import { comparable, nearDuplicateFrom, similarity, similarityCeiling, trigramsOf } from '../similarity.ts'
import { addDays } from '../slot.ts'
import type { GuardContext, Judged, RecentPost } from './guardrail.ts'

/** How far back, and ahead, a brand must not repeat itself, in days. */
export const duplicateWindowDays = 90

/**
 * The same thing said before by this brand, on any account, within ninety days of the slot.
 *
 * | code              | severity | weight | when                                                         |
 * | ----------------- | -------- | ------ | ------------------------------------------------------------ |
 * | `exact_duplicate` | block    | 0.5    | equal but for case, spacing, punctuation, hidden characters  |
 * | `near_duplicate`  | warn     | 0.3    | trigram similarity of 0.8 or more                            |
 */
export function duplicates(variant: Judged, context: GuardContext): readonly Finding[] {
  const text = comparable(variant.text)
  const trigrams = trigramsOf(variant.text)
  if (trigrams.length === 0) return []
  const first = addDays(context.slot.date, -duplicateWindowDays)
  const last = addDays(context.slot.date, duplicateWindowDays)
  let nearest: { post: RecentPost; alike: number } | null = null
  for (const post of context.recent) {
    if (post.text === null) continue
    if (post.slot.date < first || post.slot.date > last) continue
    const other = trigramsOf(post.text)
    if (similarityCeiling(trigrams, other) < nearDuplicateFrom) continue
    const alike = similarity(trigrams, other)
    if (alike === 1 && comparable(post.text) === text) return [exact(post)]
    if (alike >= nearDuplicateFrom && alike > (nearest?.alike ?? 0)) nearest = { post, alike }
  }
  return nearest ? [near(nearest.post, nearest.alike)] : []
}

function exact(post: RecentPost): Finding {
  const message = `This is the post of ${placeOf(post)} again. Write something new.`
  return { code: 'exact_duplicate', severity: 'block', message, evidence: null, weight: 0.5 }
}

function near(post: RecentPost, alike: number): Finding {
  const percent = Math.floor(alike * 100)
  const message = `${percent} % the same as the post of ${placeOf(post)}. Say it differently.`
  return { code: 'near_duplicate', severity: 'warn', message, evidence: null, weight: 0.3 }
}

function placeOf({ slot, account }: RecentPost): string {
  return `${slot.date} on ${account.network}`
}
