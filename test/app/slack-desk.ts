import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { aPlace, type Place } from '../cli/greenroom.ts'
import { openSocketServer, type SocketServer } from '../fakes/slack/socket-server.ts'
import { openSlackApi, type SeenMessage, type SlackApi } from '../fakes/slack/web-api.ts'
import { earlyBrand } from './early-brand.ts'

/** The built program in a folder of its own, with a Slack on loopback. */
export type SlackDesk = {
  readonly place: Place
  readonly api: SlackApi
  readonly slack: SocketServer
  /** What the program is told of its Slack; over sockets. */
  readonly env: Readonly<Record<string, string>>
  /** Tokens and the like, which no log may hold. */
  readonly secrets: readonly string[]
  /** Writes the brand file: Ada and Jonas decide, in these channels. */
  writeBrand(channels: readonly string[]): Promise<void>
  /** A file of the home folder; empty where there is none. */
  homeFile(name: string): Promise<string>
  /** Waits until this holds of the room; it is looked at after each call of the program. */
  room(channel: string, holds: (messages: readonly SeenMessage[]) => boolean): Promise<readonly SeenMessage[]>
  stop(): Promise<void>
}

export async function openSlackDesk(): Promise<SlackDesk> {
  const place = await aPlace()
  const api = await openSlackApi()
  const slack = await openSocketServer(api.url)
  await mkdir(join(place.folder, 'brands'))
  const env = {
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: api.botToken,
    SLACK_APP_TOKEN: 'xapp-1-A0GREENROOM-1-0123456789abcdef',
  }
  return {
    place,
    api,
    slack,
    env,
    secrets: [env.SLACK_BOT_TOKEN, env.SLACK_APP_TOKEN, 'ticket=secret'],
    writeBrand: async (channels) =>
      writeFile(join(place.folder, 'brands', 'harbour.yaml'), await brandFile(api, channels)),
    homeFile: (name) => readFile(join(place.folder, '.greenroom', name), 'utf8').catch(() => ''),
    async room(channel, holds) {
      for (;;) {
        const before = api.calls().length
        const messages = await api.messages(channel)
        if (holds(messages)) return messages
        await slack.until(() => api.calls().length > before)
      }
    },
    async stop() {
      await place.clear()
      await slack.stop()
      await api.stop()
    },
  }
}

function brandFile({ people }: SlackApi, channels: readonly string[]): Promise<string> {
  return earlyBrand({
    people: { 'Ada Brandt': { slack: people.ann }, 'Jonas Petersen': { slack: people.ben } },
    rooms: channels.map((channel) => ({ surface: 'slack', channel })),
  })
}

/** What the button with this label carries; null where the message has none, or one that asks whether it is meant. */
export function buttonValue(message: SeenMessage, label: string): string | null {
  const pending: unknown[] = [message.blocks]
  while (pending.length > 0) {
    const one = pending.pop()
    if (typeof one !== 'object' || one === null) continue
    const { type, text, value, confirm } = one as Partial<Button>
    if (type === 'button' && text?.text === label && value && !confirm) return value
    pending.push(...Object.values(one))
  }
  return null
}

type Button = {
  readonly type: string
  readonly text: { readonly text: string }
  readonly value: string
  readonly confirm: object
}

/** All that stands in a message, buttons included. */
export function wordsOf(message: SeenMessage): string {
  return `${message.text}\n${JSON.stringify(message.blocks)}`
}
