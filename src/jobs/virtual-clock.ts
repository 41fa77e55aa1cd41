import type { Clock, Scheduler } from '../ports.ts'
import { retryDelayMs, schedulerOn, type Entry, type RunJob, type Timetable } from './timetable.ts'

/** A clock for the simulator: time passes only in `runUntil`, and the same jobs always run in the same order. */
export type VirtualClock = Clock &
  Timetable & {
    readonly scheduler: Scheduler
    /** Runs what is due up to and including `instant`, one at a time, by (time, order of putting); then it is `instant`. */
    runUntil(instant: Date, run: RunJob): Promise<void>
  }

export function virtualClock(start: Date): VirtualClock {
  let now = start
  // A map keeps the order in which keys were put, which breaks ties.
  const jobs = new Map<string, Entry>()

  function put(entry: Entry): void {
    jobs.delete(keyOf(entry))
    jobs.set(keyOf(entry), entry)
  }

  async function runOne(entry: Entry, run: RunJob): Promise<void> {
    const began = { ...entry, when: now }
    jobs.set(keyOf(entry), began)
    const after = await run(entry).then(
      (when) => when && { ...entry, when, failures: 0 },
      () => retryOf(entry, now),
    )
    if (jobs.get(keyOf(entry)) !== began) return
    jobs.delete(keyOf(entry))
    if (after) put(after)
  }

  const timetable: Timetable = {
    put: async (name, subject, when) => put({ name, subject, failures: 0, when }),
    remove: async (name, subject) => {
      jobs.delete(keyOf({ name, subject }))
    },
    entries: async () => [...jobs.values()],
  }
  return {
    ...timetable,
    scheduler: schedulerOn(timetable),
    now: () => now,
    runUntil: async (instant, run) => {
      for (let next = earliest(jobs); next && next.when <= instant; next = earliest(jobs)) {
        if (next.when > now) now = next.when
        await runOne(next, run)
      }
      now = instant
    },
  }
}

function earliest(jobs: ReadonlyMap<string, Entry>): Entry | null {
  let first: Entry | null = null
  for (const entry of jobs.values()) if (!first || entry.when < first.when) first = entry
  return first
}

function retryOf(entry: Entry, now: Date): Entry {
  const failures = entry.failures + 1
  return { ...entry, failures, when: new Date(now.getTime() + retryDelayMs(failures)) }
}

function keyOf({ name, subject }: Pick<Entry, 'name' | 'subject'>): string {
  return `${name} ${subject}`
}
