import { generateKeyPairSync, sign } from 'node:crypto'
import type { Json } from './call.ts'
import { takeCallback } from './interactions.ts'
import { breachesOf } from './serve.ts'
import type { Interaction, State } from './state.ts'

/** The key pair that Discord signs an application's HTTP interactions with. */
export function signingKey() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  return {
    /** 64 hex digits, as the developer portal shows it. */
    publicKey: spki.subarray(spki.length - 32).toString('hex'),
    sign: (timestamp: string, body: string) =>
      sign(null, Buffer.from(timestamp + body), privateKey).toString('hex'),
  }
}

export type Posting = {
  /** In seconds, as it is signed; where it is not given, the time of now. */
  readonly timestamp?: string
  /** In the place of the right one. */
  readonly signature?: string
}

/** Posts it as Discord does, and takes what is answered for its callback, which is held against the same rules as over REST. */
export async function postSigned(
  state: State,
  key: ReturnType<typeof signingKey>,
  url: string,
  interaction: Interaction | 'ping',
  posting?: Posting,
): Promise<Response> {
  const raw = interaction === 'ping' ? ({ type: 1 } as const) : interaction.raw
  const response = await fetch(url, signedRequest(key, raw, state.now(), posting))
  const text = await response.clone().text()
  if (interaction === 'ping' || !response.ok || !text.startsWith('{')) return response
  const body = JSON.parse(text) as Json
  const route = 'POST /interactions/:id/:token/callback'
  const path = `/interactions/${interaction.id}/${interaction.token}/callback`
  const agent = 'DiscordBot (answer, 1)'
  const call = {
    route,
    path,
    body,
    agent,
    method: 'POST',
    query: {},
    files: [],
    token: null,
    at: state.now(),
  }
  const found = await breachesOf(state, call)
  state.breaches.push(...found.map((breach) => `answer to ${interaction.id}: ${breach}`))
  if (found.length === 0) await takeCallback(state, interaction, body, [])
  return response
}

/** A request as Discord sends it: https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint */
function signedRequest(
  key: ReturnType<typeof signingKey>,
  payload: Interaction['raw'] | { readonly type: 1 },
  now: Date,
  { timestamp = String(Math.floor(now.getTime() / 1000)), signature }: Posting = {},
) {
  const body = JSON.stringify(payload)
  return {
    method: 'POST' as const,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Discord-Interactions/1.0 (+https://discord.com)',
      'x-signature-ed25519': signature ?? key.sign(timestamp, body),
      'x-signature-timestamp': timestamp,
    },
    body,
  }
}
