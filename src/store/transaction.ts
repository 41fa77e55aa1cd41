import { Conflict, type StoreChange } from '../ports.ts'
import { changeChannel } from './change-feed.ts'
import { isLostRace } from './database-errors.ts'
import type { Prisma, PrismaClient } from './generated/client.ts'

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

/** Announces a change; PostgreSQL delivers it when, and only if, the transaction commits. */
export async function announce(tx: Transaction, { kind, brand, id }: StoreChange): Promise<void> {
  await tx.$executeRaw`select pg_notify(${changeChannel}, ${JSON.stringify({ kind, brand, id })})`
}
