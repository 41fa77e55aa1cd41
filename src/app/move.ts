import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openFileLog } from '../app.ts'
import type { MoveOptions, MoveReport } from '../cli/shell.ts'
import { isPostgresUrl, type Config } from '../config.ts'
import { Trouble } from '../domain/errors.ts'
import type { Log } from '../ports.ts'
import { openEmbedded } from '../store/embedded-postgres.ts'
import { moveDesk, type Place } from '../store/move-desk.ts'
import { homePaths, makeHome } from './home.ts'
import { openAll, type OpenParts } from './open-parts.ts'

type Options = MoveOptions & {
  readonly config: Config
  readonly progress: (text: string | null) => void
  readonly signal: AbortSignal
}

/** Moves the desk from the database that the configuration names to the one that is asked for. */
export async function move({ config, to, dryRun, progress, signal }: Options): Promise<MoveReport> {
  const source = config.databaseUrl ?? embedded
  if (to !== embedded && !isPostgresUrl(to)) throw new Trouble(formText)
  if (to === source) throw new Trouble(`The desk is there already. Name another database with --to.`)
  await makeHome(config.home)
  return openAll(async (parts) => {
    const log = openFileLog(config)
    parts.add(() => log.stop())
    const places = { from: await place(source, config, parts, log), to: await place(to, config, parts, log) }
    const result = await moveDesk({ ...places, at: new Date(), dryRun, progress, signal })
    progress(null)
    const { from, to: there } = places
    log.info({ from: from.name, to: there.name, did: result.did }, 'greenroom move')
    const clicks = await clicksIn(config.home)
    await parts.stop()
    return {
      ...result,
      from: from.name,
      to: there.name,
      opens: there.how,
      back: `${there.how}, and greenroom move --to ${source === embedded ? embedded : 'the address of before'}`,
      home: config.home,
      clicks,
    }
  })
}

/** In place of an address: the database that Greenroom brings along. */
const embedded = 'embedded'

const formText =
  '--to takes the address of a PostgreSQL database, such as postgresql://user:password@host:5432/greenroom, with special characters of the password ' +
  'percent-encoded (% as %25), or the word embedded for the database that Greenroom brings along.'

async function place(address: string, config: Config, parts: OpenParts, log: Log): Promise<Place> {
  if (address === embedded) {
    const opened = await openEmbedded({ home: config.home, log })
    parts.add(() => opened.stop())
    return { url: opened.url, name: `the embedded database in ${config.home}`, how: 'unset DATABASE_URL' }
  }
  const { hostname, port, pathname } = new URL(address)
  return {
    url: address,
    name: `${hostname.toLowerCase()}:${port || 5432}${pathname}`,
    how: `set DATABASE_URL to ${withoutPassword(address)}, with its password`,
  }
}

function withoutPassword(address: string): string {
  const url = new URL(address)
  url.password = ''
  for (const name of ['password', 'sslpassword']) url.searchParams.delete(name)
  return url.href
}

/** Files in which something stands: an inbox without open clicks is empty. */
async function clicksIn(home: string): Promise<readonly string[]> {
  const { inbox } = homePaths(home)
  const names = await readdir(inbox).catch(() => [])
  const files: string[] = []
  for (const path of names.filter((name) => name.endsWith('.jsonl')).map((name) => join(inbox, name)))
    if ((await stat(path)).size > 0) files.push(path)
  return files
}
