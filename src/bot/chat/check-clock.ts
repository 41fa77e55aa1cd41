import { surfaceLabels } from '../../domain/brand.ts'
import type { ChatName } from '../../domain/chats.ts'
import { minuteMs } from '../../domain/slot.ts'
import { failed, ok, type Check } from '../check.ts'

/** Greenroom refuses what is signed a minute ahead of its clock, and services what is some minutes old. */
const mostMs = minuteMs

/**
 * Compares this machine's clock with that of a service, `aheadMs` later than what stood in the `Date` of an answer. None where the service did
 * not say what time it is (not a number).
 */
export function clockChecks(service: ChatName, aheadMs: number): readonly Check[] {
  const name = `${service} clock`
  const label = surfaceLabels[service]
  if (Number.isNaN(aheadMs)) return []
  if (Math.abs(aheadMs) < mostMs) return [ok(name, `this machine's clock agrees with ${label}'s`)]
  const minutes = Math.round(Math.abs(aheadMs) / minuteMs)
  const found = `this machine's clock is ${minutes} min ${aheadMs > 0 ? 'ahead of' : 'behind'} ${label}'s`
  return [
    failed(name, found, 'set the clock of this machine (NTP): what is signed at another time is refused'),
  ]
}
