import type { Pass } from '../ports.ts'
import type { Pass as PassRow, Prisma, PrismaClient } from './generated/client.ts'
import { dateOf } from './rows.ts'
import { announce, transact } from './transaction.ts'

/** Begins a pass unless one of the brand is alive. A dead one ends with its last beat, and is told to stop if it wakes. */
export function beginPass(prisma: PrismaClient, pass: Pass, leaseMs: number): Promise<boolean> {
  const { id, brand, startedAt, beatAt, endedAt, total, done, failed } = pass
  return transact(prisma, async (tx) => {
    await tx.$executeRaw`lock table passes in share row exclusive mode`
    const aliveSince = new Date(beatAt.getTime() - leaseMs)
    const alive = await tx.pass.findFirst({ where: { brand, endedAt: null, beatAt: { gt: aliveSince } } })
    if (alive) return false
    await tx.$executeRaw`update passes set ended_at = beat_at where brand = ${brand} and ended_at is null`
    const date = dateOf(pass.date)
    await tx.pass.create({ data: { id, brand, date, startedAt, beatAt, endedAt, total, done, failed } })
    await announce(tx, { kind: 'pass', brand, id })
    return true
  })
}

/** Changes passes that have not ended, and returns them as they are then. */
export function changePasses(
  prisma: PrismaClient,
  which: { readonly id: string } | { readonly brand: string },
  data: Prisma.PassUpdateManyMutationInput,
): Promise<readonly PassRow[]> {
  return transact(prisma, async (tx) => {
    const changed = await tx.pass.updateManyAndReturn({ where: { ...which, endedAt: null }, data })
    for (const { brand, id } of changed) await announce(tx, { kind: 'pass', brand, id })
    return changed
  })
}
