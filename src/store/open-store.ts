import type { Client } from 'pg'
import { Trouble } from '../domain/errors.ts'
import type { Ids, Log, Store } from '../ports.ts'
import { bounded } from './bounds.ts'
import { holdDesk } from './desk-lock.ts'
import { openEmbedded } from './embedded-postgres.ts'
import { migrate } from './migrate.ts'
import { openPrismaStore } from './prisma-store.ts'
import { reached } from './reached.ts'
import type { ServerState } from './server-time.ts'

export type OpenStore = {
  readonly store: Store
  /** Asks the server how it is: the time by its clock, and whether it can be written to. */
  readonly ask: () => Promise<ServerState>
  /** With what bounds every session, for whoever connects as well. */
  readonly url: string
  /** Null where DATABASE_URL names a server. */
  readonly embedded: { readonly where: string } | null
  /** Throws, naming the holder, if another process holds the desk in the same folder. Stopped by `stop`. */
  readonly holdDesk: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Opens the database, brings it up to date and hands out the store on it. Errors are sentences that say what to do. */
export async function openStore(options: {
  readonly home: string
  readonly databaseUrl?: string
  readonly ids: Ids
  readonly log: Log
}): Promise<OpenStore> {
  const { home, databaseUrl, ids, log } = options
  const stops: (() => Promise<void>)[] = []
  const stop = async () => {
    for (let last = stops.pop(); last; last = stops.pop()) await last()
  }
  try {
    const embedded = databaseUrl ? null : await openEmbedded({ home, log })
    if (embedded) stops.push(() => embedded.stop())
    const given = embedded?.url ?? databaseUrl ?? ''
    await bringUpToDate(given, log)
    const url = bounded(given)
    const opened = await openPrismaStore({ url, ids, log })
    stops.push(() => opened.stop())
    return {
      store: opened.store,
      ask: opened.ask,
      url,
      embedded: embedded && { where: embedded.where },
      holdDesk: async () => {
        const held = await holdDesk(url, home, log)
        stops.push(() => held.stop())
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function bringUpToDate(url: string, log: Log): Promise<void> {
  const client = await opened(url)
  try {
    const applied = await migrate(client)
    if (applied.length > 0) log.info({ applied }, 'The database was brought up to date.')
  } finally {
    await client.end()
  }
}

async function opened(url: string): Promise<Client> {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)) {
    throw new Trouble(
      'DATABASE_URL is not the address of a PostgreSQL database. It looks like ' +
        'postgresql://user:password@host:5432/name. Correct it, or unset it to use the database that Greenroom brings along.',
    )
  }
  const { host, pathname } = new URL(url)
  return reached(url, 'migration', {
    name: `${host}${pathname}`,
    mend: 'Start it, correct DATABASE_URL, or unset that to use the database that Greenroom brings along',
  })
}
