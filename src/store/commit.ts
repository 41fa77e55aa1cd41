import type { Pool } from 'pg'
import { recordsOf } from '../domain/audit.ts'
import type { Change } from '../domain/events.ts'
import { groupBy } from '../domain/group-by.ts'
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
 * once only the last state is written; its events and links tell the rest. However many posts there are, each step is one statement.
 * `lockTimeoutMs`: how long to wait for a lock, where that is less than anybody would.
 */
export function commit(
  pool: Pool,
  changes: readonly Change[],
  lockTimeoutMs: number | null = null,
): Promise<void> {
  // In one order, in which every writer comes to its posts.
  const byPost = [...groupBy(changes, ({ post }) => post.id)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, ofPost]) => ofPost)
  return directly(pool, async (direct) => {
    if (lockTimeoutMs !== null) direct.tell({ text: `set local lock_timeout = ${lockTimeoutMs}` })
    const brands = changes.flatMap(({ unlessFrozen, post }) => (unlessFrozen ? [post.brand] : []))
    const checks = [writePosts(direct, byPost), assertNotFrozen(direct, brands)]
    nameImages(
      direct,
      byPost.map((ofPost) => last(ofPost).post),
    )
    await Promise.all(checks)
    addLinks(direct, changes.flatMap(recordsOf))
    announce(
      direct,
      byPost.map(([{ post }]) => ({ kind: 'post', brand: post.brand, id: post.id })),
    )
  })
}

type Changes = readonly [Change, ...Change[]]

function last(changes: Changes): Change {
  return changes.at(-1) ?? changes[0]
}

/**
 * What stands of posts after their changes, their ledgers and their events, in one statement, which answers a row for each post and each
 * publication that it wrote. Of many writers that have read the same revision, the database lets one through, and unless a post is written nothing
 * of it is.
 */
async function writePosts({ ask }: Direct, byPost: readonly Changes[]): Promise<void> {
  const values = [
    byPost.map(([{ post }]) => post.id),
    JSON.stringify(byPost.map(postRow)),
    JSON.stringify(byPost.flatMap((ofPost) => ledgerRows(last(ofPost).post))),
    JSON.stringify(byPost.flatMap(eventRows)),
  ]
  const written = groupBy(await ask<{ id: string }>({ ...write, values }), ({ id }) => id)
  for (const ofPost of byPost) {
    const { id, publications } = last(ofPost).post
    const rows = written.get(id)
    if (!rows) throw new Conflict(`post ${id} is no longer at revision ${ofPost[0].expectedRevision}`)
    if (rows.length !== 1 + publications.length)
      throw new Conflict(`a publication of post ${id} has been tried again since`)
  }
}

// Rows as JSON. What is JSON itself and is to stay as it was written is a text in it.

function postRow(changes: Changes): object {
  const { post } = last(changes)
  const { id, brand, account, slot, dueAt, version, revision, simulated, status } = post
  const { network, handle } = account
  const { date, time, zone } = slot
  const expected = changes[0].expectedRevision
  const state = stateOf(post)
  return {
    id,
    brand,
    network,
    handle,
    status,
    date,
    time,
    zone,
    dueAt,
    version,
    revision,
    simulated,
    state,
    expected,
  }
}

function ledgerRows({ id: postId, account, publications }: Post): readonly object[] {
  return publications.map(({ remote, error, ...row }) => ({
    ...row,
    ...account,
    postId,
    remoteId: remote && storable(remote.id),
    permalink: remote?.permalink ? storable(remote.permalink) : null,
    error: error && storable(error),
  }))
}

function eventRows(changes: Changes): readonly object[] {
  return changes.flatMap(({ post, events, actor, at }) =>
    events.map((event, ordinal) => ({
      postId: post.id,
      revision: post.revision,
      ordinal,
      brand: post.brand,
      network: last(changes).post.account.network,
      type: event.type,
      at,
      actor: JSON.stringify(actor),
      event: JSON.stringify(event),
    })),
  )
}

/**
 * An older fence never overwrites a newer one, whatever the caller believes. The ids come by themselves as well, so that PostgreSQL looks for the
 * posts by their key, and need not guess how many rows are in the JSON.
 */
const write = {
  name: 'write_posts',
  text: `
    with given as materialized (
      select * from json_to_recordset($2::json) as given (id text, brand text, network text, handle text,
        status text, date date, time text, zone text, "dueAt" timestamptz, version int, revision int,
        simulated boolean, state text, expected int)
    ), inserted as (
      insert into posts (id, brand, network, handle, status, slot_date, slot_time, slot_zone, due_at, version,
        revision, simulated, state)
      select id, brand, network, handle, status, date, time, zone, "dueAt", version, revision, simulated, state::json
      from given where expected = 0
      on conflict (id) do nothing returning id
    ), updated as (
      update posts set network = given.network, handle = given.handle, status = given.status, slot_date = date,
        slot_time = time, slot_zone = zone, due_at = "dueAt", version = given.version, revision = given.revision,
        simulated = given.simulated, state = given.state::json
      from given
      where posts.id = any($1::text[]) and posts.id = given.id and posts.revision = expected and expected > 0
      returning posts.id
    ), written as (
      select id from inserted union all select id from updated
    ), entry as materialized (
      select * from json_to_recordset($3::json) as entry ("postId" text, id text, version int, network text,
        handle text, state text, fence int, hash text, deadline timestamptz, "attemptedAt" timestamptz, lookups int,
        "remoteId" text, permalink text, error text)
    ), dropped as (
      delete from publications as row using written
      where post_id = any($1::text[]) and post_id = written.id and fence = 0
        and not exists (select from entry where entry.id = row.id)
    ), ledger as (
      insert into publications as row (id, post_id, version, network, handle, state, fence, hash, deadline,
        attempted_at, lookups, remote_id, permalink, error)
      select entry.id, "postId", version, network, handle, state, fence, hash, deadline, "attemptedAt", lookups,
        "remoteId", permalink, error
      from entry join written on written.id = "postId"
      on conflict (post_id, version, network, handle) do update set state = excluded.state, fence = excluded.fence,
        hash = excluded.hash, deadline = excluded.deadline, attempted_at = excluded.attempted_at,
        lookups = excluded.lookups, remote_id = excluded.remote_id, permalink = excluded.permalink,
        error = excluded.error
      where row.fence <= excluded.fence
      returning row.post_id
    ), told as (
      insert into post_events (post_id, revision, ordinal, brand, network, type, at, actor, event)
      select "postId", revision, ordinal, brand, network, type, at, actor::json, event::json
      from json_to_recordset($4::json) as event ("postId" text, revision int, ordinal int, brand text, network text,
        type text, at timestamptz, actor text, event text)
      join written on written.id = "postId"
    )
    select id from written union all select post_id from ledger`,
} as const
