import { Routes, type REST } from 'discord.js'
import { ZodError } from 'zod'
import type { Brand } from '../../domain/brand.ts'
import { minuteMs } from '../../domain/slot.ts'
import { clockChecks } from '../chat/check-clock.ts'
import { failed, ok, warning, type Check } from '../check.ts'
import { asker, type Ask } from './ask.ts'
import { applicationSchema, botSchema, gatewaySchema, type Application } from './rest-answers.ts'
import { checkGroups, checkMembers } from './check-members.ts'
import { anotherChannel, checkRoom } from './check-room.ts'
import { interactionsPath } from './http-door.ts'
import { codeOf, troubleOf } from './outcomes.ts'
import { inviteLink } from './permissions.ts'
import { areRegistered } from './register-commands.ts'
import { openServers, type Server, type Servers } from './check-servers.ts'

export type DiscordAccess = {
  readonly rest: REST
  /** Of the requests by which clicks come; null where they come over the gateway. */
  readonly publicKey: string | null
  /** Brands with a room on Discord. */
  readonly brands: readonly Brand[]
  readonly now: () => Date
}

/**
 * Looks at all that the rooms on Discord need. Nothing is shown to anybody there, and nothing is thrown: what Discord refuses or cannot be
 * asked is a failed check.
 */
export async function checkDiscord(access: DiscordAccess): Promise<readonly Check[]> {
  const clock = watchClock(access)
  const ask = asker(access.rest)
  const opened = await checkToken(ask)
  if (!opened.application) return [opened.check, ...clockChecks('discord', clock.aheadMs())]
  const { application, bot } = opened
  return [
    opened.check,
    ...clockChecks('discord', clock.aheadMs()),
    ...(await attempt(clicks, () => checkClicks(ask, application, access.publicKey))),
    ...(await attempt('discord server', () => checkServers(ask, access, application, bot))),
    ...(await attempt('discord commands', () => checkCommands(access, application))),
  ]
}

type Opened =
  | { readonly application: Application; readonly bot: string; readonly check: Check }
  | { readonly application: null; readonly check: Check }

async function checkToken(ask: Ask): Promise<Opened> {
  const name = 'discord token'
  try {
    const bot = await ask(Routes.user(), botSchema)
    const application = await ask(Routes.currentApplication(), applicationSchema)
    return { application, bot: bot.id, check: ok(name, `@${bot.username} of ${application.name}`) }
  } catch (error) {
    return { application: null, check: failedCall(name, error) }
  }
}

/** Compares the clock with the one of Discord by its first answer. */
function watchClock({ rest, now }: DiscordAccess): { readonly aheadMs: () => number } {
  let aheadMs = NaN
  rest.once('response', (_, { headers }) => {
    aheadMs = now().getTime() - Date.parse(headers.get('date') ?? '')
  })
  return { aheadMs: () => aheadMs }
}

const clicks = 'discord clicks'

/** Clicks come either over the gateway or by requests, as the application says: never both ways. */
async function checkClicks(
  ask: Ask,
  application: Application,
  publicKey: string | null,
): Promise<readonly Check[]> {
  return [publicKey === null ? await checkGateway(ask, application) : checkRequests(application, publicKey)]
}

async function checkGateway(ask: Ask, { interactions_endpoint_url: address }: Application): Promise<Check> {
  if (address)
    return failed(
      clicks,
      `Discord sends clicks to ${address}, so that none comes over the gateway`,
      `${atYourApp}, General Information: empty Interactions Endpoint URL, Save Changes (or set DISCORD_PUBLIC_KEY, if clicks are to come there)`,
    )
  const { session_start_limit: starts } = await ask(Routes.gatewayBot(), gatewaySchema)
  if (starts.remaining > 0) return ok(clicks, 'over the gateway, which asks for no privileged intents')
  const minutes = Math.ceil(starts.reset_after / minuteMs)
  const mend = `wait ${minutes} min, and look whether something starts Greenroom again and again`
  return failed(clicks, 'Discord opens no more gateways for this bot today', mend)
}

