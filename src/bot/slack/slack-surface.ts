import type { KnownBlock } from '@slack/types'
import type { ConversationsHistoryResponse, WebClient } from '@slack/web-api'
import { hourMs } from '../../domain/slot.ts'
import type { ChatSurface, Found, Lacks, MessageContent, Place, Sent } from '../chat/chat-surface.ts'
import type { Workspace } from './identity.ts'
import { callTimeoutMs } from './slack-client.ts'
import { mayBePicture, openPictures } from './pictures.ts'
import type { SlackBlocks, SlackMessage } from './slack-message.ts'
import { told, uploadBytes } from './upload.ts'
import { isMissingScope, later, troubleOf } from './web-answers.ts'

export type SlackSurfaceOptions = {
  readonly client: WebClient
  readonly draw: (
    content: MessageContent,
    remoteIdOf: (key: string) => string | null,
    room: { readonly channel: string; readonly teamUrl: string },
  ) => SlackMessage
  /** Names the bot that `client` speaks for: the metadata of anybody else's messages proves nothing. */
  readonly workspace: Pick<Workspace, 'botId' | 'botUser' | 'url'>
  /** Longest wait for the bytes of a picture to be taken. */
  readonly timeoutMs?: number
}

/**
 * Slack as the sender sees it. A message's remote id is its `ts`, a picture's is that of its file. Our key goes along as message
 * metadata, which nobody sees and `find` reads; a picture, which can have none, carries it in its file name.
 */
export function slackSurface(options: SlackSurfaceOptions): ChatSurface<SlackMessage> {
  const { client, workspace, timeoutMs = callTimeoutMs } = options
  const channelOf = directChannels(client)
  const pictures = openPictures(client, timeoutMs)

  /** With its pictures, as far as Slack has them and takes them; without them it is shown all the same. */
  async function show<T>(
    drawn: SlackBlocks,
    call: (blocks: KnownBlock[]) => Promise<T>,
  ): Promise<{ readonly answer: T; readonly lacks: Lacks | null }> {
    const { pictures: wanted = [] } = drawn
    const [first, ...rest] = drawn.blocks
    const { blocks, lacks } = await pictures.bring(wanted)
    if (!first || blocks.length === 0) return { answer: await call([...drawn.blocks]), lacks }
    try {
      return { answer: await call([first, ...blocks, ...rest]), lacks }
    } catch (error) {
      if (!mayBePicture(error)) throw error
      const answer = await call([...drawn.blocks])
      return {
        answer,
        lacks: { reason: 'Slack does not show its pictures.', again: pictures.wereRefused(wanted) },
      }
    }
  }

  async function create(place: Place, drawn: SlackMessage, key: string): Promise<Sent> {
    // Before the call that shows something, even an answer that got lost is a definite no.
    let isShowing = false
    try {
      const channel = await channelOf(place.channel)
      if (drawn.kind === 'file') {
        const id = await uploadBytes(client, drawn, fileName(key), timeoutMs)
        isShowing = true
        await client.files.completeUploadExternal(shareArguments(id, drawn.title, channel, place.thread))
        return { kind: 'sent', remoteId: id }
      }
      const { answer, lacks } = await show(drawn, (blocks) => {
        isShowing = true
        return client.chat.postMessage({
          channel,
          ...(place.thread === null ? {} : { thread_ts: place.thread }),
          text: drawn.text,
          blocks,
          unfurl_links: false,
          unfurl_media: false,
          metadata: { event_type: eventType, event_payload: { key } },
        })
      })
      return { kind: 'sent', remoteId: told(answer.ts), lacks }
    } catch (error) {
      const trouble = troubleOf(error)
      if (!isShowing && trouble.kind === 'unknown') return later(trouble.reason)
      // A scope that only pictures need must not rest the whole room.
      if (drawn.kind === 'file' && isMissingScope(error)) return { kind: 'refused', reason: trouble.reason }
      return trouble
    }
  }

  async function update(place: Place & { readonly remoteId: string }, drawn: SlackMessage): Promise<Sent> {
    // A picture stays as it was uploaded.
    if (drawn.kind === 'file') return { kind: 'sent', remoteId: place.remoteId }
    try {
      const channel = await channelOf(place.channel)
      const { text } = drawn
      const { lacks } = await show(drawn, (blocks) =>
        client.chat.update({ channel, ts: place.remoteId, text, blocks }),
      )
      return { kind: 'sent', remoteId: place.remoteId, lacks }
    } catch (error) {
      return troubleOf(error)
    }
  }

  async function find(place: Place, key: string, since: Date): Promise<Found> {
    try {
      const channel = await channelOf(place.channel)
      for await (const message of messagesOf(client, channel, place.thread, since)) {
        if (message.bot_id !== workspace.botId && message.user !== workspace.botUser) continue
        if (isMarked(message, key)) return { kind: 'there', remoteId: told(message.ts) }
        const file = message.files?.find(({ name }) => name === fileName(key))
        if (file) return { kind: 'there', remoteId: told(file.id) }
      }
      return { kind: 'absent' }
    } catch (error) {
      const { kind, reason } = troubleOf(error)
      // What is not in a thread that is not there is not there.
      return kind === 'gone' ? { kind: 'absent' } : { kind: 'unclear', reason }
    }
  }

  return {
    name: 'slack',
    gapMs,
    draw: (content, remoteIdOf, channel) =>
      options.draw(content, remoteIdOf, { channel, teamUrl: workspace.url }),
    create,
    update,
    find,
  }
}

