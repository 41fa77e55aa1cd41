import type { After } from '../../src/bot/chat/runner.ts'
import type { AgendaClock } from '../../src/jobs/agenda.ts'
import type { Clock } from '../../src/ports.ts'

/** The desk's time, which the test pushes ahead of the machine's. Agenda stays with the machine's, and so do its locks. */
export type DeskTime = Clock & {
  advance(ms: number): void
  /** A timer that rings by this time. */
  readonly after: After
  /** A clock of Agenda's, as it looks by this time. */
  over(clock: AgendaClock): AgendaClock
}

export function deskTime(): DeskTime {
  let aheadMs = 0
  const timers = new Set<{ readonly at: number; readonly ring: () => void }>()
  const nowMs = () => Date.now() + aheadMs
  const onDesk = (machine: Date) => new Date(machine.getTime() + aheadMs)
  const onMachine = (desk: Date) => new Date(desk.getTime() - aheadMs)
  return {
    now: () => new Date(nowMs()),
    advance: (ms) => {
      aheadMs += ms
      for (const { at, ring } of timers) if (at <= nowMs()) ring()
    },
    after: (ms, call) => {
      const callOff = () => {
        clearTimeout(real)
        timers.delete(timer)
      }
      const ring = () => {
        callOff()
        call()
      }
      const timer = { at: nowMs() + ms, ring }
      const real = setTimeout(ring, ms)
      timers.add(timer)
      return callOff
    },
    over: (clock) => ({
      ...clock,
      put: (name, subject, when) => clock.put(name, subject, onMachine(when)),
      entries: async () => (await clock.entries()).map((entry) => ({ ...entry, when: onDesk(entry.when) })),
      scheduler: {
        ...clock.scheduler,
        at: (job, subject, when) => clock.scheduler.at(job, subject, onMachine(when)),
        pending: async () =>
          (await clock.scheduler.pending()).map((job) => ({ ...job, when: onDesk(job.when) })),
      },
      start: (atOnce, run) =>
        clock.start(atOnce, async (job, stopping) => {
          const next = await run(job, stopping)
          return next && onMachine(next)
        }),
    }),
  }
}

/** What waits on a clock comes so much earlier by the machine's time: once, whichever worker does it, when the desk's has been pushed. */
export async function bringForward(clock: AgendaClock, ms: number): Promise<void> {
  for (const { name, subject, when } of await clock.entries())
    if (when.getTime() > Date.now()) await clock.put(name, subject, new Date(when.getTime() - ms))
}
