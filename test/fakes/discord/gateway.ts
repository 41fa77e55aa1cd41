import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { GatewayIntentBits as intentsOf } from 'discord-api-types/v10'
import { encodeFrame, handshake, opcodes, takeFrames } from '../frames.ts'
import { isJson, type Json } from './call.ts'
import { linkTo, type Event, type Link } from './gateway-link.ts'

/** Discord's gateway in front of the twin's: sessions that outlive their connection, and everything that goes wrong with them. */
export type Gateway = {
  /** To every session that asked for such events, whether it is connected or not. */
  readonly dispatch: (event: string, data: unknown) => void
  /** Sessions that are connected and ready. */
  readonly live: () => number
  /** Times that somebody identified, and that somebody resumed. */
  readonly identified: () => number
  readonly resumed: () => number
  /** Cuts every connection without a word. The sessions stay, and can be resumed. */
  readonly cut: () => void
  /** Closes every connection with a code, e.g. 4000, or 4004 for good. */
  readonly close: (code: number) => void
  /** Asks every client to connect again and resume (opcode 7). */
  readonly reconnect: () => void
  /** Ends every session: it can't be resumed (opcode 9). */
  readonly invalidate: () => void
  /** Refuses the next attempts to resume: each is told to identify anew. */
  readonly refuseResume: (times?: number) => void
  /** From now on nothing is dispatched, and who connects is not greeted, until it is released: what happened meanwhile is replayed. */
  readonly hold: () => void
  readonly release: () => void
  /** From now on heartbeats stay unanswered, until told otherwise. */
  readonly hush: (isHushed?: boolean) => void
  /** Refuses new connections altogether, until told otherwise. */
  readonly shut: (isShut?: boolean) => void
  readonly upgrade: (request: IncomingMessage, stream: Duplex) => void
  readonly stop: () => void
}

type Session = {
  readonly id: string
  readonly intents: number
  readonly events: { readonly seq: number; readonly text: string }[]
  socket: Socket | null
  /** The last that was written to the socket. */
  sent: number
  link: Link | null
}
type Socket = { readonly stream: Duplex; isGreeted: boolean; session: Session | null }

const op = { dispatch: 0, heartbeat: 1, identify: 2, resume: 6, reconnect: 7, invalid: 9, hello: 10, ack: 11 }
const privileged = intentsOf.GuildMembers | intentsOf.GuildPresences | intentsOf.MessageContent

