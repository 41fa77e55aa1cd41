import { randomInt } from 'node:crypto'
import { escapeIdentifier } from 'pg'
import { Trouble } from '../domain/errors.ts'
import { copyRows, copySequences, digestOf, tablesOf, type Digest, type Table } from './desk-tables.ts'
import { migrate, prismaLock } from './migrate.ts'
import { assertAlone, openSide, steady, type Side } from './move-side.ts'
import { headsOf, holdsAll, verifyBrand, type BrandHead } from './moved-chains.ts'
import { markMoved, movedAway, movedText, unmarkMoved, type MovedAway } from './moved.ts'

/** A database that a desk is in, or is to be in. */
export type Place = {
  readonly url: string
  /** Where it is, fit to show. */
  readonly name: string
  /** What opens a desk that is there: `set DATABASE_URL to it`. */
  readonly how: string
}

export type MoveOptions = {
  readonly from: Place
  readonly to: Place
  readonly at: Date
  /** Looks, and changes nothing. */
  readonly dryRun: boolean
  readonly progress: (text: string) => void
  readonly signal: AbortSignal
}

export type MoveResult = {
  /** `present`: an earlier attempt had brought it there already. `reopened`: `from` was empty, and the desk is open again where it came from. */
  readonly did: 'moved' | 'nothing' | 'present' | 'reopened'
  readonly tables: readonly { readonly name: string; readonly rows: number }[]
  readonly heads: readonly BrandHead[]
  /** Tables beside ours, which stay where they are. */
  readonly strange: readonly string[]
}

/**
 * Takes a desk from one database to another: every row, in one transaction there, compared before it is committed; and closes it here in the
 * same moment, so that it is never open twice. Throws a `Trouble` with what to do; then either nothing has happened, or the desk is closed on
 * both sides and the same call completes it.
 */
export async function moveDesk(options: MoveOptions): Promise<MoveResult> {
  const from = await openSide(options.from.url, options.from.name)
  try {
    const to = await openSide(options.to.url, options.to.name)
    try {
      await assertFit(to)
      await assertApart(from, to)
      return await (options.dryRun ? look(from, to) : move(from, to, options))
    } finally {
      await to.stop()
    }
  } finally {
    await from.stop()
  }
}

/** PostgreSQL as old as this and older is not tested any more. */
const oldestVersion = 15

async function assertFit({ ask, name }: Side): Promise<void> {
  const [server] = await ask<{ version: number; encoding: string }>(
    `select current_setting('server_version_num')::int / 10000 as version, current_setting('server_encoding') as encoding`,
  )
  if (!server || server.version < oldestVersion)
    throw new Trouble(
      `${name} is PostgreSQL ${server?.version ?? 'of an unknown version'}, and Greenroom needs ${oldestVersion} or newer. Update that server, or name another one.`,
    )
  if (server.encoding !== 'UTF8')
    throw new Trouble(
      `${name} keeps text as ${server.encoding}, which has no room for every character. Make its database anew: create database … template template0 encoding 'UTF8'.`,
    )
}

/** A lock that is taken here is taken there as well, if both are one database. */
async function assertApart(from: Side, to: Side): Promise<void> {
  const key = randomInt(2 ** 31)
  await from.ask('select pg_advisory_lock($1, $2)', [lockSpace, key])
  const [row] = await to.ask<{ free: boolean }>('select pg_try_advisory_lock($1, $2) as free', [
    lockSpace,
    key,
  ])
  if (!row?.free) throw new Trouble(`The desk is in ${to.name} already. Name another database with --to.`)
}

/** Beside the locks of `desk-lock.ts` and `embedded-postgres.ts`. */
const lockSpace = 0x67_72_6e_74

async function look(from: Side, to: Side): Promise<MoveResult> {
  const tables = await tablesOf(from)
  assertHere(await movedAway(from.client), to)
  await standingOf(from, to, tables)
  return { did: 'nothing', tables: await countsOf(from, tables), heads: [], strange: [] }
}

