import type { Call } from './fault-proxy.ts'
import { breachesOf } from './sizes.ts'
import type { SeenMessage } from './web-api.ts'

export type Answer = { readonly ok: boolean; readonly [field: string]: unknown }

/** What the proxy knows that the emulator does not. */
export type Strictness = {
  readonly bot: { readonly id: string; readonly userId: string }
  readonly tokens: readonly string[]
  /** Channels that the bot is in. */
  readonly joined: ReadonlySet<string>
  /** Fields of people, by id: guests, strangers, those who have left. */
  readonly people: ReadonlyMap<string, Readonly<Record<string, unknown>>>
  /** Fields of channels, by id. */
  readonly rooms: ReadonlyMap<string, Readonly<Record<string, unknown>>>
  /** Files of ours, by id: whether Slack has made them ready to be shown. */
  readonly files: Map<string, 'busy' | 'ready'>
  /** What becomes of a file that is brought now. */
  readonly filesAre: () => 'busy' | 'ready'
  /** Slips of ours, in the order in which they were seen. */
  readonly breaches: string[]
  /** Where files are to be uploaded to. */
  readonly proxyUrl: () => string
}

/** Where Slack says no and the emulator would say yes. What is a slip of ours is noted, too. */
export function refusalOf(call: Call, { tokens, joined, files, breaches }: Strictness): string | null {
  const { method, args, token } = call
  if (token === null) return 'not_authed'
  if (!tokens.includes(token)) return 'invalid_auth'
  const found = [...sizesOf(call), ...mannersOf(call)].map((breach) => `${method}: ${breach}`)
  breaches.push(...found)
  if (found.length > 0) return method.startsWith('views.') ? 'invalid_arguments' : 'invalid_blocks'
  // No slip of ours: a file takes its time, and may be deleted by anybody.
  if (picturesIn(args.blocks).some((id) => files.get(id) !== 'ready')) return 'invalid_blocks'
  const channel = args.channel ?? args.channel_id
  const isPosting = ['chat.postMessage', 'chat.postEphemeral', 'files.completeUploadExternal'].includes(
    method,
  )
  if (isPosting && typeof channel === 'string' && channel.startsWith('C') && !joined.has(channel))
    return 'not_in_channel'
  return null
}

/** Ids of the files that are to be shown. */
function picturesIn(blocks: unknown): readonly string[] {
  if (!Array.isArray(blocks)) return []
  return blocks.flatMap((block: { readonly slack_file?: { readonly id?: unknown } }) =>
    block.slack_file ? [String(block.slack_file.id)] : [],
  )
}

function sizesOf({ method, args }: Call): readonly string[] {
  if (method === 'chat.update') return breachesOf('change', args)
  if (method.startsWith('chat.')) return breachesOf('message', args)
  if (method.startsWith('views.')) return breachesOf('view', args.view as Readonly<Record<string, unknown>>)
  const alt = args.alt_txt
  return typeof alt === 'string' && alt.length > 1000 ? ['alt_txt is over 1,000 characters'] : []
}

/** What goes along with every message of ours. */
function mannersOf({ method, args }: Call): readonly string[] {
  if (!method.startsWith('chat.')) return []
  const found: string[] = []
  if ('link_names' in args) found.push('link_names turns names in a draft into mentions')
  if ('parse' in args && args.parse !== 'none') found.push('parse makes links and mentions of plain text')
  if ('reply_broadcast' in args) found.push('a reply must stay in its thread')
  if (typeof args.text !== 'string' || args.text === '') found.push('no text for notifications')
  if (method === 'chat.postMessage') {
    if (args.unfurl_links !== false || args.unfurl_media !== false) found.push('links would unfurl')
    if ('metadata' in args && !isMark(args.metadata)) found.push('metadata of another shape')
  }
  return found
}

function isMark(metadata: unknown): boolean {
  const { event_type, event_payload } = metadata as {
    event_type?: unknown
    event_payload?: { key?: unknown }
  }
  return event_type === 'greenroom_message' && typeof event_payload?.key === 'string'
}

/** Answers as Slack gives them, where the emulator's are simpler. */
export function amended(
  { method, args }: Call,
  answer: Answer,
  { bot, joined, people, rooms, files, filesAre, proxyUrl }: Strictness,
): Answer {
  // Of a private channel nobody outside is told that it is there.
  if (method === 'conversations.info' && answer.error === 'not_in_channel')
    return { ok: false, error: 'channel_not_found' }
  if (!answer.ok) return answer
  switch (method) {
    case 'files.getUploadURLExternal':
      return { ...answer, upload_url: proxyUrl() + new URL(String(answer.upload_url)).pathname }
    case 'files.completeUploadExternal':
      for (const { id } of args.files as readonly { readonly id: string }[]) files.set(id, filesAre())
      return answer
    case 'users.info': {
      const user = answer.user as { readonly id: string }
      return { ...answer, user: { tz: 'Europe/Berlin', ...user, ...people.get(user.id) } }
    }
    case 'conversations.info': {
      const channel = answer.channel as { readonly id: string }
      return {
        ...answer,
        channel: { ...channel, is_member: joined.has(channel.id), ...rooms.get(channel.id) },
      }
    }
    case 'conversations.history':
      return { ...answer, messages: visible(answer.messages, args, bot) }
    case 'conversations.replies': {
      const all = answer.messages as readonly SeenMessage[]
      if (all.length === 0) return { ok: false, error: 'thread_not_found' }
      const from = Number(args.cursor ?? 0)
      const to = from + Number(args.limit ?? 1000)
      const next = to < all.length ? String(to) : ''
      return {
        ...answer,
        messages: visible(all.slice(from, to), args, bot),
        response_metadata: { next_cursor: next },
      }
    }
    default:
      return answer
  }
}

/** Metadata only on request, only what is newer than `oldest`, and the bot's id on what the bot wrote. */
function visible(
  messages: unknown,
  { oldest, include_all_metadata }: Call['args'],
  bot: Strictness['bot'],
): readonly object[] {
  return (messages as readonly SeenMessage[]).flatMap(({ metadata, ...message }) => {
    if (typeof oldest === 'string' && Number(message.ts) <= Number(oldest)) return []
    const marked = metadata && include_all_metadata === true ? { metadata } : {}
    return [{ ...message, ...marked, ...(message.user === bot.userId ? { bot_id: bot.id } : {}) }]
  })
}