export function openGateway(options: {
  readonly address: { readonly port: number }
  readonly token: string
  readonly url: () => string
  readonly heartbeatMs: number
  /** What the twin tells at first, as this bot may see it; null drops it. */
  readonly amend: (event: Event) => Promise<Json | null>
  readonly poke: () => void
}): Gateway {
  const { token, heartbeatMs, poke } = options
  const sessions: Session[] = []
  const sockets = new Set<Socket>()
  const counts = { identified: 0, resumed: 0, refusals: 0 }
  const is = { held: false, hushed: false, shut: false }

  const send = ({ stream }: Socket, payload: Json) =>
    stream.write(encodeFrame(opcodes.text, JSON.stringify({ s: null, t: null, d: null, ...payload })))
  const flush = (session: Session) => {
    const { socket } = session
    if (!socket || is.held) return
    for (const { seq, text } of session.events) {
      if (seq <= session.sent) continue
      socket.stream.write(encodeFrame(opcodes.text, text))
      session.sent = seq
    }
    poke()
  }
  const enqueue = (session: Session, name: string, data: unknown) => {
    if (!wants(session.intents, name)) return
    const seq = (session.events.at(-1)?.seq ?? 0) + 1
    session.events.push({ seq, text: JSON.stringify({ op: op.dispatch, s: seq, t: name, d: data }) })
    flush(session)
  }
  const greet = (socket: Socket) => {
    if (is.held || socket.isGreeted) return
    socket.isGreeted = true
    send(socket, { op: op.hello, d: { heartbeat_interval: heartbeatMs } })
  }
  const end = (socket: Socket, code?: number) => {
    sockets.delete(socket)
    if (socket.session?.socket === socket) socket.session.socket = null
    socket.session = null
    if (code === undefined) socket.stream.destroy()
    else socket.stream.end(encodeFrame(opcodes.close, closing(code)))
    poke()
  }

  async function identify(socket: Socket, data: Json): Promise<void> {
    counts.identified += 1
    const intents = Number(data.intents ?? 0)
    if (String(data.token).replace(/^Bot /, '') !== token) return end(socket, 4004)
    if (intents & privileged) return end(socket, 4014)
    const session: Session = { id: randomUUID(), intents, events: [], socket, sent: 0, link: null }
    socket.session = session
    sessions.push(session)
    // One after another, so that nothing overtakes what was told first.
    let last: Promise<unknown> = Promise.resolve()
    session.link = await linkTo(options.address, token, (event) => {
      last = last.then(() => tell(session, event))
    })
  }

  async function tell(session: Session, event: Event): Promise<void> {
    const amended = await options.amend(event)
    if (!amended) return
    const own = { session_id: session.id, resume_gateway_url: options.url() }
    enqueue(session, event.name, event.name === 'READY' ? { ...amended, ...own } : amended)
  }

  function resume(socket: Socket, data: Json): void {
    const session = sessions.find(({ id }) => id === data.session_id)
    if (counts.refusals > 0 || !session || data.token !== token) {
      counts.refusals = Math.max(0, counts.refusals - 1)
      if (session) drop(session)
      send(socket, { op: op.invalid, d: false })
      return
    }
    counts.resumed += 1
    if (session.socket) end(session.socket, 4000)
    session.socket = socket
    socket.session = session
    session.sent = Number(data.seq ?? 0)
    flush(session)
    enqueue(session, 'RESUMED', {})
  }

  const drop = (session: Session) => {
    if (sessions.includes(session)) sessions.splice(sessions.indexOf(session), 1)
    session.link?.close()
    if (session.socket) session.socket.session = null
  }

  async function take(socket: Socket, payload: Json): Promise<void> {
    const data = isJson(payload.d) ? payload.d : {}
    if (payload.op === op.heartbeat && !is.hushed) send(socket, { op: op.ack })
    if (payload.op === op.identify) await identify(socket, data)
    if (payload.op === op.resume) resume(socket, data)
    poke()
  }

  return {
    dispatch(name, data) {
      for (const session of sessions) enqueue(session, name, data)
    },
    live: () => sessions.filter(({ socket, sent }) => socket && sent > 0).length,
    identified: () => counts.identified,
    resumed: () => counts.resumed,
    cut: () => [...sockets].forEach((socket) => end(socket)),
    close: (code) => [...sockets].forEach((socket) => end(socket, code)),
    reconnect: () => [...sockets].forEach((socket) => send(socket, { op: op.reconnect })),
    invalidate() {
      const ended = sessions.flatMap(({ socket }) => (socket ? [socket] : []))
      for (const session of sessions.splice(0)) drop(session)
      for (const socket of ended) send(socket, { op: op.invalid, d: false })
    },
    refuseResume: (times = 1) => void (counts.refusals = times),
    hold: () => void (is.held = true),
    release() {
      is.held = false
      sockets.forEach(greet)
      sessions.forEach(flush)
    },
    hush: (isHushed = true) => void (is.hushed = isHushed),
    shut: (isShut = true) => void (is.shut = isShut),
    upgrade(request, stream) {
      if (is.shut) return void stream.destroy()
      stream.write(handshake(request))
      const socket: Socket = { stream, isGreeted: false, session: null }
      sockets.add(socket)
      let rest = Buffer.alloc(0)
      const gone = () => (sockets.has(socket) ? end(socket) : undefined)
      // A process that is killed ends its side, and nobody would end ours.
      stream.on('error', gone).on('close', gone).on('end', gone)
      stream.on('data', (chunk: Buffer) => {
        rest = Buffer.from(
          takeFrames(Buffer.concat([rest, chunk]), ({ opcode, payload }) => {
            if (opcode === opcodes.ping) stream.write(encodeFrame(opcodes.pong, payload))
            if (opcode === opcodes.close) {
              // By Discord's rules 1000 and 1001 end the session.
              const { session } = socket
              if (session && [1000, 1001].includes(payload.length > 1 ? payload.readUInt16BE() : 0))
                drop(session)
              end(socket, 1000)
            }
            if (opcode === opcodes.text) void take(socket, JSON.parse(payload.toString()) as Json)
          }),
        )
      })
      greet(socket)
      poke()
    },
    stop() {
      for (const session of sessions.splice(0)) drop(session)
      for (const socket of sockets) end(socket)
    },
  }
}

/** https://discord.com/developers/docs/events/gateway#list-of-intents, as far as our desk could ever ask. */
function wants(intents: number, name: string): boolean {
  if (name.startsWith('MESSAGE_'))
    return (intents & (intentsOf.GuildMessages | intentsOf.DirectMessages)) !== 0
  if (/^(?:GUILD_(?:CREATE|UPDATE|DELETE|ROLE)|CHANNEL_|THREAD_)/.test(name))
    return (intents & intentsOf.Guilds) !== 0
  return ['READY', 'RESUMED', 'INTERACTION_CREATE'].includes(name)
}

function closing(code: number): Buffer {
  const payload = Buffer.alloc(2)
  payload.writeUInt16BE(code)
  return payload
}
