import { realpathSync } from 'node:fs'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { Trouble } from '../domain/errors.ts'
import type { Log } from '../ports.ts'
import { hasTaken, holderOf, lockKey, processIn, thisProcess, type AdvisoryLock } from './advisory-lock.ts'
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
  const lock = { space: lockSpace, key: lockKey(hostname(), realpathSync(home)) }
  const session = await keepSession({
    purpose: 'desk lock',
    log,
    connect: () => connected(url, `desk ${thisProcess}`),
    prepare: async (client) => {
      for (let attempt = 1; !(await hasTaken(client, lock)); attempt += 1) {
        if (attempt === attempts) throw new Trouble(await refusal(client, lock, home))
        await sleep(50)
      }
    },
  })
  return { stop: () => session.stop() }
}

async function refusal(client: Client, lock: AdvisoryLock, home: string): Promise<string> {
  const holder = await holderOf(client, lock)
  const whose = processIn(holder?.name ?? '')
  const since = holder?.since.toISOString().replace('T', ' ').slice(0, 16)
  const who = whose && since ? `, by ${whose} since ${since} UTC` : ''
  return `The desk in ${home} is open already${who}. Stop that one first, or set GREENROOM_HOME to another folder.`
}
