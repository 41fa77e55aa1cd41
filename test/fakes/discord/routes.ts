import { ChannelType, PermissionFlagsBits as bits } from 'discord-api-types/v10'
import { isThread, roomFor } from './access.ts'
import { isJson, itemsOf, type Answer, type Call, type Json, wordOf } from './call.ts'
import { contentIn, contentOf, rewrite, shown, write } from './messages.ts'
import { invalidForm, refusals, type Message, type State } from './state.ts'
import { ids } from './world.ts'

/** For how long one nonce makes one message: "the past few minutes". */
const nonceMs = 3 * 60_000

type Route = (state: State, call: Call, id: string, second: string) => Promise<Answer>

/** What the bot may ask of rooms, people and guilds, and of itself. Where nothing is to be added the twin answers alone. */
export const routes: Readonly<Record<string, Route>> = {
  'POST /channels/:id/messages': createMessage,
  'PATCH /channels/:id/messages/:id': changeMessage,
  'DELETE /channels/:id/messages/:id': async (state, call, id) => {
    const found = await roomFor(state, id)
    return 'refused' in found ? found.refused : state.twin.ask('DELETE', call.path)
  },
  'GET /channels/:id/messages/:id': readMessage,
  'GET /channels/:id/messages': listMessages,
  'POST /channels/:id/messages/:id/threads': openThread,
  'GET /channels/:id': async (state, _, id) => {
    const found = await roomFor(state, id)
    return 'refused' in found
      ? found.refused
      : withTold(state, id, await state.twin.ask('GET', `/channels/${id}`))
  },
  'PATCH /channels/:id': async (state, call, id) => {
    const found = await roomFor(state, id, [bits.ManageThreads])
    return 'refused' in found ? found.refused : state.twin.ask('PATCH', call.path, call.body)
  },
  'POST /channels/:id/typing': async () => ({ status: 204 }),
  'POST /users/@me/channels': openDirect,
  'GET /users/@me': async ({ twin }) => twin.ask('GET', '/users/@me'),
  'GET /users/@me/guilds': async (state) => ({ status: 200, body: await guildsOf(state) }),
  'GET /users/:id': async (state, call, id) => withTold(state, id, await state.twin.ask('GET', call.path)),
  'GET /applications/@me': application,
  'GET /oauth2/applications/@me': application,
  'GET /guilds/:id': inGuild,
  'GET /guilds/:id/roles': inGuild,
  'GET /guilds/:id/channels': async (state, call, id) => {
    const { status, body } = await inGuild(state, call, id)
    const rooms = itemsOf(body).filter((room) => !isThread({ type: Number(room.type) }))
    return {
      status,
      body: status === 200 ? rooms.map((room) => ({ ...room, ...toldOfRoom(state, room) })) : body,
    }
  },
  'GET /guilds/:id/members/:id': async (state, call, id, user) => {
    const answer = await inGuild(state, call, id)
    return withTold(state, user, answer)
  },
  'PUT /applications/:id/commands': async ({ twin }, { path, body }) => twin.ask('PUT', path, body),
  'PUT /applications/:id/guilds/:id/commands': async ({ twin }, { path, body }) =>
    twin.ask('PUT', path, body),
  'GET /applications/:id/commands': listCommands,
  'GET /applications/:id/guilds/:id/commands': listCommands,
}