/**
 * One message a second and channel, short bursts aside; `chat.update` is of tier 3, 50 or more a minute and workspace, bursts tolerated.
 * At 600 ms a click shows soon while its neighbours change too; who keeps that up for a minute meets one rate limit, which is
 * obeyed. https://docs.slack.dev/apis/web-api/rate-limits (November 2026)
 */
const gapMs = { create: 1000, update: 600 } as const

const eventType = 'greenroom_message'

/**
 * Our clock may be ahead of Slack's by this much; `greenroom check` complains of a minute. Over sockets nothing else would notice, and what is looked for from
 * too late on is taken for absent and sent twice.
 */
const skewMs = hourMs

/** Slack recommends 200 at most. */
const pageSize = 200

type Message = NonNullable<ConversationsHistoryResponse['messages']>[number]

/** Messages since a moment, of a thread or of the channel's top level, page by page to the end. */
async function* messagesOf(
  client: WebClient,
  channel: string,
  thread: string | null,
  since: Date,
): AsyncGenerator<Message> {
  const oldest = ((since.getTime() - skewMs) / 1000).toFixed(6)
  let cursor: string | undefined
  do {
    const query = { channel, oldest, cursor, limit: pageSize, include_all_metadata: true }
    const page: ConversationsHistoryResponse =
      thread === null
        ? await client.conversations.history(query)
        : await client.conversations.replies({ ...query, ts: thread })
    if (!page.messages) throw new Error('an answer without messages')
    yield* page.messages
    cursor = page.response_metadata?.next_cursor || undefined
  } while (cursor !== undefined)
}

function isMarked({ metadata }: Message, key: string): boolean {
  const payload: { readonly key?: unknown } | undefined = metadata?.event_payload
  return metadata?.event_type === eventType && payload?.key === key
}

function shareArguments(id: string, title: string, channel: string, thread: string | null) {
  const files: [{ id: string; title: string }] = [{ id, title }]
  return thread === null ? { files, channel_id: channel } : { files, channel_id: channel, thread_ts: thread }
}

/** `chart acme 2026-W47 0` as `chart-acme-2026-W47-0.png`. */
function fileName(key: string): string {
  return `${key.replaceAll(/[^\w.-]+/g, '-')}.png`
}

/** A person's direct channel has an id of its own, which never changes; every other channel is what it is. */
function directChannels(client: WebClient): (channel: string) => Promise<string> {
  const known = new Map<string, string>()
  return async (channel) => {
    if (!channel.startsWith('@')) return channel
    const before = known.get(channel)
    if (before !== undefined) return before
    const opened = await client.conversations.open({ users: channel.slice(1) })
    const id = told(opened.channel?.id)
    known.set(channel, id)
    return id
  }
}
