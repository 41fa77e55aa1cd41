import { ComponentType } from 'discord.js'
import type { ChatSurface, MessageContent } from '../../../src/bot/chat/chat-surface.ts'
import { openDeliverer, type DelivererOptions } from '../../../src/bot/chat/deliver.ts'
import type { SendingTrouble } from '../../../src/bot/chat/lane.ts'
import { openBreaker } from '../../../src/bot/discord/breaker.ts'
import { discordRest } from '../../../src/bot/discord/discord-client.ts'
import { nobody, type DiscordMessage } from '../../../src/bot/discord/discord-message.ts'
import { discordSurface } from '../../../src/bot/discord/discord-surface.ts'
import type { MessageWish } from '../../../src/ports.ts'
import { MemoryStore } from '../../../src/store/memory-store.ts'
import type { DiscordApi } from '../../fakes/discord/discord-api.ts'
import type { Message } from '../../fakes/discord/state.ts'
import type { openSetClock } from './set-clock.ts'

const silent = { info: () => {}, warn: () => {}, error: () => {} }

/** A sender into a Discord on loopback, on a clock that stands still while a call is under way and jumps to the next timer when none is. */
export function openSending(discord: DiscordApi, clock: ReturnType<typeof openSetClock>) {
  let underWay = 0
  const timers = new Set<{ readonly at: number; readonly call: () => void }>()
  const store = new MemoryStore({ next: () => 'id' })
  const truth = new Map<string, string>()
  const troubles: SendingTrouble[] = []
  /** When each call began, in milliseconds. */
  const begunAt: Record<'create' | 'update', number[]> = { create: [], update: [] }

  const counted = async <T>(call: Promise<T>): Promise<T> => {
    underWay += 1
    return call.finally(() => {
      underWay -= 1
    })
  }
  const after = (ms: number, call: () => void) => {
    const timer = { at: Date.now() + ms, call }
    timers.add(timer)
    return () => void timers.delete(timer)
  }

  /** Of a process of its own, that has not met any limit yet. */
  function options(): DelivererOptions {
    const breaker = openBreaker({ clock, log: silent })
    const room = discordSurface({
      // While a call is under way the clock stands still: however slow the machine, none is given up.
      rest: discordRest(discord.token, { apiUrl: discord.url, breaker, timeoutMs: 600_000 }),
      bot: discord.ids.application,
      draw: drawn,
      guildOf: () => discord.ids.guild,
    })
    const surface: ChatSurface<DiscordMessage> = {
      ...room,
      create(place, message, key) {
        begunAt.create.push(Date.now())
        return counted(room.create(place, message, key))
      },
      update(place, message) {
        begunAt.update.push(Date.now())
        return counted(room.update(place, message))
      },
      find: (place, key, since) => counted(room.find(place, key, since)),
    }
    return {
      store,
      clock,
      log: silent,
      surface,
      contentOf: async ({ key }) => contentOf(key, truth.get(key) ?? ''),
      onTrouble: async (trouble) => void troubles.push(trouble),
      after,
    }
  }

  async function runUntil(until: number, during: () => Promise<void>): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve))
      if (underWay > 0) continue
      const [next] = [...timers].sort((a, b) => a.at - b.at)
      if (!next || next.at > until) return
      await during()
      timers.delete(next)
      clock.set(Math.max(Date.now(), next.at))
      next.call()
    }
  }

  return {
    store,
    truth,
    troubles,
    begunAt,
    options,
    after,
    open: () => openDeliverer(options()),
    async wish(key: string, text: string, parent: string | null = null) {
      truth.set(key, text)
      const place = { surface: 'discord', channel: discord.ids.channels.desk, key } as const
      const wish: MessageWish = { ...place, brand: 'acme', parent, payload: null }
      await store.wishMessages([wish], clock.now())
    },
    /** Until there is nothing left to wait for. `during` is called before each jump of the clock. */
    run: (during: () => Promise<void> = async () => {}) => runUntil(Infinity, during),
    async pass(ms: number) {
      const until = Date.now() + ms
      await runUntil(until, async () => {})
      clock.set(until)
    },
  }
}

function contentOf(key: string, text: string): MessageContent {
  if (!key.startsWith('chart')) return { kind: 'said', lines: [[text]] }
  const chart = { name: 'days', alt: text, png: new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 1]) }
  return { kind: 'chart', chart, week: '2026-W01', brandName: 'Acme' }
}

/** As messages are: a frame with several things in it, below some of them a thread; a chart is a picture. */
function drawn(content: MessageContent): DiscordMessage {
  if (content.kind === 'chart') {
    const { alt, png } = content.chart
    const items = [{ media: { url: 'attachment://days.png' }, description: alt }]
    const files = [{ name: 'days.png', alt, bytes: png }]
    return { components: [{ type: ComponentType.MediaGallery, items }], files, thread: null, calls: nobody }
  }
  const [[said] = []] = content.kind === 'said' ? content.lines : []
  const text = typeof said === 'string' ? said : content.kind
  const components = [text, 'what stands on every card'].map((one) => ({
    type: ComponentType.TextDisplay as const,
    content: one,
  }))
  const thread = /^said \d*0/.test(text) ? 'History' : null
  return { components: [{ type: ComponentType.Container, components }], files: [], thread, calls: nobody }
}

/** What a card says. */
export function textOf({ components }: Message): string {
  const [, text = ''] = /"content":"([^"]*)"/.exec(JSON.stringify(components)) ?? []
  return text
}
