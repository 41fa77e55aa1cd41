import type { Slot } from './slot.ts'

/** The closed list of ways in which a rule says no. Each surface maps every code once, so a new one is a compile error there. */
const refusalCodes = [
  'unknown_post',
  'unknown_brand',
  'unknown_person',
  'stale_version',
  'already_decided',
  'already_approved_by_you',
  'not_allowed',
  'own_edit',
  'blocked',
  'expired',
  'too_late',
  'frozen',
  'not_due',
  'hash_mismatch',
  'wrong_state',
  'stale_fence',
  'busy',
  'invalid',
] as const
export type RefusalCode = (typeof refusalCodes)[number]

/** A rule saying no, with a sentence fit to show. Anything else that is thrown is a bug. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode
  /** A slot that would work instead, where there is one. */
  readonly offer: Slot | null

  constructor(code: RefusalCode, message: string, offer: Slot | null = null) {
    super(message)
    this.code = code
    this.offer = offer
  }
}

/** Something about the machine or the set-up that the person who runs Greenroom can mend: the sentence says how. Not a bug, not a rule. */
export class Trouble extends Error {
  override readonly name = 'Trouble'
}
