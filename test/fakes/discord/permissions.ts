import { PermissionFlagsBits as bits } from 'discord-api-types/v10'

/** What a role, or one member, may and may not in one channel. */
export type Overwrite = {
  readonly id: string
  /** 0 of a role, 1 of a member. */
  readonly type: 0 | 1
  readonly allow: bigint
  readonly deny: bigint
}

/** https://discord.com/developers/docs/topics/permissions#permission-overwrites */
export function permissionsOf(options: {
  readonly member: string
  readonly roles: readonly { readonly id: string; readonly permissions: bigint }[]
  readonly overwrites: readonly Overwrite[]
  /** Its id is that of the role `@everyone`. */
  readonly guild: string
}): bigint {
  const { member, roles, overwrites, guild } = options
  let held = roles.reduce((sum, { permissions }) => sum | permissions, 0n)
  if (held & bits.Administrator) return ~0n
  const apply = (layer: readonly Overwrite[]) => {
    for (const { deny } of layer) held &= ~deny
    for (const { allow } of layer) held |= allow
  }
  const ids = roles.map(({ id }) => id)
  apply(overwrites.filter(({ id }) => id === guild))
  apply(overwrites.filter(({ id, type }) => type === 0 && id !== guild && ids.includes(id)))
  apply(overwrites.filter(({ id, type }) => type === 1 && id === member))
  return held & bits.ViewChannel ? held : 0n
}
