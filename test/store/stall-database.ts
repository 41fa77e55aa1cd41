import { Client } from 'pg'

export type Stall = {
  /** Once somebody waits for the database. */
  isFelt(): Promise<void>
  goOn(): Promise<void>
}

/** Whoever asks the database for anything waits until it may go on. Resolves once it stands still. */
export async function stallDatabase(url: string): Promise<Stall> {
  const client = new Client(url)
  await client.connect()
  const { rows } = await client.query<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
  )
  await client.query('begin')
  await client.query(`lock table ${rows.map(({ name }) => name).join(', ')} in access exclusive mode`)
  let isOver = false
  return {
    async isFelt() {
      while (!(await hasWaiters(client)));
    },
    async goOn() {
      if (isOver) return
      isOver = true
      await client.query('commit')
      await client.end()
    },
  }
}

async function hasWaiters(client: Client): Promise<boolean> {
  const { rowCount } = await client.query(
    `select 1 from pg_locks join pg_database on pg_database.oid = pg_locks.database
     where not granted and datname = current_database()`,
  )
  return (rowCount ?? 0) > 0
}
