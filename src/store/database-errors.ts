import { isNativeError } from 'node:util/types'
import { DatabaseError } from 'pg'
import { Trouble } from '../domain/errors.ts'
import { Prisma } from './generated/client.ts'

/** The store, with what is wrong with the database rather than with us said in a sentence. */
export function withClearErrors<T extends object>(store: T): T {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...args: unknown[]) => {
        const answer: unknown = Reflect.apply(member, target, args)
        if (!(answer instanceof Promise)) return answer
        return answer.catch((error: unknown) => {
          throw cleared(error)
        })
      }
    },
  })
}

/** What is wrong with the database: its disk is full, it can only be read, it is not there, it is too slow. */
export class DatabaseTrouble extends Trouble {
  readonly kind: 'full' | 'read_only' | 'away' | 'busy'

  constructor(kind: DatabaseTrouble['kind'], cause: unknown) {
    super(sentences[kind], { cause })
    this.kind = kind
  }
}

const sentences: Readonly<Record<DatabaseTrouble['kind'], string>> = {
  full: 'The disk of the database is full: nothing can be recorded until there is space again. What was recorded is safe.',
  read_only:
    'The database can only be read right now: nothing can be recorded until it can be written to again. What was recorded is safe.',
  away: 'The database does not answer right now. Greenroom connects again by itself: try again in a moment, and look whether the database is running if that does not help.',
  busy: 'The database was too busy to do this in time. Try again in a moment.',
}

/** The database failed in ending a transaction: nobody can tell whether it stands. */
export class Unclear extends Error {
  override readonly cause: DatabaseError

  constructor(cause: DatabaseError) {
    super(`nobody can tell whether this was recorded: ${cause.message}`)
    this.cause = cause
  }
}

/** Whether PostgreSQL itself decided a race: a failed serialization or a deadlock. */
export function isLostRace(error: unknown): boolean {
  const { code } = causeOf(error)
  return code === '40001' || code === '40P01' || isPrisma(error, 'P2034')
}

function cleared(error: unknown): unknown {
  const { kind, code } = causeOf(error)
  if (code === '53100') return new DatabaseTrouble('full', error)
  if (code === '25006') return new DatabaseTrouble('read_only', error)
  // A lost connection, a server that stops or starts, one that has no connection left, a transaction that it gave up.
  if (gone.has(kind) || /^(08...|57P0.|53300|25P03)$/.test(code) || isCutOff(error))
    return new DatabaseTrouble('away', error)
  // It took too long: as a transaction, as a statement, or in waiting for a lock.
  if (isPrisma(error, 'P2028') || code === '57014' || code === '55P03')
    return new DatabaseTrouble('busy', error)
  return error
}

const gone: ReadonlySet<string> = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
  'TlsConnectionError',
])

/** What the driver says of a connection that broke between two statements, or could not be had: Prisma passes it on as it is. */
function isCutOff(error: unknown): boolean {
  return (
    isNativeError(error) &&
    /connection error and is not queryable|Connection terminated|Client was closed|Query read timeout|timeout exceeded when trying to connect|\b(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)\b/.test(
      error.message,
    )
  )
}

function isPrisma(error: unknown, code: string): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === code
}

/** What the driver reported: Prisma's word for it and PostgreSQL's own code, empty where there is none. Between two statements Prisma passes it on bare. */
function causeOf(error: unknown): { readonly kind: string; readonly code: string } {
  if (error instanceof DatabaseError) return { kind: '', code: error.code ?? '' }
  if (error instanceof Unclear) return causeOf(error.cause)
  const driver =
    error instanceof Prisma.PrismaClientKnownRequestError ? error.meta?.['driverAdapterError'] : error
  const cause: unknown = driver instanceof Error ? driver.cause : null
  if (typeof cause !== 'object' || cause === null) return { kind: '', code: '' }
  const kind = 'kind' in cause ? String(cause.kind) : ''
  return { kind, code: 'originalCode' in cause ? String(cause.originalCode) : '' }
}
