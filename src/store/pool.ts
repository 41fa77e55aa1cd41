import { Pool, type PoolClient } from 'pg'
import type { Log } from '../ports.ts'
import { keepAliveDelayMs } from './bounds.ts'

/** Enough for a burst of clicks. */
const poolSize = 16
/**
 * Connections that a process takes at most: with 4 of the clock, and 3 that listen and hold locks. So four processes share the 100 that a server has
 * unless it is told otherwise; see docs/setup.md.
 */
export const connectionsEach = poolSize + 4 + 3
/** How long a transaction waits for a connection of the pool, and how long it may then take: milliseconds. */
export const transactionOptions = { maxWait: 20_000, timeout: 20_000 }

export type OpenPool = {
  readonly pool: Pool
  /** Notes that a connection was lost; not while the pool is being closed, when the server may go first. */
  readonly lost: (error: Error) => void
  /** Does `before`, and closes every connection. */
  readonly stop: (before: () => Promise<void>) => Promise<void>
}

/** The connections of the store, which both Prisma and `direct.ts` speak over. */
export function openPool(url: string, log: Log): OpenPool {
  let stopping = false
  const lost = (error: Error) => {
    if (!stopping) log.warn({ error: error.message }, 'A pooled database connection was lost.')
  }
  const pool = new Pool({
    connectionString: url,
    max: poolSize,
    // For a connection of the pool, and for making one.
    connectionTimeoutMillis: transactionOptions.maxWait,
    // Whatever else bounds a statement ends sooner (`bounds.ts`), unless nobody answers any more: then the connection goes, too.
    query_timeout: transactionOptions.timeout,
    pipeline: true,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveDelayMs,
    application_name: 'greenroom store',
  })
  pool.on('error', lost)
  pool.on('connect', listened)
  return {
    pool,
    lost,
    stop: async (before) => {
      stopping = true
      await before()
      await pool.end()
    },
  }
}

/**
 * Nobody listens on a connection between the moment in which it is made and the turn of whoever asked for it. An error of that moment,
 * of a server that stops just then, would end the process; whoever uses the connection hears of it all the same.
 */
export function listened(connection: PoolClient): void {
  connection.on('error', () => {})
}
