import { createHash } from 'node:crypto'
import { InteractionResponseType as types, MessageFlags } from 'discord-api-types/v10'
import type { Heard } from '../../fakes/discord/call.ts'
import type { Interaction } from '../../fakes/discord/state.ts'
import { isNode, nodesOf, stringOf, type Node } from '../nodes.ts'
import type { PersonName } from '../stage.ts'
import { indented, withNames, withoutIds } from '../words.ts'
import { drawn } from './words.ts'

/** Names for what differs from run to run, and calls in words. */
export type Digest = {
  /** A message has been made under this key. */
  made(message: string, key: string): void
  /** Somebody has done something, and is to be answered. */
  meet(interaction: Interaction, person: PersonName): void
  /** Takes in by what names it will go. */
  learn(heard: Heard): void
  call(heard: Heard): string
  /** The key of a message; empty for one that was not made under a key. */
  keyOf(message: string): string
  /** Whose doing a call answers, in order by person and then by when they did it; empty where it answers nobody. */
  turnOf(heard: Heard): string
  /** `#room`, or `@` and a person; what hangs under a message of a room is of the room. */
  place(channel: string): string
}

/**
 * `channel`: of the brand's room; `guild`: of its server. Messages go by their keys, people by their names, moments by the clock in Berlin; what
 * only has to differ is left out.
 */
export function digestOf(channel: string, guild: string, ids: Readonly<Record<PersonName, string>>): Digest {
  const keys = new Map<string, string>()
  const direct = new Map<string, string>()
  const turns = new Map<string, { readonly turn: string; readonly person: PersonName }>()

  const named = (text: string): string => {
    let plain = withNames(text, ids).replaceAll(guild, '#server')
    for (const [id, key] of keys) plain = plain.replaceAll(id, key)
    return withoutIds(plain, channel)
  }
  const place = (id: string) => (id === channel || keys.has(id) ? '#room' : (direct.get(id) ?? id))
  const where = (id: string) => (keys.has(id) ? `#room, under “${keys.get(id)}”` : place(id))
  const turnIn = ({ path }: Heard) => turns.get(path.split('/')[3] ?? '')

  function call(heard: Heard): string {
    const { route, path, body, status, answer } = heard
    const [, , room = '', , message = ''] = path.split('/')
    const asked: Node = isNode(body) ? body : {}
    const person = turnIn(heard)?.person ?? 'nobody'
    const failed = status !== null && status < 300 ? '' : `  !! ${status}: ${messageIn(answer)}`
    const words = (title: string, content: Node = asked) =>
      named([`${title}${called(content)}${failed}`, ...indented(shownBy(content))].join('\n'))
    switch (route) {
      case 'POST /channels/:id/messages': {
        const key = keys.get(isNode(answer) ? stringOf(answer.id) : '')
        const isUnderIt = key !== undefined && asked.nonce === nonceOf(`${room} ${key}`)
        return words(`message in ${where(room)}${isUnderIt ? ` as “${key}”` : ''}`)
      }
      case 'PATCH /channels/:id/messages/:id': {
        const name = `“${keys.get(message) ?? 'what nobody knows'}”`
        return asked.components === undefined
          ? words(`${name} is drawn anew as it is`)
          : words(`change in ${where(room)} of ${name}`)
      }
      case 'POST /channels/:id/messages/:id/threads':
        return words(`thread under “${keys.get(message)}”: ${stringOf(asked.name)}`, {})
      case 'POST /interactions/:id/:token/callback':
        return firstAnswer(person, asked, words)
      case 'PATCH /webhooks/:id/:token/messages/@original':
        return words(`answer to ${person}`)
      case 'POST /webhooks/:id/:token':
        return words(`answer to ${person}, ${whoSees(asked)}`)
      case 'DELETE /webhooks/:id/:token/messages/@original':
        return `what said so to ${person} is taken away${failed}`
      default:
        return words(route)
    }
  }

  return {
    made: (message, key) => void keys.set(message, key),
    meet: ({ token }, person) =>
      void turns.set(token, { turn: `${person} ${String(turns.size).padStart(6, '0')}`, person }),
    learn({ route, body, answer }) {
      if (route === 'POST /users/@me/channels' && isNode(body) && isNode(answer))
        direct.set(stringOf(answer.id), `@${named(stringOf(body.recipient_id))}`)
    },
    call,
    keyOf: (message) => keys.get(message) ?? '',
    turnOf: (heard) => turnIn(heard)?.turn ?? '',
    place,
  }
}

function firstAnswer(
  person: PersonName | 'nobody',
  { type, data }: Node,
  words: (title: string, content: Node) => string,
): string {
  const content = isNode(data) ? data : {}
  switch (type) {
    case types.DeferredChannelMessageWithSource:
      return `an answer to ${person} is on its way, ${whoSees(content)}`
    case types.DeferredMessageUpdate:
      return `an answer to ${person} is on its way, in place of what was pressed`
    case types.UpdateMessage:
      return words(`what ${person} chose from is drawn anew as it is`, content)
    case types.Modal:
      return words(`a form opens for ${person}: ${stringOf(content.title)}`, content)
    default:
      return words(`first answer to ${person} of type ${String(type)}`, content)
  }
}

function whoSees({ flags }: Node): string {
  return (Number(flags ?? 0) & MessageFlags.Ephemeral) === 0
    ? 'for everyone in the room'
    : 'seen by nobody else'
}

/** Whom it pings. */
function called({ allowed_mentions: allowed }: Node): string {
  const all = isNode(allowed) ? [allowed.users, allowed.roles, allowed.parse].flat().map(stringOf) : []
  const some = all.filter(Boolean)
  return some.length > 0 ? `, calls ${some.map((id) => `@${id}`).join(', ')}` : ''
}

function shownBy({ components, attachments }: Node): readonly string[] {
  const files = nodesOf(attachments).map(({ filename, description }) =>
    filename === undefined
      ? `(a file that it has already: ${stringOf(description)})`
      : `(the file ${stringOf(filename)}: ${stringOf(description)})`,
  )
  return [...files, ...drawn(nodesOf(components))]
}

function messageIn(answer: unknown): string {
  return isNode(answer) ? stringOf(answer.message) : 'no answer'
}

/** By which Discord knows a message that is sent again: 25 characters at most. */
function nonceOf(name: string): string {
  return createHash('sha256').update(name).digest('base64url').slice(0, 25)
}
