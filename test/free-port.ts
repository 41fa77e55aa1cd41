import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below those that the system gives away by itself, to servers without a wish and to everybody who connects. */
const [from, to] = [20_000, 32_000] as const

/** A port of 127.0.0.1 for a server that says which one it wants: nobody gets it by accident before the server has it, or while it is stopped. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = from + Math.floor(Math.random() * (to - from))
    const server = createServer().listen(port, '127.0.0.1')
    try {
      await once(server, 'listening')
    } catch {
      continue
    }
    server.close()
    await once(server, 'close')
    return port
  }
}
