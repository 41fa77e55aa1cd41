import type { Reply } from '../bot/handle.ts'
import type { RefusalCode } from '../domain/errors.ts'

/** Each way of saying no, as HTTP says it. */
export const refusalStatus: Readonly<Record<RefusalCode, number>> = {
  unknown_post: 404,
  unknown_brand: 404,
  unknown_person: 403,
  stale_version: 409,
  already_decided: 409,
  already_approved_by_you: 409,
  not_allowed: 403,
  own_edit: 403,
  blocked: 409,
  expired: 409,
  too_late: 409,
  frozen: 423,
  not_due: 409,
  hash_mismatch: 409,
  wrong_state: 409,
  stale_fence: 409,
  busy: 409,
  invalid: 422,
}

export function statusOf({ outcome, code }: Pick<Reply, 'outcome' | 'code'>): number {
  if (outcome === 'done') return 200
  return code === null ? 500 : refusalStatus[code]
}
