import { Client } from 'pg'

/** Whoever asks the database for anything waits for five seconds from now on. Resolves once it stands still, with when it goes on. */
export async function stallDatabase(url: string): Promise<{ readonly isOver: Promise<unknown> }> {
  const client = new Client(url)
  await client.connect()
  const { rows } = await client.query<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
  )
  await client.query('begin')
  await client.query(`lock table ${rows.map(({ name }) => name).join(', ')} in access exclusive mode`)
  const goOn = async () => {
    await client.query('select pg_sleep(5)')
    await client.query('commit')
    await client.end()
  }
  return { isOver: goOn() }
}
