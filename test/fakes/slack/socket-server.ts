import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { encodeFrame, handshake, opcodes, takeFrames } from '../frames.ts'

/** `status` is 200 where it is not given. */
export type OpenAnswer = { readonly status?: number; readonly retryAfter?: number; readonly body: object }

/** Slack on loopback, as far as clicks go: Socket Mode, and addresses for answers. What else is called is passed on to a Web API. */
export type SocketServer = {
  /** Ends in `/api/`. */
  readonly apiUrl: string
  /** What was said to each response address, oldest first. */
  readonly said: readonly { readonly to: string; readonly body: Readonly<Record<string, unknown>> }[]
  /** How many sockets have said hello and are open. */
  live(): number
  /** Times that a socket was asked for. */
  opens(): number
  /** Waits until this holds; it is looked at whenever anything has happened. */
  until(holds: () => boolean): Promise<void>
  /** Something has happened elsewhere: whoever waits looks again. */
  poke(): void
  responseUrl(name: string): string
  /** Sends an envelope over the latest live socket, or over the one of this index among them. */
  send(type: string, payload: unknown, socket?: number): Sent
  /** Sends the same envelope once more, over another socket where there is one. */
  redeliver(sent: Sent): Promise<unknown>
  /** Any text, as it is. */
  sendText(text: string): void
  /** Asks a client to open another socket, as Slack does every few hours. */
  refresh(socket: number): void
  /** Cuts the connection without a word. */
  drop(socket: number): void
  /** The next sockets open, and never say hello. */
  hush(sockets: number): void
  /** Answers the next calls of `apps.connections.open` so. */
  refuseOpens(...answers: readonly OpenAnswer[]): void
  stop(): Promise<void>
}

export type Sent = { readonly envelopeId: string; readonly text: string; readonly acked: Promise<unknown> }

type Socket = { readonly stream: Duplex; isLive: boolean }

/** `apiUrl`: of the Web API behind it, ending in `/api/`. */
export async function openSocketServer(apiUrl: string): Promise<SocketServer> {
  const events = new EventEmitter({ captureRejections: true })
  events.setMaxListeners(0)
  const happened = () => void events.emit('happened')
  const said: { to: string; body: Record<string, unknown> }[] = []
  const sockets: Socket[] = []
  const acks = new Map<string, ((payload: unknown) => void)[]>()
  const refusals: OpenAnswer[] = []
  let opens = 0
  let hushed = 0
  let serial = 0

  const api = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? ''
    const text = await textOf(request)
    if (path.startsWith('/respond/')) {
      said.push({ to: path.slice('/respond/'.length), body: JSON.parse(text) as Record<string, unknown> })
      response.end('ok')
      return happened()
    }
    if (!path.startsWith('/api/')) return void response.writeHead(404).end()
    if (path !== '/api/apps.connections.open') {
      await passOn(new URL(path.replace('/api/', ''), apiUrl), request, text, response)
      return happened()
    }
    opens += 1
    const { status = 200, retryAfter, body } = refusals.shift() ?? { body: { ok: true, url: linkUrl() } }
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    })
    response.end(JSON.stringify(body))
    happened()
  }

  const server = createServer((request, response) => void api(request, response))
  server.on('upgrade', (request: IncomingMessage, stream: Duplex) => {
    stream.write(handshake(request))
    const isHushed = hushed > 0
    if (isHushed) hushed -= 1
    const socket: Socket = { stream, isLive: !isHushed }
    let rest = Buffer.alloc(0)
    const gone = () => {
      socket.isLive = false
      happened()
    }
    // A process that is killed ends its side, and nobody would end ours.
    stream
      .on('error', gone)
      .on('close', gone)
      .on('end', () => stream.destroy())
    stream.on('data', (chunk: Buffer) => {
      rest = Buffer.from(
        takeFrames(Buffer.concat([rest, chunk]), ({ opcode, payload }) => {
          if (opcode === opcodes.ping) stream.write(encodeFrame(opcodes.pong, payload))
          if (opcode === opcodes.close) {
            stream.end(encodeFrame(opcodes.close, payload))
            gone()
          }
          if (opcode !== opcodes.text) return
          const { envelope_id: id, payload: answer } = JSON.parse(payload.toString()) as Record<
            string,
            unknown
          >
          for (const resolve of acks.get(String(id))?.splice(0) ?? []) resolve(answer)
          happened()
        }),
      )
    })
    sockets.push(socket)
    if (!isHushed) stream.write(encodeFrame(opcodes.text, JSON.stringify({ type: 'hello' })))
    happened()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const linkUrl = () => `ws://127.0.0.1:${port}/link?ticket=secret-${(serial += 1)}`
  const live = () => sockets.filter(({ isLive }) => isLive)
  const write = (text: string, index = live().length - 1) => {
    const socket = live()[index]
    if (!socket) throw new Error(`there is no live socket ${index}`)
    socket.stream.write(encodeFrame(opcodes.text, text))
  }
  const ackOf = (id: string) =>
    new Promise<unknown>((resolve) => acks.set(id, [...(acks.get(id) ?? []), resolve]))

  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    said,
    live: () => live().length,
    opens: () => opens,
    async until(holds) {
      while (!holds()) await once(events, 'happened')
    },
    poke: happened,
    responseUrl: (name) => `http://127.0.0.1:${port}/respond/${name}`,
    send(type, payload, socket) {
      const envelopeId = `envelope-${(serial += 1)}`
      const envelope = { envelope_id: envelopeId, type, accepts_response_payload: true, payload }
      const text = JSON.stringify(envelope)
      const acked = ackOf(envelopeId)
      write(text, socket)
      return { envelopeId, text, acked }
    },
    redeliver({ envelopeId, text }) {
      const acked = ackOf(envelopeId)
      write(JSON.stringify({ ...JSON.parse(text), retry_attempt: 1, retry_reason: 'timeout' }), 0)
      return acked
    },
    sendText: (text) => write(text),
    refresh: (socket) => write(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }), socket),
    drop: (socket) => void live()[socket]?.stream.destroy(),
    hush: (count) => void (hushed = count),
    refuseOpens: (...answers) => void refusals.push(...answers),
    async stop() {
      for (const { stream } of sockets) stream.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}

/** Where the Web API drops the connection, so do we. */
async function passOn(
  url: URL,
  { headers }: IncomingMessage,
  body: string,
  response: ServerResponse,
): Promise<void> {
  const passed = new Headers({
    authorization: headers.authorization ?? '',
    'content-type': headers['content-type'] ?? '',
  })
  try {
    const answer = await fetch(url, { method: 'POST', headers: passed, body })
    const { status } = answer
    const kept = ['retry-after', 'x-oauth-scopes'].flatMap((name) => {
      const value = answer.headers.get(name)
      return value === null ? [] : [[name, value] as const]
    })
    response.writeHead(status, { 'content-type': 'application/json', ...Object.fromEntries(kept) })
    response.end(await answer.text())
  } catch {
    response.destroy()
  }
}
