import { randomUUID } from 'node:crypto'
import { ComponentType as kinds } from 'discord-api-types/v10'
import { permissionsIn } from './access.ts'
import { itemsOf, type Json, wordOf } from './call.ts'
import { componentsOf } from './rules.ts'
import { toldOfRoom } from './guild-routes.ts'
import { firstAnswerMs } from './interactions.ts'
import { directRoom, read } from './message-routes.ts'
import { snowflakeAt } from './snowflake.ts'
import type { Interaction, Message, State } from './state.ts'
import { ids } from './world.ts'

/** Who does it, and where. */
export type Actor = {
  /** A person's id. */
  readonly who: string
  /** Of another guild; null of a direct message. The guild of the desk where it is not given. */
  readonly guild?: string | null
  /** Where it is not given: the room of the message, else `desk`. */
  readonly channel?: string
}

/** `button`: its label, or its `custom_id`. One that is not there, or can't be pressed, only a forger presses. */
export type Press = Actor & { readonly message: string; readonly button: string; readonly isForged?: boolean }

/** `select`: its `custom_id`, needed where there are more than one. `values`: values or labels of its options. */
export type Choice = Actor & {
  readonly message: string
  readonly select?: string
  readonly values: readonly string[]
  readonly isForged?: boolean
}

/** `words`: the subcommand, after its group where it has one. Options by name, with the types that they were registered with. */
export type Run = Actor & {
  readonly command?: string
  readonly words: string
  readonly options?: Readonly<Record<string, string | number | boolean>>
  /** Of autocomplete: the option that is being typed. */
  readonly focused?: string
}

export async function press(state: State, { button, isForged, ...actor }: Press): Promise<Interaction> {
  const message = await visible(state, actor.message, actor.who)
  const found = componentsOf(message).find(
    (one) => one.type === kinds.Button && (one.custom_id === button || one.label === button),
  )
  if (!isForged && !found) throw new Error(`no button ${button}, but ${buttonsOf(message).join(', ')}`)
  if (!isForged && found?.disabled === true) throw new Error(`the button ${button} can't be pressed`)
  const data = { component_type: kinds.Button, custom_id: found?.custom_id ?? button, id: found?.id ?? 1 }
  return act(state, actor, 3, data, message)
}

export async function choose(
  state: State,
  { select, values, isForged, ...actor }: Choice,
): Promise<Interaction> {
  const message = await visible(state, actor.message, actor.who)
  const found = componentsOf(message).find(
    (one) => one.type === kinds.StringSelect && (select === undefined || one.custom_id === select),
  )
  const options = itemsOf(found?.options)
  const chosen = values.map((value) => {
    const option = options.find((one) => one.value === value || one.label === value)
    if (!option && !isForged)
      throw new Error(`no option ${value}, but ${options.map(({ label }) => wordOf(label)).join(', ')}`)
    return option?.value ?? value
  })
  const id = found?.custom_id ?? select ?? ''
  const seen = state.chosen.get(message.id) ?? new Map<string, Interaction>()
  const menu = `${actor.who} ${wordOf(id)}`
  if (!isForged && isSame(chosen, chosenIn(state, seen.get(menu), options)))
    throw new Error(`${values.join(', ')} is chosen already: the menu has not been drawn anew since`)
  const data = { component_type: kinds.StringSelect, custom_id: id, id: found?.id ?? 1, values: chosen }
  const choice = await act(state, actor, 3, data, message)
  state.chosen.set(message.id, seen.set(menu, choice))
  return choice
}

/**
 * What somebody's menu shows as chosen: by themselves, unless they were told that it came to nothing, else by whoever made it. To choose that does
 * nothing: https://github.com/discord/discord-api-docs/issues/4801
 */
function chosenIn(
  state: State,
  before: Interaction | undefined,
  options: readonly Json[],
): readonly unknown[] {
  const hasFailed = before?.callback === null && state.now().getTime() - before.at.getTime() > firstAnswerMs
  if (before && !hasFailed) return (before.raw.data as { readonly values: readonly unknown[] }).values
  return options.flatMap((one) => (one.default === true ? [one.value] : []))
}

function isSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one))
}

export async function run(
  state: State,
  { command = 'greenroom', words, options = {}, focused, ...actor }: Run,
): Promise<Interaction> {
  const all = [actor.guild ?? ids.guild, ''].flatMap((scope) => state.commands.get(scope) ?? [])
  const registered = all.find(({ name }) => name === command)
  if (!registered) throw new Error(`no command /${command} is registered`)
  const path = words.split(' ').filter((word) => word !== '')
  let known = itemsOf(registered.options)
  const levels: Json[] = []
  for (const word of path) {
    const level = known.find(({ name }) => name === word)
    if (!level)
      throw new Error(`/${command} has no ${word}, but ${known.map((one) => wordOf(one.name)).join(', ')}`)
    levels.push(level)
    known = itemsOf(level.options)
  }
  const given = Object.entries(options).map(([name, value]) => {
    const option = known.find((one) => one.name === name)
    if (!option) throw new Error(`/${command} ${words} has no option ${name}`)
    const choices = itemsOf(option.choices)
    if (focused === undefined && choices.length > 0 && !choices.some((one) => one.value === value))
      throw new Error(`${value} is no choice of ${name}`)
    return { name, type: option.type, value, ...(focused === name ? { focused: true } : {}) }
  })
  const missing = known.filter((one) => one.required === true && !(wordOf(one.name) in options))
  if (focused === undefined && missing.length > 0)
    throw new Error(`/${command} ${words} needs ${missing.map((one) => wordOf(one.name)).join(', ')}`)
  const nested = levels
    .toReversed()
    .reduce<readonly Json[]>((inner, { name, type }) => [{ name, type, options: inner }], given)
  const people = given.flatMap(({ type, value }) => (type === 6 ? [wordOf(value)] : []))
  const data = {
    id: registered.id,
    name: command,
    type: 1,
    options: nested,
    ...(people.length > 0 ? { resolved: { users: await usersOf(state, people) } } : {}),
  }
  return act(state, actor, focused === undefined ? 2 : 4, data, null)
}

