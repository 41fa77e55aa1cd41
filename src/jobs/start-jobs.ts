import type { Deps } from '../ports.ts'
import type { AgendaClock } from './agenda.ts'
import { minuteMs } from '../domain/slot.ts'
import { deskJobs, deskRunner, isRoutine, laterOn, routineNames } from './desk-jobs.ts'
import type { Entry, Timetable } from './timetable.ts'

export type Jobs = {
  /** To be called when brand files have changed. */
  syncBrands(): Promise<void>
  /** Takes nothing new and waits for what is at work; the clock itself stays open. */
  stop(): Promise<void>
}

/** Starts the desk's jobs on a clock that is not running yet. */
export async function startJobs({ clock, deps }: { clock: AgendaClock; deps: Deps }): Promise<Jobs> {
  const atOnce = Object.fromEntries(Object.entries(deskJobs).map(([name, job]) => [name, job.atOnce]))
  const sync = () => clock.whenOpen(() => syncRoutines(clock, deps))
  await clock.whenOpen(async () => {
    await syncRoutines(clock, deps)
    await clock.start(atOnce, deskRunner(deps))
  })
  // While the clock is away this fails, as everything does that needs it.
  const timer = setInterval(() => void syncIfEmptied(clock, deps).catch(() => {}), minuteMs)
  timer.unref()
  return {
    syncBrands: sync,
    stop: () => {
      clearInterval(timer)
      return clock.drain()
    },
  }
}

/**
 * The sweep makes every other job again; but somebody may have emptied the clock's database. Not more than that is looked after all the time:
 * processes may have different versions of the brand files for a while, and would undo what the others do.
 */
export async function syncIfEmptied(timetable: Timetable, deps: Deps): Promise<void> {
  const isThere = (await timetable.entries()).some(({ name }) => name === 'sweep')
  if (!isThere) await syncRoutines(timetable, deps)
}

/**
 * Brings the routines into line with the brands. A routine that is new runs at once, which also makes up for what was due before
 * anybody was there; one that is overdue stays so, and is made up for; one whose time or zone has changed moves; one of a
 * brand that is gone goes.
 */
export async function syncRoutines(timetable: Timetable, deps: Deps): Promise<void> {
  const present = new Map(
    (await timetable.entries()).map((entry) => [`${entry.name} ${entry.subject}`, entry]),
  )
  const now = deps.clock.now()
  for (const name of routineNames) {
    for (const subject of name === 'sweep' ? ['desk'] : deps.brands.all().map(({ id }) => id)) {
      const entry = present.get(`${name} ${subject}`)
      present.delete(`${name} ${subject}`)
      const when = entry ? movedTo(entry, deskJobs[name].next(deps, subject), laterOn(deps)) : now
      if (when) await timetable.put(name, subject, when)
    }
  }
  for (const { name, subject } of present.values()) {
    if (isRoutine(name)) await timetable.remove(name, subject)
  }
}

/** Null for one that may stay as it is: overdue, running, about to be tried again, put off, or due at the right time. */
function movedTo(entry: Entry, next: Date | null, soon: Date): Date | null {
  if (!next || entry.when <= soon || entry.failures > 0 || entry.when.getTime() === next.getTime())
    return null
  return next
}
