import type { FastifyInstance } from 'fastify'
import { isSame } from './guard.ts'

/** What is well and what is not, for whoever watches processes. Reasons are sentences of ours: no secret, no name, nothing from outside. */
export type Health = {
  /** Whether this process takes decisions. A process that answers at all is live. */
  readonly ready: boolean
  readonly reasons: readonly Reason[]
}

export type Reason = {
  readonly part: 'process' | 'database' | 'clock' | 'chat' | 'networks' | 'backlog'
  readonly reason: string
}

export type Vitals = {
  /** Never rejects, and answers within three seconds. */
  health(): Promise<Health>
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>
}

/** The routes of these that need no key. */
export const vitalRoutes: readonly string[] = ['/health', '/health/live']
export const metricsRoute = '/metrics'

/**
 * `/health`: 200 while decisions are taken, if need be as `degraded` with the reasons, and 503 while they are not. `/health/live`: 200 as long as
 * anybody answers. `/metrics`: behind the key.
 */
export function serveVitals(server: FastifyInstance, vitals: Vitals): void {
  server.get('/health', async (_request, reply) => {
    const { ready, reasons } = await vitals.health()
    const status = !ready ? 'not ready' : reasons.length > 0 ? 'degraded' : 'ok'
    return reply.code(ready ? 200 : 503).send({ status, live: true, ready, reasons })
  })
  server.get('/health/live', async () => ({ live: true }))
  server.get(metricsRoute, async (_request, reply) => {
    const { contentType, text } = await vitals.metrics()
    return reply.type(contentType).send(text)
  })
}

/**
 * Whether a request brings the access key as `Authorization: Bearer`: Prometheus does, and comes under whatever name it knows this machine by.
 * No strange page can: it does not know the key.
 */
export function bringsKey(authorization: string | undefined, key: string): boolean {
  const [, given] = /^bearer +(.+)$/i.exec(authorization ?? '') ?? []
  return given !== undefined && isSame(given, key)
}
