import type { Line } from '../../../src/bot/chat/say.ts'
import { openDeliverer, type DelivererOptions } from '../../../src/bot/chat/deliver.ts'
import type { SendingTrouble } from '../../../src/bot/chat/lane.ts'
import type { After } from '../../../src/bot/chat/runner.ts'
import type { MessageWish, RoomMessage } from '../../../src/ports.ts'
import { MemoryStore } from '../../../src/store/memory-store.ts'
import { openChatService, type ChatService, type Fault } from '../../fakes/chat-service.ts'

/** A time in which nothing waits: the clock jumps from one timer to the next. */
export type Time = {
  readonly now: () => Date
  readonly after: After
  /** Lets everything happen that is due within `ms`. */
  readonly pass: (ms: number) => Promise<void>
  /** Until there is nothing left to wait for; fails after `withinMs`. */
  readonly passAll: (withinMs?: number) => Promise<void>
  readonly waiting: () => number
}

export function openTime(start = new Date('2026-11-20T06:00:00Z')): Time {
  let nowMs = start.getTime()
  const timers = new Set<{ readonly at: number; readonly call: () => void }>()

  /** Every promise that can go on without a timer has gone on when the event loop comes round. */
  const settled = () => new Promise((resolve) => setImmediate(resolve))

  async function run(until: number): Promise<void> {
    for (;;) {
      await settled()
      const [next] = [...timers].sort((a, b) => a.at - b.at)
      if (!next || next.at > until) return
      timers.delete(next)
      nowMs = Math.max(nowMs, next.at)
      next.call()
    }
  }

  return {
    now: () => new Date(nowMs),
    after: (ms, call) => {
      const timer = { at: nowMs + ms, call }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    pass: async (ms) => {
      const until = nowMs + ms
      await run(until)
      nowMs = until
    },
    passAll: async (withinMs = 86_400_000) => {
      await run(nowMs + withinMs)
      if (timers.size > 0) throw new Error(`still waiting after ${withinMs} ms`)
    },
    waiting: () => timers.size,
  }
}

/** What a message says, by its key. A link is written `->` and a key. */
export type Truth = Map<string, string>

export type Delivery = {
  readonly time: Time
  readonly store: MemoryStore
  readonly service: ChatService
  readonly truth: Truth
  readonly troubles: SendingTrouble[]
  readonly logged: { readonly level: string; readonly message: string; readonly facts: object }[]
  readonly options: DelivererOptions
  /** Begins to send, in a process of its own that may be broken off. */
  readonly open: (options?: Partial<DelivererOptions>) => ReturnType<typeof openDeliverer>
  /** Makes the truth say something, and wishes for it. */
  readonly wish: (key: string, text: string, wish?: Partial<MessageWish>) => Promise<void>
  readonly row: (key: string, channel?: string) => Promise<RoomMessage>
  /** What a channel says, message by message. */
  readonly texts: (channel?: string) => readonly string[]
}

export const home = 'C1'

export function openDelivery(gapMs?: { readonly create: number; readonly update: number }): Delivery {
  const time = openTime()
  const store = new MemoryStore({ next: () => 'id' })
  const service = openChatService({ now: time.now, after: time.after, ...(gapMs && { gapMs }) })
  const truth: Truth = new Map()
  const troubles: SendingTrouble[] = []
  const logged: Delivery['logged'] = []
  const note = (level: string) => (facts: object, message: string) =>
    void logged.push({ level, message, facts })
  const options: DelivererOptions = {
    store,
    clock: { now: time.now },
    log: { info: note('info'), warn: note('warn'), error: note('error') },
    surface: service.surface,
    contentOf: async ({ key }) => {
      const text = truth.get(key)
      return text === undefined ? null : { kind: 'said', lines: [lineOf(text)] }
    },
    onTrouble: async (trouble) => void troubles.push(trouble),
    after: time.after,
  }
  return {
    time,
    store,
    service,
    truth,
    troubles,
    logged,
    options,
    open: (settings = {}) => openDeliverer({ ...options, ...settings }),
    wish: async (key, text, wish = {}) => {
      truth.set(key, text)
      await store.wishMessages([wishFor(key, wish)], time.now())
    },
    row: async (key, channel = home) => {
      const [row] = await store.messages({ channel, keys: [key] })
      if (!row) throw new Error(`there is no row ${key}`)
      return row
    },
    texts: (channel = home) => service.room(channel).map(({ text }) => text),
  }
}

export function wishFor(key: string, wish: Partial<MessageWish> = {}): MessageWish {
  return { surface: 'slack', channel: home, key, brand: 'harbour', parent: null, payload: null, ...wish }
}

function lineOf(text: string): Line {
  return text.startsWith('->') ? [{ messageKey: text.slice(2), label: 'there' }] : [text]
}

export const unanswered: Fault = { kind: 'unanswered', arrivesMs: null }
export const archived: Fault = { kind: 'shut_out', reason: 'archived' }

/** Misbehaves once for each fault, whatever is called; null lets a call through. */
export function once({ service }: Delivery, ...faults: readonly (Fault | null)[]): void {
  const left = [...faults]
  service.misbehave = () => left.shift() ?? null
}

/** The first message after a start takes back what an earlier process may have told: of no interest here. */
export async function begun(delivery: Delivery): Promise<void> {
  await delivery.time.passAll()
  delivery.troubles.splice(0)
}

export function delay({ time }: Delivery, ms: number): Promise<void> {
  return new Promise((done) => void time.after(ms, done))
}

export function secondsOf({ service }: Delivery, kind: 'create' | 'update' | 'find'): readonly number[] {
  return service.calls
    .filter((call) => call.kind === kind)
    .map(({ at }) => (at.getTime() - Date.parse('2026-11-20T06:00:00Z')) / 1000)
}
