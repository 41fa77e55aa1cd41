import { escapeIdentifier } from 'pg'
import type { Side } from './move-side.ts'

/** A table as it can be read and written without knowing what is in it. */
export type Table = {
  readonly name: string
  /** Names of its columns, in the order in which they stand. */
  readonly columns: readonly string[]
}

/** What is in a table: equal for equal rows, in whatever order they lie. */
export type Digest = {
  readonly rows: number
  /** Bytes of the largest row as text. */
  readonly widest: number
  readonly hash: string
}

/** Everything but what migrations remember of themselves; a table that refers to another stands behind it. */
export async function tablesOf({ ask }: Side): Promise<readonly Table[]> {
  const tables = await ask<Table>(`
    select relname as name, json_agg(attname order by attnum) as columns
    from pg_class join pg_attribute on attrelid = pg_class.oid
    where relnamespace = (select oid from pg_namespace where nspname = current_schema()) and relkind = 'r'
      and attnum > 0 and not attisdropped and relname <> '_prisma_migrations'
    group by relname order by relname`)
  const links = await ask<{ child: string; parent: string }>(`
    select child.relname as child, parent.relname as parent from pg_constraint
    join pg_class as child on child.oid = conrelid join pg_class as parent on parent.oid = confrelid
    where contype = 'f' and conrelid <> confrelid`)
  const placed: Table[] = []
  const isPlaced = (name: string) =>
    placed.some((one) => one.name === name) || !tables.some((one) => one.name === name)
  while (placed.length < tables.length) {
    const next = tables.find(
      ({ name }) => !isPlaced(name) && links.every(({ child, parent }) => child !== name || isPlaced(parent)),
    )
    if (!next) throw new Error('tables refer to each other in a circle')
    placed.push(next)
  }
  return placed
}

/** Columns are hashed by name, each with its length before it, so that no two rows give one text. */
export async function digestOf({ ask }: Side, { name, columns }: Table): Promise<Digest> {
  const parts = columns
    .map((one) => escapeIdentifier(one))
    .toSorted()
    .map((column) => `coalesce(octet_length(${column}::text) || ':' || ${column}::text, '-')`)
  const [digest] = await ask<Digest>(`
    select count(*)::int as rows, coalesce(max(length), 0) as widest,
      encode(sha256(coalesce(string_agg(hash, ''::bytea order by hash), ''::bytea)), 'hex') as hash
    from (select octet_length(line) as length, sha256(convert_to(line, 'UTF8')) as hash
      from (select ${parts.join(' || ')} as line from ${escapeIdentifier(name)} offset 0) as lines) as hashes`)
  if (!digest) throw new Error(`${name} has no digest`)
  return digest
}

/** At most so many bytes of rows are on their way at once, unless a single one is larger. */
const batchBytes = 4_000_000
const batchRows = 500

/** Rows as they are, by a cursor: no type of a column is known here, and none is read. */
export async function copyRows(
  from: Side,
  to: Side,
  table: Table,
  { rows, widest }: Digest,
  onCopied: (rows: number) => void,
): Promise<void> {
  const name = escapeIdentifier(table.name)
  const columns = table.columns.map((one) => escapeIdentifier(one)).join(', ')
  const size = Math.max(1, Math.min(batchRows, Math.floor(batchBytes / Math.max(1, widest))))
  const insert = `insert into ${name} (${columns}) overriding system value
    select (row).* from (select line::${name} as row from unnest($1::text[]) as line offset 0) as rows`
  await from.ask(`declare leaving no scroll cursor for select row(${columns})::text as row from ${name}`)
  for (let copied = 0; copied < rows; copied += size) {
    const batch = await from.ask<{ row: string }>(`fetch ${size} from leaving`)
    await to.ask(insert, [batch.map(({ row }) => row)])
    onCopied(Math.min(rows, copied + size))
  }
  await from.ask('close leaving')
}

/** So that what is made next comes after what is there. */
export async function copySequences(from: Side, to: Side): Promise<void> {
  const sequences = await from.ask<{ name: string }>(`
    select relname as name from pg_class where relkind = 'S'
      and relnamespace = (select oid from pg_namespace where nspname = current_schema())`)
  for (const name of sequences.map((one) => escapeIdentifier(one.name))) {
    const [state] = await from.ask<{ last: string; called: boolean }>(
      `select last_value::text as last, is_called as called from ${name}`,
    )
    if (state) await to.ask('select setval($1::regclass, $2::bigint, $3)', [name, state.last, state.called])
  }
}
