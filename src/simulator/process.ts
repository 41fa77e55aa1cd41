import { Refusal } from '../domain/errors.ts'
import { minuteMs } from '../domain/slot.ts'
import type { RunJob } from '../jobs/timetable.ts'
import type { Deps, JobName, Scheduler } from '../ports.ts'
import { redraft } from '../service/draft-post.ts'
import type { publish } from '../service/publish.ts'
import { settle } from '../service/settle.ts'
import { sweep } from '../service/sweep.ts'
import type { Chance } from './chance.ts'
import type { Timeline } from './timeline.ts'

/** Something that goes wrong on purpose. Any other error that a service lets out or logs is a bug. */
export class SimulatedFault extends Error {
  override readonly name = 'SimulatedFault'
}

/** The process in which the desk runs. It can be killed at any moment, and then remembers nothing. */
export type Process = {
  readonly isUp: () => boolean
  /** Tells, now and later, whether the process that is running now still runs. */
  readonly lifeOf: () => () => boolean
  readonly scheduler: Scheduler
  readonly runJob: (deps: Deps, publisher: typeof publish) => RunJob
  /** Kills it for a while. */
  kill(downMs: number): Promise<void>
}

export function simulatedProcess(timeline: Timeline, chance: Chance, faults: 'none' | 'hostile'): Process {
  const { clock } = timeline
  const hostile = faults === 'hostile'
  let life = 0
  let isUp = true
  let running: { job: JobName; subject: string; when: Date }[] = []

  function lifeOf(): () => boolean {
    const mine = life
    return () => mine === life
  }

  async function runOne(deps: Deps, publisher: typeof publish, job: JobName, subject: string): Promise<void> {
    const isAlive = lifeOf()
    const entry = { job, subject, when: clock.now() }
    running.push(entry)
    try {
      if (job === 'publish') await publisher(deps, subject)
      else if (job === 'settle') await settle(deps, subject)
      else await redraft(deps, subject)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    } finally {
      if (isAlive()) running = running.filter((one) => one !== entry)
    }
  }

  return {
    isUp: () => isUp,
    lifeOf,
    scheduler: {
      // A clock that cannot be set is nothing that may undo a decision.
      at: async (job, subject, when) => {
        if (hostile && chance.is(0.03)) throw new SimulatedFault('the clock is out of reach')
        await clock.scheduler.at(job, subject, when)
      },
      cancel: (job, subject) => clock.scheduler.cancel(job, subject),
      pending: async () => [...(await clock.scheduler.pending()), ...running],
    },
    runJob: (deps, publisher) => async (job) => {
      if (job.name === 'sweep') {
        if (isUp) await sweep(deps)
        return new Date(clock.now().getTime() + minuteMs)
      }
      if (!isUp) return null
      const name = job.name as JobName
      // A worker whose lock has run out is joined by a second one.
      if (hostile && chance.is(0.06))
        timeline.at(clock.now(), () => runOne(deps, publisher, name, job.subject))
      await runOne(deps, publisher, name, job.subject)
      return null
    },
    kill: async (downMs) => {
      if (!isUp) return
      life++
      isUp = false
      running = []
      await timeline.sleep(downMs)
      isUp = true
    },
  }
}
