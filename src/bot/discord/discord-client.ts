import { REST, type RESTOptions } from 'discord.js'
import { tellingFetch } from '../chat/telling-fetch.ts'
import type { Breaker } from './breaker.ts'

/** Discord answers within a second or not at all; a person who pressed a button does not wait longer than this. */
export const callTimeoutMs = 10_000
/** Up to 10 MB have to get there. */
export const uploadTimeoutMs = 30_000

export type ClientSettings = {
  /** Without a slash or a version at its end; null: Discord's own. */
  readonly apiUrl: string | null
  readonly breaker: Breaker
  readonly timeoutMs?: number
}

/**
 * How Discord's API is called, everywhere: one attempt each. The library's own default repeats a call that was answered with 5xx, or not at
 * all, three times, so that one lost answer becomes several messages, and it sleeps through limits where nobody sees it. Here it tells of
 * them instead (`RateLimitError`), of those that an answer has announced before anything is sent; whoever calls decides what to do meanwhile.
 */
export function clientOptions({
  apiUrl,
  breaker,
  timeoutMs = callTimeoutMs,
}: ClientSettings): Partial<RESTOptions> {
  return {
    ...(apiUrl === null ? {} : { api: apiUrl }),
    retries: 0,
    rejectOnRateLimit: () => true,
    // As long as Discord says, and not a moment more.
    offset: 0,
    timeout: Math.max(timeoutMs, uploadTimeoutMs),
    userAgentAppendix: 'Greenroom',
    makeRequest: requestsPast(breaker, timeoutMs),
  }
}

export function discordRest(token: string, settings: ClientSettings): REST {
  return new LastingRest(clientOptions(settings)).setToken(token)
}

/** After one 401 the library forgets the token, and no call could ever find out that all is well again. */
class LastingRest extends REST {
  override setToken(token: string | null): this {
    return token === null ? this : super.setToken(token)
  }
}

type MakeRequest = RESTOptions['makeRequest']

/** The whole answer within the time: the library's own time ends with its first line. */
function requestsPast(breaker: Breaker, timeoutMs: number): MakeRequest {
  return async (url, { method = 'GET', headers, body, signal }) => {
    const objection = breaker.objection(method, url)
    if (objection) throw objection
    const isUpload = body instanceof FormData
    const limits = [...(signal ? [signal] : []), ...(isUpload ? [] : [AbortSignal.timeout(timeoutMs)])]
    const response = await tellingFetch(url, {
      method,
      headers: Object.entries(headers ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
      // The library makes nothing else of what it is given.
      body: isUpload || typeof body === 'string' ? body : null,
      // A token is for nobody else.
      redirect: 'error',
      signal: AbortSignal.any(limits),
    })
    breaker.note(method, url, response)
    const bytes = await response.arrayBuffer()
    const text = async () => new TextDecoder().decode(bytes)
    const { status, statusText, ok } = response
    return {
      status,
      statusText,
      ok,
      headers: response.headers,
      body: null,
      bodyUsed: false,
      arrayBuffer: async () => bytes,
      text,
      json: async () => JSON.parse(await text()),
    }
  }
}
