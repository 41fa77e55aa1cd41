import cookies from '@fastify/cookie'
import formBody from '@fastify/formbody'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { PlainPage } from '../bot/web/plain.tsx'
import { Refusal, Trouble } from '../domain/errors.ts'
import type { Deps } from '../ports.ts'
import { brandOf } from '../service/act.ts'
import { icon, readAssets, type AssetShelf } from './assets.ts'
import { cookieOf, isSame, safeHeaders, turnedAway } from './guard.ts'
import { portTrouble } from './port.ts'
import { openLive, type Live } from './live.ts'
import { serveImages } from './images.ts'
import { servePages } from './pages.tsx'
import { servePresses } from './presses.tsx'
import { refusalStatus } from './refusals.ts'
import { sendPage } from './session.ts'
import { bringsKey, metricsRoute, serveVitals, vitalRoutes, type Vitals } from './vitals.ts'

export type HttpOptions = {
  readonly deps: Deps
  readonly vitals: Vitals
  /** 127.0.0.1 unless given: inside of a container it has to be another, with the container's port published on loopback. */
  readonly host?: string
  /** 0 for any free one. */
  readonly port: number
  /** Whoever has it may come in. */
  readonly key: string
  /** Where people open the page, if that is a proxy in front of this one; null: here. */
  readonly front?: URL | null
  /** Folder of `room.css` and `client/*.js`; the one beside `bot/web` unless given. */
  readonly assets?: URL
}

export type Http = {
  /** With the key: what the start line prints. */
  readonly url: string
  readonly port: number
  /** From now on nothing is decided here any more; what is, is looked at as before. */
  close(): void
  stop(): Promise<void>
}

/** The longest form holds every variant of a Facebook post, percent-encoded. */
const bodyLimitBytes = 1_500_000

const lastWordsMs = 2000

/** The web room. Rejects with one clear sentence where the port is taken. */
export async function openHttp(options: HttpOptions): Promise<Http> {
  const { deps, vitals, host = '127.0.0.1', port, key, front = null, assets } = options
  const shelf = await readAssets(assets ?? new URL('../bot/web/', import.meta.url))
  const server = fastify({
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
  })
  await server.register(cookies)
  await server.register(formBody)
  const live = openLive(deps.store)
  const door = { key, front, isClosed: false }
  keepDoor(server, shelf, door)
  tellErrors(server, deps, shelf)
  serveVitals(server, vitals)
  serveOpenly(server, shelf)
  serveLive(server, deps, live)
  serveImages(server, deps)
  servePages(server, deps, shelf.links)
  servePresses(server, deps, shelf.links)
  try {
    await server.listen({ host, port })
  } catch (error) {
    live.stop()
    throw portTrouble(error, port)
  }
  const bound = portOf(server)
  return {
    url: `${front?.origin ?? `http://127.0.0.1:${bound}`}/?key=${encodeURIComponent(key)}`,
    port: bound,
    close() {
      door.isClosed = true
    },
    async stop() {
      live.stop()
      // Presses that are being decided get their answer; who sends for ever does not keep us.
      const late = setTimeout(() => server.server.closeAllConnections(), lastWordsMs)
      await server.close()
      clearTimeout(late)
    },
  }
}

type Door = { readonly key: string; readonly front: URL | null; readonly isClosed: boolean }

/** Host, origin and key, before any route is looked at. */
function keepDoor(server: FastifyInstance, shelf: AssetShelf, door: Door): void {
  const { key, front } = door
  const held = cookieOf(key)
  server.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...safeHeaders, 'cache-control': 'no-store' })
    // By the route that was found, never by the address: what one parser takes for a way out, the other may not.
    const route = request.routeOptions.url
    if (route === metricsRoute && bringsKey(request.headers.authorization, key)) return undefined
    const port = portOf(server)
    const { host, origin, 'sec-fetch-site': site } = request.headers
    const fetchSite = typeof site === 'string' ? site : undefined
    const reason = turnedAway({ method: request.method, host, origin, fetchSite }, port, front)
    if (reason) return plain(request, reply, shelf, 403, 'Not from here', [reason], null)
    if (route !== undefined && openRoutes.has(route)) return undefined
    const isFront = front !== null && host === front.host
    // Cookies of one machine are shared by all of its ports; behind one front there may be several processes.
    const name = isFront ? 'greenroom_key' : `greenroom_key_${port}`
    const given = route === '/' ? new URLSearchParams(request.url.split('?')[1]).get('key') : null
    if (given !== null && isSame(given, key)) {
      const secure = isFront && front.protocol === 'https:'
      const maxAge = 365 * 24 * 3600
      reply.setCookie(name, held, { path: '/', httpOnly: true, sameSite: 'strict', secure, maxAge })
      return reply.redirect('/', 303)
    }
    if (isSame(request.cookies[name], held)) {
      if (!door.isClosed || ['GET', 'HEAD'].includes(request.method)) return undefined
      const sentence = 'This process is about to end, so nothing was done. Press again in a moment.'
      const back = { href: '/', label: 'To today’s posts' }
      return plain(request, reply, shelf, 503, 'Not right now', [sentence], back)
    }
    const sentences = [
      'This desk opens with the link that `npm start` printed: the line that begins with “Greenroom is open”.',
      'Copy that link, with its key, into this browser once. It is remembered.',
    ]
    return plain(request, reply, shelf, 401, 'Greenroom is locked', sentences, {
      href: '/',
      label: 'I have opened the link: try again',
    })
  })
}

