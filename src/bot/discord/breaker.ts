import { minuteMs } from '../../domain/slot.ts'
import type { Clock, Log } from '../../ports.ts'
import { onward } from '../chat/lane.ts'

export type Breaker = {
  /** How long no call may be made, in milliseconds; 0 if one may be made now. */
  readonly waitMs: () => number
  /** Takes in an answer. `scope`: the header `X-RateLimit-Scope`, of answers with status 429. */
  readonly note: (status: number, scope: string | null) => void
}

/**
 * Discord shuts out an address that gets 10,000 answers with 401, 403 or 429 within ten minutes, for all bots that call from it; those
 * with 429 of the scope `shared` do not count (https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans).
 * After a tenth of that no more calls are made for ten minutes, so that whatever goes wrong here does not take clicks and other bots along.
 */
export const mostInvalid = 1000
export const windowMs = 10 * minuteMs

export function openBreaker({ clock, log }: { readonly clock: Clock; readonly log: Log }): Breaker {
  const time = onward(clock)
  let notedAt: number[] = []
  let openUntil = -Infinity

  return {
    waitMs: () => Math.max(0, openUntil - time()),
    note(status, scope) {
      if (!isInvalid(status, scope)) return
      const now = time()
      notedAt = [...notedAt.filter((at) => now - at < windowMs), now]
      if (notedAt.length < mostInvalid) return
      notedAt = []
      openUntil = now + windowMs
      const until = new Date(clock.now().getTime() + windowMs).toISOString()
      log.error({ from: 'discord', status, until }, `no calls to Discord for ten minutes: ${refused}`)
    },
  }
}

/** A call that was not made. */
export class BreakerOpen extends Error {
  override readonly name = 'BreakerOpen'
  constructor(readonly waitMs: number) {
    super(`Greenroom rests before it calls Discord again: ${refused}.`)
  }
}

const refused = `Discord refused ${mostInvalid} calls within ten minutes, and shuts out whoever goes on`

function isInvalid(status: number, scope: string | null): boolean {
  return status === 401 || status === 403 || (status === 429 && scope !== 'shared')
}
