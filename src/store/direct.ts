import process from 'node:process'
import type { Duplex } from 'node:stream'
import { DatabaseError, type Pool, type QueryConfig, type QueryResultRow } from 'pg'
import { Conflict, type StoreChange } from '../ports.ts'
import { changeChannel } from './change-feed.ts'
import { isLostRace, Unclear } from './database-errors.ts'

/** One transaction. What is sent is carried out in the order of sending, whether or not anybody waits in between. */
export type Direct = {
  readonly ask: <Row extends QueryResultRow>(query: QueryConfig) => Promise<readonly Row[]>
  /** Not waited for: where it fails, so does the transaction, at its end. */
  readonly tell: (query: QueryConfig) => void
}

/**
 * One transaction, spoken to PostgreSQL without Prisma in between. For decisions: their locks are held for as long as somebody here
 * has to take his turn, so a decision asks all it has to know at once, and sends the rest together with the commit. A race that
 * PostgreSQL itself decides is a `Conflict` like any other. The pool is one of `pool.ts`: its
 * connections pipeline, and somebody listens on each.
 */
export async function directly(pool: Pool, work: (direct: Direct) => Promise<void>): Promise<void> {
  const connection = await pool.connect()
  const failures: unknown[] = []
  const told: Promise<unknown>[] = []
  let isOver = false
  const send = async <Row extends QueryResultRow>(query: QueryConfig) => {
    gather(connection.connection.stream)
    return (await connection.query<Row>(query)).rows
  }
  const ask: Direct['ask'] = async (query) => {
    // It would be carried out by itself.
    if (isOver) throw new Error('the transaction is over')
    try {
      return await send(query)
    } catch (error) {
      failures.push(error)
      throw error
    }
  }
  const tell: Direct['tell'] = (query) => void told.push(ask(query).catch(() => {}))
  try {
    tell({ text: 'begin' })
    await work({ ask, tell })
    const end = send({ text: 'commit' })
    isOver = true
    await Promise.all([...told, end.catch(() => {})])
    if (failures.length > 0) throw failures[0]
    await end.catch(unclear)
  } catch (error) {
    isOver = true
    // What failed first is why the rest did.
    const [first = error] = failures
    await connection.query('rollback').catch(() => {})
    throw isLostRace(first) ? new Conflict('the database gave way to another writer') : first
  } finally {
    connection.release()
  }
}

/** A server that ends a session may say so when it has kept the transaction, instead of that. */
function unclear(error: unknown): never {
  throw error instanceof DatabaseError ? new Unclear(error) : error
}

/** Whatever is sent in one turn leaves as one piece. */
function gather(stream: Duplex): void {
  if (stream.writableCorked > 0) return
  stream.cork()
  process.nextTick(() => stream.uncork())
}

/** Announces changes; PostgreSQL delivers them when, and only if, the transaction commits. */
export function announce({ tell }: Direct, changes: readonly StoreChange[]): void {
  const payloads = JSON.stringify(changes.map(({ kind, brand, id }) => JSON.stringify({ kind, brand, id })))
  const text = 'select pg_notify($1, payload) from json_array_elements_text($2::json) as payload'
  tell({ name: 'announce', text, values: [changeChannel, payloads] })
}
