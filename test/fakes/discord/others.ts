import { isJson, type Json } from './call.ts'
import { toldOfRoom } from './guild-routes.ts'
import { snowflakeAt } from './snowflake.ts'
import type { State } from './state.ts'
import { ids } from './world.ts'

/** What other people do in Discord, out of our hands. */
export type Others = {
  /** A person writes this. Answers with its id. */
  readonly say: (channel: string, who: string, content: string) => Promise<string>
  /** The message is deleted, as by a moderator. What hangs under it stays. */
  readonly remove: (message: string) => Promise<void>
  readonly removeChannel: (channel: string) => Promise<void>
  readonly archive: (thread: string, isLocked?: boolean) => Promise<void>
  /** In that room this role, or member, is allowed or denied something from now on. */
  readonly overwrite: (
    channel: string,
    id: string,
    what: { readonly allow?: bigint; readonly deny?: bigint },
  ) => Promise<void>
  readonly giveRole: (user: string, role: string) => Promise<void>
  readonly takeRole: (user: string, role: string) => Promise<void>
  /** `guild`: of the desk where it is not given. Of the bot itself, too. */
  readonly join: (user: string, guild?: string) => Promise<void>
  readonly leave: (user: string, guild?: string) => Promise<void>
  /** From now on that person takes no direct messages. */
  readonly shutDirect: (user: string) => void
  /** From now on a person, a channel, a role, the application or `gateway` (what `GET /gateway/bot` answers) has these fields as well. */
  readonly describe: (id: string, fields: Json) => void
}

export function othersIn(state: State): Others {
  const { rows, ask } = state.twin
  const memberIn = (guildId: string, userId: string) => ({ where: { guildId_userId: { guildId, userId } } })
  const setRoles = async (user: string, change: (held: readonly string[]) => readonly string[]) => {
    const { roles } = await rows.guildMember.findUniqueOrThrow(memberIn(ids.guild, user))
    const changed = JSON.stringify(change(JSON.parse(roles) as readonly string[]))
    await rows.guildMember.update({ ...memberIn(ids.guild, user), data: { roles: changed } })
  }
  return {
    async say(channel, who, content) {
      const id = snowflakeAt(state.now())
      await rows.message.create({
        data: { id, channelId: channel, authorId: who, content, timestamp: state.now() },
      })
      return id
    },
    async remove(message) {
      state.private.delete(message)
      await rows.message.deleteMany({ where: { id: message } })
    },
    async removeChannel(channel) {
      await ask('DELETE', `/channels/${channel}`)
    },
    async archive(thread, isLocked = false) {
      await rows.channel.update({ where: { id: thread }, data: { archived: true, locked: isLocked } })
    },
    async overwrite(channel, id, { allow = 0n, deny = 0n }) {
      const others = (state.overwrites.get(channel) ?? []).filter((one) => one.id !== id)
      const isMember = (await rows.user.findUnique({ where: { id } })) !== null
      state.overwrites.set(channel, [...others, { id, type: isMember ? 1 : 0, allow, deny }])
      const { body } = await ask('GET', `/channels/${channel}`)
      if (isJson(body)) state.dispatch('CHANNEL_UPDATE', { ...body, ...toldOfRoom(state, body) })
    },
    giveRole: (user, role) => setRoles(user, (held) => [...new Set([...held, role])]),
    takeRole: (user, role) => setRoles(user, (held) => held.filter((one) => one !== role)),
    async join(userId, guildId = ids.guild) {
      await rows.guildMember.create({ data: { guildId, userId } })
    },
    async leave(userId, guildId = ids.guild) {
      await rows.guildMember.delete(memberIn(guildId, userId))
      if (userId === ids.application) state.dispatch('GUILD_DELETE', { id: guildId })
    },
    shutDirect: (user) => void state.shut.add(user),
    describe: (id, fields) => void state.told.set(id, { ...state.told.get(id), ...fields }),
  }
}
