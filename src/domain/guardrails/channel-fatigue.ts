import { fatigueBlocksFrom, fatigueOf, fatigueWarnsFrom } from '../fatigue.ts'
import type { Finding } from '../finding.ts'
import { trigramsOf } from '../similarity.ts'
import { type GuardContext, type Judged, ofAccount } from './guardrail.ts'

/**
 * The account's audience has had enough; the score is explained at `fatigueOf`.
 *
 * | code           | severity | weight | when                |
 * | -------------- | -------- | ------ | ------------------- |
 * | `fatigue`      | warn     | 0.2    | score of 0.5 to 0.8 |
 * | `fatigue_high` | block    | 0.5    | score from 0.8      |
 */
export function channelFatigue(variant: Judged, context: GuardContext): readonly Finding[] {
  const posts = ofAccount(context).map((post) => ({
    ...post,
    trigrams: post.text === null ? null : trigramsOf(post.text),
  }))
  const { score, reasons } = fatigueOf(posts, {
    dueAt: context.dueAt,
    postsPerWeek: context.account.postsPerWeek,
    trigrams: trigramsOf(variant.text),
  })
  if (score < fatigueWarnsFrom) return []
  const why = `Channel fatigue ${score.toFixed(2)}: ${reasons.join(', ')}.`
  return [
    score >= fatigueBlocksFrom
      ? {
          code: 'fatigue_high',
          severity: 'block',
          message: `${why} Leave this account alone for some days.`,
          evidence: null,
          weight: 0.5,
        }
      : {
          code: 'fatigue',
          severity: 'warn',
          message: `${why} Post less often, or something quite different.`,
          evidence: null,
          weight: 0.2,
        },
  ]
}
