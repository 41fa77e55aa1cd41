import type { REST, RESTOptions } from 'discord.js'
import type { Deps } from '../../ports.ts'
import { Clicks, type OnAck } from '../chat/clicks.ts'
import type { Health } from '../chat/health.ts'
import { openInbox } from '../chat/inbox.ts'
import type { Answering, Taken } from '../chat/taken.ts'
import { choicesFor } from './autocomplete.ts'
import { decideTyped } from './command-click.ts'
import { callTimeoutMs } from './discord-client.ts'
import { KeptForms } from './forms/kept-forms.ts'
import { uploadReader } from './forms/uploaded-text.ts'
import { Gateway, type GatewayPace } from './gateway.ts'
import type { Guilds } from './guilds.ts'
import { openDiscordDoor } from './http-door.ts'
import { openWhoIs } from './identity.ts'
import { Interactions } from './interactions.ts'
import { decidePressed } from './press-click.ts'
import { decideSubmitted } from './submission-click.ts'
import { earOf, type DiscordDesk } from './taken.ts'
import { sayPlainly } from './tell.ts'
import { parseAckedClick, type AckedClick } from './acked-click.ts'

export type DiscordOptions = {
  readonly deps: Deps
  readonly rest: REST
  /** Id of the application that the token belongs to. */
  readonly application: string
  /** Shared with the surface, which links to messages. */
  readonly guilds: Guilds
  readonly transport: Transport
  /** Folder of the click journal; made if it is not there. */
  readonly inboxFolder: string
  /** Where uploads lie; Discord's own unless given. */
  readonly uploadsFrom?: string
  readonly onHealth: (health: Health) => void
  readonly onAck?: OnAck | undefined
  readonly pace?: Partial<GatewayPace>
  /** How long a form is waited for, in milliseconds; Discord waits for three seconds. */
  readonly formMs?: number
}

/** How clicks come in: over a connection that we open, or by requests to an address that Discord can reach. */
export type Transport =
  | {
      readonly kind: 'gateway'
      readonly token: string
      /** For the calls that discord.js makes by itself. */
      readonly rest: Partial<RESTOptions>
    }
  | {
      readonly kind: 'http'
      readonly publicKey: string
      readonly host: string
      readonly port: number
    }

export type OpenedDiscord = {
  /** Lets clicks in. Over the gateway this returns before that is open. */
  readonly listen: () => Promise<DiscordDoor>
  /** Resolves once nothing that came in is being handled any more. */
  readonly answered: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** `port`: where Discord's requests are taken; null over the gateway. */
type DiscordDoor = { readonly port: number | null; readonly stop: () => Promise<void> }

/** Handles clicks from Discord, beginning with what the process before left behind. */
export async function openDiscord(options: DiscordOptions): Promise<OpenedDiscord> {
  const {
    deps,
    rest,
    application,
    guilds,
    uploadsFrom = 'https://cdn.discordapp.com',
    formMs = 1000,
  } = options
  const { clock, log } = deps
  const inbox = await openInbox({ folder: options.inboxFolder, name: 'discord', parse: parseAckedClick, log })
  const discord: DiscordDesk = {
    deps,
    rest,
    application,
    whoIs: openWhoIs(guilds),
    mouth: { rest, clock, log },
    forms: new KeptForms(),
    readUpload: uploadReader(uploadsFrom, callTimeoutMs),
    formMs,
  }
  const clicks = new Clicks({
    deps,
    surface: 'discord',
    inbox,
    onAck: options.onAck,
    decide: (taken) => decide(discord, taken),
    sayTo: (kept) => (sentence) => sayPlainly(discord.mouth, earOf(discord, kept), sentence),
  })
  const interactions = new Interactions(discord, clicks, choicesFor(discord))
  clicks.resume()
  void guilds.lookUp()
  let door: DiscordDoor | null = null
  return {
    listen: async () => (door ??= await openDoor(options, interactions)),
    answered: () => clicks.answered(),
    stop: async () => {
      await door?.stop()
      await clicks.stop()
    },
  }
}

function decide(discord: DiscordDesk, taken: Taken<AckedClick>): Promise<Answering> {
  const { click, ack } = taken.click
  switch (click.kind) {
    case 'press':
      return decidePressed(discord, { ...taken, click: { click, ack } })
    case 'submission':
      return decideSubmitted(discord, { ...taken, click: { click, ack } })
    case 'command':
      return decideTyped(discord, { ...taken, click: { click, ack } })
  }
}

async function openDoor(
  { transport, deps, guilds, onHealth, pace }: DiscordOptions,
  interactions: Interactions,
): Promise<DiscordDoor> {
  const { log } = deps
  if (transport.kind === 'http') {
    const door = await openDiscordDoor({
      ...transport,
      clock: deps.clock,
      take: (body) => interactions.take(body),
      log,
    })
    onHealth({ live: 1, of: 1, problem: null })
    return door
  }
  const { token, rest } = transport
  const gateway = new Gateway({
    token,
    rest,
    log,
    onHealth,
    onGuild: (body) => guilds.hear(body),
    onInteraction: (body) => {
      // Discord is left to tell whoever clicked: nothing has been acknowledged.
      interactions
        .take(body)
        .catch((error: unknown) => log.error({ err: error }, 'a click could not be taken'))
    },
    ...(pace ? { pace } : {}),
  })
  gateway.start()
  return { port: null, stop: () => gateway.stop() }
}
