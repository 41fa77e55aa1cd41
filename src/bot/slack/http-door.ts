import { HTTPModuleFunctions, HTTPReceiver } from '@slack/bolt'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Log } from '../../ports.ts'
import { answer, maxAheadMs, openHttpDoor, type HttpDoor } from '../chat/http-door.ts'
import { slackLogger } from './slack-client.ts'

/** Where Slack's requests go: what is entered as Request URL ends in it. */
export const eventsPath = '/slack/events'

export function slackReceiver(options: { readonly signingSecret: string; readonly log: Log }): HTTPReceiver {
  const { signingSecret, log } = options
  return new HTTPReceiver({
    signingSecret,
    logger: slackLogger(log),
    endpoints: [eventsPath],
    processEventErrorHandler: async ({ error, response }) => {
      log.error({ err: error }, 'a request from Slack could not be handled')
      answer(response, 500)
      return true
    },
  })
}

/** Listens for Slack's requests, turns away what cannot be one of them, and leaves the rest, signature included, to Bolt. */
export function openSlackDoor(options: {
  readonly receiver: HTTPReceiver
  readonly host: string
  readonly port: number
  readonly log: Log
}): Promise<HttpDoor> {
  const { receiver, log } = options
  return openHttpDoor({
    ...options,
    path: eventsPath,
    variable: 'SLACK_PORT',
    refuse: (request) => {
      if (isInTime(request)) return null
      log.warn({ from: 'slack' }, 'a request without a time, or with one ahead of the clock, was turned away')
      return 401
    },
    enter: (request, response, rawBody) => enter(receiver, Object.assign(request, { rawBody }), response),
  })
}

/** Bolt refuses what is older than five minutes by the machine's clock, but takes any time ahead. */
function isInTime({ headers }: IncomingMessage): boolean {
  return Number(headers['x-slack-request-timestamp']) * 1000 <= Date.now() + maxAheadMs
}

type Buffered = IncomingMessage & { rawBody: Buffer }

function enter(receiver: HTTPReceiver, request: Buffered, response: ServerResponse): void {
  if (isObject(request)) receiver.requestListener(request, response)
  else answer(response, 400)
}

/** Bolt takes for granted that a body is an object, and a `null` would end the process. */
function isObject(request: Buffered): boolean {
  try {
    const body: unknown = HTTPModuleFunctions.parseHTTPRequestBody(request)
    return typeof body === 'object' && body !== null
  } catch {
    return false
  }
}
