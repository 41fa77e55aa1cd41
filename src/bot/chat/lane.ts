import { sha256 } from '../../domain/hash.ts'
import { minuteMs } from '../../domain/slot.ts'
import type { Clock, Log, RoomMessage, Store } from '../../ports.ts'
import type { ChatSurface, MessageContent, Sent } from './chat-surface.ts'
import { parseKey } from './message-key.ts'
import { pauseAfter, type Growth, type Pause } from './pause.ts'

/** What a brand's people should hear of somewhere else than in the room. */
export type SendingTrouble =
  /** Somebody deleted it; it stays deleted. */
  | { readonly kind: 'deleted'; readonly message: RoomMessage; readonly reason: string }
  /** The room cannot be written to; the reason says how to mend it. Told once to each brand that has something to say there. */
  | {
      readonly kind: 'shut_out'
      readonly channel: string
      readonly brand: string
      readonly reason: string
    }
  /**
   * It can be written to again. Told to each brand that was told `shut_out`, and to each with its first new message after a start: an
   * earlier process may have told it.
   */
  | { readonly kind: 'back'; readonly channel: string; readonly brand: string }

/** What the lanes of one surface share. */
export type Sender = {
  readonly store: Pick<Store, 'messages' | 'markMessage'>
  readonly clock: Clock
  readonly log: Log
  readonly surface: ChatSurface
  readonly contentOf: (message: RoomMessage) => Promise<MessageContent | 'away' | null>
  readonly onTrouble: (trouble: SendingTrouble) => Promise<void>
  /** Whether this process may send still. One that stood still may find that another sends by now. Never rejects. */
  readonly mayCall: () => Promise<boolean>
  /** Epoch milliseconds, by which all pauses are measured; see `onward`. */
  readonly time: () => number
  readonly openedAt: number
  /** Before when no lane of a kind makes a call in any channel: the surface wants fewer. Epoch milliseconds. */
  readonly notBefore: Record<LaneKind, number>
  /** By channel. */
  readonly standings: Map<string, Standing>
}

/** Which lanes of a channel found that it cannot be written to, and what each brand was told last. */
export type Standing = {
  readonly shut: Set<LaneKind>
  readonly told: Map<string, 'shut_out' | 'back'>
}

export type LaneKind = 'create' | 'update'

/**
 * New messages of a channel are one lane, changes to messages that are there are another; each makes one call at a time. A lane
 * remembers nothing but when to go on: what has been sent is in the rows.
 */
export type Lane = {
  readonly kind: LaneKind
  readonly channel: string
  /** Rows that had trouble and are tried again later, by key. */
  readonly held: Map<string, Held>
  /** When which `wanted` was first seen, and when a change was last sent; by key. Both only set the order of changes. */
  readonly noticed: Map<string, { readonly wanted: number; readonly at: number }>
  readonly changed: Map<string, number>
  /** No call before. */
  freeAt: number
  /** While the channel cannot be written to. */
  rest: Pause | null
}

/** `wanted`: only as long as nothing newer is to be shown; null: whatever is. */
export type Held = Pause & { readonly wanted: number | null }

/** One row's turn in its lane. */
export type Turn = {
  readonly sender: Sender
  readonly lane: Lane
  readonly row: RoomMessage
  /** All of the channel that have something to send. */
  readonly unsent: readonly RoomMessage[]
}

/**
 * A request that had no answer may still arrive: proxies and queues hold on to one for seconds, not for minutes. Only what is absent
 * this long after the sender gave up, or began, counts as absent.
 */
const arrivalMs = 10_000

const heldAtFirstMs: Readonly<Record<LaneKind, number>> = { create: arrivalMs, update: 1000 }
const heldAtMostMs = 5 * minuteMs
/** Somebody who has just invited the bot wants to see that it helped; nobody wants a call a minute into a room that is gone. */
export const resting: Growth = { firstMs: minuteMs, mostMs: 15 * minuteMs }

export function openLane(sender: Sender, kind: LaneKind, channel: string): Lane {
  // Whoever was here before may have sent the moment before it ended.
  const freeAt = sender.openedAt + sender.surface.gapMs[kind]
  return { kind, channel, held: new Map(), noticed: new Map(), changed: new Map(), freeAt, rest: null }
}

/** Tries a row again later: longer each time; at once when more than `wanted` is to be shown, where that is given. */
export function hold(turn: Turn, wanted: number | null = null): void {
  const { sender, lane, row } = turn
  const growth = { firstMs: heldAtFirstMs[lane.kind], mostMs: heldAtMostMs }
  lane.held.set(row.key, { ...pauseAfter(heldOf(turn), timeOf(sender), growth), wanted })
}

/** Null for a row that has had no trouble. A process that ended in the middle of a call, at the latest when this one began, leaves a row that has. */
export function heldOf({ sender, lane, row }: Turn): Pause | null {
  const held = lane.held.get(row.key)
  if (held && held.wanted !== null && held.wanted < row.wanted) return null
  if (held || !row.attemptedAt) return held ?? null
  const since = sender.openedAt
  return { since, until: since + arrivalMs, ms: arrivalMs }
}

/** For the log: which message it is, and of which post, where it is of one. */
export function nameOf({ surface, channel, key }: RoomMessage): object {
  const parsed = parseKey(key)
  return { surface, channel, key, ...(parsed && 'postId' in parsed ? { post: parsed.postId } : {}) }
}

export function timeOf({ time }: Sender): number {
  return time()
}

/** The time by a clock, that goes on from where it was should the clock be set back: no pause grows by that. */
export function onward(clock: Clock): () => number {
  let latest = -Infinity
  let ahead = 0
  return () => {
    const now = clock.now().getTime()
    ahead = Math.max(ahead, latest - now)
    latest = now + ahead
    return latest
  }
}

/** An answer that needs no call: while this one was being made ready, another channel was told to wait. */
export function mustWait({ sender, lane }: Turn): Sent | null {
  const afterMs = sender.notBefore[lane.kind] - timeOf(sender)
  return afterMs > 0 ? { kind: 'later', afterMs, reason: 'another channel was told to wait' } : null
}

/** The message as it is to look now. Null if there is nothing to show; `away` while nobody can tell. */
export async function drawNow({
  sender,
  row,
}: Turn): Promise<{ readonly drawn: unknown; readonly hash: string } | 'away' | null> {
  const { surface } = sender
  const content = await sender.contentOf(row)
  if (content === null || content === 'away') return content
  const asked = new Set<string>()
  const unlinked = surface.draw(content, (key) => (asked.add(key), null), row.channel)
  if (asked.size === 0) return { drawn: unlinked, hash: hashOf(unlinked) }
  const remoteIds = new Map<string, string | null>()
  for (const { key, state, remoteId } of await messagesOf(sender, row.channel, [...asked]))
    if (state === 'open') remoteIds.set(key, remoteId)
  const drawn = surface.draw(content, (key) => remoteIds.get(key) ?? null, row.channel)
  return { drawn, hash: hashOf(drawn) }
}

export async function parentOf({ sender, row, unsent }: Turn): Promise<RoomMessage | null> {
  if (row.parent === null) return null
  const near = unsent.find(({ key }) => key === row.parent)
  if (near) return near
  const [parent = null] = await messagesOf(sender, row.channel, [row.parent])
  return parent
}

function messagesOf({ store, surface }: Sender, channel: string, keys: readonly string[]) {
  return store.messages({ surface: surface.name, channel, keys })
}

function hashOf(drawn: unknown): string {
  const json = JSON.stringify(drawn, (_key, value: unknown) =>
    value instanceof Uint8Array ? sha256(value) : value,
  )
  return sha256(json)
}
