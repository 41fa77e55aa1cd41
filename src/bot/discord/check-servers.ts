import { RESTJSONErrorCodes as Code, Routes } from 'discord.js'
import { z } from 'zod'
import type { Ask } from './ask.ts'
import { channelSchema, guildsSchema, memberSchema, rolesSchema, type Channel } from './rest-answers.ts'
import { codeOf } from './outcomes.ts'
import type { Standing } from './permissions.ts'

/** A server that the bot is in. */
export type Server = {
  readonly id: string
  readonly name: string
  readonly roles: z.infer<typeof rolesSchema>
  readonly standing: Standing
}

export type Servers = {
  readonly names: readonly string[]
  /** Null for a server that the bot is not in. */
  readonly server: (id: string) => Promise<Server | null>
  /** A channel by its id, also one that the bot may not see; null where no server of the bot has it. */
  readonly channel: (id: string) => Promise<Channel | null>
}

/** The servers of a bot, each asked for once. */
export async function openServers(ask: Ask, bot: string): Promise<Servers> {
  const guilds = await ask(Routes.userGuilds(), guildsSchema)
  const known = new Map<string, Promise<Server>>()
  return {
    names: guilds.map(({ name }) => name),
    server: async (id) => {
      const guild = guilds.find((one) => one.id === id)
      if (!guild) return null
      const server = known.get(id) ?? readServer(ask, guild, bot)
      known.set(id, server)
      return server
    },
    async channel(id) {
      const channel = await unlessUnknown(ask(Routes.channel(id), channelSchema))
      if (channel) return channel
      // Discord shows a channel that the bot may not see among those of its server alone.
      for (const guild of guilds) {
        const channels = await ask(Routes.guildChannels(guild.id), z.array(channelSchema))
        const hidden = channels.find((one) => one.id === id)
        if (hidden) return { ...hidden, guild_id: guild.id }
      }
      return null
    },
  }
}

async function readServer(
  ask: Ask,
  { id, name }: { readonly id: string; readonly name: string },
  bot: string,
): Promise<Server> {
  const roles = await ask(Routes.guildRoles(id), rolesSchema)
  const { roles: memberRoles } = await ask(Routes.guildMember(id, bot), memberSchema)
  return { id, name, roles, standing: { guild: id, member: bot, memberRoles, roles } }
}

/** Null for what Discord says that there is not, or that the bot may not see. */
export async function unlessUnknown<T>(asking: Promise<T>): Promise<T | null> {
  try {
    return await asking
  } catch (error) {
    const code = codeOf(error)
    if (code !== null && unknown.has(code)) return null
    throw error
  }
}

const unknown: ReadonlySet<number> = new Set([
  Code.UnknownChannel,
  Code.UnknownMember,
  Code.UnknownUser,
  Code.UnknownGuild,
  Code.MissingAccess,
])