function checkRequests(
  { interactions_endpoint_url: address, verify_key: ownKey }: Application,
  publicKey: string,
): Check {
  if (ownKey.toLowerCase() !== publicKey.toLowerCase())
    return failed(
      clicks,
      'DISCORD_PUBLIC_KEY is that of another application, so that every click would be turned away',
      `${atYourApp}, General Information: copy Public Key into DISCORD_PUBLIC_KEY`,
    )
  if (!address)
    return failed(
      clicks,
      'clicks are to come by requests, and Discord knows no address for them',
      `start Greenroom, then ${atYourApp}, General Information: enter https://<your address>${interactionsPath} as Interactions Endpoint URL, Save Changes (or unset DISCORD_PUBLIC_KEY, to have them over the gateway)`,
    )
  return ok(clicks, `by requests to ${address}, which has to be passed on to ${interactionsPath}`)
}

async function checkServers(
  ask: Ask,
  { brands, now }: DiscordAccess,
  application: Application,
  bot: string,
): Promise<readonly Check[]> {
  const invite = inviteLink(application.id)
  const servers = await openServers(ask, bot)
  const checks = [checkInvitation(application, servers, invite)]
  if (servers.names.length === 0) return checks
  for (const brand of brands) {
    const found = new Map<string, Server>()
    for (const { surface, channel } of brand.rooms)
      if (surface === 'discord')
        checks.push(
          ...(await attempt('discord room', () =>
            lookAtRoom(servers, found, { brand: brand.name, channel, invite }),
          )),
        )
    const places = [...found.values()]
    if (places.length === 0) continue
    checks.push(...(await attempt('discord people', () => checkMembers(ask, places, brand, now()))))
    checks.push(...checkGroups(places, brand))
  }
  return checks
}

function checkInvitation(application: Application, { names }: Servers, invite: string): Check {
  const name = 'discord server'
  if (application.bot_require_code_grant)
    return failed(
      name,
      'the application asks for a code grant, so that its invitation leads nowhere',
      `${atYourApp}, Bot: switch Requires OAuth2 Code Grant off, Save Changes`,
    )
  if (names.length === 0)
    return failed(name, 'the bot is in no server', `open ${invite} , choose your server, Continue, Authorize`)
  return ok(name, `the bot is in ${names.join(', ')} (to invite it to another one: ${invite} )`)
}

/** Adds the server of the room to those that are `found`. */
async function lookAtRoom(
  servers: Servers,
  found: Map<string, Server>,
  room: { readonly brand: string; readonly channel: string; readonly invite: string },
): Promise<readonly Check[]> {
  const channel = await servers.channel(room.channel)
  const server = channel?.guild_id ? await servers.server(channel.guild_id) : null
  if (!channel || (channel.guild_id && !server))
    return [
      failed(
        'discord room',
        `${room.channel} of ${room.brand}: no server of the bot has such a channel`,
        `is the bot in the right server? Open ${room.invite} , choose it, Continue, Authorize; else ${anotherChannel}`,
      ),
    ]
  if (server) found.set(server.id, server)
  return checkRoom({ channel, server, brand: room.brand }, room.invite)
}

async function checkCommands({ rest }: DiscordAccess, { id }: Application): Promise<readonly Check[]> {
  const name = 'discord commands'
  if (await areRegistered(rest, id)) return [ok(name, 'Discord knows /greenroom as it is now')]
  return [
    warning(
      name,
      'Discord does not know /greenroom yet, or knows that of another version',
      'start Greenroom once: it registers it',
    ),
  ]
}

const atYourApp = 'at discord.com/developers/applications, your application'

/** A call that fails makes a failed check. */
async function attempt(name: string, look: () => Promise<readonly Check[]>): Promise<readonly Check[]> {
  try {
    return await look()
  } catch (error) {
    return [failedCall(name, error)]
  }
}

function failedCall(name: string, error: unknown): Check {
  if (error instanceof ZodError)
    return failed(name, 'Discord gave an answer that cannot be read', networkMend)
  const { kind, reason } = troubleOf(error)
  if (kind === 'shut_out') return failed(name, `Discord says no (${codeOf(error) ?? 'no code'})`, reason)
  if (codeOf(error) === null) return failed(name, `Discord could not be asked. ${reason}`, networkMend)
  return failed(name, reason, 'try again; if it stays so, https://discordstatus.com tells of troubles')
}

const networkMend =
  "look at this machine's way to the internet (https://discord.com has to be reachable), then try again"
