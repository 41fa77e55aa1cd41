import { z } from 'zod'

/**
 * What Discord says of something that somebody did, over the gateway or in a verified request, reduced to what we use and parsed at the door.
 * Who, with which roles and in which guild, is only ever taken from here: never from the value of a button.
 */
export type Interaction = Click | Autocomplete
/** What is kept until it is answered. */
export type Click = Press | Submission | Command

type Common = {
  /** A snowflake; the same whenever the same interaction is brought again. */
  readonly id: string
  /** Lets us answer, for 15 minutes. */
  readonly token: string
  readonly sender: Sender
  /** Where it was done. */
  readonly channel: string | null
  /** The channel that a brand file may name as a room: of a thread, the one that it belongs to. */
  readonly room: string | null
}

/** Who did it, as Discord vouches for it. */
export type Sender = {
  readonly user: string
  /** As the guild calls them. */
  readonly name: string
  readonly isBot: boolean
  /** Has not accepted the rules of the guild yet. */
  readonly isPending: boolean
  /** Null in a direct message. */
  readonly guild: string | null
  /** Ids of the roles that they have in the guild, as of this interaction. */
  readonly roles: readonly string[]
}

export type Press = Common & {
  readonly kind: 'press'
  /** What the button carries, or the option that was chosen in a menu. */
  readonly value: string
  readonly isChoice: boolean
  readonly on: PressedOn
}

/** The message on which something was pressed. */
export type PressedOn = {
  /** Its id. */
  readonly message: string
  /** Of those that a message which stands can be given anew, as they are. */
  readonly flags: number
  readonly hasMenu: boolean
  /** Whether only this person sees it. */
  readonly isPrivate: boolean
  /** How much else there is to press on it. */
  readonly others: number
}

/** A form as it was handed in. */
export type Submission = Common & {
  readonly kind: 'submission'
  /** What the form carries. */
  readonly value: string
  /** Null where a command opened the form. */
  readonly on: PressedOn | null
  readonly inputs: readonly SubmittedInput[]
}

export type SubmittedInput = {
  readonly id: string
  /** What was typed or chosen, ids of files among it; empty where nothing was chosen, one empty text where nothing was typed. */
  readonly values: readonly string[]
  readonly files: readonly SubmittedFile[]
}

export type SubmittedFile = {
  readonly name: string
  /** In bytes. */
  readonly size: number
  /** As Discord stores it, for some hours. Whether it is Discord's is to be looked at before it is asked. */
  readonly url: string
}

export type Command = Common & {
  readonly kind: 'command'
  /** Of the subcommand. */
  readonly name: string
  readonly options: readonly CommandOption[]
}

export type CommandOption = { readonly name: string; readonly value: string | number | boolean }

/** A command that is still being typed. It is answered at once or not at all. */
export type Autocomplete = Common & {
  readonly kind: 'autocomplete'
  readonly name: string
  readonly options: readonly CommandOption[]
  /** The option that is being typed, with what there is of it. */
  readonly focused: CommandOption
}

/** Throws a `ZodError` for what is no interaction of ours. */
export function readInteraction(body: unknown): Interaction {
  const read = interactionBody.parse(body)
  const common = { ...commonBody.parse(body), sender: senderBody.parse(body) }
  switch (read.type) {
    case 2:
      return { ...common, kind: 'command', ...commandOf(read.data) }
    case 3: {
      const { custom_id, values } = read.data
      const value = values ? (values[0] ?? '') : custom_id
      return { ...common, kind: 'press', value, isChoice: values !== undefined, on: pressedOn(read.message) }
    }
    case 4:
      return { ...common, kind: 'autocomplete', ...commandOf(read.data), focused: focusedOf(read.data) }
    case 5: {
      const on = read.message ? pressedOn(read.message) : null
      return { ...common, kind: 'submission', value: read.data.custom_id, on, inputs: inputsOf(read.data) }
    }
  }
}

/** Who did it, where not even that which they did can be read. */
export function senderIn(body: unknown): Sender | null {
  return senderBody.safeParse(body).data ?? null
}

/** Whether it is what Discord sends to see that an address is ours. */
export function isPing(body: unknown): boolean {
  return pingBody.safeParse(body).success
}

/** `MessageFlags.Ephemeral` */
const privateFlag = 64
/** `MessageFlags.SuppressEmbeds` and `.IsComponentsV2` */
const lastingFlags = 4 | 32_768
/** `ComponentType.StringSelect` */
const stringSelect = 3
/** Threads of news, public and private threads. */
const threadTypes: readonly number[] = [10, 11, 12]

function commandOf({ options: [{ name, options }] }: CommandBody): Pick<Command, 'name' | 'options'> {
  return { name, options: options.map((one) => ({ name: one.name, value: one.value })) }
}

function focusedOf({ options: [{ options }] }: CommandBody): CommandOption {
  const { name, value } = options.find(({ focused }) => focused) ?? { name: '', value: '' }
  return { name, value }
}

