import { hourMs, minuteMs } from '../../domain/slot.ts'
import type { Clock, Log } from '../../ports.ts'
import { onward } from '../chat/lane.ts'

/** Keeps everything that calls Discord from calls that it has asked not to get. One for all that calls from this process. */
export type Breaker = {
  /** Why a call may not be made now; null if it may. */
  readonly objection: (method: string, url: string) => Resting | null
  /** Takes in what a call was answered. */
  readonly note: (method: string, url: string, answer: Pick<Response, 'status' | 'headers'>) => void
}

/** A call that was not made. */
export class Resting extends Error {
  override readonly name = 'Resting'
  constructor(
    message: string,
    readonly waitMs: number,
  ) {
    super(message)
  }
}

/**
 * Discord shuts out an address that gets 10,000 answers with 401, 403 or 429 within ten minutes, for all bots that call from it; those
 * with 429 of the scope `shared` do not count (https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans).
 * After a tenth of that no more calls are made for ten minutes, so that whatever goes wrong here does not take clicks and other bots along.
 */
export const mostInvalid = 1000
export const windowMs = 10 * minuteMs

/**
 * Beside invalid calls it remembers each 429: discord.js forgets one that came before it knew to which bucket a route belongs, and every one
 * that it is not to wait for itself.
 */
export function openBreaker({ clock, log }: { readonly clock: Clock; readonly log: Log }): Breaker {
  const time = onward(clock)
  const limitedUntil = new Map<string, number>()
  let invalidAt: readonly number[] = []
  let openUntil = -Infinity

  function noteInvalid(now: number, status: number): void {
    invalidAt = [...invalidAt.filter((at) => now - at < windowMs), now]
    if (invalidAt.length < mostInvalid) return
    invalidAt = []
    openUntil = now + windowMs
    log.error({ from: 'discord', status }, `no calls to Discord for ten minutes: ${refused}`)
  }

  return {
    objection(method, url) {
      const now = time()
      if (now < openUntil)
        return new Resting(`Greenroom rests before it calls Discord again: ${refused}.`, openUntil - now)
      for (const [route, until] of limitedUntil) if (until <= now) limitedUntil.delete(route)
      const until = Math.max(...limitsOf(method, url).map((limit) => limitedUntil.get(limit) ?? 0))
      return until > now ? new Resting('Discord asks for fewer calls.', until - now) : null
    },
    note(method, url, { status, headers }) {
      const now = time()
      const scope = headers.get('X-RateLimit-Scope')
      if (status === 401 || status === 403 || (status === 429 && scope !== 'shared')) noteInvalid(now, status)
      if (status !== 429) return
      const ms = Math.min(Number(headers.get('Retry-After')) * 1000 || 0, hourMs)
      limitedUntil.set(limitMet(method, url, headers), now + ms)
    },
  }
}

const refused = `Discord refused ${mostInvalid} calls within ten minutes, and shuts out whoever goes on`
/** Of what stands before the API, and lets nothing through. */
const atTheGate = 'gate'
/** Of the bot. Answers to clicks do not count towards it. */
const ofTheBot = 'global'

function limitMet(method: string, url: string, headers: Headers): string {
  if (!headers.has('X-RateLimit-Scope')) return atTheGate
  return headers.has('X-RateLimit-Global') ? ofTheBot : routeOf(method, url)
}

function limitsOf(method: string, url: string): readonly string[] {
  const isAnswer = /\/(?:interactions|webhooks)\//.test(url)
  return [atTheGate, ...(isAnswer ? [] : [ofTheBot]), routeOf(method, url)]
}

/** Limits are counted by method, and apart for each channel, server and click; which message of a channel it is about makes no difference. */
function routeOf(method: string, url: string): string {
  const [, version = '', first = '', major = '', ...rest] = new URL(url).pathname.split('/').slice(1)
  const path = rest.map((part) => (/^\d+$/.test(part) ? ':id' : part))
  return [method, version, first, major, ...path].join('/')
}
