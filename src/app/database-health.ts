import { DatabaseTrouble } from '../store/database-errors.ts'
import type { ServerState } from '../store/server-time.ts'
import { timely } from './timely.ts'
import type { Watcher } from './watched-store.ts'

/** Why nothing can be decided: the database does not answer in time, can only be read, or has no space left. */
export type DatabaseIllness = 'away' | 'read_only' | 'full'

export type DatabaseHealth = {
  /** Null while decisions can be taken. Answers within two seconds; never rejects. */
  illness(): Promise<DatabaseIllness | null>
  /** Is told what becomes of writing: that a disk is full shows in nothing else. */
  readonly watcher: Watcher
}

export function databaseHealth(ask: () => Promise<ServerState>): DatabaseHealth {
  let isFull = false
  return {
    illness: async () => {
      const state = await timely(ask)
      if (!state) return 'away'
      if (!state.isWritable) return 'read_only'
      return isFull ? 'full' : null
    },
    watcher: {
      wrote: () => {
        isFull = false
      },
      failed: (error) => {
        if (error instanceof DatabaseTrouble && error.kind === 'full') isFull = true
      },
    },
  }
}
