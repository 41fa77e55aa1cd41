import { bounded } from './bounds.ts'
import { connectionsEach } from './pool.ts'
import { reached } from './reached.ts'
import { aheadOf } from './server-time.ts'

/** What somebody who sets a desk up should know of its server. */
export type ServerFacts = {
  /** Major version. */
  readonly version: number
  /** `standby`: it follows another server, which is the one to write to. */
  readonly writing: 'possible' | 'standby' | 'switched_off'
  /** How many the role of the desk may have open at once, and how many of them each process takes at most. */
  readonly connections: { readonly most: number; readonly each: number }
  /** How far this machine's clock is ahead of the server's, in milliseconds. */
  readonly aheadMs: number
}

/** Asks a server over a connection of its own. Throws a `Trouble` that names it where it cannot be reached. */
export async function readServer(databaseUrl: string): Promise<ServerFacts> {
  const url = bounded(databaseUrl)
  const { host, pathname } = new URL(url)
  const mend = 'Start it, correct DATABASE_URL, or unset that to use the database that Greenroom brings along'
  const client = await reached(url, 'check', { name: `${host}${pathname}`, mend })
  try {
    const { rows } = await client.query<Row>(facts)
    const [row] = rows
    if (!row) throw new Error('the server did not tell of itself')
    const limits = [row.for_all, row.of_role, row.of_database].filter((limit) => limit >= 0)
    return {
      version: Math.floor(row.version / 10_000),
      writing: row.standby ? 'standby' : row.read_only ? 'switched_off' : 'possible',
      connections: { most: Math.min(...limits), each: connectionsEach },
      aheadMs: await aheadOf(async () => {
        const { rows: times } = await client.query<{ now: Date }>('select clock_timestamp() as now')
        return { now: times[0]?.now ?? new Date(Number.NaN) }
      }),
    }
  } finally {
    await client.end()
  }
}

type Row = {
  readonly version: number
  readonly standby: boolean
  readonly read_only: boolean
  readonly for_all: number
  readonly of_role: number
  readonly of_database: number
}

/** Limits of roles and databases are -1 where there is none, and mean nothing to a superuser. */
const facts = `
  select current_setting('server_version_num')::int as version,
    pg_is_in_recovery() as standby,
    current_setting('transaction_read_only') = 'on' as read_only,
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
      - coalesce(current_setting('reserved_connections', true), '0')::int as for_all,
    case when rolsuper then -1 else rolconnlimit end as of_role,
    case when rolsuper then -1 else datconnlimit end as of_database
  from pg_roles, pg_database where rolname = current_user and datname = current_database()`
