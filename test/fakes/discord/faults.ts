import type { ServerResponse } from 'node:http'
import type { Answer, Call } from './call.ts'

/** What goes wrong with a call. Nothing is carried out, unless it says so. */
export type Fault =
  /**
   * 429; `retryAfter` in seconds. `user`: this bucket of ours is used up; `shared`: others have used up the resource, which does not count as
   * our mistake; `global`: no call may be made; `cloudflare`: shut out for too many mistakes, with a page instead of JSON.
   */
  | {
      readonly kind: 'rate_limited'
      readonly retryAfter: number
      readonly scope: 'user' | 'shared' | 'global' | 'cloudflare'
    }
  | { readonly kind: 'status'; readonly status: number }
  /** `{ code, message }` with that status. */
  | { readonly kind: 'error'; readonly status: number; readonly code: number; readonly message?: string }
  /** HTTP 200, and a body that is no JSON. */
  | { readonly kind: 'garbage' }
  | { readonly kind: 'hang' }
  | { readonly kind: 'drop' }
  /** It is carried out, and the answer is lost. */
  | { readonly kind: 'lost_answer' }
  /** It is carried out, and the answer is a 502. */
  | { readonly kind: 'lost_behind_502' }
  /** It is carried out, and the answer does not come; once `until` has come, the connection ends. */
  | { readonly kind: 'hang_after'; readonly until?: Promise<unknown> }
  /** It is carried out, and the answer breaks off in the middle. */
  | { readonly kind: 'half_answer' }
  /** It is carried out and answered once `until` has come. */
  | { readonly kind: 'delay'; readonly until: Promise<unknown> }

export type Faults = {
  /** The next `times` calls of `route` (`*`: of any) meet this fault. */
  readonly fault: (route: string, fault: Fault, times?: number) => void
  /** From now on decides about every call that no planned fault meets; null ends it. */
  readonly misbehave: (judge: ((call: Call) => Fault | null) | null) => void
  readonly faultFor: (call: Call) => Fault | null
}

export function planFaults(): Faults {
  const planned: { readonly route: string; readonly fault: Fault }[] = []
  let judge: ((call: Call) => Fault | null) | null = null
  return {
    fault(route, fault, times = 1) {
      for (let left = times; left > 0; left--) planned.push({ route, fault })
    },
    misbehave(next) {
      judge = next
    },
    faultFor(call) {
      const at = planned.findIndex(({ route }) => route === '*' || route === call.route)
      return at < 0 ? (judge?.(call) ?? null) : (planned.splice(at, 1)[0]?.fault ?? null)
    },
  }
}

/** Answers as the fault has it. What the caller gets to see of it, or null. */
export async function spoil(
  fault: Fault,
  response: ServerResponse,
  carryOut: () => Promise<Answer>,
  answer: (answer: Answer, headers?: Readonly<Record<string, string>>) => void,
): Promise<void> {
  switch (fault.kind) {
    case 'delay':
      await fault.until
      return answer(await carryOut())
    case 'error':
      return answer({
        status: fault.status,
        body: { message: fault.message ?? 'No', code: fault.code },
      })
    case 'rate_limited':
      return rateLimited(fault, response, answer)
    case 'lost_behind_502':
      await carryOut()
      response.writeHead(502, { 'content-type': 'text/html' }).end('<html>502</html>')
      return
    case 'hang_after':
      await carryOut()
      void fault.until?.then(() => response.destroy())
      return
    case 'lost_answer':
      await carryOut()
      response.destroy()
      return
    case 'half_answer':
      await carryOut()
      response.writeHead(200, { 'content-length': '1000', 'content-type': 'application/json' })
      await new Promise((resolve) => response.write('{"id":"1",', resolve))
      response.destroy()
      return
    case 'drop':
      response.destroy()
      return
    case 'hang':
      return
    case 'garbage':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Please wait</html>')
      return
    case 'status':
      response.writeHead(fault.status, { 'content-type': 'text/html' }).end('no')
      return
  }
}

function rateLimited(
  { retryAfter, scope }: Extract<Fault, { kind: 'rate_limited' }>,
  response: ServerResponse,
  answer: (answer: Answer, headers?: Readonly<Record<string, string>>) => void,
): void {
  const retry = { 'retry-after': String(Math.ceil(retryAfter)) }
  if (scope === 'cloudflare') {
    response.writeHead(429, { ...retry, 'content-type': 'text/html' }).end('<html>error code: 1015</html>')
    return
  }
  answer(
    {
      status: 429,
      body: {
        message: 'You are being rate limited.',
        retry_after: retryAfter,
        global: scope === 'global',
      },
    },
    {
      ...retry,
      'x-ratelimit-scope': scope,
      ...(scope === 'global' ? { 'x-ratelimit-global': 'true' } : {}),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset-after': String(retryAfter),
    },
  )
}
