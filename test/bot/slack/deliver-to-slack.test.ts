import { describe, expect, it } from '@jest/globals'
import type { ChatSurface, MessageContent } from '../../../src/bot/chat/chat-surface.ts'
import { openDeliverer } from '../../../src/bot/chat/deliver.ts'
import { drawSlack } from '../../../src/bot/slack/draw.ts'
import { slackClient } from '../../../src/bot/slack/slack-client.ts'
import type { SlackMessage } from '../../../src/bot/slack/slack-message.ts'
import { slackSurface } from '../../../src/bot/slack/slack-surface.ts'
import type { MessageWish, RoomMessage } from '../../../src/ports.ts'
import { MemoryStore } from '../../../src/store/memory-store.ts'
import type { Call, Fault } from '../../fakes/slack/fault-proxy.ts'
import { openSlackApi, type SeenMessage, type SlackApi } from '../../fakes/slack/web-api.ts'

const silent = { info: () => {}, warn: () => {}, error: () => {} }

/** A sender into a Slack on loopback, on a clock that stands still while a call is under way and jumps to the next timer when none is. */
function openSending(slack: SlackApi) {
  // Before any moment at which this may run: Slack's own clock is the real one.
  let now = Date.parse('2026-01-01T06:00:00Z')
  let underWay = 0
  const timers = new Set<{ readonly at: number; readonly call: () => void }>()
  const store = new MemoryStore({ next: () => 'id' })
  const truth = new Map<string, string>()
  const client = slackClient(slack.botToken, { apiUrl: slack.url, log: silent })
  const room = slackSurface({ client, draw: drawSlack, workspace: slack.workspace })
  const counted = async <T>(call: Promise<T>): Promise<T> => {
    underWay += 1
    return call.finally(() => {
      underWay -= 1
    })
  }
  const surface: ChatSurface<SlackMessage> = {
    ...room,
    create: (place, drawn, key) => counted(room.create(place, drawn, key)),
    update: (place, drawn) => counted(room.update(place, drawn)),
    find: (place, key, since) => counted(room.find(place, key, since)),
  }
  const clock = { now: () => new Date(now) }
  return {
    store,
    async wish(key: string, text: string, parent: string | null = null) {
      truth.set(key, text)
      const place = { surface: 'slack', channel: slack.channels.desk, key } as const
      const wish: MessageWish = { ...place, brand: 'acme', parent, payload: null }
      await store.wishMessages([wish], clock.now())
    },
    open: () =>
      openDeliverer({
        store,
        clock,
        log: silent,
        surface,
        contentOf: async ({ key }: RoomMessage) => contentOf(key, truth.get(key) ?? ''),
        onTrouble: async () => {},
        after: (ms, call) => {
          const timer = { at: now + ms, call }
          timers.add(timer)
          return () => timers.delete(timer)
        },
      }),
    /** Until there is nothing left to wait for. `during` is called before each jump of the clock. */
    async run(during: () => Promise<void> = async () => {}) {
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve))
        if (underWay > 0) continue
        const [next] = [...timers].sort((a, b) => a.at - b.at)
        if (!next) return
        await during()
        timers.delete(next)
        now = Math.max(now, next.at)
        next.call()
      }
    },
  }
}

function contentOf(key: string, text: string): MessageContent {
  if (!key.startsWith('chart')) return { kind: 'said', lines: [[text]] }
  const chart = { name: 'days', alt: text, png: new Uint8Array([1, 2, 3]) }
  return { kind: 'chart', chart, week: '2026-W01', brandName: 'Acme' }
}

const faults: readonly Fault[] = [
  { kind: 'lost_answer' },
  { kind: 'drop' },
  { kind: 'rate_limited', retryAfter: 7 },
  { kind: 'half_answer' },
  { kind: 'status', status: 500 },
  { kind: 'error', code: 'internal_error' },
  { kind: 'garbage' },
]

/**
 * Every seventh call of a method goes wrong, in turn in every way, and so does the one after it. Lookups fail less often: here each
 * reads the room from its beginning, page by page, and one that takes ten minutes gives up the order.
 */
function hostile(): (call: Call) => Fault | null {
  const counts = new Map<string, number>()
  return ({ method }) => {
    const count = (counts.get(method) ?? 0) + 1
    counts.set(method, count)
    const isBad = method.startsWith('conversations.') ? count % 11 === 0 : count % 7 < 2
    return isBad ? (faults[(count + Math.floor(count / 7)) % faults.length] ?? null) : null
  }
}

const keyOf = (message: SeenMessage) => message.metadata?.event_payload.key

describe('500 messages', () => {
  it('arrive in Slack once each and in order, in their newest state, whatever becomes of the calls', async () => {
    const slack = await openSlackApi()
    const sending = openSending(slack)
    slack.misbehave(hostile())
    slack.fault('files.completeUploadExternal', { kind: 'lost_answer' })
    const keys = Array.from({ length: 500 }, (_, index) => `said ${index}`)
    for (const key of keys) await sending.wish(key, `${key} waits`)
    for (const n of [0, 1, 2]) await sending.wish(`chart acme 2026-W01 ${n}`, `Chart ${n}`, keys[0])
    const { stop } = sending.open()
    let jumps = 0
    await sending.run(async () => {
      // While they still arrive, every fifth is decided.
      if (++jumps % 2 === 0 && jumps / 2 < 100)
        await sending.wish(`said ${jumps * 2.5}`, `said ${jumps * 2.5} approved`)
    })
    await stop()
    const there = await slack.messages(slack.channels.desk)
    expect(there.map(keyOf)).toEqual(keys)
    expect(there.filter(({ text }) => text.endsWith('approved'))).toHaveLength(99)
    const charts = await slack.thread(slack.channels.desk, there[0]?.ts ?? '')
    expect(charts.map(({ files }) => files?.[0]?.alt_txt)).toEqual(['Chart 0', 'Chart 1', 'Chart 2'])
    expect(await sending.store.messages({ unsent: true })).toEqual([])
    const lost = slack.calls('chat.postMessage').filter(({ answer }) => answer === null)
    expect(lost.length).toBeGreaterThan(50)
    await slack.stop()
  })
})
