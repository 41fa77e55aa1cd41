import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import type { Log } from '../ports.ts'
import { hasTaken, holderOf, lockKey, processIn, thisProcess, type AdvisoryLock } from './advisory-lock.ts'
import { connected } from './session.ts'

/** Where this process stands among those that would lead. */
export type Standing =
  /** It cannot be told: the database does not answer. Nobody can come to lead meanwhile. */
  | { readonly kind: 'unknown' }
  /** Another process has the place; `by` says which, where that is known. */
  | { readonly kind: 'outside'; readonly by: string | null }
  /** The place is ours, and another process leads. */
  | { readonly kind: 'beside'; readonly by: string | null }
  | { readonly kind: 'leading' }

export type Lead = {
  /**
   * Whether this process leads, to be asked before anything that only one may do. Waits for an answer of the database where the last one is
   * old, so a process that stood still finds out before it acts. Never rejects.
   */
  holds(): Promise<boolean>
  /** Lets go; the next one leads within a second. */
  stop(): Promise<void>
}

export type LeadOptions = {
  readonly url: string
  /** What is led: one process of a database at a time. At most eight letters. */
  readonly what: string
  /** Has to be ours before we may lead: what several processes share, named by words. */
  readonly place: readonly string[]
  /** Called whenever it changes, and for the first time once it is known. */
  readonly onStanding: (standing: Standing) => void
  readonly log: Log
  readonly pace?: Pace
}

export type Pace = {
  /** Between two attempts of one that does not lead. */
  readonly tryMs: number
  /** Between two questions of the one that leads. */
  readonly askMs: number
  /** The server ends a session that has asked nothing for so long, and lets go of its locks. */
  readonly idleMs: number
}

/**
 * A process that is killed loses the lead at once, since its connection ends; one that stands still, or whose machine is gone, after 10 s of
 * silence by the server's own clock. Two questions may be lost, or take 5 s each, before that.
 */
const defaultPace: Pace = { tryMs: 1000, askMs: 2000, idleMs: 10_000 }

/** 'grnl': apart from the locks of desks. */
const lockSpace = 0x67_72_6e_6c

/**
 * Seeks the lead until stopped, first the place, then the lead itself, and keeps both for as long as its session lasts. A session that was lost
 * is made again at once.
 */
export function openLead(options: LeadOptions): Lead {
  const { what, place, onStanding, log, pace = defaultPace } = options
  const locks: Locks = {
    place: { space: lockSpace, key: lockKey('place', what, ...place) },
    lead: { space: lockSpace, key: lockKey('lead', what) },
  }
  // By its token a session that we have lost can be told from one of somebody else.
  const purpose = `${what} ${randomBytes(4).toString('hex')} ${thisProcess}`
  const pauses = { leading: pace.askMs, unknown: againMs, beside: pace.tryMs, outside: pace.tryMs } as const
  const stopping = new AbortController()
  let standing: Standing = { kind: 'unknown' }
  let askedAt = timesNow()
  let answered = announcement()

  function stand(next: Standing): void {
    const isNews = next.kind !== standing.kind
    standing = next
    answered.tell()
    answered = announcement()
    if (isNews && !stopping.signal.aborted) onStanding(next)
  }

  async function keepSeeking(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await seek()
      } catch (error) {
        if (!stopping.signal.aborted)
          log.warn({ what, error: String(error) }, 'the session of a lead was lost')
      }
      stand({ kind: 'unknown' })
      await pause(againMs, stopping.signal)
    }
  }

  async function seek(): Promise<void> {
    const client = await connected(options.url, purpose)
    const ended = new AbortController()
    const end = () => ended.abort()
    client.once('end', end)
    stopping.signal.addEventListener('abort', end)
    try {
      if (stopping.signal.aborted) return
      await within(pace.idleMs, client.query(`set idle_session_timeout = ${pace.idleMs}`))
      while (!ended.signal.aborted) {
        const from = timesNow()
        const next = await within(pace.idleMs, standingOn(client, locks, purpose))
        askedAt = from
        stand(next)
        await pause(pauses[next.kind], ended.signal)
      }
    } finally {
      stopping.signal.removeEventListener('abort', end)
      // With a question under way this breaks the connection off.
      await within(goodbyeMs, client.end()).catch(() => {})
    }
  }

  const over = keepSeeking()
  return {
    holds: async () => {
      // By then the server lets go of what has asked nothing; what is begun now has a quarter of that to leave.
      while (standing.kind === 'leading' && !stopping.signal.aborted) {
        if (elapsedMs(askedAt) < pace.idleMs * 0.75) return true
        await answered.told
      }
      return false
    },
    stop: async () => {
      stopping.abort()
      await within(2 * goodbyeMs, over).catch(() => {})
    },
  }
}

type Locks = { readonly place: AdvisoryLock; readonly lead: AdvisoryLock }

const againMs = 100
/** For a server that does not answer a goodbye. */
const goodbyeMs = 1000

async function standingOn(client: Client, { place, lead }: Locks, purpose: string): Promise<Standing> {
  if (!(await hasTaken(client, place))) return standingBehind(client, place, purpose, 'outside')
  if (!(await hasTaken(client, lead))) return standingBehind(client, lead, purpose, 'beside')
  return { kind: 'leading' }
}

/** A session of our own that we have lost, and that the server has not missed yet, is ended. */
async function standingBehind(
  client: Client,
  lock: AdvisoryLock,
  purpose: string,
  kind: 'outside' | 'beside',
): Promise<Standing> {
  const holder = await holderOf(client, lock)
  if (holder?.name.endsWith(purpose)) {
    await client.query('select pg_terminate_backend($1)', [holder.pid])
    return { kind: 'unknown' }
  }
  return { kind, by: holder && processIn(holder.name) }
}

/** One of them stands still while the machine sleeps, the other jumps when it is set. */
type Times = { readonly steady: number; readonly wall: number }

function timesNow(): Times {
  return { steady: performance.now(), wall: Date.now() }
}

function elapsedMs({ steady, wall }: Times): number {
  return Math.max(performance.now() - steady, Date.now() - wall)
}

function announcement(): { readonly told: Promise<void>; readonly tell: () => void } {
  let tell = () => {}
  const told = new Promise<void>((resolve) => (tell = resolve))
  return { told, tell }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {})
}

/** Throws where it takes longer. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
