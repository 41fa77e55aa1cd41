import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { Trouble } from '../domain/errors.ts'
import { processIn } from './advisory-lock.ts'
import { bounded } from './bounds.ts'
import { codeOf } from './embedded-home.ts'
import { reached } from './reached.ts'

/** One of the two databases of a move. */
export type Side = {
  /** As it may be shown: where it is, without a password. */
  readonly name: string
  /** With what is wrong with the database said in a sentence. */
  readonly ask: <Row extends object>(sql: string, values?: readonly unknown[]) => Promise<readonly Row[]>
  readonly client: Client
  readonly stop: () => Promise<void>
}

/** A session that may take as long as it needs, and reads and writes values in one form, whatever is set on the server. */
export async function openSide(url: string, name: string): Promise<Side> {
  const client = await reached(bounded(url), 'move', { name, mend: 'Start it, or correct its address' })
  const ask = async <Row extends object>(sql: string, values: readonly unknown[] = []) => {
    try {
      return (await client.query<Row>(sql, [...values])).rows
    } catch (error) {
      throw troubleAt(name, error)
    }
  }
  const side = { name, ask, client, stop: () => client.end().catch(() => {}) }
  await steady(side)
  return side
}

/** Migrations set bounds of their own; this sets those of a move. */
export async function steady({ ask }: Pick<Side, 'ask'>): Promise<void> {
  await ask(`set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set lock_timeout = '10s';
    set timezone = 'UTC'; set datestyle = 'ISO'; set intervalstyle = 'postgres'; set extra_float_digits = 1;
    set bytea_output = 'hex'`)
}

/** A session that has just ended may still be listed. */
const attempts = 20

/** Throws, naming who it is, if another process of Greenroom is connected. */
export async function assertAlone(side: Side): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const others = await side.ask<{ name: string; address: string | null }>(
      `select application_name as name, min(host(client_addr)) as address from pg_stat_activity
       where datname = current_database() and application_name like 'greenroom %'
         and application_name <> all($1) group by application_name order by application_name`,
      // Being in the embedded server is no desk: whoever opens one is connected otherwise as well.
      [['greenroom move', 'greenroom presence']],
    )
    if (others.length === 0) return
    if (attempt === attempts) throw new Trouble(openText(side.name, others))
    await sleep(50)
  }
}

function openText(
  where: string,
  others: readonly { readonly name: string; readonly address: string | null }[],
): string {
  const processes = [...new Set(others.flatMap(({ name }) => processIn(name) ?? []))]
  const who =
    processes.length > 0
      ? processes
      : others.map(({ name, address }) => (address === null ? name : `${name} from ${address}`))
  return (
    `Greenroom is open on ${where}: ${who.join(', ')}. A desk moves only while nobody works on it. ` +
    'Stop every process of it, on every machine, then run this again.'
  )
}

/** What the database or the way to it answers, as a sentence. In any case nothing has been committed. */
function troubleAt(name: string, error: unknown): unknown {
  const code = codeOf(error)
  const again = 'Nothing was moved: run this again'
  const said = error instanceof Error ? error.message : String(error)
  if (code === '42501')
    return new Trouble(
      `On ${name} this role may not do what a move needs (${said}). ${again} as the role that owns the database.`,
      { cause: error },
    )
  if (code === '55P03')
    return new Trouble(
      `Somebody else is writing to ${name}. ${again} when every process that uses it has been stopped.`,
      { cause: error },
    )
  if (code === '53100')
    return new Trouble(`The disk of ${name} is full. ${again} when there is space.`, { cause: error })
  if (
    /^(08...|57P0.|ECONNRESET|EPIPE|ETIMEDOUT)$/.test(code) ||
    /Connection terminated|not queryable/.test(said)
  )
    return new Trouble(`The connection to ${name} broke off. ${again}.`, { cause: error })
  if (/^[0-9A-Z]{5}$/.test(code))
    return new Trouble(`${name} refused: ${said} (${code}). ${again} when that is mended.`, { cause: error })
  return error
}
