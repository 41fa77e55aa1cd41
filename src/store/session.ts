import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import type { Log } from '../ports.ts'
import { keepAliveDelayMs } from './bounds.ts'

/** One connection of its own, for what lives as long as a connection does: locks and LISTEN. */
export type Session = {
  /** Does `last` with the connection, if there is one, and closes it. */
  stop(last?: (client: Client) => Promise<void>): Promise<void>
}

export type SessionOptions = {
  readonly connect: () => Promise<Client>
  /** Runs on every new connection before it counts; `again` is true from the second one on. */
  readonly prepare: (client: Client, again: boolean) => Promise<void>
  /** What the connection is for, for the log. */
  readonly purpose: string
  readonly log: Log
}

const firstWaitMs = 50
const longestWaitMs = 2_000

/** Keeps a session open until it is stopped. Rejects if the first attempt fails; later ones are repeated. */
export async function keepSession({ connect, prepare, purpose, log }: SessionOptions): Promise<Session> {
  const stopping = new AbortController()
  let live: Client | null = null

  async function open(again: boolean): Promise<Client> {
    const client = await connect()
    // Without a listener an error on an idle connection would end the process; `end` follows it.
    client.on('error', () => {})
    client.once('end', () => {
      if (live !== client) return
      live = null
      if (!stopping.signal.aborted) void reopen()
    })
    try {
      await prepare(client, again)
    } catch (error) {
      await client.end().catch(() => {})
      throw error
    }
    return client
  }

  async function reopen(): Promise<void> {
    log.warn({ purpose }, 'A connection to the database was lost; it is being made again.')
    for (let waitMs = firstWaitMs; !stopping.signal.aborted; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
      try {
        const client = await open(true)
        if (stopping.signal.aborted) return await client.end()
        live = client
        return
      } catch (error) {
        log.warn({ purpose, error: String(error) }, 'The database cannot be reached; trying again.')
        await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => {})
      }
    }
  }

  live = await open(false)
  return {
    stop: async (last) => {
      stopping.abort()
      const client = live
      if (!client) return
      await last?.(client)
      await client.end().catch(() => {})
    },
  }
}

/** A connected client; gives up after `timeoutMs`. */
export async function connected(url: string, purpose: string, timeoutMs = 5_000): Promise<Client> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: timeoutMs,
    application_name: `greenroom ${purpose}`,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveDelayMs,
  })
  // A connection that breaks while it is being made reports it twice.
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (error) {
    // Not waited for: a connection that was never there may never say that it has ended.
    void client.end().catch(() => {})
    throw error
  }
  return client
}
