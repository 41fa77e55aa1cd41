import { z } from 'zod'
import type { Log, StoreChange } from '../ports.ts'
import { thisProcess } from './advisory-lock.ts'
import { connected, keepSession } from './session.ts'
import { wholeDesk } from './store-rules.ts'

/** The channel on which every commit is announced, in the transaction that made it: `pg_notify(channel, changeText)`. */
export const changeChannel = 'greenroom'

const kinds = ['post', 'pass', 'freeze', 'report', 'notice', 'metrics', 'message'] as const
const changeSchema = z.object({ kind: z.enum(kinds), brand: z.string(), id: z.string() })

export type ChangeFeed = {
  onChange(listener: (change: StoreChange) => void): () => void
  readonly stop: () => Promise<void>
}

/** Hears the commits of every process. After a lost connection everything may have changed, and listeners are told so. */
export async function openChangeFeed(url: string, log: Log): Promise<ChangeFeed> {
  const listeners = new Set<(change: StoreChange) => void>()

  function tell(change: StoreChange): void {
    for (const listener of listeners) {
      try {
        listener(change)
      } catch (error) {
        log.error({ error, change }, 'A listener to changes failed.')
      }
    }
  }

  const session = await keepSession({
    purpose: 'changes',
    log,
    // Every process has this session, so it says whose it is.
    connect: () => connected(url, `changes ${thisProcess}`),
    prepare: async (client, again) => {
      client.on('notification', ({ payload }) => {
        const change = changeOf(payload ?? '')
        if (change) tell(change)
      })
      await client.query(`listen ${changeChannel}`)
      if (again) for (const kind of kinds) tell({ kind, brand: wholeDesk, id: wholeDesk })
    },
  })
  return {
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop: () => session.stop(),
  }
}

/** Null for what somebody else may have sent on the channel. */
function changeOf(payload: string): StoreChange | null {
  try {
    return changeSchema.parse(JSON.parse(payload))
  } catch {
    return null
  }
}
