import { Routes, type REST } from 'discord.js'
import type { Brand } from '../../domain/brand.ts'
import { Trouble } from '../../domain/errors.ts'
import type { Log } from '../../ports.ts'
import type { ChatConnection, OpenChat, Opening } from '../chat/chat-service.ts'
import { unlessStopped } from '../chat/unless-stopped.ts'
import type { Check } from '../check.ts'
import { asker } from './ask.ts'
import { openBreaker } from './breaker.ts'
import { applicationSchema, botSchema, guildsSchema } from './rest-answers.ts'
import { checkDiscord } from './check-discord.ts'
import { clientOptions, discordRest } from './discord-client.ts'
import type { DiscordSettings } from './discord-service.ts'
import { discordSurface } from './discord-surface.ts'
import { drawDiscord } from './draw.ts'
import { openGuilds } from './guilds.ts'
import { interactionsPath } from './http-door.ts'
import { openDiscord } from './open-discord.ts'
import { troubleOf } from './outcomes.ts'
import { registerCommands } from './register-commands.ts'

/** Opens and checks Discord with these settings. */
export function discordConnection(settings: DiscordSettings): ChatConnection {
  return {
    open: (opening) => open(settings, opening).catch(tellTrouble),
    check: (brands) => check(settings, brands),
  }
}

async function open(settings: DiscordSettings, opening: Opening): Promise<OpenChat> {
  const { deps, host, signal } = opening
  const { clock, log } = deps
  const calling = { apiUrl: settings.apiUrl, breaker: openBreaker({ clock, log }) }
  const rest = discordRest(settings.token, calling)
  const guilds = openGuilds(rest, deps)
  const known = await unlessStopped(introduce(rest, log), signal)
  await unlessStopped(guilds.lookUp(), signal)
  const opened = await openDiscord({
    ...opening,
    rest,
    application: known.application,
    guilds,
    transport: settings.door
      ? { kind: 'http', ...settings.door, host }
      : { kind: 'gateway', token: settings.token, rest: clientOptions(calling) },
    ...uploadsBeside(settings.apiUrl),
  })
  return {
    surface: discordSurface({ rest, bot: known.bot, draw: drawDiscord, guildOf: guilds.guildOf }),
    listen: async () => `${known.where}${doorway(host, (await opened.listen().catch(tellTrouble)).port)}`,
    stop: opened.stop,
  }
}

/** Who we are and where, and that our commands are known. */
async function introduce(
  rest: REST,
  log: Log,
): Promise<{ readonly application: string; readonly bot: string; readonly where: string }> {
  const ask = asker(rest)
  const bot = await ask(Routes.user(), botSchema)
  const { id: application } = await ask(Routes.currentApplication(), applicationSchema)
  const guilds = await ask(Routes.userGuilds(), guildsSchema)
  const names = guilds.map(({ name }) => name).join(', ')
  const where = `@${bot.username} in ${names || 'no server (`greenroom check` has the invitation)'}`
  return { application, bot: bot.id, where: `${where}${await register(rest, application, log)}` }
}

/** Buttons work without commands: a no does not keep the rooms closed. What may be better in a moment does, for that moment. */
async function register(rest: REST, application: string, log: Log): Promise<string> {
  try {
    await registerCommands(rest, application)
    return ''
  } catch (error) {
    const { kind, reason } = troubleOf(error)
    if (kind === 'later' || kind === 'unknown') throw error
    log.error({ from: 'discord', reason }, 'the commands could not be registered')
    return `, without /greenroom, which could not be registered: ${reason}`
  }
}

function doorway(host: string, port: number | null): string {
  return port === null ? '' : `, clicks come in on http://${host}:${port}${interactionsPath}`
}

/** A stand-in on this machine keeps uploads as well. */
function uploadsBeside(apiUrl: string | null): { readonly uploadsFrom?: string } {
  if (apiUrl === null) return {}
  const { hostname, origin } = new URL(apiUrl)
  return ['127.0.0.1', '[::1]', 'localhost'].includes(hostname) ? { uploadsFrom: origin } : {}
}

/** Not with its cause, which holds the whole request. */
function tellTrouble(error: unknown): never {
  throw error instanceof Trouble ? error : new Trouble(troubleOf(error).reason)
}

/** Nothing is logged: what there is to say is in the checks. */
const silent = { info: () => {}, warn: () => {}, error: () => {} }

function check(
  { token, door, apiUrl }: DiscordSettings,
  brands: readonly Brand[],
): Promise<readonly Check[]> {
  const clock = { now: () => new Date() }
  const rest = discordRest(token, { apiUrl, breaker: openBreaker({ clock, log: silent }) })
  return checkDiscord({ rest, publicKey: door?.publicKey ?? null, brands, now: clock.now })
}