async function move(from: Side, to: Side, options: MoveOptions): Promise<MoveResult> {
  await assertAlone(from)
  // Whoever opens one of them meanwhile waits here, and then finds where the desk is.
  for (const side of [from, to]) await side.ask(`select pg_advisory_lock(${prismaLock})`)
  const already = await movedAway(from.client)
  assertHere(already, to)
  if (!already) await bringUpToDate(from)
  const tables = await tablesOf(from)
  await begin(from, tables)
  const standing = await standingOf(from, to, tables)
  if (standing === 'present') return { did: 'present', ...(await countsAndHeads(to)) }
  await assertAlone(to)
  if (standing === 'reopen') {
    await to.ask(unmarkMoved)
    return { did: 'reopened', ...(await countsAndHeads(to)) }
  }
  if (standing === 'empty') await bringUpToDate(to)
  const ours = await tablesInBoth(tables, from, to)
  await begin(to, ours)
  if (standing === 'former') await clear(to, ours)
  else assertEmpty(to, await countsOf(to, ours))
  const moved = await copyAll(from, to, ours, options)
  const heads = await verifyAll(to, options)
  const { name, how } = options.to
  if (!already) await from.ask(markMoved(ours.map(quoted), { to: name, how, at: options.at }))
  await commitBoth(from, to)
  const strange = tables.filter((one) => !ours.some(({ name: other }) => one.name === other))
  return { did: 'moved', tables: moved, heads, strange: strange.map((one) => one.name) }
}

/** A desk that has left for another place is moved from there. */
function assertHere(moved: MovedAway | null, to: Side): void {
  if (moved && moved.to !== to.name) throw new Trouble(movedText(moved))
}

async function bringUpToDate(side: Side): Promise<void> {
  await migrate(side.client)
  await steady(side)
}

/** Nobody writes any more, and all that follows sees one state. The lock comes first: what is read before it might change still. */
async function begin({ ask }: Side, tables: readonly Table[]): Promise<void> {
  await ask('begin isolation level repeatable read')
  await ask(`lock table ${tables.map(quoted).join(', ')} in share row exclusive mode`)
}

/**
 * What the target is: empty; this desk already, by an earlier attempt; what this desk was when it moved away from there; or open to it again,
 * since the desk never came here. Throws where it is anything else.
 */
async function standingOf(
  from: Side,
  to: Side,
  tables: readonly Table[],
): Promise<'empty' | 'present' | 'former' | 'reopen'> {
  const left = await movedAway(to.client)
  const there = await countsOf(to, await tablesOf(to))
  const known = there.filter(({ name }) => tables.some((one) => one.name === name))
  if (!left) {
    if (known.every(({ rows }) => rows === 0)) return 'empty'
    if ((await movedAway(from.client)) && (await holdsAll(to, await headsOf(from)))) return 'present'
    assertEmpty(to, known)
    return 'empty'
  }
  if (left.to !== from.name)
    throw new Trouble(`${to.name} is closed: ${movedText(left)} Name an empty database with --to.`)
  const here = await countsOf(from, tables)
  if (here.every(({ rows }) => rows === 0)) return 'reopen'
  if (await holdsAll(from, await headsOf(to))) return 'former'
  throw new Trouble(
    `${to.name} holds a desk that has moved here, but what is here does not go on from it: their audit chains differ. ` +
      'Name an empty database with --to.',
  )
}

function assertEmpty(to: Side, counts: MoveResult['tables']): void {
  const filled = counts.filter(({ rows }) => rows > 0).map(({ name, rows }) => `${name} ${rows}`)
  if (filled.length === 0) return
  throw new Trouble(
    `${to.name} is not empty. It holds rows of Greenroom: ${filled.join(', ')}. Name an empty database with --to (create database greenroom_2), ` +
      'or open the desk that is there by setting DATABASE_URL to it.',
  )
}

async function countsOf({ ask }: Side, tables: readonly Table[]): Promise<MoveResult['tables']> {
  const counts: { name: string; rows: number }[] = []
  for (const { name } of tables) {
    const [row] = await ask<{ rows: number }>(`select count(*)::int as rows from ${escapeIdentifier(name)}`)
    counts.push({ name, rows: row?.rows ?? 0 })
  }
  return counts
}

