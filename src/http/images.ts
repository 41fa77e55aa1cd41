import type { FastifyInstance } from 'fastify'
import { readImage } from '../domain/image.ts'
import type { Deps } from '../ports.ts'

/** Bytes from outside, on our own origin: they are what they are by themselves, run nothing and load nothing. */
const headers = {
  'content-security-policy': "default-src 'none'; sandbox",
  'content-disposition': 'inline',
  // The same bytes for ever, to whoever has the key of this desk.
  'cache-control': 'private, max-age=31536000, immutable',
} as const

/** The images of posts, by what their bytes hash to. */
export function serveImages(server: FastifyInstance, { store }: Pick<Deps, 'store'>): void {
  server.get<{ Params: { sha256: string } }>('/images/:sha256', async (request, reply) => {
    const { sha256 } = request.params
    const bytes = /^[0-9a-f]{64}$/.test(sha256) ? await store.image(sha256) : null
    const facts = bytes && readImage(bytes)
    if (!facts) return reply.code(404).type('text/plain; charset=utf-8').send('There is no such image.')
    return reply.headers(headers).type(facts.mimeType).send(Buffer.from(bytes))
  })
}
