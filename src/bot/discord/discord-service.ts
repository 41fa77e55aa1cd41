import type { ChatService, ChatValues } from '../chat/chat-service.ts'
import { isPort, isWebUrlWithoutPassword } from '../chat/chat-values.ts'

export type DiscordSettings = {
  readonly token: string
  /** Set where clicks come by requests to an address that the world can reach, instead of over the gateway. */
  readonly door: { readonly publicKey: string; readonly port: number } | null
  /** Ends in `/api`; null: Discord's own. */
  readonly apiUrl: string | null
}

export const discordService: ChatService = {
  name: 'discord',
  setUp: 'set DISCORD_TOKEN (docs/setup.md, Discord)',
  variables: [
    {
      name: 'DISCORD_TOKEN',
      meaning: 'opens the Discord rooms of the brand files: from the page Bot of your Discord application',
      fallback: null,
      isRight: (token) => /^[\w-]{10,}\.[\w-]{4,}\.[\w-]{10,}$/.test(token),
      expected: 'the token of a bot, three parts joined by dots, without "Bot" before it',
      example: 'MTI3….G4bK2d.…',
    },
    {
      name: 'DISCORD_PUBLIC_KEY',
      meaning: 'lets Discord send clicks to a public address of yours instead of over the gateway',
      fallback: null,
      isRight: (key) => /^[0-9a-f]{64}$/i.test(key),
      expected:
        'the public key of your Discord application (General Information), 64 digits and letters a to f',
      example: '0f3c…',
    },
    {
      name: 'DISCORD_PORT',
      meaning: 'port for those requests, on GREENROOM_HOST, path /discord/interactions',
      fallback: '3133',
      isRight: isPort,
      expected: 'a port from 1 to 65535, or 0 for any free one',
      example: '3133',
    },
    {
      name: 'DISCORD_API_URL',
      meaning: 'where the Discord API is reached, for a proxy',
      fallback: null,
      // The library puts the version behind it.
      isRight: (url) => isWebUrlWithoutPassword(url) && url.endsWith('/api'),
      expected: 'an http or https address that ends in /api, without a user name or a password',
      example: 'https://discord.com/api',
    },
  ],
  missing: ({ DISCORD_TOKEN, DISCORD_PUBLIC_KEY }) =>
    DISCORD_PUBLIC_KEY && !DISCORD_TOKEN
      ? [
          {
            name: 'DISCORD_TOKEN',
            expected: 'the token of the bot as well, to answer with',
            example: 'MTI3….G4bK2d.…',
          },
        ]
      : [],
  load: async () => {
    await load()
  },
  connect: (values) => {
    const settings = settingsOf(values)
    if (!settings) return null
    const connection = async () => (await load()).discordConnection(settings)
    return {
      open: async (opening) => (await connection()).open(opening),
      check: async (brands) => (await connection()).check(brands),
    }
  },
}

const load = () => import('./connect-discord.ts')

function settingsOf(values: ChatValues): DiscordSettings | null {
  const { DISCORD_TOKEN: token, DISCORD_PUBLIC_KEY: publicKey } = values
  if (!token) return null
  const door = publicKey ? { publicKey, port: Number(values['DISCORD_PORT']) } : null
  return { token, door, apiUrl: values['DISCORD_API_URL'] ?? null }
}
