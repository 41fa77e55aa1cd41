import { setImmediate as pause } from 'node:timers/promises'
import { DatabaseError, type Pool } from 'pg'
import type { AccountRef } from '../domain/brand.ts'
import { groupBy } from '../domain/group-by.ts'
import type { Post } from '../domain/post.ts'
import { together } from '../domain/together.ts'
import type { PostQuery, Store } from '../ports.ts'
import { postOf, type LedgerRow, type PostRow } from './rows.ts'
import { byDue } from './store-rules.ts'

/**
 * Every decision begins with a post, and a publication with those of its account besides, so these are spoken as decisions are (`direct.ts`): a post
 * and its ledger in one statement, and one statement for all who ask in the meantime.
 */
export function postReader(pool: Pool): Pick<Store, 'post' | 'posts'> {
  const rowsOfPost = asked((ids: readonly string[]) => rowsByKey(pool, byIds(ids), ids))
  const rowsOfAccount = asked((periods: readonly Period[]) => {
    const places = periods.map((_, index) => `${index + 1}`)
    return rowsByKey(pool, byPeriods(periods), places)
  })
  return {
    post: async (id) => postsOf(await rowsOfPost(id))[0] ?? null,
    posts: async (query) => {
      const period = periodOf(query)
      return postsOf(period ? await rowsOfAccount(period) : await rowsOf(pool, byConditions(query)))
    },
  }
}

type Row = PostRow & LedgerRow & { readonly key: string }
type Statement = { readonly name: string; readonly text: string; readonly values: unknown[] }

/** Posts of one account that are due in a period: what a publication asks for. */
type Period = {
  readonly brand: string
  readonly account: AccountRef
  readonly from: Date
  readonly before: Date | null
  readonly simulated: boolean | null
}

function periodOf({ brand, status, account, dueFrom, dueBefore, simulated }: PostQuery): Period | null {
  if (!brand || !account || !dueFrom || status) return null
  return { brand, account, from: dueFrom, before: dueBefore ?? null, simulated: simulated ?? null }
}

/** In one statement for many; where the database refuses it, perhaps for what one of them asks for, in one for each. */
function asked<Want>(
  ask: (wants: readonly Want[]) => Promise<readonly (readonly Row[])[]>,
): (want: Want) => Promise<readonly Row[]> {
  return together(pause, async (wants: readonly [Want, ...Want[]]) => {
    try {
      return await ask(wants)
    } catch (error) {
      if (wants.length === 1 || !(error instanceof DatabaseError)) throw error
      return wants.map(async (want) => (await ask([want])).flat())
    }
  })
}

async function rowsOf(pool: Pool, statement: Statement): Promise<readonly Row[]> {
  return (await pool.query<Row>(statement)).rows
}

/** Read by whoever has asked for them, so that one that cannot be read is the trouble of nobody else. */
async function rowsByKey(
  pool: Pool,
  statement: Statement,
  keys: readonly string[],
): Promise<readonly (readonly Row[])[]> {
  const byKey = groupBy(await rowsOf(pool, statement), ({ key }) => key)
  return keys.map((key) => byKey.get(key) ?? [])
}

/** Ordered here, because how a server compares texts depends on how it was set up. */
function postsOf(rows: readonly Row[]): readonly Post[] {
  const byId = groupBy(rows, ({ id }) => id)
  return [...byId.values()].map((ofPost) => postOf(ofPost[0], ofPost)).toSorted(byDue)
}

function byIds(ids: readonly string[]): Statement {
  const text = `select posts.id as key, ${columns} where posts.id = any($1::text[]) order by row.version`
  return { name: 'posts_by_id', text, values: [[...new Set(ids)]] }
}

/** Each looked for by itself, by the index of brands: joined to all of them at once, PostgreSQL would rather read every post there is. */
function byPeriods(periods: readonly Period[]): Statement {
  const text = `
    select place::text as key, found.*
    from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::boolean[])
      with ordinality as one (brand, network, handle, "from", before, simulated, place)
    cross join lateral (
      select ${columns}
      where posts.brand = one.brand and due_at >= "from" and due_at < coalesce(before, 'infinity')
        and posts.network = one.network and posts.handle = one.handle
        and posts.simulated = coalesce(one.simulated, posts.simulated)
      offset 0
    ) as found
    order by "publicationVersion"`
  const values = [
    periods.map(({ brand }) => brand),
    periods.map(({ account }) => account.network),
    periods.map(({ account }) => account.handle),
    periods.map(({ from }) => from),
    periods.map(({ before }) => before),
    periods.map(({ simulated }) => simulated),
  ]
  return { name: 'posts_by_period', text, values }
}

/** What is compared with what; where that is undefined, everything will do. */
type Condition = readonly [comparison: string, value: unknown]

function byConditions({ brand, status, account, dueFrom, dueBefore, simulated }: PostQuery): Statement {
  const conditions: readonly Condition[] = [
    ['brand =', brand],
    ['status = any', status],
    ['posts.network =', account?.network],
    ['posts.handle =', account?.handle],
    ['due_at >=', dueFrom],
    ['due_at <', dueBefore],
    ['simulated =', simulated],
  ]
  const given = conditions.filter(([, value]) => value !== undefined)
  const where = given.map(([comparison], index) => `${comparison} ($${index + 1})`).join(' and ')
  return {
    // One for each combination: by its name a server knows a statement again, up to 63 letters.
    name: `posts_${conditions.map(([, value]) => Number(value !== undefined)).join('')}`,
    text: `select '' as key, ${columns} where ${where || 'true'} order by row.version`,
    values: given.map(([, value]) => value),
  }
}

const columns = `
  posts.id, posts.brand, posts.network, posts.handle, status, to_char(slot_date, 'YYYY-MM-DD') as "slotDate",
    slot_time as "slotTime", slot_zone as "slotZone", due_at as "dueAt", posts.version, revision, posts.simulated,
    posts.state, row.id as "publicationId", row.version as "publicationVersion", row.state as "publicationState",
    fence, hash, deadline, attempted_at as "attemptedAt", lookups, remote_id as "remoteId", permalink, error
  from posts left join publications as row on row.post_id = posts.id`
