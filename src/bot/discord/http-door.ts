import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Trouble } from '../../domain/errors.ts'
import { minuteMs } from '../../domain/slot.ts'
import type { Clock, Log } from '../../ports.ts'
import { answer, maxAheadMs, openHttpDoor, type HttpDoor } from '../chat/http-door.ts'
import { isPing } from './envelope.ts'

/** Where Discord's requests go: what is entered as Interactions Endpoint URL ends in it. */
export const interactionsPath = '/discord/interactions'

/** A request that was recorded can be brought again for so long; whatever it decides is known by its id. */
const maxAgeMs = 5 * minuteMs

export type DiscordDoorOptions = {
  /** 64 hexadecimal digits, from General Information. */
  readonly publicKey: string
  readonly host: string
  readonly port: number
  readonly clock: Clock
  /** Resolves once it may be acknowledged; rejects where it must not be, so that Discord tells whoever clicked. */
  readonly take: (body: unknown) => Promise<void>
  readonly log: Log
}

/**
 * Listens for Discord's requests, and hands on those that Discord has signed. Throws a `Trouble` for a key that is none, and for a port that
 * is taken.
 */
export async function openDiscordDoor(options: DiscordDoorOptions): Promise<HttpDoor> {
  const { clock, take, log } = options
  const key = publicKeyOf(options.publicKey)
  return openHttpDoor({
    ...options,
    path: interactionsPath,
    variable: 'DISCORD_PORT',
    refuse: (request) => {
      const signed = signedIn(request)
      const ageMs = signed && clock.now().getTime() - Number(signed.timestamp) * 1000
      if (ageMs !== null && ageMs <= maxAgeMs && ageMs >= -maxAheadMs) return null
      log.warn({ from: 'discord', ageMs }, 'a request without a signature of this time was turned away')
      return 401
    },
    enter: (request, response, body) => enter({ key, take }, request, response, body),
  })
}

/** Reads the public key of an application. */
function publicKeyOf(hex: string): KeyObject {
  if (!/^[0-9a-f]{64}$/i.test(hex))
    throw new Trouble(
      'DISCORD_PUBLIC_KEY has to be 64 hexadecimal digits: copy it from General Information in the Developer Portal.',
    )
  const x = Buffer.from(hex, 'hex').toString('base64url')
  return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } })
}

async function enter(
  { key, take }: { readonly key: KeyObject; readonly take: DiscordDoorOptions['take'] },
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer,
): Promise<void> {
  const signed = signedIn(request)
  // Discord sends bad signatures on purpose, to see that they are turned away.
  const isDiscords =
    signed && verify(null, Buffer.concat([Buffer.from(signed.timestamp), bytes]), key, signed.signature)
  if (!isDiscords) return answer(response, 401)
  const body = jsonOf(bytes)
  if (body === undefined) return answer(response, 400)
  if (isPing(body)) return answer(response, 200, { 'content-type': 'application/json' }, '{"type":1}')
  await take(body)
  answer(response, 202)
}

/** Null where it cannot be a signature: Ed25519 makes 64 bytes. */
function signedIn({
  headers,
}: IncomingMessage): { readonly timestamp: string; readonly signature: Buffer } | null {
  const timestamp = headers['x-signature-timestamp']
  const signature = headers['x-signature-ed25519']
  if (typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) return null
  if (typeof signature !== 'string' || !/^[0-9a-f]{128}$/i.test(signature)) return null
  return { timestamp, signature: Buffer.from(signature, 'hex') }
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
