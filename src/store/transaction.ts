import { linkAll, chainStart, type AuditEntry, type AuditHead, type AuditRecord } from '../domain/audit.ts'
import { Conflict, type StoreChange } from '../ports.ts'
import { changeChannel } from './change-feed.ts'
import { isLostRace } from './database-errors.ts'
import type { Prisma, PrismaClient } from './generated/client.ts'
import { storable } from './rows.ts'

export type Transaction = Prisma.TransactionClient

/** Runs `work` in one transaction. A race that PostgreSQL itself decides is a `Conflict` like any other. */
export async function transact<T>(prisma: PrismaClient, work: (tx: Transaction) => Promise<T>): Promise<T> {
  try {
    return await prisma.$transaction(work)
  } catch (error) {
    if (isLostRace(error)) throw new Conflict('the database gave way to another writer')
    throw error
  }
}

/** Adds links to a brand's chain. Until the transaction ends, the brand's head is locked. */
export async function append(
  tx: Transaction,
  brand: string,
  records: readonly AuditRecord[],
): Promise<readonly AuditEntry[]> {
  if (records.length === 0) return []
  const [head = chainStart] = await tx.$queryRaw<AuditHead[]>`
    insert into audit_heads (brand, seq, hash) values (${brand}, ${chainStart.seq}, ${chainStart.hash})
    on conflict (brand) do update set brand = excluded.brand returning seq, hash`
  const entries = linkAll(head, records.map(kept))
  await tx.auditEntry.createMany({ data: [...entries] })
  const { seq, hash } = entries.at(-1) ?? head
  await tx.auditHead.update({ where: { brand }, data: { seq, hash } })
  return entries
}

/** Announces a change; PostgreSQL delivers it when, and only if, the transaction commits. */
export async function announce(tx: Transaction, { kind, brand, id }: StoreChange): Promise<void> {
  await tx.$executeRaw`select pg_notify(${changeChannel}, ${JSON.stringify({ kind, brand, id })})`
}

/** As it will read when it comes back, so that its hash still fits. */
function kept(record: AuditRecord): AuditRecord {
  const { actor, action, subject, facts } = record
  return {
    ...record,
    actor: storable(actor),
    action: storable(action),
    subject: storable(subject),
    facts: storable(facts),
  }
}
