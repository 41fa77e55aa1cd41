import { recordsOf } from '../domain/audit.ts'
import type { Change } from '../domain/events.ts'
import type { Post } from '../domain/post.ts'
import { Conflict } from '../ports.ts'
import { assertNotFrozen } from './freezes.ts'
import type { PrismaClient } from './generated/client.ts'
import { nameImages } from './images.ts'
import { stateOf, storable } from './rows.ts'
import { announce, append, transact, type Transaction } from './transaction.ts'

/**
 * Decisions: rows, ledger, events, audit links and the announcement, all or nothing. Locks are taken in one order everywhere
 * (post, freezes, images, audit head), so that writers wait for each other and never in a circle. Of a post that changes more than
 * once only the last state is written; its events and links tell the rest.
 */
export function commit(prisma: PrismaClient, changes: readonly Change[]): Promise<void> {
  const byPost = groupBy(changes, ({ post }) => post.id)
  const byBrand = groupBy(changes, ({ post }) => post.brand)
  return transact(prisma, async (tx) => {
    for (const [first, last] of byPost.map(ends)) await writePost(tx, last.post, first.expectedRevision)
    for (const { unlessFrozen, post } of changes) if (unlessFrozen) await assertNotFrozen(tx, post.brand)
    for (const [, { post }] of byPost.map(ends)) await writeLedger(tx, post)
    for (const [, { post }] of byPost.map(ends)) await nameImages(tx, post)
    await writeEvents(tx, changes)
    for (const ofBrand of byBrand) await append(tx, ofBrand[0].post.brand, ofBrand.flatMap(recordsOf))
    for (const [{ post }] of byPost) await announce(tx, { kind: 'post', brand: post.brand, id: post.id })
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

function ends(changes: Changes): readonly [Change, Change] {
  return [changes[0], changes.at(-1) ?? changes[0]]
}

/** Of many writers that have read the same revision, the database lets one through. */
async function writePost(tx: Transaction, post: Post, expectedRevision: number): Promise<void> {
  const { id, brand, account, slot, dueAt, version, revision, simulated, status } = post
  const state = stateOf(post)
  const written =
    expectedRevision === 0
      ? await tx.$executeRaw`
          insert into posts (id, brand, network, handle, status, slot_date, slot_time, slot_zone, due_at, version,
            revision, simulated, state)
          values (${id}, ${brand}, ${account.network}, ${account.handle}, ${status}, ${slot.date}::date,
            ${slot.time}, ${slot.zone}, ${dueAt}, ${version}, ${revision}, ${simulated}, ${state}::json)
          on conflict (id) do nothing`
      : await tx.$executeRaw`
          update posts set network = ${account.network}, handle = ${account.handle}, status = ${status},
            slot_date = ${slot.date}::date, slot_time = ${slot.time}, slot_zone = ${slot.zone}, due_at = ${dueAt},
            version = ${version}, revision = ${revision}, simulated = ${simulated}, state = ${state}::json
          where id = ${id} and revision = ${expectedRevision}`
  if (written !== 1) throw new Conflict(`post ${id} is no longer at revision ${expectedRevision}`)
}

async function writeLedger(tx: Transaction, post: Post): Promise<void> {
  const { id: postId, account, publications } = post
  const kept = publications.map(({ id }) => id)
  await tx.publication.deleteMany({ where: { postId, fence: 0, id: { notIn: kept } } })
  for (const {
    id,
    version,
    state,
    fence,
    hash,
    deadline,
    attemptedAt,
    lookups,
    remote,
    error,
  } of publications) {
    const remoteId = remote && storable(remote.id)
    const permalink = remote?.permalink ? storable(remote.permalink) : null
    const reason = error && storable(error)
    // An older fence never overwrites a newer one, whatever the caller believes.
    const written = await tx.$executeRaw`
      insert into publications as row (id, post_id, version, network, handle, state, fence, hash, deadline,
        attempted_at, lookups, remote_id, permalink, error)
      values (${id}, ${postId}, ${version}, ${account.network}, ${account.handle}, ${state}, ${fence}, ${hash},
        ${deadline}, ${attemptedAt}, ${lookups}, ${remoteId}, ${permalink}, ${reason})
      on conflict (post_id, version, network, handle) do update set state = excluded.state, fence = excluded.fence,
        hash = excluded.hash, deadline = excluded.deadline, attempted_at = excluded.attempted_at,
        lookups = excluded.lookups, remote_id = excluded.remote_id, permalink = excluded.permalink,
        error = excluded.error
      where row.fence <= excluded.fence`
    if (written !== 1) throw new Conflict(`publication ${id} has been tried again since`)
  }
}

async function writeEvents(tx: Transaction, changes: readonly Change[]): Promise<void> {
  for (const { post, events, actor, at } of changes) {
    for (const [ordinal, event] of events.entries()) {
      await tx.$executeRaw`
        insert into post_events (post_id, revision, ordinal, brand, network, type, at, actor, event)
        values (${post.id}, ${post.revision}, ${ordinal}, ${post.brand}, ${post.account.network}, ${event.type}, ${at},
          ${JSON.stringify(actor)}::json, ${JSON.stringify(event)}::json)`
    }
  }
}
