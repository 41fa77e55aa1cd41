import { PrismaPg } from '@prisma/adapter-pg'
import type { Pool } from 'pg'
import { chainStart, type AuditEntry, type AuditHead, type AuditRecord } from '../domain/audit.ts'
import type { Change } from '../domain/events.ts'
import type { Post } from '../domain/post.ts'
import type {
  Freeze,
  HistoryEntry,
  Ids,
  KnownAs,
  Lesson,
  LessonQuery,
  Log,
  MessageId,
  MessageMark,
  MessageQuery,
  MessageWish,
  Metric,
  Notice,
  Pass,
  PostQuery,
  RoomMessage,
  Store,
  StoreChange,
  StoredReport,
} from '../ports.ts'
import { addLinks } from './audit-chain.ts'
import { openChangeFeed, type ChangeFeed } from './change-feed.ts'
import { withClearErrors } from './database-errors.ts'
import { directly } from './direct.ts'
import { freezeReader, putFreeze } from './freezes.ts'
import { PrismaClient } from './generated/client.ts'
import { groupCommit } from './group-commit.ts'
import { findImage, forgetImages, putImage } from './images.ts'
import { findMessages, hearPress, markMessage, wishMessages } from './messages.ts'
import { putMetrics } from './metrics.ts'
import { beginPass, changePasses } from './passes.ts'
import { personId } from './people.ts'
import { openPool, transactionOptions } from './pool.ts'
import { postReader } from './posts.ts'
import { putReport } from './reports.ts'
import { auditOf, dateOf, historyOf, metricOf, networkOf, passOf, reportOf, storable } from './rows.ts'
import type { ServerState } from './server-time.ts'
import { lessonOf } from './store-rules.ts'
import { announce, transact } from './transaction.ts'

type OpenedStore = {
  readonly store: Store
  /** Asks the server how it is. */
  readonly ask: () => Promise<ServerState>
  readonly stop: () => Promise<void>
}

/** The store on a PostgreSQL that has been migrated. */
export async function openPrismaStore(options: {
  readonly url: string
  readonly ids: Ids
  readonly log: Log
}): Promise<OpenedStore> {
  const { url, ids, log } = options
  const feed = await openChangeFeed(url, log)
  const { pool, lost, stop } = openPool(url, log)
  const adapter = new PrismaPg(pool, { onConnectionError: lost })
  const prisma = new PrismaClient({ adapter, transactionOptions, errorFormat: 'minimal' })
  const store = withClearErrors(new PrismaStore({ prisma, pool, feed, ids }))
  return {
    store,
    ask: () => store.serverState(),
    stop: async () => {
      await feed.stop()
      await stop(() => prisma.$disconnect())
    },
  }
}

type Parts = {
  readonly prisma: PrismaClient
  /** The same connections, for what Prisma would be slow at. */
  readonly pool: Pool
  readonly feed: ChangeFeed
  readonly ids: Ids
}

class PrismaStore implements Store {
  readonly #prisma: PrismaClient
  readonly #pool: Pool
  readonly #feed: ChangeFeed
  readonly #ids: Ids
  readonly #posts: Pick<Store, 'post' | 'posts'>
  readonly #commit: (changes: readonly [Change, ...Change[]]) => Promise<void>
  readonly #freezes: () => Promise<readonly Freeze[]>

  constructor({ prisma, pool, feed, ids }: Parts) {
    this.#prisma = prisma
    this.#pool = pool
    this.#feed = feed
    this.#ids = ids
    this.#posts = postReader(pool)
    this.#commit = groupCommit(pool)
    this.#freezes = freezeReader(pool)
  }

