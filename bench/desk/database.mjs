// A desk's database for a bench, thrown away with everything else that the bench has opened.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { openEmbedded } from '../../dist/store/embedded-postgres.js'
import { openStore } from '../../dist/store/open-store.js'

let serial = 0
export const ids = { next: () => `b${++serial}` }

/** `closing`: what is to be stopped at the end, the last first; more may be added to it. */
export async function openDatabase() {
  const quiet = { info() {}, warn: console.warn, error: console.error }
  const home = await mkdtemp(join(tmpdir(), 'greenroom-bench-'))
  const closing = [() => rm(home, { recursive: true, force: true })]
  const close = async () => {
    for (const one of closing.toReversed()) await one()
  }
  try {
    const server = await openEmbedded({ home, log: quiet })
    closing.push(() => server.stop())
    const opened = await openStore({ home, databaseUrl: server.url, ids, log: quiet })
    closing.push(() => opened.stop())
    const client = new Client(server.url)
    await client.connect()
    closing.push(() => client.end())
    return { home, url: server.url, store: opened.store, client, closing, close }
  } catch (error) {
    await close()
    throw error
  }
}
