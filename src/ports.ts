import type { Account, AccountRef, Brand, NetworkName, Surface } from './domain/brand.ts'
import type { AuditEntry, AuditHead, AuditRecord } from './domain/audit.ts'
import type { Lookup, Outcome } from './domain/command.ts'
import type { Change, PostEvent } from './domain/events.ts'
import type { ImageLimits } from './domain/image.ts'
import type { Actor, Brief, Content, Post, PostStatus, Variant, Writer } from './domain/post.ts'
import type { Report } from './domain/report.ts'
import type { Slot } from './domain/slot.ts'

/** What services need from outside. Values arrive as arguments; nothing here is a singleton. */
export type Deps = {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly brands: Brands
  readonly copywriter: Copywriter
  readonly textReader: TextReader
  readonly networks: Networks
  readonly scheduler: Scheduler
  readonly charts: Charts
  readonly log: Log
}

export type Clock = { now(): Date }
/** Short, unguessable, unique ids; from a seed in the simulator. */
export type Ids = { next(): string }

export type Brands = {
  all(): readonly Brand[]
  /** Null for a brand that has no (valid) file. */
  get(id: string): Brand | null
}

export type Log = {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

// ---- store ----

export type PostQuery = {
  readonly brand?: string
  readonly status?: readonly PostStatus[]
  readonly account?: AccountRef
  /** Due at or after. */
  readonly dueFrom?: Date
  /** Due before. */
  readonly dueBefore?: Date
  readonly simulated?: boolean
}

/** Somebody else committed first; load again and decide again. */
export class Conflict extends Error {
  override readonly name = 'Conflict'
}

export type Store = {
  post(id: string): Promise<Post | null>
  /** By due instant, then id. */
  posts(query: PostQuery): Promise<readonly Post[]>
  /**
   * State, ledger rows, events and audit entries in one transaction. Throws `Conflict` if the row is not at
   * `expectedRevision`, and a `frozen` refusal if `unlessFrozen` and brand or desk are frozen. Several changes, each based
   * on the one before it, are committed all or none.
   */
  commit(...changes: readonly [Change, ...Change[]]): Promise<void>
  /** Events of one post, oldest first. */
  history(postId: string): Promise<readonly HistoryEntry[]>
  /** What people changed or refused, newest first: the copywriter learns from it. Simulated people teach simulated posts only. */
  lessons(brand: string, query: LessonQuery): Promise<readonly Lesson[]>

  /** Entries of one brand in order; `after` is a sequence number. */
  audit(brand: string, after?: number): Promise<readonly AuditEntry[]>
  auditHead(brand: string): Promise<AuditHead>
  /** Appends what is not about one post. */
  record(record: AuditRecord): Promise<void>

  /** Freezes or, with null, unfreezes; audited in each of `brands` in the same transaction. `scope`: a brand's id, or `desk`. */
  setFreeze(
    scope: string,
    freeze: Freeze | null,
    brands: readonly string[],
    record: Omit<AuditRecord, 'brand'>,
  ): Promise<void>
  freezes(): Promise<readonly Freeze[]>

  /** Begins a drafting pass unless one of the brand is alive (its last beat is younger than `leaseMs`). */
  beginPass(pass: Pass, leaseMs: number): Promise<boolean>
  /** Beat and progress. Answers whether a cancel was asked for. */
  beatPass(
    id: string,
    progress: Pick<Pass, 'done' | 'failed' | 'total' | 'beatAt'>,
  ): Promise<{ readonly cancelled: boolean }>
  endPass(id: string, endedAt: Date): Promise<void>
  cancelPass(brand: string): Promise<boolean>
  /** Newest first. */
  passes(brand: string, limit: number): Promise<readonly Pass[]>

  /** Adds rows; a row of the same post and day replaces the older one. */
  putMetrics(rows: readonly Metric[]): Promise<void>
  /** Days are `YYYY-MM-DD`, both included; `postId`: of that post only. */
  metrics(brand: string, fromDay: string, toDay: string, postId?: string): Promise<readonly Metric[]>

  /**
   * Keeps the bytes of an image and answers with their SHA-256, by which posts name it. The same bytes are kept once. Throws for more
   * than `maxImageBytes` of `domain/image.ts`.
   */
  putImage(bytes: Uint8Array, at: Date): Promise<string>
  /** Null where there is none, and where what is kept is no longer what its hash says. */
  image(sha256: string): Promise<Uint8Array | null>
  /** Images that were put before `before` and that no commit has ever named. */
  forgetImages(before: Date): Promise<void>

  putReport(report: StoredReport): Promise<void>
  report(brand: string, week: string): Promise<StoredReport | null>
  /** Weeks that have a report, newest first. */
  reportWeeks(brand: string): Promise<readonly string[]>

  addSpend(brand: string, day: string, usd: number): Promise<void>
  spent(brand: string, day: string): Promise<number>

  /** The pseudonymous id of a person of a brand; made on first use. */
  personId(brand: string, name: string, known?: KnownAs): Promise<string>
  /** What people are called, by pseudonymous id; an erased person is not in it. */
  people(): Promise<ReadonlyMap<string, string>>

  /** Something a brand's people should know until it is over. The same key replaces. */
  putNotice(notice: Notice): Promise<void>
  clearNotice(brand: string, key: string): Promise<void>
  notices(brand: string): Promise<readonly Notice[]>

  /**
   * Adds messages that a chat room ought to have, in this order, and raises `wanted` of those that are there already (`payload` and
   * `parent` of those stay as they are).
   */
  wishMessages(wishes: readonly MessageWish[], at: Date): Promise<void>
  /** By `seq`. */
  messages(query: MessageQuery): Promise<readonly RoomMessage[]>
  /** What has become of the sending of one; nothing where there is none of that key. */
  markMessage(id: MessageId, mark: MessageMark): Promise<void>
  /** True for the first to name this click, false for whoever brings it again: a redelivery, or a replayed request. */
  hearPress(id: string, at: Date): Promise<boolean>
  /** Clicks that were heard before `before` are forgotten; nobody can bring them again. */
  forgetPresses(before: Date): Promise<void>
  /** Messages wished for before `before` stay in their rooms as they are. */
  forgetMessages(before: Date): Promise<void>

  /** Called after every commit of any process on this store. Returns how to stop. */
  onChange(listener: (change: StoreChange) => void): () => void
}

export type KnownAs = {
  /** Other names under which this same person is known, or may come to be: whoever is known by one of them keeps the id. */
  readonly also?: readonly string[]
  /** What they are called from now on, where that is not the name. */
  readonly shown?: string
}

export type StoreChange = {
  readonly kind: 'post' | 'pass' | 'freeze' | 'report' | 'notice' | 'metrics' | 'message'
  /** `desk` where every brand is meant. */
  readonly brand: string
  /** Of the post, pass, week, or notice; of a message, its channel. */
  readonly id: string
}

export type HistoryEntry = {
  readonly event: PostEvent
  readonly actor: Actor
  readonly at: Date
  readonly revision: number
}

export type LessonQuery = { readonly limit: number; readonly simulated: boolean }

export type Lesson =
  | {
      readonly kind: 'edited'
      readonly network: NetworkName
      readonly before: string
      readonly after: string
      readonly at: Date
    }
  | {
      readonly kind: 'rejected'
      readonly network: NetworkName
      readonly text: string
      readonly reason: string
      readonly note: string | null
      readonly at: Date
    }

export type Freeze = {
  readonly scope: string
  readonly by: string
  readonly reason: string | null
  readonly at: Date
}

/** One drafting pass of one brand. */
export type Pass = {
  readonly id: string
  readonly brand: string
  readonly date: string
  readonly startedAt: Date
  readonly beatAt: Date
  readonly endedAt: Date | null
  readonly total: number
  readonly done: number
  readonly failed: number
}

export type Metric = {
  readonly brand: string
  readonly postId: string
  readonly network: NetworkName
  /** `YYYY-MM-DD` in the brand's zone. */
  readonly day: string
  readonly impressions: number
  readonly engagements: number
  readonly clicks: number
  readonly simulated: boolean
}

export type StoredReport = {
  readonly report: Report
  readonly charts: readonly Chart[]
  readonly at: Date
}

export type Notice = {
  readonly brand: string
  readonly key: string
  readonly text: string
  readonly at: Date
}

/** Where people talk. The web page needs no messages: it shows what is. */
export type ChatName = Exclude<Surface, 'web'>

export type MessageId = {
  readonly surface: ChatName
  /** The surface's id of the channel; `@` and the id of a person for a direct message. */
  readonly channel: string
  /** What it shows, unique in the channel: see `bot/chat/message-key.ts`. */
  readonly key: string
}

export type MessageWish = MessageId & {
  readonly brand: string
  /** Key of the message in whose thread it stands; null at the top. */
  readonly parent: string | null
  /** JSON of what the truth does not hold: the words of a reminder. Everything else is made when it is sent. */
  readonly payload: string | null
}

/** A message of a chat room. What it says is made when it is sent; the row remembers what has been sent, and what is not yet known. */
export type RoomMessage = MessageWish & {
  /** Place in the order of the wishes: new messages of a channel are sent in it. */
  readonly seq: number
  readonly at: Date
  /** Rises whenever what it shows may have changed. */
  readonly wanted: number
  /** `wanted` as of what the room shows, or as of what the surface refused to show; 0 before that. */
  readonly shown: number
  /** Of what was sent, or refused, so that a wish that changes nothing sends nothing. Null while a change has no clear outcome. */
  readonly shownHash: string | null
  /** The surface's own id; null before it is there. */
  readonly remoteId: string | null
  /** Since when a first sending has had no clear outcome: whoever goes on looks whether it is there before sending again. */
  readonly attemptedAt: Date | null
  /** `gone`: deleted by somebody in the room, or not to be shown by the surface at all. Nothing is sent to it any more. */
  readonly state: 'open' | 'gone'
}

export type MessageMark = Partial<
  Pick<RoomMessage, 'shown' | 'shownHash' | 'remoteId' | 'attemptedAt' | 'state'>
>

export type MessageQuery = {
  readonly surface?: ChatName
  readonly channel?: string
  readonly brand?: string
  /** With exactly these keys. */
  readonly keys?: readonly string[]
  /** Whose key begins with this. */
  readonly prefix?: string
  /** Open ones whose `wanted` is above `shown`. */
  readonly unsent?: boolean
}

// ---- agents ----

export type CopyRequest = {
  readonly brand: Brand
  readonly account: Account
  readonly slot: Slot
  readonly brief: Brief
  readonly limits: NetworkLimits
  readonly lessons: readonly Lesson[]
  /** Texts of the brand's latest posts, newest first: not to be repeated. */
  readonly recent: readonly string[]
  /** What a reviewer asked for when they wanted other variants. */
  readonly note: string | null
  /** How many variants; three or more. */
  readonly count: number
  /** Equal requests with equal seeds give equal drafts from the offline twin. */
  readonly seed: string
  /** What the model may still cost today, in US dollars; 0 means the twin writes. */
  readonly budgetUsd: number
}

export type Copy = {
  readonly variants: readonly Pick<Variant, 'text' | 'media' | 'hook' | 'angle' | 'cta'>[]
  readonly writer: Writer
}

/** Writes variants. Always answers: where a model fails, the offline twin writes and `writer.fallback` says why. */
export type Copywriter = (request: CopyRequest) => Promise<Copy>

// ---- text ----

/** What has to be known of a text before the guardrails, which are pure, can judge it. */
export type TextReader = (text: string, language: string) => TextReading

export type TextReading = {
  /** BCP 47 primary language that the text is most likely in; null where it is too short to tell. */
  readonly language: string | null
  /** Words that a kept list of profanity names, as they stand in the text. */
  readonly profanity: readonly string[]
}

// ---- networks ----

export type NetworkLimits = {
  readonly maxLength: number
  /** What `count` counts, fit to show: `characters`, `graphemes`, ... */
  readonly unit: string
  /** Length of a text as the network counts it. */
  count(text: string): number
  /** A second limit in UTF-8 bytes, where the network has one. */
  readonly maxBytes: number | null
  readonly maxHashtags: number | null
  readonly maxMedia: number
  readonly mediaRequired: boolean
  readonly images: ImageLimits
  /** Where the figures come from, and when they were checked. */
  readonly source: string
  readonly checkedOn: string
}

export type Sending = {
  /** Publication id: the network's idempotency key where it has one. */
  readonly key: string
  readonly brand: string
  readonly account: Account
  readonly content: Content
}

/** What is sent: the content, and the bytes of its media, in their order. */
export type Parcel = Sending & { readonly images: readonly Uint8Array[] }

export type Network = {
  readonly limits: NetworkLimits
  /** What would keep a post from going out, as sentences with their mend; empty is good. */
  preflight(account: Account): Promise<readonly string[]>
  /** One attempt, one answer within `timeoutMs`; never throws, never repeats. */
  publish(parcel: Parcel, timeoutMs: number): Promise<Outcome>
  /** Whether it is live, by the network's own means. Never throws. */
  find(sending: Sending, since: Date): Promise<Lookup>
}

/** The network that serves an account: the outbox where the account rehearses, with its own network's limits. */
export type Networks = (account: Account) => Network

// ---- clockwork ----

/** `publish` and `settle` are about a publication, `redraft` is about a post. */
export type JobName = 'publish' | 'settle' | 'redraft'

/** One job for each (name, subject), whose id is all it carries. The database is the truth; this is only the clock. */
export type Scheduler = {
  /** Creates the job or moves it. */
  at(job: JobName, subject: string, when: Date): Promise<void>
  cancel(job: JobName, subject: string): Promise<void>
  pending(): Promise<readonly Job[]>
}

export type Job = { readonly job: JobName; readonly subject: string; readonly when: Date }

// ---- report ----

export type Chart = { readonly name: string; readonly alt: string; readonly png: Uint8Array }
export type Charts = (report: Report) => Promise<readonly Chart[]>