async function createMessage(state: State, call: Call, id: string): Promise<Answer> {
  const asked = call.body as Json
  const room = await state.twin.rows.channel.findUnique({ where: { id } })
  const writes = room && isThread(room) ? bits.SendMessagesInThreads : bits.SendMessages
  const found = await roomFor(state, id, [writes, ...(call.files.length > 0 ? [bits.AttachFiles] : [])])
  if ('refused' in found) return found.refused
  const recipient = [...state.direct].find(([, channel]) => channel === id)?.[0]
  if (recipient !== undefined && state.shut.has(recipient)) return refusals.shutForDirect
  if (found.room.archived && found.room.locked) return refusals.archivedThread
  if (found.room.archived) await state.twin.rows.channel.update({ where: { id }, data: { archived: false } })
  const nonce = asked.enforce_nonce === true ? `${id} ${wordOf(asked.nonce)}` : null
  const made = nonce === null ? undefined : state.nonces.get(nonce)
  if (made && state.now().getTime() - made.at.getTime() < nonceMs) {
    const there = await read(state, id, made.id)
    if (there.status === 200) return { status: 200, body: { ...(there.body as Json), nonce: asked.nonce } }
  }
  const content = contentOf(state, asked, call.files, null)
  if ('breach' in content) return invalidForm([content.breach])
  const reply = isJson(asked.message_reference) ? asked.message_reference : undefined
  const message = await write(state, {
    channel: id,
    author: ids.application,
    content,
    ...(reply ? { reply } : {}),
  })
  if (nonce !== null) state.nonces.set(nonce, { id: message, at: state.now() })
  const { body } = await read(state, id, message)
  return { status: 200, body: { ...(body as Json), ...(asked.nonce ? { nonce: asked.nonce } : {}) } }
}

async function changeMessage(state: State, call: Call, id: string, message: string): Promise<Answer> {
  const found = await roomFor(state, id, call.files.length > 0 ? [bits.AttachFiles] : [])
  if ('refused' in found) return found.refused
  const row = await state.twin.rows.message.findUnique({ where: { id: message } })
  const before = await contentIn(state, message)
  if (!row || !before || row.channelId !== id) return refusals.unknownMessage
  if (row.authorId !== ids.application) return refusals.otherAuthor
  if (found.room.archived) return refusals.archivedThread
  const content = contentOf(state, call.body as Json, call.files, before)
  if ('breach' in content) return invalidForm([content.breach])
  await rewrite(state, message, content)
  return read(state, id, message)
}

async function readMessage(state: State, _: Call, id: string, message: string): Promise<Answer> {
  const found = await roomFor(state, id, [bits.ReadMessageHistory])
  return 'refused' in found ? found.refused : read(state, id, message)
}

/** Without the right to read what was before, a room looks empty. */
async function listMessages(state: State, call: Call, id: string): Promise<Answer> {
  const found = await roomFor(state, id)
  if ('refused' in found) return found.refused
  if ('refused' in (await roomFor(state, id, [bits.ReadMessageHistory]))) return { status: 200, body: [] }
  const { status, body } = await state.twin.ask(
    'GET',
    `${call.path}?${new URLSearchParams(call.query).toString()}`,
  )
  const newestFirst = (body as readonly Message[]).toSorted((a, b) => (BigInt(b.id) > BigInt(a.id) ? 1 : -1))
  return { status, body: await Promise.all(newestFirst.map((one) => shown(state, one))) }
}

export async function read(state: State, channel: string, message: string): Promise<Answer> {
  const row = await state.twin.rows.message.findUnique({ where: { id: message } })
  if (row?.channelId !== channel) return refusals.unknownMessage
  const { status, body } = await state.twin.ask('GET', `/channels/${channel}/messages/${message}`)
  return { status, body: status === 200 ? await shown(state, body as Message) : body }
}

/** A thread has the id of the message that it hangs under. */
async function openThread(state: State, call: Call, id: string, message: string): Promise<Answer> {
  const found = await roomFor(state, id, [bits.CreatePublicThreads])
  if ('refused' in found) return found.refused
  const { rows } = state.twin
  const under = await rows.message.findUnique({ where: { id: message } })
  if (under?.channelId !== id) return refusals.unknownMessage
  if (await rows.channel.findUnique({ where: { id: message } })) return refusals.threadThere
  const { name, auto_archive_duration: minutes = 1440 } = call.body as Json
  await rows.channel.create({
    data: {
      id: message,
      guildId: found.room.guildId,
      type: ChannelType.PublicThread,
      name: wordOf(name),
      parentId: id,
      ownerId: ids.application,
      autoArchiveDuration: Number(minutes),
      archiveTimestamp: state.now(),
      starterMessageId: message,
      memberCount: 1,
    },
  })
  const { body } = await state.twin.ask('GET', `/channels/${message}`)
  state.dispatch('THREAD_CREATE', { ...(body as Json), newly_created: true })
  return { status: 201, body }
}

