import { PermissionFlagsBits, PermissionsBitField } from 'discord.js'

/** What the bot may do, and why: the least that works. The invitation asks for exactly these. */
export const botPermissions = [
  {
    name: 'View Channel',
    bit: PermissionFlagsBits.ViewChannel,
    why: 'to be in the room at all',
  },
  {
    name: 'Send Messages',
    bit: PermissionFlagsBits.SendMessages,
    why: 'for the head of the day, cards and reports',
  },
  {
    name: 'Create Public Threads',
    bit: PermissionFlagsBits.CreatePublicThreads,
    why: 'for the thread under each card',
  },
  {
    name: 'Send Messages in Threads',
    bit: PermissionFlagsBits.SendMessagesInThreads,
    why: 'for what becomes of a card, and for reminders',
  },
  {
    name: 'Attach Files',
    bit: PermissionFlagsBits.AttachFiles,
    why: 'for the images of posts and the charts of the weekly report',
  },
  {
    name: 'Read Message History',
    bit: PermissionFlagsBits.ReadMessageHistory,
    why: 'to see, after an answer that got lost, whether the message is there already',
  },
] as const satisfies readonly { readonly name: string; readonly bit: bigint; readonly why: string }[]

export type BotPermission = (typeof botPermissions)[number]

/** Opens Discord's own page on which somebody adds the bot to a server. */
export function inviteLink(application: string): string {
  const bits = botPermissions.reduce((sum, { bit }) => sum | bit, 0n)
  return `https://discord.com/oauth2/authorize?client_id=${application}&scope=bot+applications.commands&permissions=${bits}`
}

/** A role, or what a channel lays over roles or over one member; permissions are decimal bit fields. */
export type Role = { readonly id: string; readonly permissions: string }
export type Overwrite = {
  readonly id: string
  /** 0 over a role, 1 over a member. */
  readonly type: number
  readonly allow: string
  readonly deny: string
}

export type Standing = {
  readonly guild: string
  readonly member: string
  /** The ids of the roles that the member has; that of everyone is the guild's and is not among them. */
  readonly memberRoles: readonly string[]
  readonly roles: readonly Role[]
}

/**
 * What a member lacks in a channel, and whether the channel takes it away or no role gives it. Of a channel that cannot be seen only that
 * (https://docs.discord.com/developers/topics/permissions#permission-overwrites).
 */
export function lackingIn(
  standing: Standing,
  overwrites: readonly Overwrite[],
): readonly { readonly permission: BotPermission; readonly takenBy: 'channel' | 'roles' }[] {
  const base = basePermissions(standing)
  // `has` knows that an administrator may do everything, whatever a channel says.
  const here = laidOver(base, standing, overwrites)
  const lacking = botPermissions
    .filter(({ bit }) => !here.has(bit))
    .map((permission) => ({
      permission,
      takenBy: base.has(permission.bit) ? ('channel' as const) : ('roles' as const),
    }))
  const unseen = lacking.find(({ permission }) => permission.name === 'View Channel')
  return unseen ? [unseen] : lacking
}

function basePermissions({ guild, memberRoles, roles }: Standing): PermissionsBitField {
  const theirs = roles.filter(({ id }) => id === guild || memberRoles.includes(id))
  return new PermissionsBitField(theirs.map(({ permissions }) => BigInt(permissions)))
}

/** First what is laid over everyone, then over roles, then over the member; of each first what is denied, then what is allowed. */
function laidOver(
  base: PermissionsBitField,
  { guild, member, memberRoles }: Standing,
  overwrites: readonly Overwrite[],
): PermissionsBitField {
  const layers = [
    overwrites.filter(({ id, type }) => type === 0 && id === guild),
    overwrites.filter(({ id, type }) => type === 0 && id !== guild && memberRoles.includes(id)),
    overwrites.filter(({ id, type }) => type === 1 && id === member),
  ]
  const here = new PermissionsBitField(base.bitfield)
  for (const layer of layers) {
    here.remove(layer.map(({ deny }) => BigInt(deny)))
    here.add(layer.map(({ allow }) => BigInt(allow)))
  }
  return here
}
