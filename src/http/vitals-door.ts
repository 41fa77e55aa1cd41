import fastify from 'fastify'
import { safeHeaders } from './guard.ts'
import { portTrouble } from './port.ts'
import type { Http } from './server.tsx'
import { bringsKey, metricsRoute, serveVitals, type Vitals } from './vitals.ts'

/** Health and metrics of a process that has no page. Rejects with one clear sentence where the port is taken. */
export async function openVitalsDoor(options: {
  readonly vitals: Vitals
  readonly host: string
  /** 0 for any free one. */
  readonly port: number
  readonly key: string
}): Promise<Http> {
  const { vitals, host, port, key } = options
  const server = fastify({ forceCloseConnections: true, return503OnClosing: false })
  server.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...safeHeaders, 'cache-control': 'no-store' })
    const { url } = request.routeOptions
    if (url === metricsRoute && !bringsKey(request.headers.authorization, key))
      return reply.code(401).send({ error: 'Metrics take the access key, as Authorization: Bearer.' })
    return undefined
  })
  server.setNotFoundHandler((_request, reply) =>
    reply
      .code(404)
      .send({ error: 'This process has no page: it answers at /health, /health/live and /metrics.' }),
  )
  serveVitals(server, vitals)
  try {
    await server.listen({ host, port })
  } catch (error) {
    throw portTrouble(error, port)
  }
  const address = server.server.address()
  const bound = typeof address === 'object' && address ? address.port : port
  return {
    url: `http://127.0.0.1:${bound}/health`,
    port: bound,
    close: () => {},
    stop: () => server.close(),
  }
}
