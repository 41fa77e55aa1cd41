import { HTTPModuleFunctions, HTTPReceiver } from '@slack/bolt'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Trouble } from '../../domain/errors.ts'
import { minuteMs } from '../../domain/slot.ts'
import type { Log } from '../../ports.ts'
import { slackLogger } from './slack-client.ts'

/** Where Slack's requests go: what is entered as Request URL ends in it. */
export const eventsPath = '/slack/events'

/** Slack's views hold 250 kB and messages less; nothing that it sends comes near. */
const maxBytes = 1_000_000
/**
 * Bolt refuses what is older than five minutes by the machine's clock, but takes any time ahead: a request that was recorded with such a time
 * could be brought again until then.
 */
const maxAheadMs = minuteMs

/** For requests that are being acknowledged when the door closes. */
const lastWordsMs = 1000

export function slackReceiver(options: { readonly signingSecret: string; readonly log: Log }): HTTPReceiver {
  const { signingSecret, log } = options
  return new HTTPReceiver({
    signingSecret,
    logger: slackLogger(log),
    endpoints: [eventsPath],
    processEventErrorHandler: async ({ error, response }) => {
      log.error({ err: error }, 'a request from Slack could not be handled')
      turnAway(response, 500)
      return true
    },
  })
}

/** Listens for Slack's requests, turns away what cannot be one of them, and leaves the rest, signature included, to Bolt. */
export async function openHttpDoor(options: {
  readonly receiver: HTTPReceiver
  readonly host: string
  readonly port: number
  readonly log: Log
}): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  const { host, port, log } = options
  const server = createServer((request, response) => {
    enter(options, request, response).catch((error: unknown) => {
      log.error({ err: error }, 'a request from Slack could not be handled')
      turnAway(response, 500)
    })
  })
  // Slack gives up after 3 s; whoever is slower is not Slack.
  server.requestTimeout = 10_000
  server.headersTimeout = 10_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Trouble(`Port ${port} is taken: set SLACK_PORT to another one.`)
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
}

async function enter(
  { receiver, log }: { readonly receiver: HTTPReceiver; readonly log: Log },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path] = (request.url ?? '').split('?')
  if (path !== eventsPath) return turnAway(response, 404)
  if (request.method !== 'POST') return turnAway(response, 405, { allow: 'POST' })
  const sentAt = Number(request.headers['x-slack-request-timestamp']) * 1000
  if (!(sentAt <= Date.now() + maxAheadMs)) {
    log.warn({ from: 'slack' }, 'a request without a time, or with one ahead of the clock, was turned away')
    return turnAway(response, 401)
  }
  const rawBody = await bodyOf(request)
  if (!rawBody) return turnAway(response, 413, { connection: 'close' })
  const buffered = Object.assign(request, { rawBody })
  if (!isObject(buffered)) return turnAway(response, 400)
  receiver.requestListener(buffered, response)
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

/** Bolt takes for granted that a body is an object, and a `null` would end the process. */
function isObject(request: IncomingMessage & { rawBody: Buffer }): boolean {
  try {
    const body: unknown = HTTPModuleFunctions.parseHTTPRequestBody(request)
    return typeof body === 'object' && body !== null
  } catch {
    return false
  }
}

function turnAway(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  if (!response.headersSent) response.writeHead(status, headers)
  response.end()
}
