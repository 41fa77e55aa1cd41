import { isSameAccount } from '../domain/brand.ts'
import {
  chainStart,
  linkAll,
  recordsOf,
  type AuditEntry,
  type AuditHead,
  type AuditRecord,
} from '../domain/audit.ts'
import type { Change } from '../domain/events.ts'
import { sha256 } from '../domain/hash.ts'
import { imagesOf, type Post, type PostStatus } from '../domain/post.ts'
import {
  Conflict,
  type Freeze,
  type HistoryEntry,
  type Ids,
  type KnownAs,
  type Lesson,
  type LessonQuery,
  type MessageId,
  type MessageMark,
  type MessageQuery,
  type MessageWish,
  type Metric,
  type Notice,
  type Pass,
  type PostQuery,
  type RoomMessage,
  type Store,
  type StoreChange,
  type StoredReport,
} from '../ports.ts'
import {
  assertNotTooLarge,
  byDue,
  distinct,
  frozenRefusal,
  lessonOf,
  placesOf,
  wholeDesk,
} from './store-rules.ts'

/**
 * The store of simulations and unit tests. No call waits for anything, so each is atomic; listeners hear of a
 * change before the call that made it returns. People's ids come from `ids`: the same ids give the same chain.
 */
export class MemoryStore implements Store {
  readonly #ids: Ids
  readonly #posts = new Map<string, Post>()
  /** The same posts: a simulated month asks for some states a hundred thousand times. */
  readonly #byStatus = new Map<PostStatus, Map<string, Post>>()
  readonly #history = new Map<string, HistoryEntry[]>()
  readonly #lessons = new Map<string, Lesson[]>()
  readonly #audit = new Map<string, AuditEntry[]>()
  readonly #freezes = new Map<string, Freeze>()
  readonly #passes = new Map<string, Pass>()
  readonly #cancelled = new Set<string>()
  readonly #metrics = new Map<string, Metric>()
  readonly #reports = new Map<string, StoredReport>()
  readonly #images = new Map<string, { readonly bytes: Uint8Array; readonly at: Date }>()
  /** By SHA-256: named by a commit, once is enough. */
  readonly #named = new Set<string>()
  readonly #spend = new Map<string, number>()
  /** Pseudonymous ids by brand and name, and what those people are called. */
  readonly #people = new Map<string, string>()
  readonly #shown = new Map<string, string>()
  readonly #notices = new Map<string, Notice>()
  /** In the order of `seq`. */
  readonly #messages = new Map<string, RoomMessage>()
  #seq = 0
  readonly #presses = new Map<string, Date>()
  readonly #listeners = new Set<(change: StoreChange) => void>()

  constructor(ids: Ids) {
    this.#ids = ids
  }

  async post(id: string): Promise<Post | null> {
    return this.#posts.get(id) ?? null
  }

