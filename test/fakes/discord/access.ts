import { PermissionFlagsBits as bits } from 'discord-api-types/v10'
import type { Answer } from './call.ts'
import { permissionsOf } from './permissions.ts'
import { refusals, type Row, type State } from './state.ts'
import { ids } from './world.ts'

type Channel = Row<'channel'>

/** The room that the bot asks for, or why it may not. `needs`: beside seeing it. */
export async function roomFor(
  state: State,
  id: string,
  needs: (room: Channel) => readonly bigint[] = () => [],
): Promise<{ readonly room: Channel } | { readonly refused: Answer }> {
  const room = await state.twin.rows.channel.findUnique({ where: { id } })
  if (!room) return { refused: refusals.unknownChannel }
  if (room.guildId === null) return { room }
  const held = await botPermissionsIn(state, room)
  if (held === null || !(held & bits.ViewChannel)) return { refused: refusals.missingAccess }
  return needs(room).every((bit) => held & bit) ? { room } : { refused: refusals.missingPermissions }
}

export function isThread({ type }: Pick<Channel, 'type'>): boolean {
  return type >= 10 && type <= 12
}

/** A thread goes by the permissions of the room above it; null where the bot is no member of the guild. */
export async function botPermissionsIn(
  state: State,
  room: Pick<Channel, 'id' | 'type' | 'guildId' | 'parentId'>,
): Promise<bigint | null> {
  return permissionsIn(state, ids.application, room)
}

export async function permissionsIn(
  { twin: { rows }, overwrites }: State,
  userId: string,
  room: Pick<Channel, 'id' | 'type' | 'guildId' | 'parentId'>,
): Promise<bigint | null> {
  const guildId = room.guildId ?? ''
  const member = await rows.guildMember.findUnique({ where: { guildId_userId: { guildId, userId } } })
  if (!member) return null
  const held = [guildId, ...(JSON.parse(member.roles) as readonly string[])]
  const roles = await rows.role.findMany({ where: { guildId, id: { in: held } } })
  return permissionsOf({
    member: userId,
    guild: guildId,
    roles: roles.map(({ id, permissions }) => ({ id, permissions: BigInt(permissions) })),
    overwrites: overwrites.get((isThread(room) ? room.parentId : null) ?? room.id) ?? [],
  })
}
