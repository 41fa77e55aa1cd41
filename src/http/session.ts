import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { reviewerOf, type Identity } from '../bot/identity.ts'
import { renderPage, type Page } from '../bot/web/render.ts'
import { viewOf, type Assets, type Flash, type View } from '../bot/web/view.ts'
import type { Brand } from '../domain/brand.ts'
import type { Deps } from '../ports.ts'
import { safePath } from './guard.ts'

const cookie = { path: '/', httpOnly: true, sameSite: 'strict' } as const
const yearS = 365 * 24 * 3600
const whoOf = (brand: string) => `greenroom_who_${brand}`
const flashName = 'greenroom_flash'
/** Nine bytes a character at worst. */
const maxFlashLength = 400

/** Who this browser said it is, for one brand; empty until it has. */
export function identityOf(request: FastifyRequest, brand: string): Identity {
  return { surface: 'web', id: request.cookies[whoOf(brand)] ?? '' }
}

export function rememberWho(reply: FastifyReply, brand: string, name: string): void {
  reply.setCookie(whoOf(brand), name, { ...cookie, maxAge: yearS })
}

/** Keeps an answer for the page that comes next. Browsers drop a cookie of more than 4,096 bytes, encoded. */
export function rememberFlash(reply: FastifyReply, { outcome, sentence }: Flash): void {
  const value = JSON.stringify({ outcome, sentence: sentence.slice(0, maxFlashLength) })
  reply.setCookie(flashName, value, { ...cookie, maxAge: 60 })
}

/** What a page knows of the request. An answer that waited to be shown is taken. */
export function viewFor(
  deps: Deps,
  assets: Assets,
  request: FastifyRequest,
  reply: FastifyReply,
  brand: Brand,
): View {
  const raw = request.cookies[flashName]
  if (raw !== undefined) reply.clearCookie(flashName, cookie)
  return viewOf({
    brand,
    brands: deps.brands.all(),
    viewer: reviewerOf(brand, identityOf(request, brand.id)),
    now: deps.clock.now(),
    path: safePath(request.url),
    flash: raw === undefined ? null : parseFlash(raw),
    assets,
  })
}

export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(renderPage(page))
}

const flashSchema = z.object({
  outcome: z.enum(['done', 'refused', 'failed']),
  sentence: z.string().max(maxFlashLength),
})

/** The button that was offered is not kept: without a script the card itself has what is needed. */
function parseFlash(raw: string): Flash | null {
  try {
    const parsed = flashSchema.safeParse(JSON.parse(raw))
    return parsed.success ? { ...parsed.data, offer: null } : null
  } catch {
    return null
  }
}
