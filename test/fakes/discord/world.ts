import { PermissionFlagsBits as bits } from 'discord-api-types/v10'
import type { Overwrite } from './permissions.ts'

/** People, by name: `gus` has not accepted the rules yet, `dora` has left, `stella`, `gwen` and `otto` are in the other guild only, `robin` is a bot. */
export const personNames = [
  'ann',
  'ben',
  'gus',
  'stella',
  'dora',
  'eve',
  'sam',
  'gwen',
  'otto',
  'robin',
  'vic',
  'uma',
] as const
export type PersonName = (typeof personNames)[number]

/** Ids are the same in every world, so that what is written down stays comparable. */
export const ids = {
  /** Of the application and of its bot: of applications made since 2016 both are the same. */
  application: '700000000000000001',
  guild: '710000000000000001',
  otherGuild: '710000000000000002',
  /** `desk` is open to all, `vault` to the bot and the reviewers, `elsewhere` not to the bot. */
  channels: {
    desk: '720000000000000001',
    vault: '720000000000000002',
    elsewhere: '720000000000000003',
  },
  /** Of the other guild. */
  otherChannel: '720000000000000009',
  roles: { greenroom: '730000000000000001', reviewers: '730000000000000002' },
  people: Object.fromEntries(
    personNames.map((name, index) => [name, `7400000000000000${String(index + 1).padStart(2, '0')}`]),
  ) as Readonly<Record<PersonName, string>>,
} as const

export type WorldOptions = {
  /** Of the bot's own role, as an invite link asks for them. */
  readonly permissions?: bigint
  /** Of the role that everyone has. */
  readonly everyone?: bigint
  /** Who has the role `reviewers`. */
  readonly reviewers?: readonly PersonName[]
}

export const botPermissions =
  bits.ViewChannel |
  bits.SendMessages |
  bits.SendMessagesInThreads |
  bits.CreatePublicThreads |
  bits.AttachFiles |
  bits.EmbedLinks |
  bits.ReadMessageHistory
export const everyonePermissions = bits.ViewChannel | bits.ReadMessageHistory | bits.SendMessages

/** Who is no member of the guild. */
export const outsiders: readonly PersonName[] = ['stella', 'dora', 'gwen', 'otto']
export const ofOtherGuild: readonly PersonName[] = ['stella', 'gwen', 'otto']

export function seededOverwrites(): Map<string, readonly Overwrite[]> {
  const { channels, guild, roles } = ids
  const hidden: Overwrite = { id: guild, type: 0, allow: 0n, deny: bits.ViewChannel }
  const open = (id: string): Overwrite => ({ id, type: 0, allow: bits.ViewChannel, deny: 0n })
  return new Map([
    [channels.vault, [hidden, open(roles.greenroom), open(roles.reviewers)]],
    [channels.elsewhere, [hidden]],
  ])
}
