import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A post as it is live there. Like most networks it takes whatever comes: the same key twice is two posts. */
export type LivePost = { readonly id: string; readonly key: string; readonly text: string }

/** What goes wrong with one request to publish. */
export type NetworkFault =
  /** It is live, and the connection ends before the answer. */
  | 'lose_answer'
  /** The connection ends before anything has come of it. */
  | 'lose_question'
  /** 422: a definite no. */
  | 'refuse'
  /** 503, and nothing has come of it. */
  | 'overloaded'
  /** It is live, and the answer never comes. */
  | 'hang'

/** What goes wrong with one question what is live under a key: 503. Where it is answered, it is answered truly. */
export type LookupFault = 'overloaded'

/** A social network on 127.0.0.1 that speaks HTTP, keeps a ledger of its own, and goes wrong where it is told to. */
export type LoopbackNetwork = {
  readonly url: string
  /** All that is live, in the order in which it came. */
  readonly live: readonly LivePost[]
  /** From now on decide what goes wrong with each request. Left out: nothing. */
  misbehave(judges: {
    readonly publish?: (key: string) => NetworkFault | null
    readonly find?: (key: string) => LookupFault | null
  }): void
  stop(): Promise<void>
}

export async function openLoopbackNetwork(): Promise<LoopbackNetwork> {
  const live: LivePost[] = []
  let judges: Parameters<LoopbackNetwork['misbehave']>[0] = {}

  function take({ key, text }: Omit<LivePost, 'id'>): LivePost {
    const post = { id: `live-${live.length + 1}`, key, text }
    live.push(post)
    return post
  }

  async function publish(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = parsed(await bodyOf(request))
    switch (judges.publish?.(asked.key) ?? null) {
      case null:
        return answer(response, 201, take(asked))
      case 'lose_answer':
        take(asked)
        return void request.socket.destroy()
      case 'lose_question':
        return void request.socket.destroy()
      case 'refuse':
        return answer(response, 422, { error: 'This may not be posted here.' })
      case 'overloaded':
        return answer(response, 503, { error: 'Over capacity.' })
      case 'hang':
        return void take(asked)
    }
  }

  const server = createServer((request, response) => {
    if (request.method === 'POST') return void publish(request, response).catch(() => request.destroy())
    const key = new URL(request.url ?? '', 'http://localhost').searchParams.get('key') ?? ''
    if (judges.find?.(key)) return answer(response, 503, { error: 'Over capacity.' })
    const found = live.filter((post) => post.key === key)
    answer(response, 200, found)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/posts`,
    live,
    misbehave: (next) => {
      judges = next
    },
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function answer(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += String(chunk)
  return body
}

function parsed(body: string): Omit<LivePost, 'id'> {
  const value: unknown = JSON.parse(body)
  if (typeof value !== 'object' || value === null || !('key' in value) || !('text' in value))
    throw new Error('no post')
  return { key: String(value.key), text: String(value.text) }
}
