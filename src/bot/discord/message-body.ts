import { createHash } from 'node:crypto'
import {
  ComponentType,
  MessageFlags,
  type RawFile,
  type RESTAPIAttachment,
  type RESTPostAPIChannelMessageJSONBody,
} from 'discord.js'
import type { DiscordFile, DiscordMessage } from './discord-message.ts'

/** What a call carries: its JSON, and files beside it. */
export type Payload<Body> = { readonly body: Body; readonly files: RawFile[] }

export type MessageBody = Pick<
  RESTPostAPIChannelMessageJSONBody,
  'components' | 'flags' | 'allowed_mentions' | 'attachments'
>

/** An attachment that a message has. */
export type Attachment = { readonly id: string; readonly filename: string; readonly size: number }

/**
 * A message for any of the calls that show or change one. It pings nobody but those whom it calls, and shows no previews of links. Of its
 * files those among `kept` are not uploaded again; whatever else the message has had is gone with this.
 */
export function messagePayload(
  { components, files, calls }: DiscordMessage,
  kept: readonly Attachment[] = [],
): Payload<MessageBody> {
  const placed = files.map((file, index) => ({ file, index, kept: keptOf(file, kept) }))
  return {
    body: {
      components: [...components],
      flags: MessageFlags.IsComponentsV2 | MessageFlags.SuppressEmbeds,
      allowed_mentions: { parse: [], users: [...calls.users], roles: [...calls.roles] },
      attachments: placed.map(
        ({ file: { name, alt }, index, kept }): RESTAPIAttachment =>
          kept ? { id: kept.id, description: alt } : { id: String(index), filename: name, description: alt },
      ),
    },
    files: placed
      .filter(({ kept }) => kept === null)
      .map(({ file: { name, bytes }, index }) => ({ name, data: bytes, key: `files[${index}]` })),
  }
}

/**
 * A new message. `key`, unlike any other in any channel, decides its nonce, by which Discord knows a call that is made again within some minutes and answers with the message
 * that the first one has made.
 */
export function newMessagePayload(
  drawn: DiscordMessage,
  key: string,
): Payload<MessageBody & { readonly nonce: string; readonly enforce_nonce: true }> {
  const { body, files } = messagePayload(drawn)
  return { body: { ...body, nonce: nonceOf(key), enforce_nonce: true }, files }
}

/** Discord takes 25 characters: 150 bits. */
function nonceOf(key: string): string {
  return digest(key).toString('base64url').slice(0, 25)
}

/**
 * A message's first components have ids that nobody sees and that come back when it is read: two that say which message it is, and one that
 * says what it shows. A message of fewer components bears fewer. Each has 31 bits, is not 0, and unlike the others.
 */
export function marksOf(drawn: DiscordMessage, key: string): readonly number[] {
  return withMark(keyMarks(key), contentDigest(drawn).readUInt32BE(0))
}

/** Whether components bear the marks of a key, as far as there is room for them. */
export function isMarked(components: readonly SeenComponent[], key: string): boolean {
  const seen = seenMarks(components)
  return seen.length > 0 && keyMarks(key).every((mark, place) => place >= seen.length || seen[place] === mark)
}

function keyMarks(key: string): readonly number[] {
  const bits = digest(key)
  return withMark(withMark([], bits.readUInt32BE(0)), bits.readUInt32BE(4))
}

function withMark(marks: readonly number[], bits: number): readonly number[] {
  let mark = bits >>> 1
  while (mark === 0 || marks.includes(mark)) mark = (mark + 1) % 2 ** 31
  return [...marks, mark]
}

export function withMarks(drawn: DiscordMessage, marks: readonly number[]): DiscordMessage {
  const left = [...marks]
  const marked = <Component extends object>(component: Component): Component => {
    const id = left.shift()
    return id === undefined ? component : { ...component, id }
  }
  const components = drawn.components.map((one) => {
    const component = marked(one)
    if (component.type !== ComponentType.Container) return component
    return { ...component, components: component.components.map(marked) }
  })
  return { ...drawn, components }
}

/** A component as it comes back. */
export type SeenComponent = {
  readonly type: number
  readonly id?: number | undefined
  readonly components?: readonly { readonly id?: number | undefined }[] | undefined
}

/** As it comes back, a number like any other. */
const container: number = ComponentType.Container

/** In the order in which `withMarks` gives them. */
export function seenMarks(components: readonly SeenComponent[]): readonly (number | undefined)[] {
  return components.flatMap(({ type, id, components: inner = [] }) =>
    type === container ? [id, ...inner.map((one) => one.id)] : [id],
  )
}

function contentDigest({ components, files }: DiscordMessage): Buffer {
  const hashes = files.map(({ name, alt, bytes }) => [name, alt, digest(bytes).toString('hex')])
  return digest(JSON.stringify([components, hashes]))
}

function digest(data: string | Uint8Array): Buffer {
  return createHash('sha256').update(data).digest()
}

/** Discord keeps a file's name; one of the same name and length has been uploaded before. */
function keptOf({ name, bytes }: DiscordFile, kept: readonly Attachment[]): Attachment | null {
  return kept.find(({ filename, size }) => filename === name && size === bytes.byteLength) ?? null
}
