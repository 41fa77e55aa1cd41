import { setImmediate as pause } from 'node:timers/promises'
import { DatabaseError, type Pool } from 'pg'
import { Refusal } from '../domain/errors.ts'
import type { Change } from '../domain/events.ts'
import { together } from '../domain/together.ts'
import { Conflict } from '../ports.ts'
import { commit } from './commit.ts'

type Changes = readonly [Change, ...Change[]]

/** How long many may wait for a lock that somebody holds whom only one of them has to do with. */
const groupLockTimeoutMs = 1000

/** What has more changes goes by itself: nobody waits until a month that was simulated is written down. */
const mostChanges = 50

/**
 * Commits of many callers in one transaction, which waits for the disk once. Each stands or falls by itself: where the transaction was given up
 * because of one of them, nothing of it stands, and each is tried alone. Where nobody can tell what became of it, everybody is told so.
 */
export function groupCommit(pool: Pool): (changes: Changes) => Promise<void> {
  const decide = together<Changes, void>(pause, async (wanted) => {
    if (wanted.length > 1 && areOfDifferentPosts(wanted)) {
      try {
        await commit(pool, wanted.flat(), groupLockTimeoutMs)
        return wanted.map(() => undefined)
      } catch (error) {
        if (!wasGivenUp(error)) throw error
      }
    }
    const alone = wanted.map((changes) => commit(pool, changes))
    await Promise.race(alone).catch(() => {})
    return alone
  })
  return (changes) => (changes.length > mostChanges ? commit(pool, changes) : decide(changes))
}

/** By the database, which says so of a statement (of the end itself it cannot: `directly`), or by us. */
function wasGivenUp(error: unknown): boolean {
  return error instanceof Conflict || error instanceof Refusal || error instanceof DatabaseError
}

/** Two decisions on the same post are a race, and the database tells who has lost it. */
function areOfDifferentPosts(wanted: readonly Changes[]): boolean {
  const ids = wanted.flatMap((changes) => [...new Set(changes.map(({ post }) => post.id))])
  return new Set(ids).size === ids.length
}
