import { generateKeyPairSync, sign } from 'node:crypto'
import type { Interaction } from './state.ts'

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

/** A request as Discord sends it: https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint */
export function signedRequest(
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
