import type { Pool } from 'pg'
import type { Post } from '../domain/post.ts'
import type { PostQuery } from '../ports.ts'
import { postOf, type LedgerRow, type PostRow } from './rows.ts'
import { byDue } from './store-rules.ts'

// Every decision begins with one of these, so they are spoken as decisions are (`direct.ts`): each in one trip.

export async function findPost(pool: Pool, id: string): Promise<Post | null> {
  const [post = null] = await found(pool, [['posts.id =', id]])
  return post
}

export async function findPosts(pool: Pool, query: PostQuery): Promise<readonly Post[]> {
  const { brand, status, account, dueFrom, dueBefore, simulated } = query
  const posts = await found(pool, [
    ['brand =', brand],
    ['status = any', status],
    ['posts.network =', account?.network],
    ['posts.handle =', account?.handle],
    ['due_at >=', dueFrom],
    ['due_at <', dueBefore],
    ['simulated =', simulated],
  ])
  // Ordered here, because how a server compares texts depends on how it was set up.
  return posts.toSorted(byDue)
}

/** What is compared with what; where that is undefined, everything will do. */
type Condition = readonly [comparison: string, value: unknown]

async function found(pool: Pool, conditions: readonly Condition[]): Promise<readonly Post[]> {
  const given = conditions.filter(([, value]) => value !== undefined)
  const where = given.map(([comparison], index) => `${comparison} ($${index + 1})`).join(' and ')
  const { rows } = await pool.query<PostRow & LedgerRow>({
    // One for each combination: by its name a server knows a statement again, up to 63 letters.
    name: `posts_${conditions.map(([, value]) => Number(value !== undefined)).join('')}`,
    text: `${select} where ${where || 'true'} order by row.version`,
    values: given.map(([, value]) => value),
  })
  const byId = new Map<string, (PostRow & LedgerRow)[]>()
  for (const row of rows) {
    const ofPost = byId.get(row.id)
    if (ofPost) ofPost.push(row)
    else byId.set(row.id, [row])
  }
  return [...byId.values()].flatMap((ofPost) => (ofPost[0] ? postOf(ofPost[0], ofPost) : []))
}

const select = `
  select posts.id, brand, posts.network, posts.handle, status, to_char(slot_date, 'YYYY-MM-DD') as "slotDate",
    slot_time as "slotTime", slot_zone as "slotZone", due_at as "dueAt", posts.version, revision, simulated,
    posts.state, row.id as "publicationId", row.version as "publicationVersion", row.state as "publicationState",
    fence, hash, deadline, attempted_at as "attemptedAt", lookups, remote_id as "remoteId", permalink, error
  from posts left join publications as row on row.post_id = posts.id`