function tellErrors(server: FastifyInstance, deps: Deps, shelf: AssetShelf): void {
  const home = { href: '/', label: 'To today’s posts' }
  server.setNotFoundHandler((request, reply) => {
    const sentence = 'The address may be mistyped, or what it showed is gone.'
    return plain(request, reply, shelf, 404, 'There is no such page', [sentence], home)
  })
  server.setErrorHandler((error, request, reply) => {
    const [status, title, sentence] =
      told(error) ?? troubled(deps, request, error) ?? bug(deps, request, error)
    return plain(request, reply, shelf, status, title, [sentence], home)
  })
}

type Told = readonly [status: number, title: string, sentence: string]

/** Null for a bug. */
function told(error: unknown): Told | null {
  if (error instanceof Refusal) return [refusalStatus[error.code], 'That did not work', error.message]
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  if (status === 413)
    return [413, 'That is too much', 'What was sent is far longer than any post. Shorten it.']
  if (status >= 400 && status < 500) return [status, 'That cannot be read', 'Reload the page and try again.']
  return null
}

/** What the machine lacks, as a sentence of ours; null for a bug. */
function troubled(deps: Deps, request: FastifyRequest, error: unknown): Told | null {
  if (!(error instanceof Trouble)) return null
  deps.log.error({ err: error, path: request.url.split('?')[0] }, 'a page could not be had')
  return [503, 'Not right now', error.message]
}

function bug(deps: Deps, request: FastifyRequest, error: unknown): Told {
  const id = deps.ids.next()
  deps.log.error({ err: error, errorId: id, path: request.url.split('?')[0] }, 'a page failed')
  const sentence = `The log has it as ${id}. Nothing that was decided before is lost.`
  return [500, 'Something went wrong on our side', sentence]
}

/** The routes of `serveOpenly`, and what of the process's health is for everybody. */
const openRoutes: ReadonlySet<string> = new Set([
  ...vitalRoutes,
  '/assets/icon.svg',
  '/assets/:version/:name',
])

/** What is open to whoever reaches the port: nothing of the desk. */
function serveOpenly(server: FastifyInstance, shelf: AssetShelf): void {
  server.get('/assets/icon.svg', async (_request, reply) => reply.type('image/svg+xml').send(icon))
  server.get<{ Params: { version: string; name: string } }>(
    '/assets/:version/:name',
    async (request, reply) => {
      const asset = shelf.get(request.params.version, request.params.name)
      if (!asset) return reply.code(404).type('text/plain').send('gone')
      return reply
        .type(asset.type)
        .header('cache-control', 'public, max-age=31536000, immutable')
        .send(asset.body)
    },
  )
}

function serveLive(server: FastifyInstance, deps: Deps, live: Live): void {
  server.get<{ Querystring: { brand?: string } }>('/live', async (request, reply) => {
    const brand = brandOf(deps, request.query.brand ?? '')
    reply.hijack()
    live.add(brand.id, reply.raw)
  })
}

function plain(
  request: FastifyRequest,
  reply: FastifyReply,
  shelf: AssetShelf,
  status: number,
  title: string,
  sentences: readonly string[],
  link: { href: string; label: string } | null,
): FastifyReply {
  reply.code(status)
  if (request.headers.accept?.includes('application/json')) {
    return reply.send({
      outcome: status < 500 ? 'refused' : 'failed',
      sentence: sentences.join(' '),
      toast: null,
    })
  }
  const page = <PlainPage title={title} sentences={sentences} link={link} assets={shelf.links} />
  return sendPage(reply, page)
}

function portOf(server: FastifyInstance): number {
  const address = server.server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}
