import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Health } from '../../../src/bot/chat/health.ts'
import { clientOptions } from '../../../src/bot/discord/discord-client.ts'
import { Gateway, type GatewayPace } from '../../../src/bot/discord/gateway.ts'
import { openDiscordApi, type DiscordApi } from '../../fakes/discord/discord-api.ts'

const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
const breaker = { objection: () => null, note: () => undefined }
/** A stop that is not over by itself is over for no test. */
const pace = { retryMs: 1, maxRetryMs: 20, settledMs: 0, stopMs: 600_000 }

let discord: DiscordApi
let health: Health[]
let heard: unknown[]
let guilds: unknown[]
let gateway: Gateway

beforeEach(async () => {
  discord = await openDiscordApi()
  ;[health, heard, guilds] = [[], [], []]
})
afterEach(async () => {
  await gateway.stop()
  await discord.stop()
})

function start(options: { token?: string; url?: string; pace?: Partial<GatewayPace> } = {}): void {
  gateway = new Gateway({
    token: options.token ?? discord.token,
    rest: clientOptions({ apiUrl: options.url ?? discord.url, breaker }),
    log,
    onInteraction: (body) => {
      heard.push(body)
      discord.poke()
    },
    onGuild: (body) => guilds.push(body),
    onHealth: (now) => {
      health.push(now)
      discord.poke()
    },
    pace: { ...pace, ...options.pace },
  })
  gateway.start()
}

const isOpen = () => discord.until(() => health.at(-1)?.live === 1 && discord.gateway.live() === 1)
async function open(): Promise<void> {
  start()
  await isOpen()
}
async function press() {
  const message = await discord.say(discord.ids.channels.desk, discord.ids.people.ann, 'x')
  return discord.press({ who: discord.ids.people.ann, message, button: 'x', isForged: true })
}
async function expectHeard(count: number): Promise<void> {
  await discord.until(() => heard.length === count)
}

describe('the connection', () => {
  it('is open, tells of the guild, and health says so', async () => {
    await open()
    expect(health.at(-1)).toEqual({ live: 1, of: 1, problem: null })
    await discord.until(() => guilds.length > 0)
    expect(guilds).toMatchObject([{ id: discord.ids.guild }])
  })

  it.each([
    ['is cut off', () => discord.gateway.cut()],
    ['is asked to reconnect', () => discord.gateway.reconnect()],
    ['is closed with 4000', () => discord.gateway.close(4000)],
  ])('that %s is resumed, and what came meanwhile is brought once', async (_, harm) => {
    await open()
    discord.gateway.hold()
    harm()
    discord.deliver(await press())
    discord.gateway.release()
    await expectHeard(1)
    await isOpen()
    expect(discord.gateway.resumed()).toBe(1)
    expect(discord.gateway.identified()).toBe(1)
    discord.deliver(await press())
    await expectHeard(2)
  })

  it.each([
    ['whose session is over', () => discord.gateway.invalidate()],
    [
      'that cannot be resumed',
      () => {
        discord.gateway.refuseResume()
        discord.gateway.cut()
      },
    ],
  ])('%s begins anew', async (_, harm) => {
    await open()
    harm()
    await discord.until(() => discord.gateway.identified() === 2)
    await isOpen()
    discord.deliver(await press())
    await expectHeard(1)
  })

  it('that is refused again and again is opened anew after a pause, and comes back', async () => {
    await open()
    discord.gateway.shut()
    discord.gateway.cut()
    await discord.until(() =>
      health.some(({ problem }) => problem === 'Discord cannot be reached, or closes every connection.'),
    )
    discord.gateway.shut(false)
    await isOpen()
    expect(health.at(-1)).toEqual({ live: 1, of: 1, problem: null })
  })

  it('opens once Discord answers where it is', async () => {
    discord.fault('GET /gateway/bot', { kind: 'status', status: 500 })
    discord.fault('GET /gateway/bot', { kind: 'drop' })
    discord.fault('GET /gateway/bot', { kind: 'garbage' })
    await open()
    expect(discord.calls('GET /gateway/bot').length).toBeGreaterThanOrEqual(4)
  })
})

describe('a problem that somebody has to mend is told', () => {
  it('a token that is not valid', async () => {
    start({ token: 'bm90.a.token' })
    await discord.until(() => health.length > 0)
    expect(health[0]).toMatchObject({
      live: 0,
      problem: expect.stringContaining('DISCORD_TOKEN is not valid'),
    })
  })

  it.each([
    [4004, 'DISCORD_TOKEN is not valid'],
    [4014, 'does not let this bot see'],
  ])('a connection that is closed with %d, and it goes on once that is mended', async (code, words) => {
    await open()
    discord.gateway.close(code)
    await discord.until(() => health.some(({ problem }) => problem?.includes(words)))
    await isOpen()
  })
})

describe('what makes no sense', () => {
  it.each([
    null,
    7,
    'x',
    [],
    { type: 3, data: { component_type: 99 } },
    { type: 5, data: { components: [null] } },
  ])('as an interaction, like %j, is handed on and ends nothing', async (body) => {
    await open()
    discord.gateway.dispatch('INTERACTION_CREATE', body)
    await expectHeard(1)
    discord.deliver(await press())
    await expectHeard(2)
    expect(discord.gateway.identified()).toBe(1)
  })

  it('as a guild is handed on and ends nothing', async () => {
    await open()
    discord.gateway.dispatch('GUILD_CREATE', { id: '1', channels: 7, roles: null })
    discord.deliver(await press())
    await expectHeard(1)
  })
})

describe('a stop', () => {
  it('leaves no connection behind', async () => {
    await open()
    await gateway.stop()
    await discord.until(() => discord.gateway.live() === 0)
  })

  it('before it is ready leaves none behind, and ends by itself', async () => {
    start()
    await discord.until(() => discord.gateway.live() === 1)
    await gateway.stop()
    await discord.until(() => discord.gateway.live() === 0)
    start()
    await isOpen()
    expect(discord.gateway.identified()).toBe(2)
  })

  it('in the middle of coming back leaves no connection behind either', async () => {
    await open()
    discord.gateway.cut()
    await discord.until(() => health.at(-1)?.live === 0)
    await gateway.stop()
    const { length } = health
    start()
    await isOpen()
    expect(discord.gateway.live()).toBe(1)
    expect(discord.gateway.resumed()).toBe(0)
    expect(health.slice(length).every(({ live }) => live === 1)).toBe(true)
  })

  it('waits for nobody who never answers', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(server, 'listening')
    start({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api` })
    await gateway.stop()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
})
