import { z } from 'zod'

// What is read of Discord's answers about the bot, its application and its servers, when it is opened and when it is checked.

const id = z.string().regex(/^\d{1,21}$/)
const bits = z.string().regex(/^\d{1,40}$/)

export const botSchema = z.object({ id, username: z.string(), bot: z.boolean().default(false) })

export const applicationSchema = z.object({
  id,
  name: z.string(),
  /** Ed25519, as hexadecimal digits. */
  verify_key: z.string(),
  bot_require_code_grant: z.boolean().default(false),
  interactions_endpoint_url: z.string().nullish(),
})
export type Application = z.infer<typeof applicationSchema>

export const gatewaySchema = z.object({
  session_start_limit: z.object({ remaining: z.number(), reset_after: z.number() }),
})

export const guildsSchema = z.array(z.object({ id, name: z.string() }))

export const channelSchema = z.object({
  id,
  type: z.number(),
  name: z.string().nullish(),
  guild_id: id.nullish(),
  permission_overwrites: z.array(z.object({ id, type: z.number(), allow: bits, deny: bits })).default([]),
})
export type Channel = z.infer<typeof channelSchema>

export const rolesSchema = z.array(
  z.object({
    id,
    name: z.string(),
    permissions: bits,
    mentionable: z.boolean().default(false),
    tags: z.object({ bot_id: id.nullish() }).nullish(),
  }),
)

export const memberSchema = z.object({
  roles: z.array(id),
  user: z.object({ bot: z.boolean().default(false) }),
  /** Has not accepted the rules of the server yet. */
  pending: z.boolean().default(false),
  communication_disabled_until: z.string().nullish(),
})
