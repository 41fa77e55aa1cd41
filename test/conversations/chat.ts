import type { ChatSurface } from '../../src/bot/chat/chat-surface.ts'
import { openDeliverer, type DelivererOptions } from '../../src/bot/chat/deliver.ts'
import { openRooms } from '../../src/bot/chat/keep-rooms.ts'
import type { After } from '../../src/bot/chat/runner.ts'
import { contentOf } from '../../src/bot/chat/room-content.ts'
import { tellTrouble } from '../../src/bot/chat/tell-trouble.ts'
import { minuteMs } from '../../src/domain/slot.ts'
import type { ChatName, Deps, StoreChange } from '../../src/ports.ts'

/** What keeps and fills the rooms, wired as the application does. */
export type Chat = {
  serve(surface: ChatSurface): void
  /** All that has happened is wished for, and all that is wished for is sent. */
  settle(): Promise<void>
  stop(): Promise<void>
}

/** Whoever waits for a room that is shut has to let the clock go on. */
const patienceMs = 5 * minuteMs

/** What is heard waits until somebody asks for it to be settled. */
const never: After = () => () => {}

/** Nothing of it happens until it is told to. */
export function openGatedChat(deps: Deps, name: ChatName): Chat {
  const rooms = openRooms(deps, [name], never)
  const feed = openFeed(deps)
  const time = openSenderTime(deps)
  let sender: { readonly stop: () => Promise<void> } | null = null
  return {
    serve(surface) {
      sender = openDeliverer(watched(deps, surface, feed, time))
    },
    async settle() {
      time.catchUp()
      // As every minute does.
      rooms.wake()
      do {
        await feed.heardAll()
        await rooms.settled()
        await feed.heardAll()
        await time.run()
      } while (feed.release() > 0)
    },
    async stop() {
      await rooms.stop()
      await sender?.stop()
      feed.stop()
    },
  }
}

/** All of it happens by itself, in real time. */
export function openFreeChat(deps: Deps, names: readonly ChatName[]): Chat {
  const rooms = openRooms(deps, names)
  const senders: { readonly stop: () => Promise<void> }[] = []
  return {
    serve(surface) {
      const sender = openDeliverer({
        ...deps,
        clock: { now: () => new Date() },
        surface,
        contentOf: (message) => contentOf(deps, message),
        onTrouble: (trouble) => tellTrouble(deps, surface.name, trouble),
      })
      senders.push(sender)
    },
    settle: async () => {},
    async stop() {
      await rooms.stop()
      for (const sender of senders.splice(0)) await sender.stop()
    },
  }
}

function watched(deps: Deps, surface: ChatSurface, feed: Feed, time: SenderTime): DelivererOptions {
  const { store, log } = deps
  return {
    clock: { now: time.now },
    log,
    after: (ms, call) => time.after(ms, call),
    store: {
      messages: (query) => time.during(store.messages(query)),
      markMessage: (id, mark) => time.during(store.markMessage(id, mark)),
      onChange: (listener) => feed.listen(listener),
    },
    surface: {
      ...surface,
      create: (place, drawn, key) => time.during(surface.create(place, drawn, key)),
      update: (place, drawn) => time.during(surface.update(place, drawn)),
      find: (place, key, since) => time.during(surface.find(place, key, since)),
    },
    contentOf: (message) => time.during(contentOf(deps, message)),
    onTrouble: (trouble) => time.during(tellTrouble(deps, surface.name, trouble)),
  }
}

type Feed = ReturnType<typeof openFeed>

/** Holds back what the store tells the sender of, so that what happens in one go is sent in one go. */
function openFeed({ store, clock }: Pick<Deps, 'store' | 'clock'>) {
  const held: StoreChange[] = []
  const listeners = new Set<(change: StoreChange) => void>()
  let heard = () => {}
  const mark = { brand: 'nobody', key: 'heard' }
  const stop = store.onChange((change) => {
    if (change.kind === 'notice' && change.brand === mark.brand) heard()
    else if (change.kind === 'message') held.push(change)
  })
  return {
    stop,
    listen(listener: (change: StoreChange) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    /** What is committed is announced in order: whoever has heard of the mark has heard of all before it. */
    async heardAll(): Promise<void> {
      const isHeard = new Promise<void>((resolve) => (heard = resolve))
      await store.putNotice({ ...mark, text: '-', at: clock.now() })
      await isHeard
    },
    /** Answers how many there were. */
    release(): number {
      const all = held.splice(0)
      for (const change of all) for (const listener of listeners) listener(change)
      return all.length
    },
  }
}

type SenderTime = ReturnType<typeof openSenderTime>

/** The sender's own time: it stands still while anything is under way, and jumps to the next timer when nothing is. */
function openSenderTime({ clock }: Pick<Deps, 'clock'>) {
  let nowMs = clock.now().getTime()
  let endMs = nowMs
  let underWay = 0
  let onIdle = () => {}
  const timers = new Set<{ readonly at: number; readonly call: () => void }>()

  /** Whatever goes on without a call has gone on when the event loop comes round. */
  async function idle(): Promise<void> {
    for (;;) {
      if (underWay > 0) await new Promise<void>((resolve) => (onIdle = resolve))
      await new Promise((resolve) => setImmediate(resolve))
      if (underWay === 0) return
    }
  }

  return {
    now: () => new Date(nowMs),
    after(ms: number, call: () => void) {
      const timer = { at: nowMs + ms, call }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    catchUp() {
      nowMs = Math.max(nowMs, clock.now().getTime())
      endMs = nowMs + patienceMs
    },
    async during<T>(work: Promise<T>): Promise<T> {
      underWay += 1
      try {
        return await work
      } finally {
        underWay -= 1
        if (underWay === 0) onIdle()
      }
    },
    async run(): Promise<void> {
      for (;;) {
        await idle()
        const [next] = [...timers].toSorted((a, b) => a.at - b.at)
        if (!next || next.at > endMs) return
        timers.delete(next)
        nowMs = Math.max(nowMs, next.at)
        next.call()
      }
    },
  }
}
