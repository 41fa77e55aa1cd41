import { ChannelType, PermissionFlagsBits as bits } from 'discord-api-types/v10'
import { isThread, roomFor } from './access.ts'
import { isJson, wordOf, type Answer, type Call, type Json } from './call.ts'
import { contentOf, nothing } from './content.ts'
import { contentIn, idsIn, messagesOf, rewrite, threadOf, write } from './messages.ts'
import { slip, refusals, type State } from './state.ts'
import { ids } from './world.ts'

/** For how long one nonce makes one message: "the past few minutes". */
const nonceMs = 3 * 60_000

export async function createMessage(state: State, call: Call, id: string): Promise<Answer> {
  const asked = call.body as Json
  const found = await roomFor(state, id, (room) => [
    isThread(room) ? bits.SendMessagesInThreads : bits.SendMessages,
    ...(call.files.length > 0 ? [bits.AttachFiles] : []),
  ])
  if ('refused' in found) return found.refused
  const shut = await whyShut(state, id)
  if (shut) return shut
  if (found.room.archived && found.room.locked) return refusals.archivedThread
  if (found.room.archived) await state.twin.rows.channel.update({ where: { id }, data: { archived: false } })
  const content = contentOf(state, asked, call.files, null)
  if ('breach' in content) return slip(state, content.breach)
  const reply = isJson(asked.message_reference) ? { reply: asked.message_reference } : {}
  const make = () => write(state, { channel: id, author: ids.application, content, ...reply })
  const { body } = await read(state, id, await onceFor(state, id, asked, make))
  return { status: 200, body: { ...(body as Json), ...(asked.nonce ? { nonce: asked.nonce } : {}) } }
}

/** One nonce makes one message of a room, and whoever comes with it once more is given that one. */
async function onceFor(
  state: State,
  room: string,
  asked: Json,
  make: () => Promise<string>,
): Promise<string> {
  if (asked.enforce_nonce !== true) return make()
  const nonce = `${room} ${wordOf(asked.nonce)}`
  const known = state.nonces.get(nonce)
  const at = state.now()
  if (known && at.getTime() - known.at.getTime() < nonceMs) {
    const there = await known.made
    if (await state.twin.rows.message.findUnique({ where: { id: there } })) return there
  }
  const made = make()
  state.nonces.set(nonce, { made, at })
  return made
}

async function whyShut(state: State, room: string): Promise<Answer | null> {
  const recipient = [...state.direct].find(([, channel]) => channel === room)?.[0]
  if (recipient === undefined) return null
  if (state.shut.has(recipient)) return refusals.shutForDirect
  const { rows } = state.twin
  const guilds = await rows.guildMember.findMany({ where: { userId: ids.application } })
  const guildId = { in: guilds.map((one) => one.guildId) }
  const shared = await rows.guildMember.findFirst({ where: { userId: recipient, guildId } })
  return shared ? null : refusals.noMutualGuild
}

export async function changeMessage(state: State, call: Call, id: string, message: string): Promise<Answer> {
  const found = await roomFor(state, id, () => (call.files.length > 0 ? [bits.AttachFiles] : []))
  if ('refused' in found) return found.refused
  const row = await state.twin.rows.message.findUnique({ where: { id: message } })
  const before = await contentIn(state, message)
  if (!row || !before || row.channelId !== id) return refusals.unknownMessage
  if (row.authorId !== ids.application) return refusals.otherAuthor
  if (found.room.archived) return refusals.archivedThread
  const content = contentOf(state, call.body as Json, call.files, before)
  if ('breach' in content) return slip(state, content.breach)
  await rewrite(state, message, content)
  return read(state, id, message)
}

export async function readMessage(state: State, _: Call, id: string, message: string): Promise<Answer> {
  const found = await roomFor(state, id, () => [bits.ReadMessageHistory])
  return 'refused' in found ? found.refused : read(state, id, message)
}

/** Newest first. Without the right to read what was before, a room looks empty. */
export async function listMessages(state: State, call: Call, id: string): Promise<Answer> {
  const found = await roomFor(state, id)
  if ('refused' in found) return found.refused
  if ('refused' in (await roomFor(state, id, () => [bits.ReadMessageHistory])))
    return { status: 200, body: [] }
  const all = await idsIn(state, id)
  return { status: 200, body: await messagesOf(state, pageOf(all, call.query).toReversed()) }
}

/** The newest that are older than `before`; the oldest that are newer than `after`; or both halves of what is `around`. */
function pageOf(all: readonly string[], query: Call['query']): readonly string[] {
  const { before, after, around } = query
  const limit = Number(query.limit ?? 50)
  const isAfter = (id: string, other: string) => BigInt(id) > BigInt(other)
  if (around !== undefined) {
    const half = Math.floor(limit / 2)
    const newer = all.filter((id) => isAfter(id, around)).slice(0, half)
    return [...all.filter((id) => !isAfter(id, around)).slice(-half - 1), ...newer]
  }
  if (after !== undefined) return all.filter((id) => isAfter(id, after)).slice(0, limit)
  return all.filter((id) => before === undefined || isAfter(before, id)).slice(-limit)
}

export async function read(state: State, channel: string, id: string): Promise<Answer> {
  const [found] = await messagesOf(state, [id])
  return found?.channel_id === channel ? { status: 200, body: found } : refusals.unknownMessage
}

/** A thread has the id of the message that it hangs under, and begins with what Discord says of that. */
export async function openThread(state: State, call: Call, id: string, message: string): Promise<Answer> {
  const found = await roomFor(state, id, () => [bits.CreatePublicThreads])
  if ('refused' in found) return found.refused
  const { rows } = state.twin
  const under = await rows.message.findUnique({ where: { id: message } })
  if (under?.channelId !== id) return refusals.unknownMessage
  const { name, auto_archive_duration: minutes = 1440 } = call.body as Json
  const data = {
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
  }
  const row = await rows.channel.create({ data }).catch(() => null)
  if (!row) return refusals.threadThere
  await write(state, { channel: message, author: ids.application, content: nothing, system: 21 })
  state.dispatch('THREAD_CREATE', { ...threadOf(row), newly_created: true })
  return { status: 201, body: threadOf(row) }
}

/** Whoever may write in a thread may open it again, unless it is locked. */
export async function changeRoom(state: State, { path, body }: Call, id: string): Promise<Answer> {
  const isOpening = JSON.stringify(body) === '{"archived":false}'
  const found = await roomFor(state, id, (room) => [
    isOpening && isThread(room) && !room.locked ? bits.SendMessagesInThreads : bits.ManageThreads,
  ])
  return 'refused' in found ? found.refused : state.twin.ask('PATCH', path, body)
}

export async function openDirect(state: State, call: Call): Promise<Answer> {
  const user = wordOf((call.body as Json).recipient_id)
  if (!(await state.twin.rows.user.findUnique({ where: { id: user } }))) return refusals.unknownUser
  return { status: 200, body: await directRoom(state, user) }
}

/** The room of the bot and one person; it is made where there is none. */
export async function directRoom(state: State, user: string): Promise<Json> {
  const id = `75${user.slice(2)}`
  await state.twin.rows.channel.upsert({ where: { id }, create: { id, type: ChannelType.DM }, update: {} })
  state.direct.set(user, id)
  const recipient = await state.twin.ask('GET', `/users/${user}`)
  return { id, type: ChannelType.DM, last_message_id: null, flags: 0, recipients: [recipient.body] }
}
