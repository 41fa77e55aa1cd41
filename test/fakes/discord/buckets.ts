import type { Answer, Call } from './call.ts'

/** How much is let through; in real time, as clients wait for it. */
export type Limits = {
  /** Calls of one route in one room. */
  readonly perBucket?: { readonly limit: number; readonly resetMs: number }
  /** Calls of any kind but answers to interactions. */
  readonly globalPerSecond?: number
}

export type Buckets = {
  /** The headers that go with the answer, and the refusal if there is one. */
  readonly take: (call: Call) => {
    readonly headers: Readonly<Record<string, string>>
    readonly refused: Answer | null
  }
}

type Window = { endsAt: number; taken: number }

/** https://discord.com/developers/docs/topics/rate-limits. Without limits nobody waits who is not told to. */
export function openBuckets({ perBucket, globalPerSecond = Infinity }: Limits): Buckets {
  const { limit, resetMs } = perBucket ?? { limit: 1000, resetMs: 1000 }
  const windows = new Map<string, Window>()
  const take = (name: string, lengthMs: number, now: number): Window => {
    const open = windows.get(name)
    const window = open && open.endsAt > now ? open : { endsAt: now + lengthMs, taken: 0 }
    windows.set(name, window)
    window.taken += 1
    return window
  }
  return {
    take({ route, path }) {
      const now = Date.now()
      const isOfInteraction = /\/(?:interactions|webhooks)\//.test(route)
      const all = isOfInteraction ? null : take('global', 1000, now)
      const bucket = `${route} ${path.split('/')[2] ?? ''}`
      const own = take(bucket, resetMs, now)
      const left = (window: Window) => (window.endsAt - now) / 1000
      const headers = {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(Math.max(0, limit - own.taken)),
        'x-ratelimit-reset': String(own.endsAt / 1000),
        'x-ratelimit-reset-after': String(left(own)),
        'x-ratelimit-bucket': Buffer.from(bucket).toString('base64url'),
      }
      if (all && all.taken > globalPerSecond) {
        const scope = { 'x-ratelimit-scope': 'global', 'x-ratelimit-global': 'true' }
        return { headers: { ...headers, ...scope, ...after(left(all)) }, refused: refusal(left(all), true) }
      }
      if (own.taken <= limit) return { headers, refused: null }
      const scope = { 'x-ratelimit-scope': 'user' }
      return { headers: { ...headers, ...scope, ...after(left(own)) }, refused: refusal(left(own), false) }
    },
  }
}

function after(seconds: number): Readonly<Record<string, string>> {
  return { 'retry-after': String(Math.ceil(seconds)) }
}

function refusal(seconds: number, isGlobal: boolean): Answer {
  const body = { message: 'You are being rate limited.', retry_after: seconds, global: isGlobal }
  return { status: 429, body }
}