  async serverState(): Promise<ServerState> {
    const { rows } = await this.#pool.query<{ ms: number; writable: boolean }>(
      `select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms,
         current_setting('transaction_read_only') = 'off' as writable`,
    )
    return { now: new Date(rows[0]?.ms ?? Number.NaN), isWritable: rows[0]?.writable ?? false }
  }

  post(id: string): Promise<Post | null> {
    return this.#posts.post(id)
  }

  posts(query: PostQuery): Promise<readonly Post[]> {
    return this.#posts.posts(query)
  }

  commit(...changes: readonly [Change, ...Change[]]): Promise<void> {
    return this.#commit(changes)
  }

  async history(postId: string): Promise<readonly HistoryEntry[]> {
    const orderBy = [{ revision: 'asc' as const }, { ordinal: 'asc' as const }]
    return (await this.#prisma.postEvent.findMany({ where: { postId }, orderBy })).map(historyOf)
  }

  async lessons(brand: string, { limit, simulated }: LessonQuery): Promise<readonly Lesson[]> {
    const rows = await this.#prisma.postEvent.findMany({
      where: { brand, type: { in: ['edited', 'rejected'] }, post: { simulated } },
      orderBy: [{ at: 'desc' }, { postId: 'asc' }, { revision: 'desc' }, { ordinal: 'desc' }],
      take: limit,
    })
    return rows.flatMap((row) => {
      const network = networkOf(row.network, 'post_events', row.postId)
      return lessonOf(historyOf(row).event, network, row.at) ?? []
    })
  }

  async audit(brand: string, after = 0): Promise<readonly AuditEntry[]> {
    const where = { brand, seq: { gt: after } }
    return (await this.#prisma.auditEntry.findMany({ where, orderBy: { seq: 'asc' } })).map(auditOf)
  }

  async auditHead(brand: string): Promise<AuditHead> {
    const select = { seq: true, hash: true }
    return (await this.#prisma.auditHead.findUnique({ where: { brand }, select })) ?? chainStart
  }

  async record(record: AuditRecord): Promise<void> {
    await directly(this.#pool, async (direct) => addLinks(direct, [record]))
  }

  setFreeze(
    scope: string,
    freeze: Freeze | null,
    brands: readonly string[],
    record: Omit<AuditRecord, 'brand'>,
  ): Promise<void> {
    return putFreeze(this.#pool, scope, freeze, brands, record)
  }

  freezes(): Promise<readonly Freeze[]> {
    return this.#freezes()
  }

  beginPass(pass: Pass, leaseMs: number): Promise<boolean> {
    return beginPass(this.#prisma, pass, leaseMs)
  }

  async beatPass(id: string, progress: Pick<Pass, 'done' | 'failed' | 'total' | 'beatAt'>) {
    const { done, failed, total, beatAt } = progress
    const [beaten] = await changePasses(this.#prisma, { id }, { done, failed, total, beatAt })
    return { cancelled: beaten?.cancelled ?? true }
  }

  async endPass(id: string, endedAt: Date): Promise<void> {
    await changePasses(this.#prisma, { id }, { endedAt })
  }

  async cancelPass(brand: string): Promise<boolean> {
    return (await changePasses(this.#prisma, { brand }, { cancelled: true })).length > 0
  }

  async passes(brand: string, limit: number): Promise<readonly Pass[]> {
    const orderBy = { startedAt: 'desc' as const }
    return (await this.#prisma.pass.findMany({ where: { brand }, orderBy, take: limit })).map(passOf)
  }

  putMetrics(rows: readonly Metric[]): Promise<void> {
    return putMetrics(this.#prisma, rows)
  }

  async metrics(brand: string, fromDay: string, toDay: string, postId?: string): Promise<readonly Metric[]> {
    const where = { brand, postId, day: { gte: dateOf(fromDay), lte: dateOf(toDay) } }
    return (await this.#prisma.metric.findMany({ where, orderBy: [{ day: 'asc' }, { postId: 'asc' }] })).map(
      metricOf,
    )
  }

  putImage(bytes: Uint8Array, at: Date): Promise<string> {
    return putImage(this.#prisma, bytes, at)
  }

  image(sha256: string): Promise<Uint8Array | null> {
    return findImage(this.#prisma, sha256)
  }

  forgetImages(before: Date): Promise<void> {
    return forgetImages(this.#prisma, before)
  }

  putReport(report: StoredReport): Promise<void> {
    return putReport(this.#prisma, report)
  }

  async report(brand: string, week: string): Promise<StoredReport | null> {
    const include = { charts: { orderBy: { ordinal: 'asc' as const } } }
    const row = await this.#prisma.report.findUnique({ where: { brand_week: { brand, week } }, include })
    return row && reportOf(row)
  }

  async reportWeeks(brand: string): Promise<readonly string[]> {
    const rows = await this.#prisma.report.findMany({ where: { brand }, select: { week: true } })
    return rows
      .map(({ week }) => week)
      .sort()
      .toReversed()
  }

  async addSpend(brand: string, day: string, usd: number): Promise<void> {
    await this.#prisma.$executeRaw`
      insert into spend (brand, day, usd) values (${brand}, ${day}::date, ${usd}::float8::numeric)
      on conflict (brand, day) do update set usd = spend.usd + excluded.usd`
  }

  async spent(brand: string, day: string): Promise<number> {
    const row = await this.#prisma.spend.findUnique({ where: { brand_day: { brand, day: dateOf(day) } } })
    return row?.usd.toNumber() ?? 0
  }

  personId(brand: string, name: string, known: KnownAs = {}): Promise<string> {
    return personId(this.#prisma, this.#ids, { brand, name, ...known })
  }

  async people(): Promise<ReadonlyMap<string, string>> {
    return new Map((await this.#prisma.person.findMany()).map(({ id, shown }) => [id, shown]))
  }

  async putNotice({ brand, key, text, at }: Notice): Promise<void> {
    await transact(this.#prisma, async (tx) => {
      await tx.$executeRaw`
        insert into notices (brand, key, text, at) values (${brand}, ${key}, ${storable(text)}, ${at})
        on conflict (brand, key) do update set text = excluded.text, at = excluded.at`
      await announce(tx, { kind: 'notice', brand, id: key })
    })
  }

  async clearNotice(brand: string, key: string): Promise<void> {
    await transact(this.#prisma, async (tx) => {
      const { count } = await tx.notice.deleteMany({ where: { brand, key } })
      if (count > 0) await announce(tx, { kind: 'notice', brand, id: key })
    })
  }

  async notices(brand: string): Promise<readonly Notice[]> {
    return this.#prisma.notice.findMany({ where: { brand }, orderBy: [{ at: 'asc' }, { key: 'asc' }] })
  }

  async wishMessages(wishes: readonly MessageWish[], at: Date): Promise<void> {
    if (wishes.length > 0) await wishMessages(this.#prisma, wishes, at)
  }

  messages(query: MessageQuery): Promise<readonly RoomMessage[]> {
    return findMessages(this.#prisma, query)
  }

  markMessage(id: MessageId, mark: MessageMark): Promise<void> {
    return markMessage(this.#prisma, id, mark)
  }

  hearPress(id: string, at: Date): Promise<boolean> {
    return hearPress(this.#prisma, id, at)
  }

  async forgetMessages(before: Date): Promise<void> {
    await this.#prisma.message.deleteMany({ where: { at: { lt: before } } })
  }

  async forgetPresses(before: Date): Promise<void> {
    await this.#prisma.press.deleteMany({ where: { at: { lt: before } } })
  }

  onChange(listener: (change: StoreChange) => void): () => void {
    return this.#feed.onChange(listener)
  }
}
