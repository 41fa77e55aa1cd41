import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { aPlace, type Place } from '../cli/greenroom.ts'
import { openDiscordApi, type DiscordApi } from '../fakes/discord/discord-api.ts'
import { componentsOf } from '../fakes/discord/rules.ts'
import type { Message } from '../fakes/discord/state.ts'
import { earlyBrand } from './early-brand.ts'

/** The built program in a folder of its own, with a Discord on loopback. */
export type DiscordDesk = {
  readonly place: Place
  readonly api: DiscordApi
  /** What the program is told of its Discord; over the gateway. */
  readonly env: Readonly<Record<string, string>>
  /** Writes the brand file: Ada and Jonas decide by their ids, and whoever holds the role `reviewers`, in these channels. */
  writeBrand(channels: readonly string[]): Promise<void>
  /** A file of the home folder; empty where there is none. */
  homeFile(name: string): Promise<string>
  /** Waits until this holds of the room. */
  room(channel: string, holds: (messages: readonly Message[]) => boolean): Promise<readonly Message[]>
  stop(): Promise<void>
}

export async function openDiscordDesk(): Promise<DiscordDesk> {
  const place = await aPlace()
  const api = await openDiscordApi({ reviewers: ['eve'] })
  api.describe(api.ids.roles.reviewers, { mentionable: true })
  await mkdir(join(place.folder, 'brands'))
  return {
    place,
    api,
    env: { DISCORD_API_URL: api.url, DISCORD_TOKEN: api.token },
    writeBrand: async (channels) =>
      writeFile(join(place.folder, 'brands', 'harbour.yaml'), await brandFile(api, channels)),
    homeFile: (name) => readFile(join(place.folder, '.greenroom', name), 'utf8').catch(() => ''),
    async room(channel, holds) {
      let seen: readonly Message[] = []
      await api.until(async () => {
        seen = await api.messages(channel)
        return holds(seen)
      })
      return seen
    },
    async stop() {
      await place.clear()
      await api.stop()
    },
  }
}

function brandFile({ ids: { people, roles } }: DiscordApi, channels: readonly string[]): Promise<string> {
  return earlyBrand({
    people: { 'Ada Brandt': { discord: people.ann }, 'Jonas Petersen': { discord: people.ben } },
    groups: [{ name: 'Editors', roles: ['approver'], discord_role: roles.reviewers }],
    rooms: channels.map((channel) => ({ surface: 'discord', channel })),
  })
}

/** What the button with this label carries; null where the message has none. */
export function buttonId(message: Message, label: string): string | null {
  const found = componentsOf(message).find((one) => one.label === label)
  return typeof found?.custom_id === 'string' ? found.custom_id : null
}

export function cardsIn(messages: readonly Message[]): readonly Message[] {
  return messages.filter((one) => buttonId(one, 'Reject') !== null)
}

export function hasHead([first]: readonly Message[]): boolean {
  return first !== undefined && buttonId(first, 'My desk') !== null
}

/** A card that one person can approve at once: high risk takes two, and its button asks first. */
export function approvable(messages: readonly Message[]): Message | null {
  return cardsIn(messages).find((one) => !(buttonId(one, 'Approve') ?? 'sure').startsWith('sure')) ?? null
}

export function wordsOf(message: Message): string {
  return JSON.stringify(message.components)
}

/** The id of the post that a card shows. */
export function postOf(message: Message): string {
  return /[a-z_]+-\d{4}-\d\d-\d\d-[0-9a-f]{8}/.exec(buttonId(message, 'Reject') ?? '')?.[0] ?? ''
}
