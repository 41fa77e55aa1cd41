import { REST } from 'discord.js'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Verb } from '../../../src/bot/action.ts'
import type { Health } from '../../../src/bot/chat/health.ts'
import { openBreaker } from '../../../src/bot/discord/breaker.ts'
import { encodeDiscordPress, type DiscordPress } from '../../../src/bot/discord/custom-id.ts'
import { clientOptions, discordRest } from '../../../src/bot/discord/discord-client.ts'
import type { DiscordMessage } from '../../../src/bot/discord/discord-message.ts'
import { openGuilds } from '../../../src/bot/discord/guilds.ts'
import { newMessagePayload } from '../../../src/bot/discord/message-body.ts'
import { openDiscord, type OpenedDiscord } from '../../../src/bot/discord/open-discord.ts'
import { registerCommands } from '../../../src/bot/discord/register-commands.ts'
import type { Brand } from '../../../src/domain/brand.ts'
import type { Post } from '../../../src/domain/post.ts'
import type { Deps, Ids, Store } from '../../../src/ports.ts'
import { openDiscordApi, type DiscordApi } from '../../fakes/discord/discord-api.ts'
import type { Interaction, Message } from '../../fakes/discord/state.ts'
import { ids } from '../../fakes/discord/world.ts'
import { harbour, openDesk, type Desk } from '../desk.ts'

export const { people, channels } = ids

