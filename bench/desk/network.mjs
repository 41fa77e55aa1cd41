// A network on loopback: keeps what it is sent by its key, and answers after a while, or never.
import { createServer } from 'node:http'
import { obey } from './orders.mjs'

const kept = new Map()
let answerMs = 0

const server = createServer((request, response) => void take(request, response))
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send({ ready: `http://127.0.0.1:${server.address().port}` }))

async function take(request, response) {
  if (request.method === 'GET') {
    const key = request.url.slice(1)
    process.send({ asked: key, at: Date.now() })
    return answer(response, kept.has(key) ? { id: `n-${key}` } : {})
  }
  let body = ''
  for await (const chunk of request) body += chunk
  const { key } = JSON.parse(body)
  kept.set(key, (kept.get(key) ?? 0) + 1)
  process.send({ heard: key, at: Date.now() })
  if (answerMs === 0) answer(response, { id: `n-${key}` })
  else if (answerMs !== null) setTimeout(() => answer(response, { id: `n-${key}` }), answerMs)
}

obey({
  /** Milliseconds; null means never. */
  answerAfter: (ms) => void (answerMs = ms),
  /** How often each key has been sent since the last time. */
  count: () => {
    const times = [...kept]
    kept.clear()
    return times
  },
})

function answer(response, value) {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(value))
}
