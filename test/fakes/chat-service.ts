import type { ChatName } from '../../src/ports.ts'
import type { ChatSurface, Found, MessageContent, Place, Sent } from '../../src/bot/chat/chat-surface.ts'
import type { After } from '../../src/bot/chat/runner.ts'
import type { Line } from '../../src/bot/chat/say.ts'

/** A chat service in memory that keeps what it was sent, and misbehaves when it is told to. */
export type ChatService = {
  readonly surface: ChatSurface<Drawn>
  /** As they came. */
  readonly calls: readonly Call[]
  /** The most calls of one kind that one channel ever had under way at once. */
  readonly mostAtOnce: () => number
  /** What people see of a channel, in the order of its arrival. */
  readonly room: (channel: string) => readonly Shown[]
  /** Asked at each call; null lets it through. */
  misbehave: (call: Call) => Fault | null
  readonly remove: (remoteId: string) => void
}

export type Call = {
  readonly kind: 'create' | 'update' | 'find'
  readonly channel: string
  readonly key: string
  readonly text: string
  readonly at: Date
}

export type Fault =
  /** No answer. What was asked for happens after that many milliseconds; never, if null. */
  | { readonly kind: 'unanswered'; readonly arrivesMs: number | null }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'throws' }
  | Exclude<Sent, { readonly kind: 'sent' }>
  | { readonly kind: 'unclear' }

export type Shown = {
  readonly remoteId: string
  readonly key: string
  readonly thread: string | null
  readonly text: string
  readonly at: Date
}

export type Drawn = { readonly text: string }

/** How long a call takes that is not told otherwise; what it asks for happens half-way. */
export const callMs = 200
/** After which a call without an answer is given up. */
const timeoutMs = 8000

export function openChatService(options: {
  readonly now: () => Date
  readonly after: After
  readonly gapMs?: { readonly create: number; readonly update: number }
  readonly name?: ChatName
}): ChatService {
  const { now, after, gapMs = { create: 1000, update: 1000 }, name = 'slack' } = options
  const rooms = new Map<string, Shown[]>()
  const calls: Call[] = []
  const underWay = new Map<string, number>()
  let atOnce = 0
  let serial = 0

  const pass = (ms: number) => new Promise<void>((resolve) => void after(ms, resolve))
  const roomOf = (channel: string) => rooms.get(channel) ?? []

  async function answer<Answer>(
    call: Omit<Call, 'at'>,
    happen: () => Answer,
    unclear: (reason: string) => Answer,
  ): Promise<Answer | Sent> {
    const made = { ...call, at: now() }
    const lane = `${call.kind} ${call.channel}`
    calls.push(made)
    underWay.set(lane, (underWay.get(lane) ?? 0) + 1)
    atOnce = Math.max(atOnce, underWay.get(lane) ?? 0)
    try {
      return await outcome(service.misbehave(made), happen, unclear)
    } finally {
      underWay.set(lane, (underWay.get(lane) ?? 1) - 1)
    }
  }

  async function outcome<Answer>(
    fault: Fault | null,
    happen: () => Answer,
    unclear: (reason: string) => Answer,
  ): Promise<Answer | Sent> {
    const half = (fault?.kind === 'slow' ? fault.ms : callMs) / 2
    await pass(half)
    switch (fault?.kind) {
      case 'unanswered': {
        const { arrivesMs } = fault
        if (arrivesMs !== null) after(arrivesMs, () => void happen())
        await pass(timeoutMs)
        return unclear('no answer')
      }
      case 'throws':
        throw new Error('against the contract')
      case 'unclear':
        return unclear('it does not say')
      case 'later':
      case 'unknown':
      case 'gone':
      case 'shut_out':
      case 'refused':
        await pass(half)
        return fault
      case 'slow':
      case undefined: {
        const answer = happen()
        await pass(half)
        return answer
      }
    }
  }

  function post({ channel, thread }: Place, { text }: Drawn, key: string): Sent {
    if (thread !== null && !roomOf(channel).some(({ remoteId }) => remoteId === thread))
      return { kind: 'gone', reason: 'the thread is not there' }
    const remoteId = `m${(serial += 1)}`
    rooms.set(channel, [...roomOf(channel), { remoteId, key, thread, text, at: now() }])
    return { kind: 'sent', remoteId }
  }

  function change(channel: string, remoteId: string, text: string): Sent {
    if (!roomOf(channel).some((one) => one.remoteId === remoteId))
      return { kind: 'gone', reason: 'it is not there' }
    const changed = roomOf(channel).map((one) => (one.remoteId === remoteId ? { ...one, text } : one))
    rooms.set(channel, changed)
    return { kind: 'sent', remoteId }
  }

  function look({ channel, thread }: Place, key: string, since: Date): Found {
    const found = roomOf(channel).find((one) => one.key === key && one.thread === thread && one.at >= since)
    return found ? { kind: 'there', remoteId: found.remoteId } : { kind: 'absent' }
  }

  const service: ChatService = {
    surface: {
      name,
      gapMs,
      draw: (content, remoteIdOf) => ({ text: textOf(content, remoteIdOf) }),
      create: (place, drawn, key) =>
        answer(
          { kind: 'create', channel: place.channel, key, text: drawn.text },
          () => post(place, drawn, key),
          (reason) => ({ kind: 'unknown', reason }),
        ),
      update: ({ channel, remoteId }, { text }) => {
        const key = roomOf(channel).find((one) => one.remoteId === remoteId)?.key ?? ''
        return answer(
          { kind: 'update', channel, key, text },
          () => change(channel, remoteId, text),
          (reason) => ({ kind: 'unknown', reason }),
        )
      },
      find: async (place, key, since) => {
        const found = await answer<Found>(
          { kind: 'find', channel: place.channel, key, text: '' },
          () => look(place, key, since),
          (reason) => ({ kind: 'unclear', reason }),
        )
        return found.kind === 'there' || found.kind === 'absent' || found.kind === 'unclear'
          ? found
          : { kind: 'unclear', reason: found.kind }
      },
    },
    calls,
    mostAtOnce: () => atOnce,
    room: roomOf,
    misbehave: () => null,
    remove: (remoteId) => {
      for (const [channel, messages] of rooms)
        rooms.set(
          channel,
          messages.filter((one) => one.remoteId !== remoteId),
        )
    },
  }
  return service
}

/** `see m7` where a message of the room is named. */
function textOf(content: MessageContent, remoteIdOf: (key: string) => string | null): string {
  if (content.kind !== 'said') return content.kind
  const word = (span: Line[number]) => {
    if (typeof span === 'string') return span
    return 'messageKey' in span ? `see ${remoteIdOf(span.messageKey)}` : ''
  }
  return content.lines.map((line) => line.map(word).join('')).join('\n')
}
