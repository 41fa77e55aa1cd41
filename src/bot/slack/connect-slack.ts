import type { Brand } from '../../domain/brand.ts'
import { Trouble } from '../../domain/errors.ts'
import type { ChatConnection, OpenChat, Opening } from '../chat/chat-service.ts'
import { unlessStopped } from '../chat/unless-stopped.ts'
import type { Check } from '../check.ts'
import { checkSlack } from './check-slack.ts'
import { drawSlack } from './draw.ts'
import { eventsPath } from './http-door.ts'
import { askWorkspace } from './identity.ts'
import { openSlack } from './open-slack.ts'
import { clientOptions, slackClient } from './slack-client.ts'
import type { SlackSettings } from './slack-service.ts'
import { slackSurface } from './slack-surface.ts'
import { troubleOf } from './web-answers.ts'

/** Opens and checks Slack with these settings. */
export function slackConnection(settings: SlackSettings): ChatConnection {
  return {
    open: (opening) => open(settings, opening).catch(tellTrouble),
    check: (brands) => check(settings, brands),
  }
}

async function open(
  { botToken, transport, apiUrl }: SlackSettings,
  { deps, inboxFolder, host, onHealth, onAck, signal }: Opening,
): Promise<OpenChat> {
  const calling = { apiUrl, log: deps.log }
  const client = slackClient(botToken, calling)
  const workspace = await unlessStopped(askWorkspace(client), signal)
  const opened = await openSlack({
    deps,
    client,
    clientOptions: clientOptions(calling),
    workspace,
    transport: transport.kind === 'http' ? { ...transport, host } : transport,
    inboxFolder,
    onHealth,
    onAck,
  })
  return {
    surface: slackSurface({ client, draw: drawSlack, workspace }),
    listen: async () => {
      const { port } = await opened.listen().catch(tellTrouble)
      const doorway = port === null ? '' : `, clicks come in on http://${host}:${port}${eventsPath}`
      return `${workspace.url}${doorway}`
    },
    stop: opened.stop,
  }
}

function tellTrouble(error: unknown): never {
  throw error instanceof Trouble ? error : new Trouble(troubleOf(error).reason, { cause: error })
}

/** Nothing is logged: what Slack's library would say is in the checks. */
const silent = { info: () => {}, warn: () => {}, error: () => {} }

function check(
  { botToken, transport, apiUrl }: SlackSettings,
  brands: readonly Brand[],
): Promise<readonly Check[]> {
  const appToken = transport.kind === 'socket' ? transport.appToken : null
  const options = clientOptions({ apiUrl, log: silent })
  return checkSlack({ botToken, appToken, options, brands, now: () => new Date() })
}
