import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ChatSurface, MessageContent, Place } from '../../src/bot/chat/chat-surface.ts'
import type { PostStatus } from '../../src/domain/post.ts'

/** A message as it stands in the room. */
export type RoomEntry = {
  readonly remoteId: string
  readonly key: string
  readonly thread: string | null
  readonly text: string
  /** How often it was changed. */
  readonly changes: number
}

/** A chat service on 127.0.0.1 that keeps what it is sent: the same key twice is two messages. */
export type LoopbackRoom = {
  readonly url: string
  /** In the order of their arrival. */
  readonly entries: () => readonly RoomEntry[]
  /** Resolves once this holds of the room. */
  until(holds: (entries: readonly RoomEntry[]) => boolean): Promise<void>
  stop(): Promise<void>
}

type Asked =
  | { readonly do: 'create'; readonly key: string; readonly thread: string | null; readonly text: string }
  | { readonly do: 'update'; readonly remoteId: string; readonly text: string }
  | { readonly do: 'find'; readonly key: string; readonly thread: string | null }

export async function openLoopbackRoom(): Promise<LoopbackRoom> {
  const entries = new Map<string, RoomEntry>()
  const waiting = new Set<() => void>()

  function obey(asked: Asked): string | null {
    switch (asked.do) {
      case 'create': {
        const { key, thread, text } = asked
        const remoteId = `m${entries.size + 1}`
        entries.set(remoteId, { remoteId, key, thread, text, changes: 0 })
        return remoteId
      }
      case 'update': {
        const { remoteId, text } = asked
        const old = entries.get(remoteId)
        if (old) entries.set(remoteId, { ...old, text, changes: old.changes + 1 })
        return old ? remoteId : null
      }
      case 'find':
        return (
          [...entries.values()].find(({ key, thread }) => key === asked.key && thread === asked.thread)
            ?.remoteId ?? null
        )
    }
  }

  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text) => (body += String(text)))
    request.on('end', () => {
      const remoteId = obey(JSON.parse(body) as Asked)
      response.end(JSON.stringify({ remoteId }))
      for (const look of waiting) look()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    entries: () => [...entries.values()],
    until: (holds) =>
      new Promise((resolve) => {
        const look = () => {
          if (!holds([...entries.values()])) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** The surface of a room that is played by `openLoopbackRoom`, whose `url` this is. */
export function loopbackSurface(url: string): ChatSurface<string> {
  async function ask(asked: Asked): Promise<string | null> {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(asked) })
    return ((await response.json()) as { readonly remoteId: string | null }).remoteId
  }
  const sent = (work: Promise<string | null>) =>
    work.then(
      (remoteId) =>
        remoteId === null
          ? ({ kind: 'gone', reason: 'it is not there' } as const)
          : ({ kind: 'sent', remoteId } as const),
      (error: unknown) => ({ kind: 'unknown', reason: String(error) }) as const,
    )
  return {
    name: 'slack',
    gapMs: { create: 5, update: 5 },
    draw: (content) => textOf(content),
    create: ({ thread }: Place, text, key) => sent(ask({ do: 'create', key, thread, text })),
    update: ({ remoteId }, text) => sent(ask({ do: 'update', remoteId, text })),
    find: ({ thread }, key) =>
      ask({ do: 'find', key, thread }).then(
        (remoteId) => (remoteId === null ? { kind: 'absent' } : { kind: 'there', remoteId }),
        (error: unknown) => ({ kind: 'unclear', reason: String(error) }),
      ),
  }
}

/** Of a card its post, its state, and what people may press. */
function textOf(content: MessageContent): string {
  switch (content.kind) {
    case 'post':
      return cardText(
        content.card.id,
        content.card.status,
        content.card.buttons.map(({ label }) => label),
      )
    case 'line':
      return `${content.line.who} ${content.line.what}`
    case 'day':
    case 'moved':
    case 'report':
    case 'chart':
    case 'said':
      return content.kind
  }
}

/** How a card stands in the room. */
export function cardText(postId: string, status: PostStatus, buttons: readonly string[]): string {
  return [`${postId} ${status}`, ...buttons].join(' | ')
}
