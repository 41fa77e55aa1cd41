import { MessageFlags as flagsOf, MessageType } from 'discord-api-types/v10'
import { isJson, itemsOf, type Json, type Upload, wordOf } from './call.ts'
import { componentsOf, textsOf } from './rules.ts'
import { snowflakeAt } from './snowflake.ts'
import type { Message, Row, State } from './state.ts'

/** What a message shows: what was asked for, with ids on its components and addresses on its files. */
export type Content = {
  readonly content: string
  readonly flags: number
  readonly embeds: readonly Json[]
  readonly components: readonly Json[]
  readonly attachments: readonly Json[]
  readonly mentions: readonly string[]
  readonly mentionRoles: readonly string[]
}

export const nothing: Content = {
  content: '',
  flags: 0,
  embeds: [],
  components: [],
  attachments: [],
  mentions: [],
  mentionRoles: [],
}

const settable = flagsOf.IsComponentsV2 | flagsOf.SuppressEmbeds

/** `before`: of the message that is changed. Names a file that is nowhere as a breach. */
export function contentOf(
  state: State,
  asked: Json,
  files: readonly Upload[],
  before: Content | null,
): Content | { readonly breach: string } {
  const attachments = attachmentsOf(state, asked, files, before)
  const missing = { name: null as string | null }
  const components = isGiven(asked.components)
    ? resolved(withIds(itemsOf(asked.components)), attachments, missing)
    : (before?.components ?? [])
  if (missing.name !== null) return { breach: `there is no file ${missing.name} to show` }
  const flags = Number(asked.flags ?? 0)
  const shown = {
    content: typeof asked.content === 'string' ? asked.content : (before?.content ?? ''),
    flags: before ? keptFlags(before.flags, asked) : flags,
    embeds: isGiven(asked.embeds) ? itemsOf(asked.embeds) : (before?.embeds ?? []),
    components,
    attachments,
  }
  return { ...shown, mentions: mentionsIn(shown, asked), mentionRoles: rolesIn(state, shown, asked) }
}

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

/** Of a message that stands nothing but these two flags can change, and V2 stays. */
function keptFlags(before: number, { flags }: Json): number {
  if (typeof flags !== 'number') return before
  const isV2 = (before | flags) & flagsOf.IsComponentsV2
  return (before & ~settable & ~flagsOf.Loading) | (flags & settable) | isV2
}

/** Those of a list that is given are kept, all where none is given; and what is uploaded comes along. */
function attachmentsOf(
  state: State,
  asked: Json,
  files: readonly Upload[],
  before: Content | null,
): readonly Json[] {
  const listed = itemsOf(asked.attachments)
  const kept = (before?.attachments ?? []).filter(
    ({ id }) => !isGiven(asked.attachments) || listed.some((one) => one.id === id),
  )
  const added = files.map((file) => {
    const index = /\d+/.exec(file.field)?.[0]
    const { description, title } = listed.find(({ id }) => wordOf(id) === index) ?? {}
    const id = snowflakeAt(state.now())
    state.uploads.set(id, file)
    const url = `${state.cdn()}/${id}/${encodeURIComponent(file.name)}`
    return {
      id,
      filename: file.name,
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      content_type: file.type,
      size: file.bytes.length,
      url,
      proxy_url: url,
    }
  })
  return [...kept, ...added]
}

/** Components that bring no id get the next one that is free, outermost first. */
function withIds(components: readonly Json[]): readonly Json[] {
  const taken = new Set(componentsOf({ components }).map(({ id }) => Number(id ?? 0)))
  let last = 0
  const next = () => {
    do last += 1
    while (taken.has(last))
    return last
  }
  const walk = (one: Json): Json => ({
    ...one,
    id: one.id ? one.id : next(),
    ...(Array.isArray(one.components) ? { components: itemsOf(one.components).map(walk) } : {}),
    ...(isJson(one.accessory) ? { accessory: walk(one.accessory) } : {}),
  })
  return components.map(walk)
}

function resolved(
  components: readonly Json[],
  attachments: readonly Json[],
  missing: { name: string | null },
): readonly Json[] {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk)
    if (!isJson(value)) return value
    const { url } = value
    if (typeof url !== 'string' || !url.startsWith('attachment://'))
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one)]))
    const name = url.slice('attachment://'.length)
    const found = attachments.find(({ filename }) => filename === name)
    if (!found) missing.name = name
    const { id, url: at, proxy_url, content_type } = found ?? {}
    return { ...value, url: at, proxy_url, content_type, attachment_id: id }
  }
  return components.map((one) => walk(one) as Json)
}

/** Whom it pings: who is named in it and may be. */
function mentionsIn(
  content: Pick<Content, 'content' | 'components'>,
  { allowed_mentions: allowed }: Json,
): readonly string[] {
  return named(content, /<@!?(\d+)>/g).filter((id) => isAllowed(allowed, 'users', id))
}

/** And which roles; by name only those that everyone may ping, as our bot has no permission of its own for the others. */
function rolesIn(
  state: State,
  content: Pick<Content, 'content' | 'components'>,
  { allowed_mentions: allowed }: Json,
): readonly string[] {
  return named(content, /<@&(\d+)>/g).filter(
    (id) => isAllowed(allowed, 'roles', id) && state.told.get(id)?.mentionable === true,
  )
}

function named(content: Pick<Content, 'content' | 'components'>, pattern: RegExp): readonly string[] {
  const found = textsOf(content).flatMap((words) => [...words.matchAll(pattern)].map(([, id = '']) => id))
  return [...new Set(found)]
}

function isAllowed(allowed: unknown, kind: 'users' | 'roles', id: string): boolean {
  if (!isJson(allowed)) return true
  const has = (list: unknown, one: string) => Array.isArray(list) && list.includes(one)
  return has(allowed.parse, kind) || has(allowed[kind], id)
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}
