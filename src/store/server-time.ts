import type { Clock, Log } from '../ports.ts'

/** What a server says when it is asked how it is. */
export type ServerState = {
  readonly now: Date
  /** False where it can only be read: a standby, or one that is set so. */
  readonly isWritable: boolean
}

/** The time by which a desk goes, however many machines it runs on: that of its database. */
export type ServerTime = {
  /** This machine's clock, put right where it is more than two seconds from the database's. */
  readonly clock: Clock
  /** By how much it is put right, in milliseconds: above 0 where this machine is ahead, 0 where it is right. */
  aheadMs(): number
  /** Resolves once `clock` can be relied on; whoever has just set the machine's clock is compared with the database first. Rejects if that fails. */
  sure(): Promise<void>
  stop(): void
}

/** What a machine knows of time. */
export type MachineTime = {
  now(): Date
  /** Milliseconds since some moment, whatever is done to the clock. */
  upMs(): number
}

type Options = {
  readonly ask: () => Promise<Pick<ServerState, 'now'>>
  readonly log: Log
  readonly machine?: MachineTime
}

/** Where the database is on this machine: there is one clock. */
export const machineTime: ServerTime = {
  clock: { now: () => new Date() },
  aheadMs: () => 0,
  sure: async () => {},
  stop: () => {},
}

/** Less is not worth a jump; and as the figure changes by more than this or not at all, no jump is smaller. */
const toleranceMs = 2000
const measureEveryMs = 60_000
/** How soon it is noticed that somebody has set the clock of this machine. */
const lookEveryMs = 1000
/** No clock gains or loses that much within a minute by itself. */
const setByMs = 1000
const questions = 3

/** Measures against the database: now, each minute, and whenever the machine's clock has been set. Rejects if the first one fails. */
export async function openServerTime({ ask, log, machine = thisMachine }: Options): Promise<ServerTime> {
  let aheadMs = 0
  let measured = { upMs: machine.upMs(), basisMs: basisMs() }
  let measuring: Promise<void> | null = null

  /** Stays as it is until somebody sets the clock. */
  function basisMs(): number {
    return machine.now().getTime() - machine.upMs()
  }
  function wasSet(): boolean {
    return Math.abs(basisMs() - measured.basisMs) > setByMs
  }
  async function measure(): Promise<void> {
    const at = { upMs: machine.upMs(), basisMs: basisMs() }
    const found = await compared(ask, machine)
    measured = at
    if (Math.abs(found.aheadMs - aheadMs) <= toleranceMs + found.errorMs) return
    aheadMs = Math.abs(found.aheadMs) > toleranceMs ? found.aheadMs : 0
    if (aheadMs === 0) log.info({}, 'the clock of this machine and that of the database agree again')
    else
      log.warn(
        { aheadMs: Math.round(aheadMs) },
        'the clock of this machine is not that of the database, which counts',
      )
  }
  const measureOnce = () => (measuring ??= measure().finally(() => (measuring = null)))

  await measureOnce()
  const timer = setInterval(() => {
    const isDue = machine.upMs() - measured.upMs >= measureEveryMs
    // What cannot be asked now is asked a second later.
    if (isDue || wasSet()) measureOnce().catch(() => {})
  }, lookEveryMs)
  timer.unref()
  return {
    clock: { now: () => new Date(machine.now().getTime() - aheadMs) },
    aheadMs: () => aheadMs,
    sure: async () => {
      while (wasSet()) await measureOnce()
    },
    stop: () => clearInterval(timer),
  }
}

/** How far this machine's clock is ahead of somebody else's, in milliseconds, as well as three quick answers tell. */
export async function aheadOf(ask: Options['ask']): Promise<number> {
  return (await compared(ask, thisMachine)).aheadMs
}

const thisMachine: MachineTime = { now: () => new Date(), upMs: () => performance.now() }

/** By the quickest of a few answers. It was written somewhere between question and answer, so it is off by half of that time at most. */
async function compared(
  ask: Options['ask'],
  machine: MachineTime,
): Promise<{ readonly aheadMs: number; readonly errorMs: number }> {
  let best = { aheadMs: 0, errorMs: Infinity }
  for (let question = 0; question < questions; question++) {
    const asked = machine.now().getTime()
    const from = machine.upMs()
    const { now } = await ask()
    const errorMs = (machine.upMs() - from) / 2
    if (errorMs < best.errorMs) best = { aheadMs: asked + errorMs - now.getTime(), errorMs }
  }
  return best
}
