import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { json } from 'node:stream/consumers'
import { describe, expect, it } from '@jest/globals'
import { copywriter } from '../../src/agents/copywriter.ts'
import { joinery } from '../brands/trades.ts'
import { request } from './request.ts'

const asked = request(joinery, 'x', { budgetUsd: 1 })
const atOnce = () => Promise.resolve()
const texts = [
  'We keep a drawing of each window.',
  'Wool keeps the draught out.',
  'Oak or Accoya. Nothing else.',
]
const good = { variants: texts.map((text) => ({ text, hook: 'fact', angle: 'craft', cta: '' })) }

describe('the model’s service, byte for byte', () => {
  it('is sent the brand as a part that can be cached, and the key in a header alone', async () => {
    const { received, headers } = await against('{}')
    expect(received).toMatchObject({
      model: 'claude-sonnet-5-5',
      system: [
        { text: expect.not.stringContaining('Quay Street') },
        { text: expect.stringContaining('Quay Street'), cache_control: { type: 'ephemeral' } },
      ],
      output_config: { format: { type: 'json_schema' } },
    })
    expect(JSON.stringify(received)).not.toContain('test-key')
    expect(headers.authorization ?? headers['x-api-key']).toContain('test-key')
  })

  it('has its cached tokens counted at the cache’s prices', async () => {
    const usage = {
      input_tokens: 100,
      output_tokens: 200,
      cache_read_input_tokens: 9_000,
      cache_creation_input_tokens: 400,
    }
    const content = [{ type: 'text', text: JSON.stringify(good) }]
    const { writer } = await against(
      JSON.stringify({ type: 'message', content, stop_reason: 'end_turn', usage }),
    )
    expect(writer.inputTokens).toBe(9_500)
    expect(writer.costUsd).toBeCloseTo((100 * 2 + 200 * 10 + 9_000 * 0.1 + 400 * 2.5) / 1_000_000, 9)
  })
  it('that answers with something else than a message is not believed', async () => {
    const { writer } = await against('{"hello": "world"}')
    expect(writer.fallback).toBe(
      'The answer of the model service could not be read, so the offline twin wrote this.',
    )
  })
})

/** Drafts against a service whose every answer has this body; `received` is the latest call. */
async function against(body: string) {
  let received: unknown = null
  let headers: IncomingHttpHeaders = {}
  const raw = createServer((incoming, response) => {
    headers = incoming.headers
    const answer = async () => {
      received = await json(incoming)
      response.writeHead(200, { 'content-type': 'application/json' }).end(body)
    }
    void answer()
  })
  raw.listen(0, '127.0.0.1')
  await once(raw, 'listening')
  const address = raw.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  try {
    const write = copywriter({ apiKey: 'test-key', baseUrl: `http://127.0.0.1:${port}`, sleep: atOnce })
    const copy = await write(asked)
    return { ...copy, received, headers }
  } finally {
    raw.closeAllConnections()
    raw.close()
  }
}
