import type { Log } from '../ports.ts'
import type { AgendaClock } from './agenda.ts'
import { Unreachable } from './clock-backend.ts'
import { schedulerOn, type Timetable } from './timetable.ts'

type PatientOptions = {
  readonly open: () => Promise<AgendaClock>
  readonly log: Log
  /** Between one attempt and the next. Rejects when `signal` is aborted. */
  readonly pause: (signal: AbortSignal) => Promise<void>
}

/**
 * A clock whose database may be away when the desk opens, or go away while it does. It is tried again and again; until then whatever needs
 * the clock fails with the `Unreachable` of the last attempt. What is decided meanwhile stands, and the first sweep sets the clock for it.
 * Throws what waiting does not mend.
 */
export async function patientClock({ open, log, pause }: PatientOptions): Promise<AgendaClock> {
  let clock = await attempt(open)
  const stopping = new AbortController()
  const waiting: (() => Promise<void>)[] = []
  let isTrying = false
  let trying = Promise.resolve()

  function keepTrying(error: unknown): void {
    log.error({ err: error }, 'the clock is not open yet; it is tried again')
    if (isTrying) return
    isTrying = true
    trying = tryAgain()
  }

  async function tryAgain(): Promise<void> {
    while (!stopping.signal.aborted) {
      await pause(stopping.signal).catch(() => {})
      if (stopping.signal.aborted) return
      try {
        if (clock instanceof Unreachable) clock = await attempt(open)
        if (clock instanceof Unreachable) continue
        for (let work = waiting[0]; work; work = waiting[0]) {
          await work()
          waiting.shift()
        }
        isTrying = false
        log.info({}, 'the clock is open')
        return
      } catch (error) {
        log.error({ err: error }, 'the clock could not be opened; it is tried again')
      }
    }
  }

  if (clock instanceof Unreachable) keepTrying(clock)
  const opened = (): AgendaClock => {
    if (clock instanceof Unreachable) throw clock
    return clock
  }
  const timetable: Timetable = {
    put: async (name, subject, when) => opened().put(name, subject, when),
    remove: async (name, subject) => opened().remove(name, subject),
    entries: async () => opened().entries(),
  }
  return {
    ...timetable,
    scheduler: schedulerOn(timetable),
    whenOpen: async (work) => {
      if (clock instanceof Unreachable || isTrying) waiting.push(work)
      else
        await work().catch((error: unknown) => {
          waiting.push(work)
          keepTrying(error)
        })
    },
    trouble: () => (clock instanceof Unreachable ? clock.message : clock.trouble()),
    start: async (atOnce, run) => opened().start(atOnce, run),
    drain: async () => {
      stopping.abort()
      await trying
      if (!(clock instanceof Unreachable)) await clock.drain()
    },
    stop: async () => {
      stopping.abort()
      await trying
      if (!(clock instanceof Unreachable)) await clock.stop()
    },
  }
}

async function attempt(open: () => Promise<AgendaClock>): Promise<AgendaClock | Unreachable> {
  try {
    return await open()
  } catch (error) {
    if (error instanceof Unreachable) return error
    throw error
  }
}
