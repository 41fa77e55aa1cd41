import type { Media } from '../../domain/post.ts'
import type { Chart, ChatName } from '../../ports.ts'
import type { DayCard, HistoryLine, PostCard, ReportCard } from '../card.ts'
import type { Line } from './say.ts'

/** What one message of a room shows. */
export type MessageContent =
  /** `earlier`: cards of days before that still wait, brought up again under this head. `isOver`: a newer head has taken its place. */
  | { readonly kind: 'day'; readonly card: DayCard; readonly earlier: number; readonly isOver: boolean }
  | { readonly kind: 'post'; readonly card: PostCard; readonly images: readonly CardImage[] }
  /** What a card becomes once its post has come up again further down: no buttons, and where to look. */
  | { readonly kind: 'moved'; readonly card: PostCard; readonly toRemoteId: string | null }
  | { readonly kind: 'line'; readonly line: HistoryLine }
  | { readonly kind: 'report'; readonly card: ReportCard; readonly charts: number }
  | { readonly kind: 'chart'; readonly chart: Chart; readonly week: string; readonly brandName: string }
  | { readonly kind: 'said'; readonly lines: readonly Line[] }

/**
 * An image of what would go out, in the order of `card.draft.chosen.media`. One whose bytes are nowhere is not among them: of that the
 * card has the name and the alternative text.
 */
export type CardImage = Media & { readonly bytes: Uint8Array }

export type Place = {
  /** `@` and a person's id for a direct message. */
  readonly channel: string
  /** Remote id of the message in whose thread it stands. */
  readonly thread: string | null
}

/** What came of one call. Only `unknown` leaves open whether anything has happened. */
export type Sent =
  /** `lacks`: what it was to show and does not; null, or left out, where it shows all. */
  | { readonly kind: 'sent'; readonly remoteId: string; readonly lacks?: Lacks | null }
  /** A definite no for now: the surface wants fewer calls, or could not be reached at all. */
  | { readonly kind: 'later'; readonly afterMs: number; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string }
  /** The message that was to be changed, or the thread it belongs to, is not there any more. */
  | { readonly kind: 'gone'; readonly reason: string }
  /** The room cannot be written to: removed, archived, no permission. The reason says how to mend it. */
  | { readonly kind: 'shut_out'; readonly reason: string }
  /** The surface will never take this content: a bug of ours. */
  | { readonly kind: 'refused'; readonly reason: string }

/** `again`: the same sent later may show it. */
export type Lacks = { readonly reason: string; readonly again: boolean }

export type Found =
  | { readonly kind: 'there'; readonly remoteId: string }
  | { readonly kind: 'absent' }
  /** Cannot be told now. */
  | { readonly kind: 'unclear'; readonly reason: string }

/**
 * A chat surface as the sender sees it: one attempt a call, never throws, never repeats by itself. `Drawn` is a message in the
 * surface's own terms; equal cards are drawn equal.
 */
export type ChatSurface<Drawn = unknown> = {
  readonly name: ChatName
  /** Least time between two new messages of one channel, and between two changes. */
  readonly gapMs: { readonly create: number; readonly update: number }
  /** `channel`: where it is to stand; `remoteIdOf`: of the messages there, for links to them. */
  draw(content: MessageContent, remoteIdOf: (key: string) => string | null, channel: string): Drawn
  /** `key` goes with the message, invisible to people, so that `find` can know it again. */
  create(place: Place, drawn: Drawn, key: string): Promise<Sent>
  update(place: Place & { readonly remoteId: string }, drawn: Drawn): Promise<Sent>
  find(place: Place, key: string, since: Date): Promise<Found>
}
