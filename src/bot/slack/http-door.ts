import { HTTPModuleFunctions, HTTPReceiver, isValidSlackRequest } from '@slack/bolt'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock, Log } from '../../ports.ts'
import { answer, maxAheadMs, openHttpDoor, type HttpDoor } from '../chat/http-door.ts'
import { slackLogger } from './slack-client.ts'

/** Where Slack's requests go: what is entered as Request URL ends in it. */
export const eventsPath = '/slack/events'

/** Takes what the door lets in: nothing of it is verified again. */
export function slackReceiver(options: { readonly signingSecret: string; readonly log: Log }): HTTPReceiver {
  const { signingSecret, log } = options
  return new HTTPReceiver({
    signingSecret,
    signatureVerification: false,
    logger: slackLogger(log),
    endpoints: [eventsPath],
    processEventErrorHandler: async ({ error, response }) => {
      log.error({ err: error }, 'a request from Slack could not be handled')
      answer(response, 500)
      return true
    },
  })
}

/** Listens for Slack's requests, and hands to Bolt those that Slack has signed, in the last minutes by the time of the desk. */
export function openSlackDoor(options: {
  readonly receiver: HTTPReceiver
  readonly signingSecret: string
  readonly host: string
  readonly port: number
  readonly clock: Clock
  readonly log: Log
}): Promise<HttpDoor> {
  const { receiver, signingSecret, clock, log } = options
  return openHttpDoor({
    ...options,
    path: eventsPath,
    variable: 'SLACK_PORT',
    refuse: (request) => {
      if (isInTime(request, clock)) return null
      log.warn({ from: 'slack' }, 'a request without a time, or with one ahead of the clock, was turned away')
      return 401
    },
    enter: (request, response, rawBody) => {
      const signed = { signingSecret, clock }
      if (isSigned(request, rawBody, signed))
        return enter(receiver, Object.assign(request, { rawBody }), response)
      log.warn(
        { from: 'slack' },
        'a request with an old time, or with another signature than Slack’s, was turned away',
      )
      answer(response, 401)
    },
  })
}

/** Bolt takes any time ahead. */
function isInTime(request: IncomingMessage, clock: Clock): boolean {
  return signedAt(request) * 1000 <= clock.now().getTime() + maxAheadMs
}

/** Within the last five minutes. Bolt's own receiver would go by the clock of the machine. */
function isSigned(
  request: IncomingMessage,
  body: Buffer,
  { signingSecret, clock }: { readonly signingSecret: string; readonly clock: Clock },
): boolean {
  const signature = request.headers['x-slack-signature']
  return isValidSlackRequest({
    signingSecret,
    body: body.toString(),
    headers: {
      'x-slack-signature': typeof signature === 'string' ? signature : '',
      'x-slack-request-timestamp': signedAt(request),
    },
    nowMilliseconds: clock.now().getTime(),
  })
}

function signedAt({ headers }: IncomingMessage): number {
  return Number(headers['x-slack-request-timestamp'])
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
