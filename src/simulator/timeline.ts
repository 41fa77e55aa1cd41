import type { RunJob } from '../jobs/timetable.ts'
import { virtualClock, type VirtualClock } from '../jobs/virtual-clock.ts'

/**
 * Actions that overlap in virtual time, as those of a desk, its people and its networks do. Time passes only when every
 * action has ended or sleeps, so that the same actions always meet in the same order.
 */
export type Timeline = {
  readonly clock: VirtualClock
  /** Does something at an instant (at once, if it has passed), beside whatever else is going on. */
  at(when: Date, action: () => Promise<void>): void
  /** Only for use inside an action. One that is no longer alive when it should wake sleeps for ever, as a killed process does. */
  sleep(ms: number, isAlive?: () => boolean): Promise<void>
  /** Lets time pass until `instant`. Throws the first error that an action ended with: there are none that are expected. */
  runUntil(instant: Date, run: RunJob): Promise<void>
}

export function timelineFrom(from: Date): Timeline {
  const clock = virtualClock(from)
  // Earliest first. The clock itself holds one entry for all of them, since every sweep looks at all that it holds.
  const waiting: { readonly when: Date; readonly wake: () => void }[] = []
  const errors: unknown[] = []
  let awake = 0
  let becameIdle: (() => void) | null = null

  function fellAsleep(): void {
    awake--
    if (awake === 0) becameIdle?.()
  }

  /** Resolves when this, and everything that it woke, has ended or sleeps. */
  async function settled(action: () => Promise<unknown>): Promise<void> {
    const idle = new Promise<void>((resolve) => (becameIdle = resolve))
    void start(action)
    await idle
  }

  function schedule(when: Date, wake: () => void): void {
    const index = waiting.findLastIndex((one) => one.when <= when) + 1
    waiting.splice(index, 0, { when, wake })
    if (index === 0) void clock.put('wake', '', when)
  }

  async function wakeNext(): Promise<void> {
    const first = waiting.shift()
    if (waiting[0]) void clock.put('wake', '', waiting[0].when)
    first?.wake()
  }

  async function start(action: () => Promise<unknown>): Promise<void> {
    awake++
    try {
      await action()
    } catch (error) {
      errors.push(error)
    } finally {
      fellAsleep()
    }
  }

  return {
    clock,
    at: (when, action) => schedule(when, () => void start(action)),
    sleep: (ms, isAlive = () => true) => {
      const slept = new Promise<void>((resolve) =>
        schedule(new Date(clock.now().getTime() + ms), () => {
          if (!isAlive()) return
          awake++
          resolve()
        }),
      )
      fellAsleep()
      return slept
    },
    runUntil: async (instant, run) => {
      await clock.runUntil(instant, async (job) => {
        // After an error nothing more is done: the clock empties itself, and the error comes out below.
        if (errors.length > 0) return null
        let again: Date | null = null
        await settled(async () => {
          if (job.name === 'wake') await wakeNext()
          else again = await run(job)
        })
        return again
      })
      if (errors.length > 0) throw errors[0]
    },
  }
}
