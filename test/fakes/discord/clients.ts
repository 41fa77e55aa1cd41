import { Client, Events, GatewayIntentBits, REST } from 'discord.js'
import { openDiscordApi, type DiscordApi, type DiscordOptions } from './discord-api.ts'

/** discord.js against the stand-in. */
export type Clients = {
  readonly open: (options?: DiscordOptions) => Promise<DiscordApi>
  /** Without retries, so that a test sees what one call is answered. */
  readonly rest: (discord: DiscordApi, options?: ConstructorParameters<typeof REST>[0]) => REST
  readonly ready: (discord: DiscordApi) => Promise<Client>
  /** Closes what was opened, latest first; fails where what was sent was not valid. */
  readonly close: () => Promise<void>
}

export function keepClients(): Clients {
  const opened: (() => Promise<unknown>)[] = []
  return {
    async open(options) {
      const discord = await openDiscordApi(options)
      opened.push(discord.stop)
      return discord
    },
    rest: ({ url, token }, options) => new REST({ api: url, retries: 0, ...options }).setToken(token),
    async ready({ url, token }) {
      const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: url, retries: 0 } })
      opened.push(() => client.destroy())
      const isReady = new Promise((resolve) => client.once(Events.ClientReady, resolve))
      await client.login(token)
      await isReady
      return client
    },
    async close() {
      for (const stop of opened.splice(0).toReversed()) await stop()
    },
  }
}

let serial = 0

/** Components as a message of ours that is answered to somebody or changed. */
export function answer(...components: readonly object[]) {
  return { flags: 32_768, components, allowed_mentions: { parse: [], users: [] } }
}

/** The same as a new message of a room. */
export function message(...components: readonly object[]) {
  return { ...answer(...components), nonce: `n${(serial += 1)}`, enforce_nonce: true }
}

export const text = (content: string) => ({ type: 10, content })
export const button = (label: string, more: object = {}) => ({
  type: 2,
  style: 2,
  label,
  custom_id: label,
  ...more,
})
export const row = (...components: readonly object[]) => ({ type: 1, components })
