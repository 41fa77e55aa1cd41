import { RESTJSONErrorCodes as Code, Routes, SnowflakeUtil, type REST } from 'discord.js'
import { z } from 'zod'
import { hourMs } from '../../domain/slot.ts'
import type { ChatSurface, Found, MessageContent, Place, Sent } from '../chat/chat-surface.ts'
import { directChannels, isDirect } from './direct-channels.ts'
import type { DiscordMessage } from './discord-message.ts'
import {
  isMarked,
  marksOf,
  messagePayload,
  newMessagePayload,
  seenMarks,
  withMarks,
  type Attachment,
  type SeenComponent,
} from './message-body.ts'
import { codeOf, later, troubleOf } from './outcomes.ts'
import { messageThreads } from './threads.ts'

export type DiscordSurfaceOptions = {
  readonly rest: REST
  /** User id of the bot that `rest` speaks for: marks on anybody else's messages prove nothing. */
  readonly bot: string
  /** `room`: where it is to stand, for links to other messages there; null for a direct message. */
  readonly draw: (
    content: MessageContent,
    remoteIdOf: (key: string) => string | null,
    room: { readonly guild: string | null; readonly channel: string } | null,
  ) => DiscordMessage
  /** The server that a channel is in; null if that is not known. */
  readonly guildOf: (channel: string) => string | null
}

/**
 * Discord as the sender sees it. Our key goes along as ids of components, which nobody sees and `find` reads, and as the nonce, by which
 * Discord itself makes one message of a call that comes twice.
 */
export function discordSurface(options: DiscordSurfaceOptions): ChatSurface<DiscordMessage> {
  const { rest, bot, guildOf } = options
  const channelOf = directChannels(rest)
  const threads = messageThreads(rest)

  async function create(place: Place, drawn: DiscordMessage, key: string): Promise<Sent> {
    const thread = threadOf(place)
    const marks = marksOf(drawn, key)
    // Before the call that shows something, even an answer that got lost is a definite no.
    let isShowing = false
    const post = async (target: string) => {
      isShowing = true
      // One nonce makes one message in all of Discord, and one key stands in several rooms.
      const payload = newMessagePayload(withMarks(drawn, marks), `${target} ${key}`)
      return created.parse(await rest.post(Routes.channelMessages(target), payload))
    }
    const mended = (channel: string, parent: string, error: unknown) => {
      isShowing = false
      return threads.mend(channel, parent, error)
    }
    try {
      const channel = await channelOf(place.channel)
      const { id, components } = await (thread === null
        ? post(channel)
        : oncePossible(
            () => post(thread),
            (error) => mended(channel, thread, error),
          ))
      if (isEarlier(components, marks)) return await bringUpToDate(thread ?? channel, id, drawn)
      if (thread === null && drawn.thread !== null && !isDirect(place.channel))
        await threads.open(channel, id, drawn.thread)
      return { kind: 'sent', remoteId: id }
    } catch (error) {
      if (!isShowing) return beforeShowing(error)
      return isOfLostThread(thread, error)
        ? { kind: 'refused', reason: 'The thread of the message was deleted on Discord.' }
        : troubleOf(error)
    }
  }

  /** Until it is, nobody may take it for what it was to show; whoever looks it up finds it. */
  async function bringUpToDate(channel: string, id: string, drawn: DiscordMessage): Promise<Sent> {
    try {
      await edit(rest, channel, id, drawn)
      return { kind: 'sent', remoteId: id }
    } catch (error) {
      return { kind: 'unknown', reason: troubleOf(error).reason }
    }
  }

  async function update(place: Place & { readonly remoteId: string }, drawn: DiscordMessage): Promise<Sent> {
    const { remoteId } = place
    const thread = threadOf(place)
    try {
      const channel = await channelOf(place.channel)
      await (thread === null
        ? edit(rest, channel, remoteId, drawn)
        : oncePossible(
            () => edit(rest, thread, remoteId, drawn),
            async (error) => !isOfLostThread(thread, error) && threads.mend(channel, thread, error),
          ))
      return { kind: 'sent', remoteId }
    } catch (error) {
      return isOfLostThread(thread, error)
        ? { kind: 'gone', reason: 'The thread of the message was deleted on Discord.' }
        : troubleOf(error)
    }
  }

  async function find(place: Place, key: string, since: Date): Promise<Found> {
    const thread = threadOf(place)
    try {
      const target = thread ?? (await channelOf(place.channel))
      let isEmpty = true
      for await (const { id, author, components } of messagesOf(rest, target, since)) {
        isEmpty = false
        if (author.id === bot && isMarked(components, key)) return { kind: 'there', remoteId: id }
      }
      return isEmpty && (await isHidden(rest, target, since)) ? unreadable : { kind: 'absent' }
    } catch (error) {
      // What is not in a thread that is not there is not there.
      if (isOfLostThread(thread, error)) return { kind: 'absent' }
      return { kind: 'unclear', reason: troubleOf(error).reason }
    }
  }

  return {
    name: 'discord',
    gapMs,
    draw: (content, remoteIdOf, channel) =>
      options.draw(content, remoteIdOf, isDirect(channel) ? null : { guild: guildOf(channel), channel }),
    create,
    update,
    find,
  }
}

