import type { Finding } from '../finding.ts'
import { hourMs } from '../slot.ts'
import { type GuardContext, type Judged, ofAccount } from './guardrail.ts'

/**
 * Another post of this account is due too close to this one, before or after it.
 *
 * | code        | severity | weight | when                                              |
 * | ----------- | -------- | ------ | ------------------------------------------------- |
 * | `same_hour` | warn     | 0.3    | less than an hour apart                           |
 * | `spacing`   | warn     | 0.2    | less than the account's minimum spacing apart     |
 */
export function spacing(_variant: Judged, context: GuardContext): readonly Finding[] {
  const gaps = ofAccount(context)
    .map((post) => ({ post, gapMs: Math.abs(post.dueAt.getTime() - context.dueAt.getTime()) }))
    .toSorted((one, other) => one.gapMs - other.gapMs)
  const nearest = gaps[0]
  const { minSpacingHours } = context.account
  if (!nearest || (nearest.gapMs >= hourMs && nearest.gapMs >= minSpacingHours * hourMs)) return []
  const { date, time } = nearest.post.slot
  const where = `Another post of this account is due ${date} ${time}`
  return [
    nearest.gapMs < hourMs
      ? {
          code: 'same_hour',
          severity: 'warn',
          message: `${where}, within the same hour. Move one of them.`,
          evidence: null,
          weight: 0.3,
        }
      : {
          code: 'spacing',
          severity: 'warn',
          message: `${where}, less than ${minSpacingHours} h away. Move one of them.`,
          evidence: null,
          weight: 0.2,
        },
  ]
}
