import {
  Client,
  DiscordjsErrorCodes,
  Events,
  GatewayCloseCodes,
  GatewayDispatchEvents,
  GatewayIntentBits,
  Status,
  type RESTOptions,
} from 'discord.js'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../../ports.ts'
import type { Health } from '../chat/health.ts'
import { pauseAfter, type Pause } from '../chat/pause.ts'
import { afterMs, within } from '../chat/runner.ts'

export type GatewayOptions = {
  readonly token: string
  /** How Discord is asked where its gateway is. */
  readonly rest: Partial<RESTOptions>
  readonly log: Log
  /** Called with every interaction, also with one that came while we were away and that a resume brings. Never throws. */
  readonly onInteraction: (body: unknown) => void
  /** Called with every guild that we are in, and its channels. Never throws. */
  readonly onGuild: (body: unknown) => void
  readonly onHealth: (health: Health) => void
  readonly pace?: Partial<GatewayPace>
}

export type GatewayPace = {
  /** After the first failure in a row; doubled for each further one. */
  readonly retryMs: number
  readonly maxRetryMs: number
  /** A connection that ended sooner counts as a failure. */
  readonly settledMs: number
  /** How long a stop waits for a goodbye that is not answered. */
  readonly stopMs: number
}

const defaultPace: GatewayPace = { retryMs: 2000, maxRetryMs: 60_000, settledMs: 5000, stopMs: 3000 }

/**
 * discord.js opens a connection that broke again every half second, for ever. After so many failures in a row it is closed, and opened anew
 * after a pause: Discord allows a bot a thousand fresh connections a day, and takes its token away after that.
 */
const failuresInARow = 5

/**
 * One connection to Discord that is kept open for ever: broken, it is resumed, and what came meanwhile is brought; where that cannot be,
 * it begins anew.
 */
export class Gateway {
  readonly #options: GatewayOptions
  readonly #pace: GatewayPace
  readonly #stopping = new AbortController()
  #running: Promise<void> = Promise.resolve()
  #end: () => void = () => undefined

  constructor(options: GatewayOptions) {
    this.#options = options
    this.#pace = { ...defaultPace, ...options.pace }
  }

  /** Returns at once: it opens when it can. */
  start(): void {
    this.#running = this.#keepOpen()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#end()
    await within(this.#pace.stopMs, this.#running, afterMs)
  }

  async #keepOpen(): Promise<void> {
    const { log } = this.#options
    const { signal } = this.#stopping
    const growth = { firstMs: this.#pace.retryMs, mostMs: this.#pace.maxRetryMs }
    let pause: Pause | null = null
    while (!signal.aborted) {
      const openedAt = performance.now()
      const problem = await this.#openUntilItEnds()
      if (signal.aborted) return
      if (performance.now() - openedAt > minuteOfPeaceMs) pause = null
      pause = pauseAfter(pause, 0, growth)
      log.warn({ problem, pauseMs: pause.ms }, 'the connection to Discord is opened anew after a pause')
      this.#tell(0, problem)
      await sleep(pause.ms, undefined, { signal }).catch(() => undefined)
    }
  }

  /** Answers with what is wrong. */
  async #openUntilItEnds(): Promise<string> {
    const { token, rest } = this.#options
    const client = new Client({ intents: [GatewayIntentBits.Guilds], rest })
    readNothing(client)
    const ended = this.#listen(client)
    try {
      return await Promise.race([ended, client.login(token).then(() => ended, problemOf)])
    } finally {
      await shutDown(client)
    }
  }

  /** Resolves with what is wrong once it is over with this client. */
  #listen(client: Client): Promise<string> {
    const { log, onInteraction, onGuild } = this.#options
    let failures = 0
    let openedAt = 0
    const isOpen = () => {
      openedAt = performance.now()
      this.#tell(1, null)
    }
    client.ws.on(GatewayDispatchEvents.Ready, isOpen)
    client.ws.on(GatewayDispatchEvents.Resumed, isOpen)
    client.ws.on(GatewayDispatchEvents.InteractionCreate, (body: unknown) => onInteraction(body))
    client.ws.on(GatewayDispatchEvents.GuildCreate, (body: unknown) => onGuild(body))
    client.on(Events.ShardError, (error) => log.warn({ err: error }, 'the connection to Discord failed'))
    return new Promise((resolve) => {
      this.#end = () => resolve('')
      client.on(Events.ShardDisconnect, ({ code }) => resolve(closeMends[code] ?? closedWith(code)))
      client.on(Events.ShardReconnecting, () => {
        const isSettled = openedAt > 0 && performance.now() - openedAt >= this.#pace.settledMs
        failures = isSettled ? 0 : failures + 1
        openedAt = 0
        this.#tell(0, brokenOff)
        if (failures >= failuresInARow) resolve('Discord cannot be reached, or closes every connection.')
      })
    })
  }

  #tell(live: number, problem: string | null): void {
    if (!this.#stopping.signal.aborted) this.#options.onHealth({ live, of: 1, problem })
  }
}

const minuteOfPeaceMs = 60_000
const brokenOff = 'The connection to Discord broke off; it is being opened again.'

const badToken =
  'DISCORD_TOKEN is not valid (any more): reset it under Bot in the Developer Portal, and set the new one.'

/** What the codes mean with which Discord closes a connection for good, to whoever can mend it. */
const closeMends: Readonly<Record<number, string>> = {
  [GatewayCloseCodes.AuthenticationFailed]: badToken,
  [GatewayCloseCodes.ShardingRequired]:
    'This bot is in too many guilds for one connection: give Greenroom a bot of its own.',
  [GatewayCloseCodes.InvalidAPIVersion]:
    'Discord does not speak this version of its API any more: update Greenroom.',
  [GatewayCloseCodes.InvalidIntents]: 'Discord does not know the intent Guilds any more: update Greenroom.',
  [GatewayCloseCodes.DisallowedIntents]:
    'Discord does not let this bot see its guilds: look at Bot in the Developer Portal.',
}

function closedWith(code: number): string {
  return `Discord closed the connection with code ${code}.`
}

function problemOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === DiscordjsErrorCodes.TokenInvalid)
    return badToken
  return `Discord cannot be reached: ${error instanceof Error ? error.message : 'it does not say why'}.`
}

/**
 * discord.js makes objects of its own from every event and keeps them; what it cannot read would end the process. We want its connection
 * alone, whose events are told before that.
 */
function readNothing(client: Client): void {
  Reflect.set(client.ws, 'handlePacket', () => true)
}

/**
 * Closes it so that it stays closed. By itself discord.js opens a connection again that is closed before it is ready, or between two attempts, and
 * leaves one behind, open and unheard, that is closed while it is being opened.
 */
async function shutDown(client: Client): Promise<void> {
  const { shards } = client.ws
  // Before it opens a connection, a shard asks for its session: it waits for that for ever from now on.
  const sessionInfo = { get: () => new Promise(() => {}), set: () => {} }
  for (const [id, shard] of shards) shards.set(id, Object.create(shard, { sessionInfo }))
  for (let waitedMs = 0; waitedMs < openingMs && shards.some(isOpening); waitedMs += 20) await sleep(20)
  await within(goodbyeMs, client.destroy(), afterMs)
}

/** discord.js waits for half a second before it opens a connection again. */
const openingMs = 700
const goodbyeMs = 1000

function isOpening({ status }: { readonly status: Status }): boolean {
  return [Status.Connecting, Status.Identifying, Status.Resuming].includes(status)
}