/**
 * Discord announces its limits with each answer and promises none of them in advance. New messages have long had 5 in 5 seconds a channel, and
 * so have changes (https://github.com/discord/discord-api-docs/issues/20; seen in 2025: https://github.com/alexemanuelol/rustplusplus/issues/475).
 * At this pace none is met, so that a click shows within a second, however many of its neighbours change as well.
 */
const gapMs = { create: 1000, update: 1000 } as const

/**
 * Our clock may be ahead of Discord's by this much; `greenroom check` complains of a minute. What is looked for from too late on is taken for
 * absent and, some minutes later, when its nonce is forgotten, sent twice.
 */
const skewMs = hourMs

/** The most that Discord gives. */
const pageSize = 100

const component = z.object({
  type: z.number(),
  id: z.number().optional(),
  components: z.array(z.object({ id: z.number().optional() })).optional(),
})
const created = z.object({ id: z.string().min(1), components: z.array(component).default([]) })
const page = z.array(created.extend({ author: z.object({ id: z.string() }) }))
const withAttachments = z.object({
  attachments: z.array(z.object({ id: z.string(), filename: z.string(), size: z.number() })),
})

const spokenIn = z.object({ last_message_id: z.string().nullish() })

type Message = z.infer<typeof page>[number]

/** There are no threads among direct messages. */
function threadOf({ channel, thread }: Place): string | null {
  return isDirect(channel) ? null : thread
}

/** Discord answered with a message that an earlier call of the same key has made, and that says something else. */
function isEarlier(components: readonly SeenComponent[], marks: readonly number[]): boolean {
  const seen = seenMarks(components)
  return seen.length >= marks.length && seen[marks.length - 1] !== marks.at(-1)
}

function isOfLostThread(thread: string | null, error: unknown): boolean {
  return thread !== null && codeOf(error) === Code.UnknownChannel
}

function beforeShowing(error: unknown): Sent {
  const trouble = troubleOf(error)
  return trouble.kind === 'unknown' ? later(trouble.reason) : trouble
}

/** Makes a call; if it fails and `mended` could do something about that, once more. */
async function oncePossible<Result>(
  call: () => Promise<Result>,
  mended: (error: unknown) => Promise<boolean>,
): Promise<Result> {
  try {
    return await call()
  } catch (error) {
    if (!(await mended(error))) throw error
  }
  return call()
}

/** Files that the message has already are kept, so that a press of a button does not upload every picture of a card again. */
async function edit(rest: REST, channel: string, id: string, drawn: DiscordMessage): Promise<void> {
  const route = Routes.channelMessage(channel, id)
  const kept = drawn.files.length === 0 ? [] : await attachmentsOf(rest, route)
  try {
    await rest.patch(route, messagePayload(drawn, kept))
  } catch (error) {
    if (kept.length === 0 || codeOf(error) !== Code.InvalidFormBodyOrContentType) throw error
    await rest.patch(route, messagePayload(drawn))
  }
}

/** None if they cannot be told: then all are uploaded. */
async function attachmentsOf(rest: REST, route: `/${string}`): Promise<readonly Attachment[]> {
  try {
    return withAttachments.parse(await rest.get(route)).attachments
  } catch {
    return []
  }
}

const unreadable: Found = {
  kind: 'unclear',
  reason:
    'Greenroom cannot read what stands in the channel: in Discord, open it, Edit Channel, Permissions, and allow Read Message History.',
}

/** To whoever may not read what was said before every channel looks empty. This one is not: something was said in it since. */
async function isHidden(rest: REST, channel: string, since: Date): Promise<boolean> {
  const { last_message_id: last } = spokenIn.parse(await rest.get(Routes.channel(channel)))
  return typeof last === 'string' && SnowflakeUtil.timestampFrom(last) >= since.getTime()
}

/** Messages of a channel or thread back to a moment, the newest first, page by page. */
async function* messagesOf(rest: REST, channel: string, since: Date): AsyncGenerator<Message> {
  const oldest = since.getTime() - skewMs
  let before: string | undefined
  do {
    const query = new URLSearchParams({ limit: String(pageSize), ...(before && { before }) })
    const messages = page.parse(await rest.get(Routes.channelMessages(channel), { query }))
    yield* messages
    const last = messages.length < pageSize ? undefined : messages.at(-1)?.id
    before = last !== undefined && SnowflakeUtil.timestampFrom(last) >= oldest ? last : undefined
  } while (before !== undefined)
}
