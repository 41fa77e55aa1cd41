import { isReminded, remind } from '../bot/chat/remind.ts'
import { plural } from '../bot/names.ts'
import type { Brand } from '../domain/brand.ts'
import { Refusal, Trouble } from '../domain/errors.ts'
import { minuteMs } from '../domain/slot.ts'
import type { Deps, JobName } from '../ports.ts'
import { draftDay } from '../service/draft-day.ts'
import { redraft } from '../service/draft-post.ts'
import { publish } from '../service/publish.ts'
import { reportIfMissing, reportTime } from '../service/report.ts'
import { settle } from '../service/settle.ts'
import { sweep } from '../service/sweep.ts'
import { nextRun } from './repeat.ts'
import { factsOf, type Ends, type RunJob } from './timetable.ts'

/** Jobs that come round by themselves: about one brand each, but for the sweep, which is about the desk. */
export const routineNames = ['sweep', 'draft_day', 'weekly_report', 'remind'] as const
export type RoutineName = (typeof routineNames)[number]

type DeskJob = {
  /** How many of them one process runs at once. */
  readonly atOnce: number
  /** One service call. Answers, for the log, what came of it; null where that is not worth a line. */
  run(deps: Deps, subject: string, ends?: Ends): Promise<string | null>
}

type Routine = DeskJob & {
  /** When it comes round next, or null where it has nothing to come for. */
  next(deps: Deps, subject: string): Date | null
}

/** Every job there is. Publishing and settling mostly wait for networks; drafting keeps a model or the machine busy. */
export const deskJobs: Readonly<Record<JobName, DeskJob> & Record<RoutineName, Routine>> = {
  publish: {
    // 200 posts within 2 s at networks that take 0.3 s to answer would keep 30 places busy.
    atOnce: 40,
    run: async (deps, publicationId, ends) => {
      const result = await publish(deps, publicationId, ends?.givingUp)
      return result.done ? `the post is ${result.post.status}` : `nothing was sent: ${result.why}`
    },
  },
  settle: {
    atOnce: 20,
    run: async (deps, publicationId) => {
      const post = await settle(deps, publicationId)
      return post ? `the post is ${post.status}` : 'there was nothing to settle'
    },
  },
  redraft: {
    atOnce: 4,
    run: async (deps, postId) => {
      const post = await redraft(deps, postId)
      return post ? `the post is ${post.status}` : 'there was nothing to draft'
    },
  },
  sweep: {
    atOnce: 1,
    run: async (deps) => {
      const swept = await sweep(deps)
      return Object.values(swept).some((count) => count > 0) ? JSON.stringify(swept) : null
    },
    next: nextMinute,
  },
  draft_day: {
    atOnce: 4,
    run: async (deps, brand, ends) => {
      const signal = ends?.stopping
      const { date, drafted, failed } = await draftDay(deps, { brand, ...(signal ? { signal } : {}) })
      return `${date}: ${drafted.length} drafted, ${failed.length} failed`
    },
    next: (deps, id) =>
      ofBrand(deps, id, ({ policy, timeZone }) =>
        nextRun({ time: policy.draftAt, zone: timeZone }, deps.clock.now()),
      ),
  },
  weekly_report: {
    atOnce: 4,
    run: async (deps, brand) => {
      const made = await reportIfMissing(deps, brand)
      return made && `made the report of ${made.report.week}`
    },
    next: (deps, id) =>
      ofBrand(deps, id, ({ timeZone }) =>
        nextRun({ time: reportTime, zone: timeZone, weekday: 1 }, deps.clock.now()),
      ),
  },
  remind: {
    atOnce: 4,
    run: async (deps, brand) => {
      const count = await remind(deps, brand)
      return count > 0 ? plural(count, 'reminder') : null
    },
    next: (deps, id) => ofBrand(deps, id, (brand) => (isReminded(brand) ? nextMinute(deps) : null)),
  },
}

/**
 * After this many failures in a row a job is given up: one about a post until the sweep creates it again, a routine until its next time. Not where
 * the database is away, full or read-only: that is over at some time, and the day is not lost for it.
 */
export const maxFailures = 5

/**
 * When a routine comes back that found the desk frozen or its brand busy. Whoever is at it may have died, or may draft only a
 * part of the day, so the day is not given up for that.
 */
export function laterOn({ clock }: Pick<Deps, 'clock'>): Date {
  return new Date(clock.now().getTime() + putOffMs)
}

const putOffMs = minuteMs

/** The runner for any clock. A refusal is a rule saying no, and ends the job. */
export function deskRunner(deps: Deps): RunJob {
  return async ({ name, subject, failures }, ends) => {
    const facts = factsOf({ name, subject })
    if (!isDeskJob(name)) {
      deps.log.warn(facts, 'a job of an unknown name was dropped')
      return null
    }
    let isPutOff = false
    try {
      const outcome = await deskJobs[name].run(deps, subject, ends)
      if (outcome) deps.log.info({ ...facts, outcome }, 'a job was done')
    } catch (error) {
      if (error instanceof Refusal) {
        isPutOff = error.code === 'busy' || error.code === 'frozen'
        deps.log.info({ ...facts, code: error.code }, error.message)
      } else if (failures + 1 < maxFailures || error instanceof Trouble) {
        throw error
      } else {
        deps.log.error({ err: error, ...facts }, `a job was given up after ${maxFailures} failures`)
      }
    }
    if (!isRoutine(name)) return null
    // It may have been cut short: whoever comes next takes it up again.
    if (ends?.stopping.aborted) return deps.clock.now()
    return isPutOff ? laterOn(deps) : deskJobs[name].next(deps, subject)
  }
}

export function isRoutine(name: string): name is RoutineName {
  return routineNames.some((one) => one === name)
}

function isDeskJob(name: string): name is keyof typeof deskJobs {
  return Object.hasOwn(deskJobs, name)
}

function nextMinute({ clock }: Pick<Deps, 'clock'>): Date {
  return new Date((Math.floor(clock.now().getTime() / minuteMs) + 1) * minuteMs)
}

function ofBrand(deps: Deps, id: string, next: (brand: Brand) => Date | null): Date | null {
  const brand = deps.brands.get(id)
  return brand && next(brand)
}
