import { z } from 'zod'
import type { AuditEntry } from '../domain/audit.ts'
import { networkNames, roles, surfaces, type NetworkName } from '../domain/brand.ts'
import type { Publication } from '../domain/ledger.ts'
import type { Actor, Post } from '../domain/post.ts'
import type { Report } from '../domain/report.ts'
import type { HistoryEntry, Metric, Pass, StoredReport } from '../ports.ts'
import type * as Row from './generated/client.ts'
import { postEventSchema, postSchema, publicationSchema } from './post-schema.ts'

/** What `posts.ts` asks for. */
export type PostRow = Omit<Row.Post, 'slotDate'> & { readonly slotDate: string }
/** Of the post's ledger; null where there is nothing in it. */
export type LedgerRow = Omit<
  Row.Publication,
  'id' | 'postId' | 'version' | 'network' | 'handle' | 'state'
> & {
  readonly publicationId: string | null
  readonly publicationVersion: number
  readonly publicationState: string
}

/** Rows to domain values. A row that no longer reads as one is an error that names its table and key. */
export function postOf(row: PostRow, ledger: readonly LedgerRow[]): Post {
  const { id, brand, dueAt, version, revision, simulated, status } = row
  const state = read(z.record(z.string(), z.unknown()), row.state, 'posts', id)
  return read(
    postSchema,
    {
      ...state,
      id,
      brand,
      dueAt,
      version,
      revision,
      simulated,
      status,
      account: { network: row.network, handle: row.handle },
      slot: { date: row.slotDate, time: row.slotTime, zone: row.slotZone },
      publications: ledger.flatMap(publicationOf),
    },
    'posts',
    id,
  )
}

/** What of a post has no column: JSON text. */
export function stateOf(post: Post): string {
  return JSON.stringify(Object.fromEntries(Object.entries(post).filter(([key]) => !columns.has(key))))
}

const columns: ReadonlySet<string> = new Set(
  'id brand account slot dueAt version revision publications simulated status'.split(' '),
)

export function historyOf(row: Row.PostEvent): HistoryEntry {
  const key = `${row.postId} ${row.revision} ${row.ordinal}`
  return {
    event: read(postEventSchema, row.event, 'post_events', key),
    actor: read(actorSchema, row.actor, 'post_events', key),
    at: row.at,
    revision: row.revision,
  }
}

export function auditOf(row: Row.AuditEntry): AuditEntry {
  const { seq, brand, at, actor, action, subject, version, facts, previousHash, hash } = row
  return { seq, brand, at, actor, action, subject, version, facts, previousHash, hash }
}

export function passOf(row: Row.Pass): Pass {
  const { id, brand, startedAt, beatAt, endedAt, total, done, failed } = row
  return { id, brand, date: dayOf(row.date), startedAt, beatAt, endedAt, total, done, failed }
}

export function metricOf(row: Row.Metric): Metric {
  const { brand, postId, simulated } = row
  return {
    brand,
    postId,
    network: networkOf(row.network, 'metrics', postId),
    day: dayOf(row.day),
    impressions: Number(row.impressions),
    engagements: Number(row.engagements),
    clicks: Number(row.clicks),
    simulated,
  }
}

export function reportOf(row: Row.Report & { charts: Row.Chart[] }): StoredReport {
  return {
    report: read(reportSchema, row.report, 'reports', `${row.brand} ${row.week}`),
    charts: row.charts.map(({ name, alt, png }) => ({ name, alt, png })),
    at: row.at,
  }
}

export function networkOf(value: string, table: string, key: string): NetworkName {
  return read(z.enum(networkNames), value, table, key)
}

/** A `date` column is midnight UTC of its day. */
export function dateOf(day: string): Date {
  return new Date(`${day}T00:00:00Z`)
}

/** Text as PostgreSQL can keep it: without NUL and half surrogate pairs, which an answer from outside may hold. */
export function storable(text: string): string {
  return Buffer.from(text.replaceAll('\0', '\uFFFD')).toString()
}

function publicationOf(row: LedgerRow): Publication | [] {
  const { publicationId: id, publicationVersion: version, publicationState: state } = row
  if (id === null) return []
  const { fence, hash, deadline, attemptedAt, lookups, remoteId, permalink, error } = row
  const remote = remoteId === null ? null : { id: remoteId, permalink }
  const value = { id, version, state, fence, hash, deadline, attemptedAt, lookups, remote, error }
  return read(publicationSchema, value, 'publications', id)
}

const actorSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('person'),
    id: z.string(),
    roles: z.array(z.enum(roles)),
    surface: z.enum(surfaces),
  }),
  z.object({ kind: z.literal('agent'), id: z.string() }),
  z.object({ kind: z.literal('system'), id: z.string() }),
]) satisfies z.ZodType<Actor>

/** Only what tells a report from something else: it is shown, never decided on. */
const reportSchema = z.custom<Report>(
  (value) => z.object({ brand: z.string(), week: z.string(), total: z.object({}) }).safeParse(value).success,
  'not a report',
)

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10)
}

function read<T>(schema: z.ZodType<T>, value: unknown, table: string, key: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const flaws = z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ')
  throw new Error(`The row ${key} of the table ${table} cannot be read: ${flaws}`)
}
