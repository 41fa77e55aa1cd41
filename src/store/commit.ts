import type { Pool } from 'pg'
import { recordsOf } from '../domain/audit.ts'
import type { Change } from '../domain/events.ts'
import type { Post } from '../domain/post.ts'
import { Conflict } from '../ports.ts'
import { addLinks } from './audit-chain.ts'
import { announce, directly, type Direct } from './direct.ts'
import { assertNotFrozen } from './freezes.ts'
import { nameImages } from './images.ts'
import { stateOf, storable } from './rows.ts'

/**
 * Decisions: rows, ledger, events, audit links and the announcement, all or nothing. Locks are taken in one order everywhere
 * (post, freezes, images, audit head), so that writers wait for each other and never in a circle. Of a post that changes more than
 * once only the last state is written; its events and links tell the rest.
 */
export function commit(pool: Pool, changes: readonly Change[]): Promise<void> {
  const byPost = groupBy(changes, ({ post }) => post.id)
  const byBrand = groupBy(changes, ({ post }) => post.brand)
  return directly(pool, async (direct) => {
    const checks = [
      ...byPost.map((ofPost) => writePost(direct, ofPost)),
      ...changes.flatMap(({ unlessFrozen, post }) =>
        unlessFrozen ? [assertNotFrozen(direct, post.brand)] : [],
      ),
    ]
    for (const ofPost of byPost) nameImages(direct, last(ofPost).post)
    await Promise.all(checks)
    for (const ofBrand of byBrand) addLinks(direct, ofBrand[0].post.brand, ofBrand.flatMap(recordsOf))
    for (const [{ post }] of byPost) announce(direct, { kind: 'post', brand: post.brand, id: post.id })
  })
}

type Changes = readonly [Change, ...Change[]]

function groupBy(changes: readonly Change[], keyOf: (change: Change) => string): readonly Changes[] {
  const groups = new Map<string, [Change, ...Change[]]>()
  for (const change of changes) {
    const group = groups.get(keyOf(change))
    if (group) group.push(change)
    else groups.set(keyOf(change), [change])
  }
  return [...groups.values()]
}

function last(changes: Changes): Change {
  return changes.at(-1) ?? changes[0]
}

/**
 * What stands of a post after `changes`, its ledger and its events, in one statement. Of many writers that have read the same revision,
 * the database lets one through, and unless the post is written nothing is.
 */
async function writePost({ ask }: Direct, changes: Changes): Promise<void> {
  const { expectedRevision } = changes[0]
  const { post } = last(changes)
  const values = [...postValues(post), ...ledgerValues(post), ...eventValues(changes)]
  const [written] = await ask<{ posts: number; publications: number }>(
    expectedRevision === 0
      ? { ...insertPost, values }
      : { ...updatePost, values: [...values, expectedRevision] },
  )
  if (written?.posts !== 1) throw new Conflict(`post ${post.id} is no longer at revision ${expectedRevision}`)
  if (written.publications !== post.publications.length)
    throw new Conflict(`a publication of post ${post.id} has been tried again since`)
}

function postValues(post: Post): readonly unknown[] {
  const { id, brand, account, slot, dueAt, version, revision, simulated, status } = post
  const { network, handle } = account
  return [
    id,
    brand,
    network,
    handle,
    status,
    slot.date,
    slot.time,
    slot.zone,
    dueAt,
    version,
    revision,
    simulated,
    stateOf(post),
  ]
}

function ledgerValues({ publications }: Post): readonly unknown[] {
  const rows = publications.map(({ remote, error, ...row }) => ({
    ...row,
    remoteId: remote && storable(remote.id),
    permalink: remote?.permalink ? storable(remote.permalink) : null,
    error: error && storable(error),
  }))
  return [publications.map(({ id }) => id), JSON.stringify(rows)]
}

/** Columns of rows: as they are JSON that is to stay as it was written, they can't be JSON once more. */
function eventValues(changes: Changes): readonly unknown[] {
  const events = changes.flatMap(({ post, events, actor, at }) =>
    events.map((event, ordinal) => ({ revision: post.revision, ordinal, event, actor, at })),
  )
  return [
    events.map(({ revision }) => revision),
    events.map(({ ordinal }) => ordinal),
    events.map(({ event }) => event.type),
    events.map(({ at }) => at),
    events.map(({ actor }) => JSON.stringify(actor)),
    events.map(({ event }) => JSON.stringify(event)),
  ]
}

/** An older fence never overwrites a newer one, whatever the caller believes. */
const withTheRest = `
  dropped as (
    delete from publications where post_id = $1 and fence = 0 and not id = any($14::text[])
      and exists (select from written)
  ), ledger as (
    insert into publications as row (id, post_id, version, network, handle, state, fence, hash, deadline,
      attempted_at, lookups, remote_id, permalink, error)
    select given.id, $1, given.version, $3, $4, state, fence, hash, deadline, "attemptedAt", lookups, "remoteId",
      permalink, error
    from written, json_to_recordset($15::json) as given (id text, version int, state text, fence int, hash text,
      deadline timestamptz, "attemptedAt" timestamptz, lookups int, "remoteId" text, permalink text, error text)
    on conflict (post_id, version, network, handle) do update set state = excluded.state, fence = excluded.fence,
      hash = excluded.hash, deadline = excluded.deadline, attempted_at = excluded.attempted_at,
      lookups = excluded.lookups, remote_id = excluded.remote_id, permalink = excluded.permalink,
      error = excluded.error
    where row.fence <= excluded.fence
    returning row.id
  ), told as (
    insert into post_events (post_id, revision, ordinal, brand, network, type, at, actor, event)
    select $1, given.revision, ordinal, $2, $3, type, at, actor::json, event::json
    from written, unnest($16::int[], $17::int[], $18::text[], $19::timestamptz[], $20::text[], $21::text[])
      as given (revision, ordinal, type, at, actor, event)
  )
  select (select count(*)::int from written) as posts, (select count(*)::int from ledger) as publications`

const insertPost = {
  name: 'insert_post',
  text: `
    with written as (
      insert into posts (id, brand, network, handle, status, slot_date, slot_time, slot_zone, due_at, version,
        revision, simulated, state)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
      on conflict (id) do nothing returning id
    ), ${withTheRest}`,
} as const

const updatePost = {
  name: 'update_post',
  text: `
    with written as (
      update posts set network = $3, handle = $4, status = $5, slot_date = $6, slot_time = $7, slot_zone = $8,
        due_at = $9, version = $10, revision = $11, simulated = $12, state = $13
      where id = $1 and revision = $22 returning id
    ), ${withTheRest}`,
} as const
