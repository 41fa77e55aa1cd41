import { tellTrouble } from '../../../src/bot/chat/tell-trouble.ts'
import type { ChatSurface } from '../../../src/bot/chat/chat-surface.ts'
import { openDeliverer } from '../../../src/bot/chat/deliver.ts'
import { openRooms } from '../../../src/bot/chat/keep-rooms.ts'
import { contentOf } from '../../../src/bot/chat/room-content.ts'
import { drawSlack } from '../../../src/bot/slack/draw.ts'
import { slackClient } from '../../../src/bot/slack/slack-client.ts'
import type { SlackMessage } from '../../../src/bot/slack/slack-message.ts'
import { slackSurface } from '../../../src/bot/slack/slack-surface.ts'
import { minuteMs } from '../../../src/domain/slot.ts'
import { openSlackApi, type SeenMessage, type SlackApi } from '../../fakes/slack/web-api.ts'
import { harbour, openDesk, type Desk } from '../desk.ts'

/** A machine that is busy is slow, and not a Slack that does not answer. */
const patienceMs = 600_000

/** A desk with a room in Slack, on a clock that stands still while a call is under way and jumps to the next timer when none is. */
export type RoomBench = {
  readonly desk: Desk
  readonly api: SlackApi
  /** Begins to send: Slack has been reached. */
  readonly serve: () => void
  /** Ends the process, and begins to send with the next one. */
  readonly restart: () => Promise<void>
  /** Lets everything happen that is due within so many milliseconds; but for what waits longer, all of it. */
  readonly pass: (ms: number) => Promise<void>
  /** When each call that shows, or that changes, a message began, on the clock of the desk, in milliseconds. */
  readonly sentAt: Readonly<Record<'create' | 'update', readonly number[]>>
  /** Keys of the messages at the top of the room, as people see them. */
  readonly keys: () => Promise<readonly string[]>
  /** Texts of the notices in the head of the brand's day, on the web page and everywhere. */
  readonly notices: () => Promise<readonly string[]>
  /** What a person was told alone. */
  readonly alone: (who: 'ann' | 'ben') => Promise<readonly string[]>
  readonly stop: () => Promise<void>
}

export async function openRoomBench(): Promise<RoomBench> {
  const api = await openSlackApi()
  const brand = {
    ...harbour,
    rooms: [{ surface: 'slack', channel: api.channels.desk } as const],
    reviewers: harbour.reviewers.map((one, index) => {
      const id = [api.people.ann, api.people.ben][index]
      return { ...one, ids: id === undefined ? {} : { slack: id } }
    }),
  }
  // Before any moment at which this may run: Slack's own clock is the real one.
  const desk = await openDesk('2026-01-05T06:10:00Z', [brand])
  const { deps } = desk
  const now = () => deps.clock.now().getTime()
  const timers = new Set<{ readonly at: number; readonly call: () => void }>()
  const after = (ms: number, call: () => void) => {
    const timer = { at: now() + ms, call }
    timers.add(timer)
    return () => void timers.delete(timer)
  }
  let underWay = 0
  const sentAt = { create: [] as number[], update: [] as number[] }
  const counted = async <T>(call: Promise<T>): Promise<T> => {
    underWay += 1
    return call.finally(() => {
      underWay -= 1
    })
  }
  const client = slackClient(api.botToken, { apiUrl: api.url, log: deps.log, timeoutMs: patienceMs })
  const real = slackSurface({ client, draw: drawSlack, workspace: api.workspace })
  const surface: ChatSurface<SlackMessage> = {
    ...real,
    create: (place, drawn, key) => (sentAt.create.push(now()), counted(real.create(place, drawn, key))),
    update: (place, drawn) => (sentAt.update.push(now()), counted(real.update(place, drawn))),
    find: (place, key, since) => counted(real.find(place, key, since)),
  }
  let rooms = openRooms(deps, ['slack'], after)
  // Rooms are looked at every minute, as the desk does.
  const everyMinute = () =>
    after(minuteMs, () => {
      rooms.wake()
      everyMinute()
    })
  everyMinute()
  let sender: { readonly stop: () => Promise<void> } | null = null
  const serve = () => {
    sender = openDeliverer({
      ...deps,
      surface,
      contentOf: (message) => contentOf(deps, message),
      onTrouble: (trouble) => tellTrouble(deps, 'slack', trouble),
      after,
    })
  }
  const end = async () => {
    await sender?.stop()
    await rooms.stop()
  }

  async function pass(ms: number): Promise<void> {
    const until = now() + ms
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve))
      if (underWay > 0) continue
      const [next] = [...timers].sort((a, b) => a.at - b.at)
      if (!next || next.at > until) break
      timers.delete(next)
      desk.tick(Math.max(next.at - now(), 0))
      next.call()
    }
    desk.tick(until - now())
  }

  return {
    desk,
    api,
    serve,
    async restart() {
      await end()
      rooms = openRooms(deps, ['slack'], after)
      serve()
    },
    pass,
    sentAt,
    keys: async () => (await api.messages(api.channels.desk)).map(keyOf),
    notices: async () => (await deps.store.notices(brand.id)).map(({ text }) => text),
    alone: async (who) => (await api.dm(api.people[who])).map(({ text }) => text),
    async stop() {
      await end()
      await api.stop()
    },
  }
}

function keyOf({ metadata }: SeenMessage): string {
  return String(metadata?.event_payload.key)
}
