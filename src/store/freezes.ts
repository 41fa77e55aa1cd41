import type { AuditRecord } from '../domain/audit.ts'
import type { Freeze } from '../ports.ts'
import type { PrismaClient } from './generated/client.ts'
import { storable } from './rows.ts'
import { frozenRefusal, wholeDesk } from './store-rules.ts'
import { announce, append, transact, type Transaction } from './transaction.ts'

/**
 * Fails if brand or desk are frozen. The lock lets other senders through and keeps freezes waiting until this
 * transaction ends: a freeze that was answered is seen here, and once a freeze is answered nothing is on its way that
 * had not seen it.
 */
export async function assertNotFrozen(tx: Transaction, brand: string): Promise<void> {
  await tx.$executeRaw`lock table freezes in share mode`
  const freeze = await tx.freeze.findFirst({ where: { scope: { in: [wholeDesk, brand] } } })
  if (freeze) throw frozenRefusal(freeze.scope)
}

/** Freezes or, with null, unfreezes. Either way the table is written to, which waits for the senders above. */
export function putFreeze(
  prisma: PrismaClient,
  scope: string,
  freeze: Freeze | null,
  brands: readonly string[],
  record: Omit<AuditRecord, 'brand'>,
): Promise<void> {
  return transact(prisma, async (tx) => {
    if (freeze) {
      const reason = freeze.reason && storable(freeze.reason)
      await tx.$executeRaw`
        insert into freezes (scope, by, reason, at) values (${scope}, ${freeze.by}, ${reason}, ${freeze.at})
        on conflict (scope) do update set by = excluded.by, reason = excluded.reason, at = excluded.at`
    } else {
      await tx.freeze.deleteMany({ where: { scope } })
    }
    // Heads are locked in one order, so that two freezes never wait for each other.
    for (const brand of brands.toSorted()) await append(tx, brand, [{ ...record, brand }])
    await announce(tx, { kind: 'freeze', brand: scope, id: scope })
  })
}
