import type { Client } from 'pg'
import { escapeLiteral } from 'pg'
import { z } from 'zod'
import { Trouble } from '../domain/errors.ts'

/** Where the desk of a database went, and when. */
export type MovedAway = {
  readonly to: string
  /** What opens it there: `set DATABASE_URL to it`. */
  readonly how: string
  readonly at: Date
}

const movedSchema = z.object({
  to: z.string(),
  how: z.string(),
  at: z.iso.datetime().transform((text) => new Date(text)),
})

/**
 * The marker of a desk that has moved away: a trigger function, which every table has from then on. So it is guard and sign at once: whatever
 * process still has this database open, of whatever version, can write nothing, and so begin no sending.
 */
export const marker = 'greenroom_moved'

/** Null for a database that no desk has moved away from. */
export async function movedAway(client: Pick<Client, 'query'>): Promise<MovedAway | null> {
  const { rows } = await client.query<{ said: string | null }>(
    `select obj_description(to_regproc('${marker}')::oid, 'pg_proc') as said`,
  )
  const said = rows[0]?.said
  return said ? movedSchema.parse(JSON.parse(said)) : null
}

/** To be run as one text, in the transaction that moves the desk. */
export function markMoved(tables: readonly string[], moved: MovedAway): string {
  const guards = tables.map(
    (table) => `create trigger ${marker} before insert or update or delete or truncate on ${table}
      for each statement execute function ${marker}()`,
  )
  // Read-only is what it says to a program that has it open still.
  const refusal = `begin raise exception using errcode = '25006', message = ${escapeLiteral(movedText(moved))}; end`
  const sign = JSON.stringify(moved)
  return [
    `create function ${marker}() returns trigger language plpgsql as ${escapeLiteral(refusal)}`,
    `comment on function ${marker}() is ${escapeLiteral(sign)}`,
    ...guards,
  ].join(';\n')
}

export const unmarkMoved = `drop function ${marker}() cascade`

export async function assertNotMoved(client: Client): Promise<void> {
  const moved = await movedAway(client)
  if (moved) throw new Trouble(movedText(moved))
}

export function movedText({ to, how, at }: MovedAway): string {
  const day = at.toISOString().replace('T', ' ').slice(0, 16)
  return (
    `This desk has moved to ${to} (${day} UTC) and goes on there: ${how}. ` +
    '`greenroom move --help` says how to take it back.'
  )
}