async function usersOf(state: State, people: readonly string[]): Promise<Json> {
  const answers = await Promise.all(people.map((id) => state.twin.ask('GET', `/users/${id}`)))
  return Object.fromEntries(people.map((id, at) => [id, answers[at]?.body]))
}

/** The interaction as Discord tells of it: https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object */
export async function act(
  state: State,
  actor: Actor,
  type: number,
  data: Json,
  message: Message | null,
): Promise<Interaction> {
  const { who, guild = await guildIn(state, message) } = actor
  const at = state.now()
  const id = snowflakeAt(at)
  const token = `${Buffer.from(`interaction:${id}`).toString('base64url')}.${randomUUID()}`
  const { body: user } = await state.twin.ask('GET', `/users/${who}`)
  const direct = guild === null ? await directRoom(state, who) : null
  const channel =
    actor.channel ??
    message?.channel_id ??
    (direct ? wordOf(direct.id) : guild === ids.guild ? ids.channels.desk : ids.otherChannel)
  const { body: room } = await state.twin.ask('GET', `/channels/${channel}`)
  const raw = {
    id,
    application_id: ids.application,
    type,
    token,
    version: 1,
    data,
    channel_id: channel,
    channel: direct ?? { ...(room as Json), ...toldOfRoom(state, room as Json) },
    ...(guild === null ? { user: toldUser(state, user) } : await memberIn(state, guild, who, channel, user)),
    ...(message ? { message } : {}),
    locale: 'en-GB',
    entitlements: [],
    authorizing_integration_owners: { 0: guild ?? '0' },
    context: guild === null ? 1 : 0,
    attachment_size_limit: 10_485_760,
    app_permissions: await botMay(state, channel),
  }
  const on = type === 3 || type === 5 ? (message?.id ?? null) : null
  const one: Interaction = {
    id,
    token,
    user: who,
    channel,
    type,
    at,
    raw,
    on,
    callback: null,
    original: null,
    told: [],
  }
  state.interactions.set(token, one)
  return one
}

async function botMay(state: State, channel: string): Promise<string> {
  const room = await state.twin.rows.channel.findUnique({ where: { id: channel } })
  return String((room && (await permissionsIn(state, ids.application, room))) ?? 0n)
}

async function memberIn(
  state: State,
  guild: string,
  who: string,
  channel: string,
  user: unknown,
): Promise<Json> {
  const { body, status } = await state.twin.ask('GET', `/guilds/${guild}/members/${who}`)
  const room = await state.twin.rows.channel.findUnique({ where: { id: channel } })
  const permissions = room ? await permissionsIn(state, who, room) : null
  const member =
    status === 200 ? (body as Json) : { roles: [], joined_at: null, deaf: false, mute: false, flags: 0 }
  return {
    guild_id: guild,
    guild: { id: guild, locale: 'en-US', features: [] },
    guild_locale: 'en-US',
    member: {
      ...member,
      ...state.told.get(who),
      permissions: String(permissions ?? 0n),
      user: toldUser(state, user),
    },
  }
}

function toldUser(state: State, user: unknown): Json {
  const { mfa_enabled: _, ...rest } = user as Json
  return { ...rest, ...state.told.get(wordOf(rest.id)) }
}

/** A message as that person sees it now. */
export async function visible(state: State, id: string, who: string): Promise<Message> {
  const hidden = state.private.get(id)
  if (hidden && hidden.user !== who) throw new Error('that message is shown to somebody else only')
  if (hidden) return hidden.message
  const row = await state.twin.rows.message.findUnique({ where: { id } })
  const { status, body } = await read(state, row?.channelId ?? '', id)
  if (status !== 200) throw new Error(`there is no message ${id}`)
  return body as Message
}

async function guildIn(state: State, message: Message | null): Promise<string | null> {
  if (!message) return ids.guild
  const room = await state.twin.rows.channel.findUnique({ where: { id: message.channel_id } })
  return room?.guildId ?? null
}

export function buttonsOf(message: Message): readonly string[] {
  return componentsOf(message).flatMap((one) =>
    one.type === kinds.Button ? [wordOf(one.label ?? one.custom_id)] : [],
  )
}