/** A drafted desk whose reviewers are on Discord: Ann approves, Ben is admin. The clock of the desk is Discord's as well. */
export type Rig = {
  readonly desk: Desk
  readonly discord: DiscordApi
  readonly health: readonly Health[]
  readonly journal: string
  /** Where requests go; of the process that was opened last. */
  readonly address: () => string
  /** Another process, on the same home unless said otherwise. */
  readonly open: (options?: Partial<Opening>) => Promise<Opened>
  /** Closes every process and opens one that has all the time of the world. */
  readonly reopen: () => Promise<void>
  /** The brand's file is saved anew; null: it is gone. */
  readonly save: (change: (brand: Brand) => Brand | null) => void
  /** A message of ours in the room with one button for each, whose label is the press. */
  readonly card: (...presses: readonly string[]) => Promise<string>
  /** Tells Discord of the commands. */
  readonly register: () => Promise<void>
  /** This stands in the room from now on, as the bot has sent it. */
  readonly show: (drawn: DiscordMessage) => Promise<string>
  /** Brings it in the way that is open. */
  readonly bring: (interaction: Interaction) => Promise<Interaction>
  /** Presses a button that carries this on a message of the room, and answers with what was told once something was. */
  readonly pressed: (value: string, who?: string) => Promise<readonly string[]>
  /** Stops every process that is open: whatever they have heard is answered by then. */
  readonly close: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** `port`: of its door; null where it has none. */
type Opened = OpenedDiscord & { readonly port: number | null }

export type Opening = {
  readonly http: boolean
  readonly store: (store: Store) => Store
  /** On a machine of its own, so with an inbox of its own. */
  readonly elsewhere: boolean
  /** Brands of the same desk besides Harbour. */
  readonly others: readonly Brand[]
  /** Of the desk; in memory unless given. */
  readonly storeOf: (ids: Ids) => Promise<Store>
  /** How long a form is waited for: longer than any machine takes, unless a test lets it take too long. */
  readonly formMs: number
}

const pace = { retryMs: 1, maxRetryMs: 20, settledMs: 0 }

export async function openRig(options: Partial<Opening> = {}): Promise<Rig> {
  const brands: Brand[] = [onDiscord(harbour), ...(options.others ?? [])]
  const desk = await openDesk(undefined, brands, options.storeOf)
  await desk.draft()
  const { log, clock } = desk.deps
  const discord = await openDiscordApi({ now: () => clock.now() })
  const folder = await mkdtemp(join(tmpdir(), 'greenroom-discord-'))
  const opened: Opened[] = []
  const health: Health[] = []
  const breaker = openBreaker({ clock, log })
  const calling = { apiUrl: discord.url, breaker }
  const restOf = () => discordRest(discord.token, calling)
  const open: Rig['open'] = async ({
    http = false,
    store = (same: Store) => same,
    elsewhere = false,
    formMs = 600_000,
  } = options) => {
    const before = discord.gateway.live()
    const deps: Deps = { ...desk.deps, store: store(desk.deps.store) }
    // Of its own: in one queue it would wait for what another process still waits for.
    const rest = restOf()
    const process = await openDiscord({
      deps,
      rest,
      application: ids.application,
      guilds: openGuilds(rest, deps),
      transport: http
        ? { kind: 'http', publicKey: discord.publicKey, host: '127.0.0.1', port: 0 }
        : { kind: 'gateway', token: discord.token, rest: clientOptions(calling) },
      inboxFolder: elsewhere ? await mkdtemp(join(folder, 'elsewhere-')) : folder,
      uploadsFrom: new URL(discord.url).origin,
      onHealth: (now) => {
        health.push(now)
        discord.poke()
      },
      pace,
      formMs,
    })
    const one = { ...process, port: (await process.listen()).port }
    opened.push(one)
    if (!http) await discord.until(() => discord.gateway.live() > before && health.at(-1)?.live === 1)
    return one
  }
  const address = () => `http://127.0.0.1:${opened.at(-1)?.port}/discord/interactions`
  const close = async () => {
    for (const one of opened.splice(0)) await one.stop()
  }
  const card: Rig['card'] = async (...presses) => {
    const own = new REST({ api: discord.url, retries: 0 }).setToken(discord.token)
    const buttons = presses.map((custom_id, at) => ({
      type: 2,
      style: 2,
      label: `Button ${at + 1}`,
      custom_id,
    }))
    const rows = Array.from({ length: Math.ceil(buttons.length / 5) }, (_, at) => ({
      type: 1,
      components: buttons.slice(at * 5, at * 5 + 5),
    }))
    const body = {
      flags: 32_768,
      components: rows,
      allowed_mentions: { parse: [] },
      nonce: `card-${(serial += 1)}`,
      enforce_nonce: true,
    }
    const { id } = (await own.post(`/channels/${channels.desk}/messages`, { body })) as Message
    return id
  }
  const show: Rig['show'] = async (drawn) => {
    const own = new REST({ api: discord.url, retries: 0 }).setToken(discord.token)
    const payload = newMessagePayload(drawn, `shown ${(serial += 1)}`)
    const { id } = (await own.post(`/channels/${channels.desk}/messages`, payload)) as Message
    return id
  }
  const bring: Rig['bring'] = async (interaction) => {
    if (options.http !== true) return discord.deliver(interaction)
    const response = await discord.post(address(), interaction)
    if (response.status !== 202) throw new Error(`HTTP ${response.status}`)
    return interaction
  }
  await open()
  return {
    desk,
    discord,
    health,
    journal: join(folder, 'discord.jsonl'),
    address,
    open,
    async reopen() {
      await close()
      await discord.until(() => discord.gateway.live() === 0)
      await open({ http: options.http === true })
    },
    save(change) {
      const [brand = harbour] = brands
      const changed = change(brand)
      brands.splice(0, 1, ...(changed ? [changed] : []))
    },
    card,
    register: async () => void (await registerCommands(restOf(), ids.application)),
    show,
    bring,
    async pressed(value, who = people.ann) {
      const press = await bring(await discord.press({ who, message: await card(value), button: value }))
      return saidBy(discord, press)
    },
    close,
    async stop() {
      await close()
      await rm(folder, { recursive: true })
      await discord.stop()
    },
  }
}

let serial = 0

function onDiscord(brand: Brand): Brand {
  const idOf = [people.ann, people.ben]
  const reviewers = brand.reviewers.map((one, index) => {
    const id = idOf[index]
    return id === undefined ? one : { ...one, ids: { discord: id } }
  })
  return { ...brand, reviewers, rooms: [{ surface: 'discord', channel: channels.desk }] }
}

/** What a press of a post carries. */
export function valueOf(verb: Verb, { id, version }: Post, arg: string | null = null): string {
  return carried({ kind: 'post', press: { verb, postId: id, version, arg } })
}

export function carried(press: DiscordPress): string {
  return encodeDiscordPress(press)
}

/** The words of what somebody was told by an interaction, once they were told something. */
export async function saidBy(discord: DiscordApi, interaction: Interaction): Promise<readonly string[]> {
  await discord.until(async () => (await discord.told(interaction)).length > 0)
  return (await discord.told(interaction)).map(wordsOf)
}

/** All text of a message, as people read it. */
export function wordsOf(message: Pick<Message, 'components'>): string {
  return textsIn(message.components)
    .join('\n')
    .replaceAll(/\\([^A-Za-z0-9\s])/g, '$1')
}

function textsIn(part: unknown): readonly string[] {
  if (typeof part !== 'object' || part === null) return []
  const own = 'content' in part && typeof part.content === 'string' ? [part.content] : []
  return [...own, ...Object.values(part).flatMap(textsIn)]
}

export async function statusOf({ desk }: Rig, { id }: Post): Promise<string | undefined> {
  return (await desk.deps.store.post(id))?.status
}