function pressedOn({ id, flags, components }: z.infer<typeof message>): PressedOn {
  const types = pressesIn(components)
  return {
    message: id,
    flags: flags & lastingFlags,
    hasMenu: types.includes(stringSelect),
    isPrivate: (flags & privateFlag) !== 0,
    others: Math.max(types.length - 1, 0),
  }
}

/** Types of the buttons and menus: they may lie in rows, beside sections, and in containers. */
function pressesIn(part: unknown): readonly unknown[] {
  if (typeof part !== 'object' || part === null) return []
  const own = 'custom_id' in part ? ['type' in part ? part.type : null] : []
  return [...own, ...Object.values(part).flatMap(pressesIn)]
}

function inputsOf({ components, resolved }: SubmissionBody): readonly SubmittedInput[] {
  const inputs = components.flatMap((one) => [
    ...(one.component ? [one.component] : []),
    ...(one.components ?? []),
  ])
  return inputs.map(({ type, custom_id, value, values = [] }) => ({
    id: custom_id,
    values: value === undefined || value === null ? values : [String(value)],
    files: type === fileUpload ? values.flatMap((id) => resolved?.attachments?.[id] ?? []) : [],
  }))
}

/** `ComponentType.FileUpload` */
const fileUpload = 19

// ---- as Discord writes it: https://discord.com/developers/docs/interactions/receiving-and-responding ----

const snowflake = z.string().regex(/^\d{1,20}$/)
/** It becomes part of an address. */
const token = z.string().regex(/^[\w.~=-]{1,1000}$/)
const name = z.string().max(200)
const customId = z.string().max(100)
/** A text input holds 4,000 characters, which may each be two units. */
const typed = z.string().max(10_000)
const url = z.url({ protocol: /^https?$/ }).max(2000)

const commonBody = z
  .object({
    id: snowflake,
    token,
    channel_id: snowflake.nullish(),
    channel: z.object({ id: snowflake, type: z.int(), parent_id: snowflake.nullish() }).nullish(),
  })
  .transform(({ id, token, channel_id, channel }) => {
    const where = channel_id ?? channel?.id ?? null
    const parent = channel && threadTypes.includes(channel.type) ? channel.parent_id : null
    return { id, token, channel: where, room: parent ?? where }
  })

const person = z.object({
  id: snowflake,
  username: name,
  global_name: name.nullish(),
  bot: z.boolean().default(false),
  system: z.boolean().default(false),
})
const member = z.object({
  user: person,
  nick: name.nullish(),
  roles: z.array(snowflake).max(1000),
  pending: z.boolean().default(false),
})
/** In a guild it is a member who did it, elsewhere a user. */
const senderBody = z.union([
  z.object({ guild_id: snowflake, member }).transform(
    ({ guild_id, member: { user, nick, roles, pending } }): Sender => ({
      ...senderOf(user),
      ...(nick ? { name: nick } : {}),
      isPending: pending,
      guild: guild_id,
      roles,
    }),
  ),
  z.object({ user: person }).transform(({ user }) => senderOf(user)),
])

function senderOf({ id, username, global_name, bot, system }: z.infer<typeof person>): Sender {
  const name = global_name ?? username
  return { user: id, name, isBot: bot || system, isPending: false, guild: null, roles: [] }
}

const option = z.object({
  name: z.string().max(32),
  value: z.union([typed, z.number(), z.boolean()]),
  focused: z.boolean().default(false),
})
const subcommand = z.object({
  type: z.literal(1),
  name: z.string().max(32),
  options: z.array(option).max(25).default([]),
})
const commandBody = z.object({ name: z.literal('greenroom'), options: z.tuple([subcommand]) })
type CommandBody = z.infer<typeof commandBody>

const pressBody = z.object({ custom_id: customId, values: z.array(z.string().max(100)).max(25).optional() })

const input = z.object({
  type: z.int(),
  custom_id: customId,
  value: z.union([typed, z.boolean()]).nullish(),
  values: z.array(typed).max(25).optional(),
})
const file = z
  .object({ filename: z.string().max(1000), size: z.int().min(0), url })
  .transform(({ filename, ...rest }): SubmittedFile => ({ name: filename, ...rest }))
const submissionBody = z.object({
  custom_id: customId,
  components: z
    .array(z.object({ component: input.optional(), components: z.array(input).max(5).optional() }))
    .max(40),
  resolved: z.object({ attachments: z.record(z.string(), file).optional() }).optional(),
})
type SubmissionBody = z.infer<typeof submissionBody>

const message = z.object({ id: snowflake, flags: z.int().default(0), components: z.unknown() })

/** By `InteractionType`. */
const interactionBody = z.discriminatedUnion('type', [
  z.object({ type: z.literal(2), data: commandBody }),
  z.object({ type: z.literal(3), data: pressBody, message }),
  z.object({ type: z.literal(4), data: commandBody }),
  z.object({ type: z.literal(5), data: submissionBody, message: message.nullish() }),
])

const pingBody = z.object({ type: z.literal(1) })
