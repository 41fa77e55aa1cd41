import { existsSync, readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { Trouble } from '../domain/errors.ts'
import type { Log } from '../ports.ts'
import { findBinaries, type Binaries } from './embedded-binaries.ts'
import { codeOf, openHome, remember, type EmbeddedHome } from './embedded-home.ts'
import {
  clearStaleLock,
  initialise,
  runningIn,
  startServer,
  stopServer,
  troubleOf,
} from './embedded-server.ts'
import { connected, keepSession, type Session } from './session.ts'

export type Embedded = {
  readonly url: string
  /** The data directory and, where it is not ourselves, the user it is served as: fit to show. */
  readonly where: string
  /** Whether a server was running already. */
  readonly reused: boolean
  /** Leaves; whoever leaves last stops the server. */
  readonly stop: () => Promise<void>
}

/** A killed server may take a moment to vanish, and its port may be taken: so often is a start tried. */
const attempts = 6

/**
 * Opens the database of the desk in `home`: joins the server that runs there, or starts it, and starts it again should
 * it die. Any number of processes may be in at once. Errors are sentences that say what to do.
 */
export async function openEmbedded(options: { home: string; log: Log }): Promise<Embedded> {
  try {
    return await open(options)
  } catch (error) {
    throw mended(error, options.home)
  }
}

async function open({ home: folder, log }: { home: string; log: Log }): Promise<Embedded> {
  let home = openHome(folder, await freePort())
  const binaries = findBinaries(home)
  assertVersion(home, binaries)
  let reused = true
  let url: string | null = null
  const session = await joined(log, async () => {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const found = await answering(home)
      if (found) return found
      reused = false
      // Whoever holds the address that was handed out could not follow the server to another port.
      home = await started(home, binaries, url === null)
    }
    throw troubleOf(home.dir, 'the server stops as soon as it has started')
  })
  url = urlOf(home, runningIn(home.dir)?.port ?? home.port)
  return {
    url,
    where: home.runAs ? `${home.dir}, served as ${home.runAs.name}` : home.dir,
    reused,
    stop: () => session.stop((client) => leave(client, home, binaries)),
  }
}

/** Being in is a shared lock: it ends with its holder's connection, however the holder ends. */
export const presenceLock = [0x67_72_6e_72, 1] as const

async function joined(log: Log, connect: () => Promise<Client>): Promise<Session> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await keepSession({
        purpose: 'presence',
        log,
        connect,
        prepare: async (client) => {
          await client.query('select pg_advisory_lock_shared($1, $2)', [...presenceLock])
        },
      })
    } catch (error) {
      // The last to leave may stop the server just as we come in.
      if (attempt === attempts || !isCutOff(error)) throw error
    }
  }
}

/** Lets go before asking to be the last: of two who leave together, one must find nobody else. */
async function leave(client: Client, home: EmbeddedHome, binaries: Binaries): Promise<void> {
  if (await isLast(client).catch(() => false)) await stopServer(home, binaries)
}

/** Rejects where the last one has stopped the server already. */
async function isLast(client: Client): Promise<boolean> {
  await client.query('select pg_advisory_unlock_shared($1, $2)', [...presenceLock])
  const { rows } = await client.query<{ last: boolean }>('select pg_try_advisory_lock($1, $2) as last', [
    ...presenceLock,
  ])
  return rows[0]?.last ?? false
}

async function started(home: EmbeddedHome, binaries: Binaries, mayMove: boolean): Promise<EmbeddedHome> {
  let current = home
  if (!existsSync(current.dir)) await initialise(current, binaries)
  if (!current.initialised) current = remember(current, { initialised: true })
  for (let attempt = 1; ; attempt += 1) {
    const failure = await startServer(current, binaries)
    if (failure === null) return current
    const elsewhere = await answering(current)
    if (elsewhere) {
      await elsewhere.end()
      return current
    }
    if (attempt === attempts || /No space left on device/.test(failure)) throw troubleOf(current.dir, failure)
    if (mayMove && /could not bind|Address already in use/.test(failure)) {
      current = remember(current, { port: await freePort() })
    } else if (/lock file|pre-existing shared memory/.test(failure)) {
      clearStaleLock(current.dir)
      await sleep(attempt * 100)
    } else {
      throw troubleOf(current.dir, failure)
    }
  }
}

/** A connection to the server that runs on this data, or null if none does. Waits for one that is coming or going. */
async function answering(home: EmbeddedHome): Promise<Client | null> {
  for (let waitedMs = 0; waitedMs < 60_000; waitedMs += 25) {
    const running = runningIn(home.dir)
    if (!running?.port) return null
    try {
      return await connected(urlOf(home, running.port), 'presence', 2_000)
    } catch (error) {
      // 57P03: starting up, recovering, or shutting down.
      if (codeOf(error) !== '57P03') return null
      await sleep(25)
    }
  }
  return null
}

function assertVersion({ dir }: EmbeddedHome, { major }: Binaries): void {
  const file = join(dir, 'PG_VERSION')
  if (!existsSync(file)) return
  const version = Number.parseInt(readFileSync(file, 'utf8'), 10)
  if (version === major) return
  throw new Trouble(
    `The database in ${dir} was made by PostgreSQL ${version}, and this Greenroom brings PostgreSQL ${major}. ` +
      (version > major
        ? 'Use the newer Greenroom that made it, or set GREENROOM_HOME to another folder.'
        : 'Dump it with the Greenroom that made it and restore it here, or set GREENROOM_HOME to another folder.'),
  )
}

/** What the system says about files, as a sentence. */
function mended(error: unknown, home: string): unknown {
  switch (codeOf(error)) {
    case 'ENOSPC':
      return new Trouble(
        `The disk that holds ${home} is full. Free some space and start again; nothing is lost.`,
        {
          cause: error,
        },
      )
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new Trouble(
        `Greenroom may not write where its database is to be: ${String(error)}. ` +
          'Give it the folder, or set GREENROOM_HOME to another one.',
        { cause: error },
      )
  }
  return error
}

function isCutOff(error: unknown): boolean {
  return (
    ['57P01', '57P03', 'ECONNRESET', 'EPIPE'].includes(codeOf(error)) ||
    (error instanceof Error && /Connection terminated|connection error/.test(error.message))
  )
}

function urlOf({ password }: EmbeddedHome, port: number): string {
  return `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
