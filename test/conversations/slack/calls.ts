import type { Heard } from '../../fakes/slack/fault-proxy.ts'
import type { SocketServer } from '../../fakes/slack/socket-server.ts'
import type { PersonName } from '../stage.ts'
import { isNode, nodesOf, stringOf, type Node } from '../nodes.ts'
import { indented, withNames, withoutIds } from '../words.ts'
import { drawn } from './words.ts'

type Said = SocketServer['said'][number]

/** Names for what differs from run to run, and calls in words. */
export type Digest = {
  /** Takes in by what names it will go. */
  learn(heard: Heard): void
  call(heard: Heard): string
  /** `#room`, or `@` and a person. */
  place(channel: unknown): string
  said(said: Said): string
  /** What was acknowledged with an answer of its own. */
  ack(payload: unknown): string
}

/**
 * `channel`: of the brand's room. Messages go by their keys, people by their names, moments by the clock in Berlin; what only has to
 * differ is left out.
 */
export function digestOf(channel: string, ids: Readonly<Record<PersonName, string>>): Digest {
  const keys = new Map<string, string>()
  const direct = new Map<string, string>()

  const named = (text: string): string => {
    let plain = withNames(text, ids)
    for (const [ts, key] of keys) plain = plain.replaceAll(ts, key).replaceAll(`p${ts.replace('.', '')}`, key)
    return withoutIds(plain, channel)
  }
  const place = (id: unknown) => {
    const text = stringOf(id)
    return text === channel ? '#room' : (direct.get(text) ?? named(text))
  }
  const words = (title: string, blocks: unknown, text: unknown = null) =>
    named(
      [
        title,
        ...(text === null ? [] : [`      “${stringOf(text)}”`]),
        ...indented(drawn(nodesOf(blocks))),
      ].join('\n'),
    )

  function call({ method, args, answer }: Heard): string {
    const thread =
      args.thread_ts === undefined
        ? ''
        : `, under “${keys.get(stringOf(args.thread_ts)) ?? 'what nobody knows'}”`
    const failed = answer?.ok === true ? '' : `  !! ${stringOf(answer?.error ?? 'no answer')}`
    switch (method) {
      case 'chat.postMessage':
        return words(
          `${method} ${place(args.channel)}${thread}${keyOf(args)}${failed}`,
          args.blocks,
          args.text,
        )
      case 'chat.update':
        return words(
          `${method} ${place(args.channel)} “${keys.get(stringOf(args.ts)) ?? ''}”${failed}`,
          args.blocks,
          args.text,
        )
      case 'views.open':
      case 'views.push':
      case 'views.update':
      case 'views.publish':
        return viewWords(method, args, failed)
      case 'files.getUploadURLExternal':
        return named(
          `${method} ${stringOf(args.filename)}, alternative text:\n      ${stringOf(args.alt_txt)}`,
        )
      case 'files.completeUploadExternal':
        return named(
          `${method} ${args.channel_id === undefined ? 'for no channel' : place(args.channel_id)}${thread}: ${nodesOf(
            args.files,
          )
            .map(({ title }) => title)
            .join(', ')}`,
        )
      case 'upload':
        return `${method} of the picture`
      default:
        return named(`${method} ${[args.user, args.users].filter(Boolean).join(' ')}${failed}`.trimEnd())
    }
  }

  function viewWords(method: string, { view, user_id: user }: Heard['args'], failed: string): string {
    const { title, submit, close, blocks }: Node = isNode(view) ? view : {}
    const whose = user === undefined ? '' : ` of ${stringOf(user)}`
    const name = isNode(title) ? ` “${stringOf(title.text)}”` : ''
    const feet = [submit, close].flatMap((one) => (isNode(one) ? [`<${stringOf(one.text)}>`] : []))
    const foot = feet.length > 0 ? `\n      ${feet.join(' ')}` : ''
    return `${words(`${method}${whose}${name}${failed}`, blocks)}${foot}`
  }

  function learn({ method, args, answer }: Heard): void {
    if (!answer) return
    const key = keyIn(args)
    if (method === 'chat.postMessage' && key) keys.set(stringOf(answer.ts), named(key))
    if (method === 'conversations.open' && isNode(answer.channel))
      direct.set(stringOf(answer.channel.id), `@${named(stringOf(args.users))}`)
  }

  return {
    learn,
    call,
    place,
    said: ({ to, body }) =>
      words(
        `answer to ${to.split('/')[0]}, ${body.response_type === 'in_channel' ? 'for everyone in the room' : 'seen by nobody else'}`,
        body.blocks,
      ),
    ack(payload) {
      if (!isNode(payload)) return ''
      if (isNode(payload.errors))
        return named(
          `acknowledged with errors\n${Object.entries(payload.errors)
            .map(([field, text]) => `      ${field.replace(/-[0-9a-f]{8}$/, '')}: ${stringOf(text)}`)
            .join('\n')}`,
        )
      return isNode(payload.view) ? viewWords('acknowledged with', { view: payload.view }, '') : ''
    },
  }
}

function keyIn({ metadata }: Heard['args']): string | null {
  if (!isNode(metadata) || !isNode(metadata.event_payload)) return null
  return stringOf(metadata.event_payload.key)
}

function keyOf(args: Heard['args']): string {
  const key = keyIn(args)
  return key === null ? '' : ` as “${key}”`
}
