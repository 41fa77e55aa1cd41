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
  await state.twin.rows.message.update({
    where: { id },
    data: { ...columns(content), editedTimestamp: state.now() },
  })
}

/** As it stands in the twin; null where it does not. */
export async function contentIn(state: State, id: string): Promise<Content | null> {
  const row = await state.twin.rows.message.findUnique({ where: { id } })
  if (!row) return null
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

/** What people see of a room, oldest first: without what Discord itself says in it. */
export async function messagesIn(state: State, channel: string): Promise<readonly Message[]> {
  const all: Message[] = []
  for (let after = '0', length = -1; length < all.length; after = all.at(-1)?.id ?? '0') {
    length = all.length
    const { body } = await state.twin.ask('GET', `/channels/${channel}/messages?limit=100&after=${after}`)
    if (Array.isArray(body)) all.push(...(body as readonly Message[]))
  }
  return shown(
    state,
    all.filter(({ type }) => type === MessageType.Default || type === MessageType.Reply),
  )
}

/** Messages of the twin as Discord shows them: whom they mention, and the threads under them. */
export async function shown(state: State, messages: readonly Message[]): Promise<readonly Message[]> {
  const { rows } = state.twin
  const among = { where: { id: { in: messages.map(({ id }) => id) } } }
  const [found, threads] = await Promise.all([
    rows.message.findMany({ ...among, select: { id: true, mentions: true } }),
    rows.channel.findMany(among),
  ])
  const mentioned = new Map(found.map(({ id, mentions }) => [id, JSON.parse(mentions) as readonly string[]]))
  const named = [...new Set([...mentioned.values()].flat())]
  const users = named.length > 0 ? await rows.user.findMany({ where: { id: { in: named } } }) : []
  return messages.map((message) => {
    const thread = threads.find(({ id, parentId }) => id === message.id && parentId === message.channel_id)
    return {
      ...message,
      flags: (message.flags ?? 0) | (thread ? flagsOf.HasThread : 0),
      components: message.components ?? [],
      mentions: (mentioned.get(message.id) ?? []).flatMap((id) => {
        const user = users.find((one) => one.id === id)
        return user ? [userOf(user)] : []
      }),
      ...(thread ? { thread: threadOf(thread) as object as Message['thread'] & object } : {}),
    }
  })
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
