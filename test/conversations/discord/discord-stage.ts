import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChatSurface } from '../../../src/bot/chat/chat-surface.ts'
import { openBreaker } from '../../../src/bot/discord/breaker.ts'
import { clientOptions, discordRest } from '../../../src/bot/discord/discord-client.ts'
import { discordSurface } from '../../../src/bot/discord/discord-surface.ts'
import { drawDiscord } from '../../../src/bot/discord/draw.ts'
import { openGuilds } from '../../../src/bot/discord/guilds.ts'
import { openDiscord } from '../../../src/bot/discord/open-discord.ts'
import { registerCommands } from '../../../src/bot/discord/register-commands.ts'
import { openDiscordApi } from '../../fakes/discord/discord-api.ts'
import type { PersonName, Stage } from '../stage.ts'
import { digestOf, type Digest } from './calls.ts'
import { playersOf } from './players.ts'
import { openDiscordRecord } from './record.ts'
import { sightsOf } from './sights.ts'

/** Somebody who has not accepted the rules of the server yet. */
const guest = {
  told: 'You have not accepted the rules of this server yet. Accept them, then press again.',
  atHome: 'You have not accepted the rules of this server yet.',
}
/** Long enough for any machine: a script says what is told in time. */
const formMs = 60_000

/** Discord: discord.js over the gateway, its REST and our own sender, all of them real, against a Discord on loopback. */
export async function openDiscordStage(): Promise<Stage> {
  let now = () => new Date()
  const api = await openDiscordApi({ now: () => now() })
  const folder = await mkdtemp(join(tmpdir(), 'greenroom-talk-'))
  const { application, guild } = api.ids
  const channel = api.ids.channels.desk
  const { ann, ben, eve, gus, sam } = api.ids.people
  const ids: Readonly<Record<PersonName, string>> = { ada: ann, ben, eve, gil: gus, stranger: sam }
  const digest = digestOf(channel, guild, ids)
  const record = openDiscordRecord(api, digest)
  const sights = sightsOf(api, channel, ids, (message) => digest.keyOf(message))
  const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true }), () => api.stop()]
  let settle = async () => {}
  let answered = async () => {}
  const players = playersOf({ api, ids, sights, digest, answered: () => answered() })

  const open: Stage['open'] = async ({ deps }, openChat) => {
    const { clock, log } = deps
    now = () => clock.now()
    const calling = { apiUrl: api.url, breaker: openBreaker({ clock, log }) }
    const rest = discordRest(api.token, calling)
    // The sender's time runs as fast as the machine does; the library counts its calls by the clock on the wall, and lets 50 a second through.
    rest.options.globalRequestsPerSecond = Infinity
    const guilds = openGuilds(rest, deps)
    const chat = openChat(deps, 'discord')
    stops.unshift(() => chat.stop())
    await registerCommands(rest, application)
    await guilds.lookUp()
    const opened = await openDiscord({
      deps,
      rest,
      application,
      guilds,
      transport: { kind: 'gateway', token: api.token, rest: clientOptions(calling) },
      inboxFolder: folder,
      uploadsFrom: new URL(api.url).origin,
      onHealth: () => {},
      formMs,
    })
    stops.unshift(() => opened.stop())
    await opened.listen()
    answered = opened.answered
    const surface = discordSurface({
      rest,
      bot: application,
      draw: drawDiscord,
      guildOf: guilds.guildOf,
    })
    chat.serve(telling(surface, digest, api.poke))
    await api.until(() => api.gateway.live() > 0)
    settle = () => chat.settle()
    record.take()
  }

  return {
    surface: 'discord',
    channel,
    ids,
    guest,
    open,
    until: api.until,
    async settle() {
      record.clicks()
      await settle()
      record.sendings()
    },
    ...sights,
    ...players,
    calls: () => record.take(),
    async stop() {
      for (const stop of stops) await stop()
    },
  }
}

/** Discord is not told under which key a message is sent, only what is made of that key: whoever waits for a card looks again once that is known. */
function telling<Drawn>(surface: ChatSurface<Drawn>, digest: Digest, poke: () => void): ChatSurface<Drawn> {
  return {
    ...surface,
    async create(place, drawn, key) {
      const sent = await surface.create(place, drawn, key)
      if (sent.kind === 'sent') digest.made(sent.remoteId, key)
      poke()
      return sent
    },
  }
}