async function countsAndHeads(side: Side): Promise<Omit<MoveResult, 'did'>> {
  return { tables: await countsOf(side, await tablesOf(side)), heads: await headsOf(side), strange: [] }
}

/** As they stand in the target; whatever else the source has is none of ours, since both are of one version. */
async function tablesInBoth(tables: readonly Table[], from: Side, to: Side): Promise<readonly Table[]> {
  const [here, there] = [await versionOf(from), await versionOf(to)]
  if (here !== there)
    throw new Trouble(
      `${to.name} is of another version of Greenroom than ${from.name}. Name an empty database, or with --to embedded another GREENROOM_HOME.`,
    )
  return (await tablesOf(to)).filter(({ name }) => tables.some((one) => one.name === name))
}

async function versionOf({ ask }: Side): Promise<string> {
  const [applied] = await ask<{ names: string }>(
    `select string_agg(migration_name, ' ' order by migration_name collate "C") as names from _prisma_migrations where rolled_back_at is null`,
  )
  return applied?.names ?? ''
}

/** What was left behind here when the desk moved away, all of which it has still. */
async function clear({ ask }: Side, tables: readonly Table[]): Promise<void> {
  await ask(unmarkMoved)
  await ask(`truncate table ${tables.map(quoted).join(', ')}`)
}

async function copyAll(
  from: Side,
  to: Side,
  tables: readonly Table[],
  { progress, signal }: MoveOptions,
): Promise<MoveResult['tables']> {
  const moved: { name: string; rows: number }[] = []
  for (const table of tables) {
    progress(`Reading ${table.name}`)
    const leaving = await digestOf(from, table)
    await copyRows(from, to, table, leaving, (rows) => {
      if (signal.aborted) throw new Trouble('Stopped. Nothing was moved.')
      progress(`Copying ${table.name}: ${rows} of ${leaving.rows}`)
    })
    progress(`Comparing ${table.name}`)
    assertEqual(to, table, leaving, await digestOf(to, table))
    moved.push({ name: table.name, rows: leaving.rows })
  }
  await copySequences(from, to)
  return moved
}

function assertEqual({ name }: Side, table: Table, left: Digest, arrived: Digest): void {
  if (left.rows === arrived.rows && left.hash === arrived.hash) return
  const rows =
    left.rows === arrived.rows
      ? `${left.rows} rows left and arrived, but not as they were`
      : `${left.rows} rows left, and ${arrived.rows} arrived`
  throw new Trouble(
    `The table ${table.name} is not the same in ${name}: ${rows}. Something there changes what is written, such as a trigger. ` +
      'Nothing was moved: mend it, or name another database.',
  )
}

async function verifyAll(to: Side, { progress }: MoveOptions): Promise<readonly BrandHead[]> {
  const heads = await headsOf(to)
  for (const head of heads) {
    progress(`Verifying the audit chain of ${head.brand}`)
    const verdict = await verifyBrand(to, head)
    if (verdict.ok) continue
    throw new Trouble(
      `The audit chain of ${head.brand} is broken at entry ${verdict.seq}: ${verdict.reason}. It was so before, since every row arrived as it left. ` +
        'Nothing was moved: see `greenroom audit verify`, and restore what was changed from a backup.',
    )
  }
  return heads
}

/** The old side is closed first: should anything happen in between, the desk is open nowhere, never twice. */
async function commitBoth(from: Side, to: Side): Promise<void> {
  try {
    await from.client.query('commit')
    await to.client.query('commit')
  } catch (error) {
    throw new Trouble(
      `Every row arrived, but whether it is kept is not known (${error instanceof Error ? error.message : String(error)}), and until it is, the desk ` +
        `may be closed on both sides. Run the same command again: it completes the move. To give it up, move from ${to.name} to ${from.name}.`,
      { cause: error },
    )
  }
}

function quoted({ name }: Table): string {
  return escapeIdentifier(name)
}
