import { setImmediate as pause } from 'node:timers/promises'
import { DatabaseError, type Pool } from 'pg'
import { Refusal } from '../domain/errors.ts'
import type { Change } from '../domain/events.ts'
import { together } from '../domain/together.ts'
import { Conflict } from '../ports.ts'
import { commit } from './commit.ts'

type Changes = readonly [Change, ...Change[]]

/** Of what is becoming of a commit; wrapped, because whoever answers for many does not wait for each. */
type Fate = { readonly stands: Promise<void> }

/** How long many may wait for a lock that somebody holds whom only one of them has to do with. */
const groupLockTimeoutMs = 1000

/**
 * Commits of many callers in one transaction, which waits for the disk once. Each stands or falls by itself: where the transaction was given up
 * because of one of them, nothing of it stands, and each is tried alone. Where nobody can tell what became of it, everybody is told so.
 */
export function groupCommit(pool: Pool): (changes: Changes) => Promise<void> {
  const decide = together<Changes, Fate>(pause, async (wanted) => {
    if (wanted.length > 1 && areOfDifferentPosts(wanted)) {
      try {
        await commit(pool, wanted.flat(), groupLockTimeoutMs)
        return wanted.map(() => ({ stands: Promise.resolve() }))
      } catch (error) {
        if (!wasGivenUp(error)) throw error
      }
    }
    const fates = wanted.map((changes) => ({ stands: commit(pool, changes) }))
    await Promise.race(fates.map(({ stands }) => stands)).catch(() => {})
    return fates
  })
  return async (changes) => (await decide(changes)).stands
}

/** By the database, which says so, or by us. */
function wasGivenUp(error: unknown): boolean {
  return error instanceof Conflict || error instanceof Refusal || error instanceof DatabaseError
}

/** Two decisions on the same post are a race, and the database tells who has lost it. */
function areOfDifferentPosts(wanted: readonly Changes[]): boolean {
  const ids = wanted.flatMap((changes) => [...new Set(changes.map(({ post }) => post.id))])
  return new Set(ids).size === ids.length
}