  async posts(query: PostQuery): Promise<readonly Post[]> {
    const among = query.status?.map((status) => this.#byStatus.get(status)) ?? [this.#posts]
    const isOne = matching(query)
    const found: Post[] = []
    for (const posts of among) for (const post of posts?.values() ?? []) if (isOne(post)) found.push(post)
    return found.sort(byDue)
  }

  async commit(...changes: readonly [Change, ...Change[]]): Promise<void> {
    const revisions = new Map<string, number>()
    for (const { post, expectedRevision, unlessFrozen } of changes) {
      const revision = revisions.get(post.id) ?? this.#posts.get(post.id)?.revision ?? 0
      if (revision !== expectedRevision)
        throw new Conflict(`post ${post.id} is at revision ${revision}, not ${expectedRevision}`)
      revisions.set(post.id, post.revision)
      if (unlessFrozen) this.#assertNotFrozen(post.brand)
    }
    for (const change of changes) this.#apply(change)
  }

  async history(postId: string): Promise<readonly HistoryEntry[]> {
    return [...(this.#history.get(postId) ?? [])]
  }

  async lessons(brand: string, { limit, simulated }: LessonQuery): Promise<readonly Lesson[]> {
    const newestFirst = (this.#lessons.get(`${brand} ${simulated}`) ?? []).toReversed()
    return newestFirst.sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, limit)
  }

  async audit(brand: string, after = 0): Promise<readonly AuditEntry[]> {
    return (this.#audit.get(brand) ?? []).slice(after)
  }

  async auditHead(brand: string): Promise<AuditHead> {
    const { seq, hash } = this.#audit.get(brand)?.at(-1) ?? chainStart
    return { seq, hash }
  }

  async record(record: AuditRecord): Promise<void> {
    this.#append(record.brand, [record])
  }

  async setFreeze(
    scope: string,
    freeze: Freeze | null,
    brands: readonly string[],
    record: Omit<AuditRecord, 'brand'>,
  ): Promise<void> {
    if (freeze) this.#freezes.set(scope, freeze)
    else this.#freezes.delete(scope)
    for (const brand of brands) this.#append(brand, [{ ...record, brand }])
    this.#tell({ kind: 'freeze', brand: scope, id: scope })
  }

  async freezes(): Promise<readonly Freeze[]> {
    return [...this.#freezes.values()].sort((a, b) => (a.scope < b.scope ? -1 : 1))
  }

  async beginPass(pass: Pass, leaseMs: number): Promise<boolean> {
    const open = [...this.#passes.values()].filter(({ brand, endedAt }) => brand === pass.brand && !endedAt)
    if (open.some(({ beatAt }) => pass.beatAt.getTime() - beatAt.getTime() < leaseMs)) return false
    for (const dead of open) this.#passes.set(dead.id, { ...dead, endedAt: dead.beatAt })
    this.#passes.set(pass.id, pass)
    this.#tell({ kind: 'pass', brand: pass.brand, id: pass.id })
    return true
  }

  async beatPass(id: string, progress: Pick<Pass, 'done' | 'failed' | 'total' | 'beatAt'>) {
    const pass = this.#passes.get(id)
    if (!pass || pass.endedAt) return { cancelled: true }
    this.#passes.set(id, { ...pass, ...progress })
    this.#tell({ kind: 'pass', brand: pass.brand, id })
    return { cancelled: this.#cancelled.has(id) }
  }

  async endPass(id: string, endedAt: Date): Promise<void> {
    const pass = this.#passes.get(id)
    if (!pass || pass.endedAt) return
    this.#passes.set(id, { ...pass, endedAt })
    this.#tell({ kind: 'pass', brand: pass.brand, id })
  }

  async cancelPass(brand: string): Promise<boolean> {
    const open = [...this.#passes.values()].filter((pass) => pass.brand === brand && !pass.endedAt)
    for (const { id } of open) {
      this.#cancelled.add(id)
      this.#tell({ kind: 'pass', brand, id })
    }
    return open.length > 0
  }

  async passes(brand: string, limit: number): Promise<readonly Pass[]> {
    const newestFirst = [...this.#passes.values()].filter((pass) => pass.brand === brand).toReversed()
    return newestFirst.sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime()).slice(0, limit)
  }

  async putMetrics(rows: readonly Metric[]): Promise<void> {
    for (const row of rows) this.#metrics.set(`${row.postId} ${row.day}`, row)
    for (const brand of new Set(rows.map(({ brand }) => brand))) {
      this.#tell({ kind: 'metrics', brand, id: brand })
    }
  }

  async metrics(brand: string, fromDay: string, toDay: string, postId?: string): Promise<readonly Metric[]> {
    return [...this.#metrics.values()]
      .filter((row) => row.brand === brand && row.day >= fromDay && row.day <= toDay)
      .filter((row) => postId === undefined || row.postId === postId)
      .sort((a, b) => (`${a.day} ${a.postId}` < `${b.day} ${b.postId}` ? -1 : 1))
  }

  async putImage(bytes: Uint8Array, at: Date): Promise<string> {
    assertNotTooLarge(bytes)
    const hash = sha256(bytes)
    this.#images.set(hash, { bytes: Uint8Array.from(bytes), at })
    return hash
  }

  async image(hash: string): Promise<Uint8Array | null> {
    return this.#images.get(hash)?.bytes.slice() ?? null
  }

  async forgetImages(before: Date): Promise<void> {
    for (const [hash, { at }] of this.#images)
      if (at < before && !this.#named.has(hash)) this.#images.delete(hash)
  }

  async putReport(stored: StoredReport): Promise<void> {
    const { brand, week } = stored.report
    this.#reports.set(`${brand} ${week}`, stored)
    this.#tell({ kind: 'report', brand, id: week })
  }

  async report(brand: string, week: string): Promise<StoredReport | null> {
    return this.#reports.get(`${brand} ${week}`) ?? null
  }

  async reportWeeks(brand: string): Promise<readonly string[]> {
    const reports = [...this.#reports.values()].map(({ report }) => report)
    return reports
      .filter((report) => report.brand === brand)
      .map(({ week }) => week)
      .sort()
      .toReversed()
  }

  async addSpend(brand: string, day: string, usd: number): Promise<void> {
    const key = `${brand} ${day}`
    this.#spend.set(key, (this.#spend.get(key) ?? 0) + usd)
  }

  async spent(brand: string, day: string): Promise<number> {
    return this.#spend.get(`${brand} ${day}`) ?? 0
  }

  async personId(brand: string, name: string, { also = [], shown = name }: KnownAs = {}): Promise<string> {
    const keys = [name, ...also].map((one) => `${brand} ${one}`)
    const id = keys.map((key) => this.#people.get(key)).find((one) => one !== undefined) ?? this.#ids.next()
    for (const key of keys) if (!this.#people.has(key)) this.#people.set(key, id)
    this.#shown.set(id, shown)
    return id
  }

  async people(): Promise<ReadonlyMap<string, string>> {
    return new Map(this.#shown)
  }

  async putNotice(notice: Notice): Promise<void> {
    this.#notices.set(`${notice.brand} ${notice.key}`, notice)
    this.#tell({ kind: 'notice', brand: notice.brand, id: notice.key })
  }

  async clearNotice(brand: string, key: string): Promise<void> {
    if (this.#notices.delete(`${brand} ${key}`)) this.#tell({ kind: 'notice', brand, id: key })
  }

  async notices(brand: string): Promise<readonly Notice[]> {
    return [...this.#notices.values()]
      .filter((notice) => notice.brand === brand)
      .sort((a, b) => a.at.getTime() - b.at.getTime() || (a.key < b.key ? -1 : 1))
  }

  async wishMessages(wishes: readonly MessageWish[], at: Date): Promise<void> {
    for (const wish of distinct(wishes)) {
      const old = this.#messages.get(messageId(wish))
      const fresh = { ...wish, ...unsentMessage, seq: ++this.#seq, at }
      this.#messages.set(messageId(wish), old ? { ...old, wanted: old.wanted + 1 } : fresh)
    }
    for (const { brand, channel } of placesOf(wishes)) this.#tell({ kind: 'message', brand, id: channel })
  }

  async messages(query: MessageQuery): Promise<readonly RoomMessage[]> {
    return [...this.#messages.values()].filter((message) => isAskedFor(message, query))
  }

  async markMessage(id: MessageId, mark: MessageMark): Promise<void> {
    const old = this.#messages.get(messageId(id))
    if (old) this.#messages.set(messageId(id), { ...old, ...mark })
  }

  async hearPress(id: string, at: Date): Promise<boolean> {
    if (this.#presses.has(id)) return false
    this.#presses.set(id, at)
    return true
  }

  async forgetMessages(before: Date): Promise<void> {
    for (const [id, { at }] of this.#messages) if (at < before) this.#messages.delete(id)
  }

  async forgetPresses(before: Date): Promise<void> {
    for (const [id, at] of this.#presses) if (at < before) this.#presses.delete(id)
  }

  onChange(listener: (change: StoreChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #append(brand: string, records: readonly AuditRecord[]): void {
    const chain = listIn(this.#audit, brand)
    chain.push(...linkAll(chain.at(-1) ?? chainStart, records))
  }

  #apply(change: Change): void {
    const { post, events, actor, at } = change
    const before = this.#posts.get(post.id)
    if (before) this.#byStatus.get(before.status)?.delete(post.id)
    const same = this.#byStatus.get(post.status) ?? new Map<string, Post>()
    this.#byStatus.set(post.status, same.set(post.id, post))
    this.#posts.set(post.id, post)
    for (const hash of imagesOf(post)) this.#named.add(hash)
    for (const event of events) {
      listIn(this.#history, post.id).push({ event, actor, at, revision: post.revision })
      const lesson = lessonOf(event, post.account.network, at)
      if (lesson) listIn(this.#lessons, `${post.brand} ${post.simulated}`).push(lesson)
    }
    this.#append(post.brand, recordsOf(change))
    this.#tell({ kind: 'post', brand: post.brand, id: post.id })
  }

  #assertNotFrozen(brand: string): void {
    const scope = [wholeDesk, brand].find((one) => this.#freezes.has(one))
    if (scope) throw frozenRefusal(scope)
  }

  #tell(change: StoreChange): void {
    for (const listener of this.#listeners) listener(change)
  }
}

/** In everything but its status. */
function matching({ brand, account, dueFrom, dueBefore, simulated }: PostQuery): (post: Post) => boolean {
  // Numbers: to compare dates takes many times as long.
  const from = dueFrom?.getTime() ?? -Infinity
  const before = dueBefore?.getTime() ?? Infinity
  return (post) => {
    const due = post.dueAt.getTime()
    return (
      due >= from &&
      due < before &&
      (brand === undefined || post.brand === brand) &&
      (account === undefined || isSameAccount(post.account, account)) &&
      (simulated === undefined || post.simulated === simulated)
    )
  }
}

const unsentMessage = {
  wanted: 1,
  shown: 0,
  shownHash: null,
  remoteId: null,
  attemptedAt: null,
  state: 'open',
} as const

function messageId({ surface, channel, key }: MessageId): string {
  return `${surface} ${channel} ${key}`
}

function isAskedFor(message: RoomMessage, query: MessageQuery): boolean {
  const { surface, channel, brand, keys, prefix, unsent } = query
  return (
    (surface === undefined || message.surface === surface) &&
    (channel === undefined || message.channel === channel) &&
    (brand === undefined || message.brand === brand) &&
    (keys === undefined || keys.includes(message.key)) &&
    (prefix === undefined || message.key.startsWith(prefix)) &&
    (!unsent || (message.state === 'open' && message.wanted > message.shown))
  )
}

function listIn<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? []
  lists.set(key, list)
  return list
}
