/**
 * How the clock ticks. A tick locks what is due before the next one, and timers start that on time; so `processEveryMs` is only
 * how late a job may be that another process puts for this moment: half a second, for two small queries a second and name.
 *
 * A process locks as many jobs of a name as it runs at once and no more, so that no lock ages in a queue. By itself Agenda would
 * then take no more than that many a tick (lockLimit / processEvery: 40 / 0.5 s, so 80 a second); so each job that ends asks for the
 * next, and 500 that fall due together take as long as their handlers need. On MongoDB just as on PostgreSQL, where all that look in one
 * moment take theirs by one statement.
 *
 * A lock lives for 10 s and is renewed three times as often. After a kill -9 its job waits for 10 s at most; a process may stand
 * still for 6 s before another takes its jobs, and finds in the ledger that they are being sent. A handler that never ends keeps
 * its place and its lock for `patienceMs` only; the longest that does end is a day's drafting.
 *
 * Whoever stops a process waits for 30 s. What a network has not answered 20 s after that began is given up as unknown, which leaves 4 s to
 * write that down.
 */
export type Pace = {
  readonly processEveryMs: number
  readonly lockLifetimeMs: number
  readonly patienceMs: number
  readonly firstRetryMs: number
  /** From the stop until attempts that have no answer are given up. */
  readonly giveUpAfterMs: number
  readonly stopWithinMs: number
}

export const deskPace: Pace = {
  processEveryMs: 500,
  lockLifetimeMs: 10_000,
  patienceMs: 30 * 60_000,
  firstRetryMs: 1000,
  giveUpAfterMs: 20_000,
  stopWithinMs: 24_000,
}
