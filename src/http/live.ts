import type { ServerResponse } from 'node:http'
import type { Store } from '../ports.ts'
import { safeHeaders } from './guard.ts'

/** Often enough that no proxy or browser takes a quiet stream for a dead one. */
const heartbeatMs = 15_000

export type Live = {
  /** Keeps `response` open and tells it of every change of `brand`. */
  add(brand: string, response: ServerResponse): void
  stop(): void
}

/** Server-Sent Events: what changed, not how it looks. The page asks again for what it shows. */
export function openLive(store: Pick<Store, 'onChange'>): Live {
  const streams = new Map<ServerResponse, string>()
  const unsubscribe = store.onChange(({ kind, brand, id }) => {
    // What is sent to chat rooms shows on no page.
    if (kind === 'message') return
    const event = `event: change\ndata: ${JSON.stringify({ kind, id })}\n\n`
    for (const [response, wanted] of streams) if (brand === 'desk' || brand === wanted) response.write(event)
  })
  const heartbeat = setInterval(() => {
    for (const response of streams.keys()) response.write(': still here\n\n')
  }, heartbeatMs)
  heartbeat.unref()
  return {
    add(brand, response) {
      response.writeHead(200, {
        ...safeHeaders,
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
      })
      response.write('retry: 1000\n\n')
      streams.set(response, brand)
      response.on('close', () => streams.delete(response))
    },
    stop() {
      unsubscribe()
      clearInterval(heartbeat)
      for (const response of streams.keys()) response.end()
      streams.clear()
    },
  }
}
