import { setImmediate as pause } from 'node:timers/promises'
import { PostgresJobRepository } from '@agendajs/postgres-backend'
import { toJobId, type JobParameters, type JobRepositoryOptions } from 'agenda'
import type { Pool } from 'pg'
import { together } from '../domain/together.ts'

type Look = {
  readonly name: string
  readonly nextScanAt: Date
  readonly lockDeadline: Date
  readonly now: Date
  readonly by: string | null
  readonly askedMs: number
}

type Save = { readonly job: JobParameters; readonly by: string | null }

/**
 * Agenda's own takes jobs one by one, and writes of each by itself that it has begun. Here those that are wanted in the same moment are taken by one
 * statement, and written by one. What is to be written of a job that has failed goes alone.
 */
export class PostgresRepository extends PostgresJobRepository {
  readonly #table: string
  readonly #looks = new Map<string, (look: Look) => Promise<JobParameters | null>>()
  readonly #save: (save: Save) => Promise<boolean>

  constructor(pool: Pool, table: string) {
    super({ pool, tableName: table, ensureSchema: false })
    this.#table = table
    this.#save = together(pause, (saves) => this.#write(saves))
  }

  override async getNextJobToRun(
    name: string,
    nextScanAt: Date,
    lockDeadline: Date,
    now = new Date(),
    options?: JobRepositoryOptions,
  ): Promise<JobParameters | undefined> {
    const look = this.#looks.get(name) ?? together(pause, (looks) => this.#take(looks))
    this.#looks.set(name, look)
    const by = options?.lastModifiedBy ?? null
    return (await look({ name, nextScanAt, lockDeadline, now, by, askedMs: Date.now() })) ?? undefined
  }

  override async saveJobState(job: JobParameters, options?: JobRepositoryOptions): Promise<void> {
    if (typeof job.failReason === 'string') {
      // A text with NUL is not taken: nothing would be written, and the job would run again and again without ever having failed.
      return super.saveJobState({ ...job, failReason: job.failReason.replaceAll('\0', '\uFFFD') }, options)
    }
    const isThere = await this.#save({ job, by: options?.lastModifiedBy ?? null })
    if (!isThere) throw new Error(`job ${job._id} (name: ${job.name}): maybe it does not exist anymore`)
  }

  /** As many of the next jobs as are asked for, the first for whoever asked first; as if all asked now, since locks are to live from now on. */
  async #take(looks: readonly [Look, ...Look[]]): Promise<readonly (JobParameters | null)[]> {
    const [{ name, nextScanAt, lockDeadline, now, by, askedMs }] = looks
    const waitedMs = Date.now() - askedMs
    const [lockAt, dueBy, staleBy] = [now, nextScanAt, lockDeadline].map(
      (date) => new Date(date.getTime() + waitedMs),
    )
    const { rows } = await this.getPool().query<JobRow>({
      name: 'take_jobs',
      text: `
        update "${this.#table}" set locked_at = $1, last_modified_by = $2
        where id = any(array(
          select id from "${this.#table}"
          where name = $3 and disabled = false
            and ((locked_at is null and next_run_at <= $4) or locked_at <= $5)
          order by next_run_at asc nulls last, priority desc limit $6 for update skip locked
        ))
        returning id, name, data, type, priority, next_run_at as "nextRunAt", locked_at as "lockedAt",
          last_run_at as "lastRunAt", last_finished_at as "lastFinishedAt", failed_at as "failedAt",
          fail_count as "failCount", fail_reason as "failReason"`,
      values: [lockAt, by, name, dueBy, staleBy, looks.length],
    })
    const jobs = rows.map(jobOf).toSorted((a, b) => dueMs(a) - dueMs(b))
    return looks.map((_, index) => jobs[index] ?? null)
  }

  /** Answers of each whether it was there. The last one stands of several for one job; in one order, so that processes never wait for each other in a circle. */
  async #write(saves: readonly [Save, ...Save[]]): Promise<readonly boolean[]> {
    const byId = new Map(saves.map((save) => [String(save.job._id), save]))
    const rows = [...byId].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, save]) => rowOf(id, save))
    const { rows: written } = await this.getPool().query<{ id: string }>({
      name: 'save_jobs',
      text: `
        update "${this.#table}" as job set locked_at = "lockedAt", next_run_at = "nextRunAt", last_run_at = "lastRunAt",
          last_finished_at = "lastFinishedAt", failed_at = "failedAt", fail_count = "failCount", fail_reason = null,
          last_modified_by = by
        from json_to_recordset($2::json) as one (id uuid, name text, "lockedAt" timestamptz, "nextRunAt" timestamptz,
          "lastRunAt" timestamptz, "lastFinishedAt" timestamptz, "failedAt" timestamptz, "failCount" int, by text)
        where job.id = any($1::uuid[]) and job.id = one.id and job.name = one.name
        returning job.id`,
      values: [[...byId.keys()], JSON.stringify(rows)],
    })
    const ids = new Set(written.map(({ id }) => id))
    return saves.map(({ job }) => ids.has(String(job._id)))
  }
}

type JobRow = Pick<JobParameters, 'name' | 'data' | 'type' | 'priority' | 'nextRunAt'> & {
  readonly id: string
  readonly lockedAt: Date | null
  readonly lastRunAt: Date | null
  readonly lastFinishedAt: Date | null
  readonly failedAt: Date | null
  readonly failCount: number | null
  readonly failReason: string | null
}

function jobOf({
  id,
  lockedAt,
  lastRunAt,
  lastFinishedAt,
  failedAt,
  failCount,
  failReason,
  ...rest
}: JobRow): JobParameters {
  return {
    ...rest,
    _id: toJobId(id),
    ...(lockedAt && { lockedAt }),
    ...(lastRunAt && { lastRunAt }),
    ...(lastFinishedAt && { lastFinishedAt }),
    ...(failedAt && { failedAt }),
    ...(failCount !== null && { failCount }),
    ...(failReason !== null && { failReason }),
  }
}

/** What json_to_recordset reads. */
function rowOf(id: string, { job, by }: Save): object {
  const { name, lockedAt, nextRunAt, lastRunAt, lastFinishedAt, failedAt, failCount } = job
  return { id, name, lockedAt, nextRunAt, lastRunAt, lastFinishedAt, failedAt, failCount, by }
}

function dueMs({ nextRunAt }: JobParameters): number {
  return nextRunAt?.getTime() ?? Infinity
}
