import { ChannelType } from 'discord-api-types/v10'
import { failed, ok, warning, type Check } from '../check.ts'
import type { Channel } from './rest-answers.ts'
import { botPermissions, lackingIn } from './permissions.ts'
import type { Server } from './check-servers.ts'

/** One check for a room in which all is well; else one for each thing that is missing there. */
export function checkRoom(
  {
    channel,
    server,
    brand,
  }: { readonly channel: Channel; readonly server: Server | null; readonly brand: string },
  invite: string,
): readonly Check[] {
  const name = 'discord room'
  const room = `#${channel.name ?? channel.id}`
  const where = `${room} of ${brand}`
  const flaw = flawOfType(channel.type)
  if (flaw || !server) return [failed(name, `${where} is ${flaw ?? 'in no server'}`, anotherChannel)]
  const lacking = lackingIn(server.standing, channel.permission_overwrites)
  if (lacking.length > 0)
    return lacking.map(({ permission, takenBy }) => {
      const found = `Greenroom lacks ${permission.name} in ${where}, ${permission.why}`
      const mend =
        takenBy === 'channel'
          ? `in Discord: right-click ${room}, Edit Channel, Permissions, add Greenroom under Advanced Permissions, set ${permission.name} to ✓, Save Changes`
          : `in Discord: Server Settings, Roles, Greenroom, Permissions, switch ${permission.name} on, Save Changes; or open the invitation again: ${invite}`
      return failed(name, found, mend)
    })
  if (channel.type === announcement) {
    const mend =
      'cards work there, but such a channel is made to be read by many: a text channel for those who decide is better'
    return [warning(name, `${where} is an announcement channel`, mend)]
  }
  return [ok(name, `${where}: ${botPermissions.map((one) => one.name).join(', ')}`)]
}

export const anotherChannel =
  'name a text channel in the brand file: in Discord, right-click the channel, Copy Channel ID (Settings, Advanced, Developer Mode has to be on)'

const announcement: number = ChannelType.GuildAnnouncement

/** Null for what cards can stand in. */
function flawOfType(type: number): string | null {
  const kind = kinds[type]
  return kind === undefined ? 'no text channel' : kind
}

const kinds: Readonly<Record<number, string | null>> = {
  [ChannelType.GuildText]: null,
  [ChannelType.GuildAnnouncement]: null,
  [ChannelType.GuildVoice]: 'a voice channel',
  [ChannelType.GuildStageVoice]: 'a stage channel',
  [ChannelType.GuildCategory]: 'a category, not a channel',
  [ChannelType.GuildForum]: 'a forum, where every message would be a post of its own',
  [ChannelType.GuildMedia]: 'a media channel, where every message would be a post of its own',
  [ChannelType.PublicThread]: 'a thread, and every card opens a thread of its own',
  [ChannelType.PrivateThread]: 'a thread, and every card opens a thread of its own',
  [ChannelType.AnnouncementThread]: 'a thread, and every card opens a thread of its own',
  [ChannelType.DM]: 'a direct message',
  [ChannelType.GroupDM]: 'a direct message',
}
