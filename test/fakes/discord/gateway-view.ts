import { isJson, itemsOf, wordOf, type Json } from './call.ts'
import type { Event } from './gateway-link.ts'
import { threadOf } from './messages.ts'
import { toldOfRoom } from './guild-routes.ts'
import type { State } from './state.ts'
import { ids } from './world.ts'

/** What the twin's gateway tells, as this bot may see it: of the guilds that it is in, and of their members only itself. Null: nothing. */
export async function seenByBot(state: State, { name, data }: Event): Promise<Json | null> {
  if (name === 'READY') {
    const guilds = itemsOf(data.guilds)
    const joined = await Promise.all(guilds.map(({ id }) => isIn(state, wordOf(id))))
    return {
      ...data,
      guilds: guilds.filter((_, at) => joined[at]),
      application: { id: ids.application, flags: 0 },
    }
  }
  if (name !== 'GUILD_CREATE') return data
  return (await isIn(state, wordOf(data.id))) ? guildSeen(state, data) : null
}

async function guildSeen(state: State, data: Json): Promise<Json> {
  const threads = await state.twin.rows.channel.findMany({
    where: { guildId: wordOf(data.id), type: { gte: 10, lte: 12 }, archived: false },
  })
  return {
    ...data,
    members: itemsOf(data.members).filter(({ user }) => isJson(user) && user.id === ids.application),
    channels: itemsOf(data.channels)
      .filter(({ type }) => Number(type) < 10)
      .map((room) => ({ ...room, ...toldOfRoom(state, { guild_id: data.id, ...room }) })),
    threads: threads.map(threadOf),
  }
}

async function isIn({ twin: { rows } }: State, guildId: string): Promise<boolean> {
  const where = { guildId_userId: { guildId, userId: ids.application } }
  return (await rows.guildMember.findUnique({ where })) !== null
}
