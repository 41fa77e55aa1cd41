import { setImmediate as pause } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { AuditRecord } from '../domain/audit.ts'
import { together } from '../domain/together.ts'
import type { Freeze } from '../ports.ts'
import { addLinks } from './audit-chain.ts'
import { announce, directly, type Direct } from './direct.ts'
import { storable } from './rows.ts'
import { frozenRefusal, wholeDesk } from './store-rules.ts'

/**
 * Fails if one of the brands or the desk is frozen. The lock lets other senders through and keeps freezes waiting until this
 * transaction ends: a freeze that was answered is seen here, and once a freeze is answered nothing is on its way that
 * had not seen it.
 */
export async function assertNotFrozen({ ask, tell }: Direct, brands: readonly string[]): Promise<void> {
  if (brands.length === 0) return
  tell({ text: 'lock table freezes in share mode' })
  const [freeze] = await ask<Pick<Freeze, 'scope'>>({
    name: 'find_freeze',
    text: 'select scope from freezes where scope = any($1::text[]) limit 1',
    values: [[wholeDesk, ...brands]],
  })
  if (freeze) throw frozenRefusal(freeze.scope)
}

/** What is frozen; asked once for all who ask in the meantime. */
export function freezeReader(pool: Pool): () => Promise<readonly Freeze[]> {
  const text = 'select scope, by, reason, at from freezes order by scope'
  const read = together(pause, async (wants: readonly null[]) => {
    const { rows } = await pool.query<Freeze>({ name: 'freezes', text })
    return wants.map(() => rows)
  })
  return () => read(null)
}

/** Freezes or, with null, unfreezes. Either way the table is written to, which waits for the senders above. */
export function putFreeze(
  pool: Pool,
  scope: string,
  freeze: Freeze | null,
  brands: readonly string[],
  record: Omit<AuditRecord, 'brand'>,
): Promise<void> {
  return directly(pool, async (direct) => {
    if (freeze) {
      const reason = freeze.reason && storable(freeze.reason)
      direct.tell({
        text: `
          insert into freezes (scope, by, reason, at) values ($1, $2, $3, $4)
          on conflict (scope) do update set by = excluded.by, reason = excluded.reason, at = excluded.at`,
        values: [scope, freeze.by, reason, freeze.at],
      })
    } else {
      direct.tell({ text: 'delete from freezes where scope = $1', values: [scope] })
    }
    addLinks(
      direct,
      brands.map((brand) => ({ ...record, brand })),
    )
    announce(direct, [{ kind: 'freeze', brand: scope, id: scope }])
  })
}
