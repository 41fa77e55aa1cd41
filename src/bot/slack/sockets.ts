import { SocketModeReceiver, webApi, type App } from '@slack/bolt'
import type { WebClientOptions } from '@slack/web-api'
import type { Log } from '../../ports.ts'
import type { Health } from '../chat/health.ts'
import { afterMs, within } from '../chat/runner.ts'
import { withoutAddresses } from '../chat/telling-fetch.ts'
import { slackLogger } from './slack-client.ts'
import { retryAfterMs } from './web-answers.ts'

export type SocketOptions = {
  readonly appToken: string
  readonly clientOptions: WebClientOptions
  readonly log: Log
  readonly onHealth: (health: Health) => void
  readonly pace?: Partial<Pace>
}

export type Pace = {
  /** From the first socket to the second, so that Slack, which renews each after some hours, does not renew both at a time. */
  readonly staggerMs: number
  /** After the first failure in a row; doubled for each further one. */
  readonly retryMs: number
  readonly maxRetryMs: number
  /** For connecting, until Slack says hello. */
  readonly helloMs: number
  /** A socket that ended sooner counts as a failure, so that one that is closed at once is not opened again at once. */
  readonly settledMs: number
}

const defaultPace: Pace = {
  staggerMs: 30_000,
  retryMs: 1000,
  maxRetryMs: 60_000,
  helloMs: 20_000,
  settledMs: 5000,
}

type Client = SocketModeReceiver['client']

/**
 * Two sockets side by side: while Slack renews one of them, clicks come in over the other. The SDK does not open a socket again after several
 * kinds of error, and one of its own attempts to do so can end the process by a rejection that nobody handles; so its reconnecting is
 * off, and each socket is kept open here, for ever.
 */
export class Sockets {
  readonly receivers: readonly [SocketModeReceiver, SocketModeReceiver]
  readonly #options: SocketOptions
  readonly #pace: Pace
  readonly #stopping = new AbortController()
  readonly #live = new Set<Client>()
  readonly #problems = new Map<Client, string>()
  #running: readonly Promise<void>[] = []

  constructor(options: SocketOptions) {
    this.#options = options
    this.#pace = { ...defaultPace, ...options.pace }
    this.receivers = [this.#receiver(), this.#receiver()]
  }

  /** The app must have been made with the first receiver. Returns at once: the sockets open when they can. */
  start(app: App): void {
    const [first, second] = this.receivers
    second.init(app)
    this.#running = [
      this.#keepOpen(first.client),
      this.#pause(this.#pace.staggerMs).then(() => this.#keepOpen(second.client)),
    ]
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    for (const { client } of this.receivers) {
      client.websocket?.disconnect()
      // The second call does not wait for the other side to say goodbye, which may take half a minute.
      if (client.websocket?.isActive() === false) client.websocket.disconnect()
    }
    // A socket whose address Slack is still being asked for closes itself once it has opened.
    await within(2000, Promise.all(this.#running), afterMs)
  }

  #receiver(): SocketModeReceiver {
    const { appToken, clientOptions, log } = this.#options
    const receiver = new SocketModeReceiver({
      appToken,
      logger: slackLogger(log),
      autoReconnectEnabled: false,
      installerOptions: { clientOptions },
      // Not acknowledged: Slack brings it again, or tells whoever clicked.
      processEventErrorHandler: async ({ error }) => {
        log.error({ err: error }, 'a message from Slack could not be handled')
        return false
      },
    })
    catchUnreadable(receiver.client, log)
    return receiver
  }

  async #keepOpen(client: Client): Promise<void> {
    let failures = 0
    while (!this.#stopping.signal.aborted) {
      const openedAt = performance.now()
      try {
        await this.#openUntilItEnds(client)
        failures = performance.now() - openedAt < this.#pace.settledMs ? failures + 1 : 0
      } catch (error) {
        failures += 1
        this.#tellFailure(client, error, failures)
        if (error instanceof webApi.WebAPIRateLimitedError) await this.#pause(retryAfterMs(error))
      }
      const { retryMs, maxRetryMs } = this.#pace
      if (failures > 0) await this.#pause(Math.min(retryMs * 2 ** (failures - 1), maxRetryMs))
    }
  }

  async #openUntilItEnds(client: Client): Promise<void> {
    const ended = new Promise<void>((resolve) => client.once('disconnected', () => resolve()))
    const tooLate = setTimeout(() => {
      client.websocket?.disconnect()
      client.websocket?.disconnect()
    }, this.#pace.helloMs)
    try {
      await client.start()
    } finally {
      clearTimeout(tooLate)
    }
    if (this.#stopping.signal.aborted) client.websocket?.disconnect()
    this.#problems.delete(client)
    this.#live.add(client)
    this.#tellHealth()
    await ended
    this.#live.delete(client)
    this.#tellHealth()
  }

  #tellFailure(client: Client, error: unknown, failures: number): void {
    const { log } = this.#options
    const problem = problemOf(error)
    // The latest is the one that is told.
    this.#problems.delete(client)
    this.#problems.set(client, problem)
    log.warn({ problem, failures }, 'a socket to Slack could not be opened; it is tried again')
    this.#tellHealth()
  }

  #tellHealth(): void {
    const live = this.#live.size
    const problem = [...this.#problems.values()].at(-1) ?? null
    this.#options.onHealth({ live, of: this.receivers.length, problem })
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#stopping
    return new Promise((resolve) => {
      if (signal.aborted) return resolve()
      const done = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      signal.addEventListener('abort', done)
    })
  }
}

/** What Slack's code for a dead token means to whoever can mend it. */
export const appTokenMends: Readonly<Record<string, string>> = {
  invalid_auth: 'SLACK_APP_TOKEN is not valid (any more): make a new one under Basic Information.',
  not_authed: 'SLACK_APP_TOKEN is not valid (any more): make a new one under Basic Information.',
  token_revoked: 'SLACK_APP_TOKEN was revoked: make a new one under Basic Information.',
  account_inactive: 'The app was removed from its workspace: install it again.',
  missing_scope: 'SLACK_APP_TOKEN lacks the scope connections:write: make a new one with it.',
  not_allowed_token_type: 'SLACK_APP_TOKEN has to be an app-level token, xapp-...',
  team_disabled: 'The workspace is disabled.',
}

function problemOf(error: unknown): string {
  if (error instanceof webApi.WebAPIPlatformError)
    return appTokenMends[error.data.error] ?? `Slack answered ${error.data.error}.`
  if (error instanceof Error) return withoutAddresses(error.message)
  return 'The socket was closed before Slack said hello.'
}

/** The SDK reads messages in a listener that nobody waits for: one that it cannot read (`null`) would end the process. */
function catchUnreadable(client: Client, log: Log): void {
  const [read] = client.listeners('ws_message')
  client.removeAllListeners('ws_message')
  client.on('ws_message', (...message) => {
    Promise.resolve(read?.apply(client, message)).catch((error: unknown) =>
      log.error({ err: error }, 'a message from Slack could not be read'),
    )
  })
}
