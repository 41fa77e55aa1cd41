import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

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
  /** Lets the next `count` questions through that contain `text`, ends their connections before the answer, and counts them. */
  loseAnswersTo(text: string, count: number): void
  readonly lost: number
  stop(): Promise<void>
}

export async function tcpProxy(to: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let delayMs = 0
  let losing = { text: '', left: 0 }
  let lost = 0

  function join(client: Socket): void {
    const server = connect(to)
    const pair = [client, server]
    let isDeaf = false
    for (const socket of pair) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        for (const other of pair) other.destroy()
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
    let last = Promise.resolve()
    from.on('data', (bytes) => {
      const waited = delayMs > 0 ? sleep(delayMs) : null
      last = last.then(() => waited ?? undefined).then(() => write(bytes))
    })
  }

  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  let door = await listen(0, join)
  const { port } = addressOf(door)
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

function addressOf(door: Server): { readonly port: number } {
  const address = door.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return address
}
