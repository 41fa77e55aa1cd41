import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from '@jest/globals'
import { Client, Routes, type REST } from 'discord.js'
import { mostInvalid, openBreaker, Resting } from '../../../src/bot/discord/breaker.ts'
import { clientOptions, discordRest } from '../../../src/bot/discord/discord-client.ts'
import { troubleOf } from '../../../src/bot/discord/outcomes.ts'
import { openSetClock } from './set-clock.ts'

const token = 'MTIz.secret.token'
const logged: string[] = []
const log = {
  info: () => {},
  warn: () => {},
  error: (facts: object, words: string) => void logged.push(`${words} ${JSON.stringify(facts)}`),
}
const breaker = () => openBreaker({ clock: { now: () => new Date() }, log })

let stop = () => {}
afterEach(() => stop())

/** A server on loopback, and what it was asked. */
async function serving(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const heard: IncomingMessage[] = []
  const server = createServer((request, response) => {
    heard.push(request)
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  stop = () => {
    server.closeAllConnections()
    server.close()
  }
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { heard, apiUrl: `http://127.0.0.1:${port}/api` }
}

const ask = (rest: REST) => rest.get(Routes.user()).catch((error: unknown) => error)

describe('a call', () => {
  it('says who calls, and is made once, whatever it is answered', async () => {
    const { heard, apiUrl } = await serving((_, response) => response.writeHead(502).end())
    expect(troubleOf(await ask(discordRest(token, { apiUrl, breaker: breaker() }))).kind).toBe('unknown')
    expect(heard.map(({ url, headers }) => [url, headers.authorization, headers['user-agent']])).toEqual([
      ['/api/v10/users/@me', `Bot ${token}`, expect.stringMatching(/^DiscordBot \(.+\).* Greenroom$/)],
    ])
  })

  it('ends in time even if its answer has begun and never ends', async () => {
    const { apiUrl } = await serving((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"id":')
    })
    const trouble = troubleOf(await ask(discordRest(token, { apiUrl, breaker: breaker(), timeoutMs: 200 })))
    expect(trouble).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('timeout') })
  })

  it('takes its token nowhere else', async () => {
    const { heard, apiUrl } = await serving((_, response) => {
      response.writeHead(307, { location: '/elsewhere' }).end()
    })
    expect(troubleOf(await ask(discordRest(token, { apiUrl, breaker: breaker() }))).kind).toBe('unknown')
    expect(heard).toHaveLength(1)
  })

  it('of discord.js itself is made in the same way', async () => {
    const { heard, apiUrl } = await serving((_, response) => response.writeHead(500).end())
    const client = new Client({ intents: [], rest: clientOptions({ apiUrl, breaker: breaker() }) })
    client.rest.setToken(token)
    await ask(client.rest)
    expect(heard).toHaveLength(1)
    await client.destroy()
  })
})

describe('more calls than Discord takes in a second', () => {
  it('are not made before the next', async () => {
    const { heard, apiUrl } = await serving((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
    const clock = openSetClock('2026-01-05T06:00:00Z')
    const rest = discordRest(token, { apiUrl, breaker: breaker() })
    const answers = []
    for (let count = 0; count < 51; count++) answers.push(await ask(rest))
    expect(heard).toHaveLength(50)
    expect(troubleOf(answers.at(-1))).toMatchObject({ kind: 'later', afterMs: 1000 })
    clock.set(Date.now() + 1001)
    expect(await ask(rest)).toEqual({})
    clock.stop()
  })
})

describe('calls that are refused again and again', () => {
  it('are made no more, long before Discord shuts us out, by nothing that calls', async () => {
    const server = await serving((_, response) => {
      response
        .writeHead(403, { 'content-type': 'application/json' })
        .end('{"code":50001,"message":"Missing Access"}')
    })
    const clock = openSetClock('2026-01-05T06:00:00Z')
    const { apiUrl, heard } = server
    const calling = { apiUrl, breaker: breaker() }
    const rest = discordRest(token, calling)
    for (let count = 0; count < mostInvalid; count++) {
      // So many a second are taken by all means.
      if (count % 50 === 0) clock.set(Date.now() + 1001)
      await ask(rest)
    }
    expect(heard).toHaveLength(mostInvalid)
    clock.set(Date.now() + 1001)
    const refused = [await ask(rest), await ask(discordRest(token, calling))]
    expect(heard).toHaveLength(mostInvalid)
    for (const error of refused) {
      expect(error).toBeInstanceOf(Resting)
      expect(troubleOf(error)).toMatchObject({ kind: 'later', reason: expect.stringContaining('1000 calls') })
    }
    clock.stop()
    expect(logged).toHaveLength(1)
    expect(logged.join()).not.toContain('secret')
  })
})
