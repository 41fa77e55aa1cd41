import { createHash, timingSafeEqual } from 'node:crypto'

/** What of a request decides whether it may come in at all. */
export type Doorstep = {
  readonly method: string
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
}

/**
 * Why a request is turned away before anything else is looked at, as a sentence; null where it may go on.
 * The host is checked against DNS rebinding: a strange name that resolves to this machine is not us. What changes
 * something must come from our own page: a strange page may send a form here, but not with our origin. `front`: where people
 * open the page behind a proxy of theirs.
 */
export function turnedAway(
  { method, host, origin, fetchSite }: Doorstep,
  port: number,
  front: URL | null,
): string | null {
  // Browsers leave the port out where it is the usual one.
  const hosts = ['127.0.0.1', 'localhost'].flatMap((name) => [
    `${name}:${port}`,
    ...(port === 80 ? [name] : []),
  ])
  const isFront = front !== null && host === front.host
  if (!host || !(isFront || hosts.includes(host)))
    return `Greenroom answers only at ${front?.origin ?? `http://127.0.0.1:${port}`}. Open it there.`
  if (method === 'GET' || method === 'HEAD') return null
  const ours = isFront ? front.origin : `http://${host}`
  // Under `no-referrer` browsers send `Origin: null` with a form of ours, and say `same-origin` beside it.
  const bySite = fetchSite === 'same-origin' && (origin === undefined || origin === 'null' || origin === ours)
  const byOrigin = fetchSite === undefined && origin === ours
  return bySite || byOrigin ? null : 'This came from another page than Greenroom’s own, so nothing was done.'
}

/** What the cookie holds: the key itself stays in the link. */
export function cookieOf(key: string): string {
  return createHash('sha256').update(`greenroom cookie ${key}`).digest('base64url')
}

/** Compares in constant time, whatever the lengths. */
export function isSame(given: string | undefined, wanted: string): boolean {
  return timingSafeEqual(digest(given ?? ''), digest(wanted))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** On every answer. No inline script or style, nothing from elsewhere, no frames, no referrer. */
export const safeHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
} as const

/** A path of ours to go back to; anything that could lead elsewhere leads home. */
export function safePath(path: string | undefined): string {
  return path !== undefined && /^\/(?![/\\])[\w\-./?=&%:+~]*$/.test(path) ? path : '/'
}
