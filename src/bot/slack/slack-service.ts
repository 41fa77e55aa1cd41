import { isPort, isWebUrlWithoutPassword } from '../chat/chat-values.ts'
import type { ChatService, ChatValues } from '../chat/chat-service.ts'

export type SlackSettings = {
  readonly botToken: string
  /** How clicks come in: over sockets that we open, or over requests to an address that the world can reach. */
  readonly transport:
    | { readonly kind: 'socket'; readonly appToken: string }
    | { readonly kind: 'http'; readonly signingSecret: string; readonly port: number }
  /** Null: Slack's own. */
  readonly apiUrl: string | null
}

export const slackService: ChatService = {
  name: 'slack',
  setUp: 'set SLACK_BOT_TOKEN and SLACK_APP_TOKEN (docs/setup.md, Slack)',
  variables: [
    {
      name: 'SLACK_BOT_TOKEN',
      meaning:
        'opens the Slack rooms of the brand files: xoxb-..., from OAuth & Permissions of your Slack app',
      fallback: null,
      isRight: (token) => /^xoxb-\S+$/.test(token),
      expected: 'a bot token of Slack',
      example: 'xoxb-...',
    },
    {
      name: 'SLACK_APP_TOKEN',
      meaning: 'lets Slack send clicks over a socket (the usual way): xapp-..., from Basic Information',
      fallback: null,
      isRight: (token) => /^xapp-\S+$/.test(token),
      expected: 'an app-level token of Slack',
      example: 'xapp-...',
    },
    {
      name: 'SLACK_SIGNING_SECRET',
      meaning: 'lets Slack send clicks to a public address of yours instead of a socket',
      fallback: null,
      isRight: (secret) => /^\S{16,}$/.test(secret),
      expected: 'the signing secret of your Slack app',
      example: '...',
    },
    {
      name: 'SLACK_PORT',
      meaning: 'port for those requests, on GREENROOM_HOST, path /slack/events',
      fallback: '3132',
      isRight: isPort,
      expected: 'a port from 1 to 65535, or 0 for any free one',
      example: '3132',
    },
    {
      name: 'SLACK_API_URL',
      meaning: 'where the Slack API is reached, for a proxy',
      fallback: null,
      isRight: isWebUrlWithoutPassword,
      expected: 'an http or https address that ends in /api/, without a user name or a password',
      example: 'https://slack.com/api/',
    },
  ],
  missing,
  load: async () => {
    await load()
  },
  connect: (values) => {
    const settings = settingsOf(values)
    if (!settings) return null
    const connection = async () => (await load()).slackConnection(settings)
    return {
      open: async (opening) => (await connection()).open(opening),
      check: async (brands) => (await connection()).check(brands),
    }
  },
}

const load = () => import('./connect-slack.ts')

/** A token alone opens no room: something has to bring the clicks. */
function missing({ SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET }: ChatValues) {
  const way = SLACK_APP_TOKEN ?? SLACK_SIGNING_SECRET
  if (SLACK_BOT_TOKEN && !way) {
    const expected =
      'an app-level token beside SLACK_BOT_TOKEN (or SLACK_SIGNING_SECRET, if Slack can reach you)'
    return [{ name: 'SLACK_APP_TOKEN', expected, example: 'xapp-...' }]
  }
  if (!SLACK_BOT_TOKEN && way)
    return [{ name: 'SLACK_BOT_TOKEN', expected: 'the bot token that belongs to it', example: 'xoxb-...' }]
  return []
}

/** Socket Mode where both ways are set: it needs no open port. */
function settingsOf(values: ChatValues): SlackSettings | null {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = values
  if (!botToken) return null
  const apiUrl = values['SLACK_API_URL'] ?? null
  if (appToken) return { botToken, transport: { kind: 'socket', appToken }, apiUrl }
  if (!signingSecret) return null
  return { botToken, transport: { kind: 'http', signingSecret, port: Number(values['SLACK_PORT']) }, apiUrl }
}
