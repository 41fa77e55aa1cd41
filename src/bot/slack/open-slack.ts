import { App, type Receiver } from '@slack/bolt'
import type { WebClient, WebClientOptions } from '@slack/web-api'
import type { Deps } from '../../ports.ts'
import { Clicks, type OnAck } from '../chat/clicks.ts'
import type { Health } from '../chat/health.ts'
import { openInbox } from '../chat/inbox.ts'
import type { Answering, Taken } from '../chat/taken.ts'
import { parseClick, type Click } from './envelope.ts'
import { openSlackDoor, slackReceiver } from './http-door.ts'
import { openWhoIs, type Workspace } from './identity.ts'
import { listen } from './listeners.ts'
import { slackLogger } from './slack-client.ts'
import { decideTyped } from './command-click.ts'
import { decidePressed } from './press-click.ts'
import { Sockets, type Pace } from './sockets.ts'
import { decideSubmitted } from './submission-click.ts'
import { earOf, type SlackClicks, type SlackDesk } from './taken.ts'
import { sayPlainly } from './tell.ts'

export type SlackOptions = {
  readonly deps: Deps
  readonly client: WebClient
  /** For the calls that Slack's libraries make by themselves: one attempt, with a timeout. */
  readonly clientOptions: WebClientOptions
  readonly workspace: Workspace
  readonly transport: Transport
  /** Folder of the click journal; made if it is not there. */
  readonly inboxFolder: string
  readonly onHealth: (health: Health) => void
  readonly onAck?: OnAck | undefined
  readonly pace?: Partial<Pace>
}

export type Transport =
  | { readonly kind: 'socket'; readonly appToken: string }
  | {
      readonly kind: 'http'
      readonly signingSecret: string
      readonly host: string
      readonly port: number
    }

export type OpenedSlack = {
  /** Lets clicks in. Over sockets this returns before they are open. */
  readonly listen: () => Promise<SlackDoor>
  readonly stop: () => Promise<void>
}

/** `port`: where Slack's requests are taken; null over sockets. */
type SlackDoor = { readonly port: number | null; readonly stop: () => Promise<void> }

/** Handles clicks from Slack, beginning with what the process before left behind. */
export async function openSlack(options: SlackOptions): Promise<OpenedSlack> {
  const { deps, client, workspace } = options
  const { clock, log } = deps
  const inbox = await openInbox({ folder: options.inboxFolder, name: 'slack', parse: parseClick, log })
  const slack: SlackDesk = {
    deps,
    client,
    whoIs: openWhoIs({ client, workspace, clock, log }),
    mouth: { client, log },
  }
  const clicks = new Clicks({
    deps,
    surface: 'slack',
    inbox,
    onAck: options.onAck,
    decide: (taken) => decide(slack, taken),
    sayTo: (kept) => (sentence) => sayPlainly(slack.mouth, earOf(slack, kept), sentence),
  })
  clicks.resume()
  let door: SlackDoor | null = null
  return {
    listen: async () =>
      (door ??= await openDoor(options, (receiver) => appOn(receiver, options, slack, clicks))),
    stop: async () => {
      await door?.stop()
      await clicks.stop()
    },
  }
}

function decide(slack: SlackDesk, taken: Taken<Click>): Promise<Answering> {
  const { click } = taken
  switch (click.kind) {
    case 'press':
      return decidePressed(slack, { ...taken, click })
    case 'submission':
      return decideSubmitted(slack, { ...taken, click })
    case 'command':
      return decideTyped(slack, { ...taken, click })
  }
}

/** Bolt asks `authorize` about every click, so it answers from what is known, without a call. */
function appOn(
  receiver: Receiver,
  { clientOptions, workspace, deps }: SlackOptions,
  slack: SlackDesk,
  clicks: SlackClicks,
): App {
  const { botId, botUser } = workspace
  const app = new App({
    receiver,
    clientOptions,
    logger: slackLogger(deps.log),
    convoStore: false,
    authorize: async () => ({ botId, botUserId: botUser }),
  })
  listen(app, slack, clicks)
  return app
}

async function openDoor(
  { transport, clientOptions, deps, onHealth, pace }: SlackOptions,
  appOf: (receiver: Receiver) => App,
): Promise<SlackDoor> {
  const { clock, log } = deps
  if (transport.kind === 'http') {
    const { signingSecret, host, port } = transport
    const receiver = slackReceiver({ signingSecret, log })
    appOf(receiver)
    const door = await openSlackDoor({ receiver, signingSecret, host, port, clock, log })
    onHealth({ live: 1, of: 1, problem: null })
    return door
  }
  const { appToken } = transport
  const sockets = new Sockets({ appToken, clientOptions, log, onHealth, ...(pace ? { pace } : {}) })
  sockets.start(appOf(sockets.receivers[0]))
  return { port: null, stop: () => sockets.stop() }
}
