import { Pool } from 'pg'
import type { OpenBackend } from './clock-backend.ts'
import { PostgresRepository } from './postgres-repository.ts'
import { createTable, giveBack, inSchema, postgresTimetable, table } from './postgres-timetable.ts'

/** The clock on the desk's own database. */
export function onPostgres(databaseUrl: string): OpenBackend {
  return async (complain) => {
    await createTable(databaseUrl)
    const pool = await openPool(databaseUrl, complain)
    return {
      // The table is ours to create, and what Agenda's own back end would tell of other processes, the next tick finds anyway.
      repository: new PostgresRepository(pool, table),
      // However many there are share a statement: of 2,000 jobs that do nothing 3,000 a second begin, and 2,000 by four looks at once.
      looksAtOnce: Number.POSITIVE_INFINITY,
      rows: postgresTimetable(pool),
      follow: () => async () => {},
      close: async (name, atWork) => {
        await pool.end()
        await giveBack(databaseUrl, name, atWork).catch(complain)
      },
    }
  }
}

async function openPool(databaseUrl: string, complain: (error: Error) => void): Promise<Pool> {
  const pool = new Pool({
    connectionString: inSchema(databaseUrl),
    max: 4,
    connectionTimeoutMillis: 20_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'greenroom clock',
  })
  pool.on('error', complain)
  // Nobody listens yet on a connection that has just been made: a server that stops in that moment would end the process.
  pool.on('connect', (connection) => connection.on('error', () => {}))
  try {
    // Agenda connects in its constructor, where a failure could not be caught: fail here instead.
    await pool.query('select 1')
    return pool
  } catch (error) {
    await pool.end()
    throw error
  }
}
