import { LogLevel, WebClient, type Logger, type WebClientOptions } from '@slack/web-api'
import type { Log } from '../../ports.ts'
import { tellingFetch, withoutAddresses } from '../chat/telling-fetch.ts'

/** Slack answers within a second or not at all; a person who pressed a button does not wait longer than this. */
export const callTimeoutMs = 10_000

/**
 * How Slack's Web API is called, everywhere: one attempt each. The library's own default repeats a call for half an hour, so that one
 * lost answer becomes several messages, and it sleeps through a rate limit; here the sender decides about both.
 */
export function clientOptions({
  apiUrl,
  log,
  timeoutMs = callTimeoutMs,
}: {
  /** Ends in `/api/`; null: Slack's own. */
  readonly apiUrl: string | null
  readonly log: Log
  readonly timeoutMs?: number
}): WebClientOptions {
  return {
    ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
    // A method name that is an address would send the token there.
    allowAbsoluteUrls: false,
    logger: slackLogger(log),
    fetch: tellingFetch,
  }
}

export function slackClient(token: string, options: Parameters<typeof clientOptions>[0]): WebClient {
  return new WebClient(token, clientOptions(options))
}

/** Slack's libraries write to our log. Their debug lines hold whole requests and are left out. */
export function slackLogger(log: Log): Logger {
  const words = (parts: readonly unknown[]) =>
    withoutAddresses(parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' '))
  return {
    debug: () => {},
    info: () => {},
    warn: (...parts) => log.warn({ from: 'slack' }, words(parts)),
    error: (...parts) => log.error({ from: 'slack' }, words(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  }
}
