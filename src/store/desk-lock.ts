import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { hostname } from 'node:os'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { Trouble } from '../domain/errors.ts'
import type { Log } from '../ports.ts'
import { connected, keepSession } from './session.ts'

/** Beside the lock of `embedded-postgres.ts`: one key for each folder of each machine. */
const lockSpace = 0x67_72_6e_73

/** A holder that was killed lets go when the server notices that its connection is gone. */
const attempts = 10

/**
 * Holds the desk in `home` until stopped, so that it is open once. Throws, naming the holder, if it is held already.
 */
export async function holdDesk(
  url: string,
  home: string,
  log: Log,
): Promise<{ readonly stop: () => Promise<void> }> {
  const key = keyOf(home)
  const session = await keepSession({
    purpose: 'desk lock',
    log,
    connect: () => connected(url, `desk ${process.pid} on ${hostname().slice(0, 30)}`),
    prepare: async (client) => {
      for (let attempt = 1; !(await isTaken(client, key)); attempt += 1) {
        if (attempt === attempts) throw new Trouble(await refusal(client, key, home))
        await sleep(50)
      }
    },
  })
  return { stop: () => session.stop() }
}

async function isTaken(client: Client, key: number): Promise<boolean> {
  const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1, $2) as mine', [
    lockSpace,
    key,
  ])
  return rows[0]?.mine ?? false
}

async function refusal(client: Client, key: number, home: string): Promise<string> {
  const { rows } = await client.query<{ name: string; since: Date }>(
    `select application_name as name, backend_start as since from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and classid = $1 and objid = $2 and granted`,
    [lockSpace, key],
  )
  const [, pid, machine] = /desk (\d+) on (.*)$/.exec(rows[0]?.name ?? '') ?? []
  const since = rows[0]?.since.toISOString().replace('T', ' ').slice(0, 16)
  const who = pid && since ? `, by process ${pid} on ${machine} since ${since} UTC` : ''
  return `The desk in ${home} is open already${who}. Stop that one first, or set GREENROOM_HOME to another folder.`
}

function keyOf(home: string): number {
  const digest = createHash('sha256')
    .update(`${hostname()}\0${realpathSync(home)}`)
    .digest()
  return digest.readUInt32BE() >>> 1
}
