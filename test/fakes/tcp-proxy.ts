import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../free-port.ts'

/** A door on 127.0.0.1 before a server, which can be shut, slow, or keep answers for itself. */
export type TcpProxy = {
  readonly port: number
  /** Ends every connection. New ones are let in. */
  cut(): void
  /** Ends every connection, and refuses new ones until `open`. */
  shut(): Promise<void>
  open(): Promise<void>
  /** Everything takes so much longer in both directions from now on. */
  delay(ms: number): void
  /** The next question that `pattern` is found in takes so much longer, and arrives even if whoever asked has hung up; answers when it has. */
  delayQuestion(pattern: RegExp, ms: number): Promise<void>
  /** The next question that `pattern` is found in waits until `release`, and all that comes after it on its connection. `reached` when it has come. */
  hold(pattern: RegExp): { readonly reached: Promise<void>; release(): void }
  /** Lets the next `count` questions through that contain `text`, ends their connections before the answer, and counts them. */
  loseAnswersTo(text: string, count: number): void
  readonly lost: number
  stop(): Promise<void>
}

export async function tcpProxy(to: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  /** When all that came from a socket has been passed on. */
  const arrived = new WeakMap<Socket, Promise<void>>()
  let delayMs = 0
  let awaited: {
    readonly pattern: RegExp
    readonly wait: () => Promise<unknown>
    readonly passed: () => void
  } | null = null
  let losing = { text: '', left: 0 }
  let lost = 0

  function join(client: Socket): void {
    const server = connect(to)
    let isDeaf = false
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        // What was sent before is still on its way.
        void (arrived.get(socket) ?? Promise.resolve()).then(() => other.destroySoon())
      })
    }
    pass(client, (bytes) => {
      if (losing.left > 0 && bytes.includes(losing.text)) {
        losing.left -= 1
        isDeaf = true
      }
      server.write(bytes)
    })
    pass(server, (bytes) => {
      if (!isDeaf) return void client.write(bytes)
      lost += 1
      client.destroy()
    })
  }

  /** In order, whatever the delay. */
  function pass(from: Socket, write: (bytes: Buffer) => void): void {
    from.on('data', (bytes) => {
      let waited: Promise<unknown> = delayMs > 0 ? sleep(delayMs) : Promise.resolve()
      let passed = () => {}
      if (awaited?.pattern.test(bytes.toString('latin1'))) {
        waited = awaited.wait()
        passed = awaited.passed
        awaited = null
      }
      const before = arrived.get(from) ?? Promise.resolve()
      arrived.set(
        from,
        before
          .then(() => waited)
          .then(() => write(bytes))
          .then(passed),
      )
    })
  }

  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  const port = await freePort()
  let door = await listen(port, join)
  const shut = async () => {
    if (!door.listening) return
    const closed = once(door, 'close')
    door.close()
    cut()
    await closed
  }
  return {
    port,
    cut,
    shut,
    open: async () => {
      if (!door.listening) door = await listen(port, join)
    },
    delay: (ms) => {
      delayMs = ms
    },
    delayQuestion: (pattern, ms) =>
      new Promise((passed) => {
        awaited = { pattern, wait: () => sleep(ms), passed }
      }),
    hold: (pattern) => {
      let release = () => {}
      const released = new Promise<void>((resolve) => (release = resolve))
      const reached = new Promise<void>((resolve) => {
        const wait = () => {
          resolve()
          return released
        }
        awaited = { pattern, wait, passed: () => {} }
      })
      return { reached, release }
    },
    loseAnswersTo: (text, count) => {
      losing = { text, left: count }
    },
    get lost() {
      return lost
    },
    stop: shut,
  }
}

async function listen(port: number, join: (client: Socket) => void): Promise<Server> {
  const door = createServer(join)
  door.listen(port, '127.0.0.1')
  await once(door, 'listening')
  return door
}