async function openDirect(state: State, call: Call): Promise<Answer> {
  const user = wordOf((call.body as Json).recipient_id)
  if (!(await state.twin.rows.user.findUnique({ where: { id: user } }))) return refusals.unknownUser
  return { status: 200, body: await directRoom(state, user) }
}

/** The room of the bot and one person; it is made where there is none. */
export async function directRoom(state: State, user: string): Promise<Json> {
  const id = state.direct.get(user) ?? `75${user.slice(2)}`
  if (!state.direct.has(user)) {
    state.direct.set(user, id)
    await state.twin.rows.channel.create({ data: { id, type: ChannelType.DM } })
  }
  const recipient = await state.twin.ask('GET', `/users/${user}`)
  return { id, type: ChannelType.DM, last_message_id: null, flags: 0, recipients: [recipient.body] }
}

async function guildsOf({ twin: { rows } }: State): Promise<readonly Json[]> {
  const memberships = await rows.guildMember.findMany({
    where: { userId: ids.application },
    include: { guild: { include: { roles: true } } },
  })
  return memberships.map(({ guild, roles }) => {
    const held = [guild.id, ...(JSON.parse(roles) as readonly string[])]
    const permissions = guild.roles
      .filter(({ id }) => held.includes(id))
      .reduce((sum, role) => sum | BigInt(role.permissions), 0n)
    const { id, name, icon } = guild
    return { id, name, icon, banner: null, owner: false, features: [], permissions: String(permissions) }
  })
}

async function inGuild(state: State, { path }: Call, id: string): Promise<Answer> {
  const { rows } = state.twin
  if (!(await rows.guild.findUnique({ where: { id } }))) return refusals.unknownGuild
  const membership = { guildId_userId: { guildId: id, userId: ids.application } }
  if (!(await rows.guildMember.findUnique({ where: membership }))) return refusals.missingAccess
  return state.twin.ask('GET', path)
}

async function application(state: State): Promise<Answer> {
  const answer = await state.twin.ask('GET', '/applications/@me')
  const { body: bot } = await state.twin.ask('GET', '/users/@me')
  const own = {
    name: 'Greenroom',
    flags: 0,
    bot_public: true,
    bot_require_code_grant: false,
    integration_types_config: { 0: {} },
    interactions_endpoint_url: null,
    owner: { id: ids.people.uma, username: 'uma', discriminator: '0', global_name: 'uma', avatar: null },
    bot,
  }
  return withTold(state, ids.application, { ...answer, body: { ...(answer.body as Json), ...own } })
}

async function listCommands(
  { twin: { rows } }: State,
  { path }: Call,
  id: string,
  guild: string,
): Promise<Answer> {
  const found = await rows.applicationCommand.findMany({
    where: { applicationId: id, guildId: path.includes('/guilds/') ? guild : null },
  })
  const body = found.map(({ id: command, name, description, type, options, version, guildId }) => ({
    id: command,
    application_id: id,
    ...(guildId === null ? {} : { guild_id: guildId }),
    name,
    description,
    type,
    options: JSON.parse(options) as unknown,
    default_member_permissions: null,
    nsfw: false,
    version,
  }))
  return { status: 200, body }
}

function withTold(state: State, id: string, { status, body }: Answer): Answer {
  if (status !== 200 || !isJson(body)) return { status, body }
  return { status, body: { ...body, ...toldOfRoom(state, body), ...state.told.get(id) } }
}

export function toldOfRoom({ overwrites }: State, { id, guild_id: guild, type }: Json): Json {
  if (guild === undefined || typeof type !== 'number' || isThread({ type })) return {}
  const list = overwrites.get(wordOf(id)) ?? []
  return {
    permission_overwrites: list.map(({ allow, deny, ...rest }) => ({
      ...rest,
      allow: String(allow),
      deny: String(deny),
    })),
    nsfw: false,
  }
}
