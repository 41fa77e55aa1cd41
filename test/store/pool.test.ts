import { once } from 'node:events'
import { expect, it } from '@jest/globals'
import type { PoolClient } from 'pg'
import { openPool } from '../../src/store/pool.ts'
import { freshDatabase, quiet } from './database.ts'

it('a server that stops in the moment in which a connection is made ends no process: somebody listens already', async () => {
  const database = await freshDatabase()
  const { pool, stop } = openPool(database.url, quiet)
  try {
    const connecting = pool.connect()
    // Told before whoever asked for the connection has his turn.
    const [connection] = (await once(pool, 'acquire')) as [PoolClient]
    const stopped = new Error('terminating connection due to administrator command')
    const heard = connection.listenerCount('error') > 0 && connection.emit('error', stopped)
    ;(await connecting).release()
    expect(heard).toBe(true)
  } finally {
    await stop(async () => {})
    await database.stop()
  }
})
