import { MessageFlags as flagsOf, MessageType } from 'discord-api-types/v10'
import { itemsOf, type Json } from './call.ts'
import type { Content } from './content.ts'
import { snowflakeAt } from './snowflake.ts'
import type { Message, Row, State } from './state.ts'

/** Makes a message in the twin's room, under an id of our clock. */
export async function write(
  state: State,
  options: {
    readonly channel: string
    readonly author: string
    readonly content: Content
    readonly webhook?: boolean
    /** The kind of what Discord itself says, e.g. 21 at the head of a thread. */
    readonly system?: number
    readonly reply?: Json
  },
): Promise<string> {
  const { channel, author, content, webhook = false, system = 0, reply } = options
  const at = state.now()
  const id = snowflakeAt(at)
  await state.twin.rows.message.create({
    data: {
      id,
      channelId: channel,
      authorId: author,
      timestamp: at,
      ...columns(content),
      type: system,
      ...(webhook ? { webhookId: author, applicationId: author } : {}),
      ...(reply
        ? {
            type: MessageType.Reply,
            messageReference: JSON.stringify({ type: 0, channel_id: channel, ...reply }),
          }
        : {}),
    },
  })
  await state.twin.rows.channel.update({
    where: { id: channel },
    data: { lastMessageId: id, messageCount: { increment: 1 }, totalMessageSent: { increment: 1 } },
  })
  return id
}

export async function rewrite(state: State, id: string, content: Content): Promise<void> {
  state.chosen.delete(id)
  await state.twin.rows.message.update({
    where: { id },
    data: { ...columns(content), editedTimestamp: state.now() },
  })
}

/** As it stands in the twin; null where it does not. */
export async function contentIn(state: State, id: string): Promise<Content | null> {
  const row = await state.twin.rows.message.findUnique({ where: { id } })
  return row ? contentFrom(row) : null
}

/** What people see of a room, oldest first: without what Discord itself says in it. */
export async function messagesIn(state: State, channel: string): Promise<readonly Message[]> {
  const all = await messagesOf(state, await idsIn(state, channel))
  return all.filter(({ type }) => type === MessageType.Default || type === MessageType.Reply)
}

/** Of all messages of a room, oldest first. */
export async function idsIn({ twin: { rows } }: State, channelId: string): Promise<readonly string[]> {
  const found = await rows.message.findMany({ where: { channelId }, select: { id: true } })
  return found.map(({ id }) => id).toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
}

/** Messages as Discord shows them: with whom they mention, and the threads under them. Those that are gone are left out. */
export async function messagesOf(state: State, ids: readonly string[]): Promise<readonly Message[]> {
  const { rows } = state.twin
  const among = { where: { id: { in: [...ids] } } }
  const [found, threads] = await Promise.all([rows.message.findMany(among), rows.channel.findMany(among)])
  const people = found.flatMap((row) => [row.authorId, ...contentFrom(row).mentions])
  const users = await rows.user.findMany({ where: { id: { in: [...new Set(people)] } } })
  const byId = new Map(found.map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    const author = users.find((one) => one.id === row?.authorId)
    const thread = threads.find((one) => one.id === id && one.parentId === row?.channelId)
    return row && author ? [messageFrom(row, author, users, thread ?? null)] : []
  })
}

function messageFrom(
  row: Row<'message'>,
  author: Row<'user'>,
  users: readonly Row<'user'>[],
  thread: Row<'channel'> | null,
): Message {
  const content = contentFrom(row)
  const { webhookId, applicationId, messageReference } = row
  return {
    ...asMessage(content, {
      id: row.id,
      channel_id: row.channelId,
      author: userOf(author),
      timestamp: row.timestamp.toISOString(),
      edited_timestamp: row.editedTimestamp?.toISOString() ?? null,
      type: row.type,
      mentions: users.filter(({ id }) => content.mentions.includes(id)).map(userOf),
      ...(webhookId === null ? {} : { webhook_id: webhookId }),
      ...(applicationId === null ? {} : { application_id: applicationId }),
      ...(messageReference === null
        ? {}
        : { message_reference: JSON.parse(messageReference) as Message['message_reference'] & object }),
    }),
    ...(thread
      ? {
          flags: row.flags | flagsOf.HasThread,
          thread: threadOf(thread) as object as Message['thread'] & object,
        }
      : {}),
  }
}

function contentFrom(row: Row<'message'>): Content {
  const list = (text: string) => itemsOf(JSON.parse(text))
  return {
    content: row.content,
    flags: row.flags,
    embeds: list(row.embeds),
    components: list(row.components),
    attachments: list(row.attachments),
    mentions: JSON.parse(row.mentions) as readonly string[],
    mentionRoles: JSON.parse(row.mentionRoles) as readonly string[],
  }
}

/** Of a message that stands in no room of the twin. */
export function asMessage(
  content: Content,
  fields: Pick<Message, 'id' | 'channel_id' | 'author' | 'timestamp'> & Partial<Message>,
): Message {
  const { mentions: _, mentionRoles, ...rest } = content
  return {
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [...mentionRoles],
    pinned: false,
    type: 0,
    ...fields,
    ...(rest as object as Pick<Message, 'content' | 'flags' | 'embeds' | 'components' | 'attachments'>),
  }
}

function userOf({ id, username, bot, globalName }: Row<'user'>): Message['author'] {
  return { id, username, discriminator: '0', global_name: globalName, avatar: null, bot }
}

export function threadOf(row: Row<'channel'>): Json {
  return {
    id: row.id,
    type: row.type,
    guild_id: row.guildId,
    parent_id: row.parentId,
    owner_id: row.ownerId,
    name: row.name,
    last_message_id: row.lastMessageId,
    message_count: row.messageCount,
    member_count: row.memberCount,
    rate_limit_per_user: 0,
    thread_metadata: {
      archived: row.archived,
      locked: row.locked,
      auto_archive_duration: row.autoArchiveDuration,
      archive_timestamp: (row.archiveTimestamp ?? row.createdAt).toISOString(),
    },
  }
}

function columns({ content, flags, ...lists }: Content) {
  const { embeds, components, attachments, mentions, mentionRoles } = lists
  return {
    content,
    flags,
    embeds: JSON.stringify(embeds),
    components: JSON.stringify(components),
    attachments: JSON.stringify(attachments),
    mentions: JSON.stringify(mentions),
    mentionRoles: JSON.stringify(mentionRoles),
  }
}
