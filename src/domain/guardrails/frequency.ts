import type { Finding } from '../finding.ts'
import { mondayOf } from '../slot.ts'
import { type GuardContext, type Judged, ofAccount } from './guardrail.ts'

/** `weekly_frequency`, warn, 0.15: with this one, the account has more posts in the slot's ISO week than it is to have. */
export function frequency(_variant: Judged, context: GuardContext): readonly Finding[] {
  const week = mondayOf(context.slot.date)
  const count = 1 + ofAccount(context).filter(({ slot }) => mondayOf(slot.date) === week).length
  const { postsPerWeek } = context.account
  if (count <= postsPerWeek) return []
  const message = `${count} posts of this account in the week of ${week}, ${postsPerWeek} planned. Move it to another week.`
  return [{ code: 'weekly_frequency', severity: 'warn', message, evidence: null, weight: 0.15 }]
}
