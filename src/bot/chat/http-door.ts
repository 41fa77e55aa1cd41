import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Trouble } from '../../domain/errors.ts'
import { minuteMs } from '../../domain/slot.ts'
import type { Log } from '../../ports.ts'

/** What is signed for a time that is farther ahead than this could be brought again until then. */
export const maxAheadMs = minuteMs

/** No service sends anything that comes near. */
const maxBytes = 1_000_000
/** For requests that are being acknowledged when the door closes. */
const lastWordsMs = 1000

export type HttpDoor = { readonly port: number; readonly stop: () => Promise<void> }

/** Listens for the requests of a chat service. Throws a `Trouble` for a port that is taken. */
export async function openHttpDoor(options: {
  /** Its one path. */
  readonly path: string
  /** `body`: of at most a megabyte, and not looked at yet. */
  readonly enter: (request: IncomingMessage, response: ServerResponse, body: Buffer) => Promise<void> | void
  /** What can be told before the body is read: the status with which it is turned away. */
  readonly refuse: (request: IncomingMessage) => number | null
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
  /** The variable that the port is set by. */
  readonly variable: string
  readonly log: Log
}): Promise<HttpDoor> {
  const { path, enter, refuse, host, port, variable, log } = options
  const server = createServer((request, response) => {
    take(request, response).catch((error: unknown) => {
      log.error({ err: error, path }, 'a request could not be handled')
      answer(response, 500)
    })
  })
  // Chat services give up after 3 s; whoever is slower is none.
  server.requestTimeout = 10_000
  server.headersTimeout = 10_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Trouble(`Port ${port} is taken: set ${variable} to another one.`)
          : error,
      ),
    )
    server.listen(port, host, resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : port,
    stop: () =>
      new Promise((resolve) => {
        // A closed server looks after no timeouts any more: whoever never ends a request would be waited for for ever.
        const late = setTimeout(() => server.closeAllConnections(), lastWordsMs)
        server.close(() => {
          clearTimeout(late)
          resolve()
        })
        server.closeIdleConnections()
      }),
  }

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [asked] = (request.url ?? '').split('?')
    if (asked !== path) return answer(response, 404)
    if (request.method !== 'POST') return answer(response, 405, { allow: 'POST' })
    const status = refuse(request)
    if (status !== null) return answer(response, status)
    const body = await bodyOf(request)
    if (!body) return answer(response, 413, { connection: 'close' })
    await enter(request, response, body)
  }
}

export function answer(
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
  body = '',
): void {
  if (!response.headersSent) response.writeHead(status, headers)
  response.end(body)
}

/** Null for one that is too long. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers['content-length']) > maxBytes) return null
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    length += bytes.length
    if (length > maxBytes) return null
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}
