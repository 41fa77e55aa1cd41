import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Health } from '../../../src/bot/chat/health.ts'
import type { OpenChat } from '../../../src/bot/chat/chat-service.ts'
import { discordConnection } from '../../../src/bot/discord/connect-discord.ts'
import type { DiscordSettings } from '../../../src/bot/discord/discord-service.ts'
import { Trouble } from '../../../src/domain/errors.ts'
import { openDiscordApi, type DiscordApi } from '../../fakes/discord/discord-api.ts'
import { openDesk } from '../desk.ts'

let api: DiscordApi
let folder = ''
let opened: OpenChat | null = null

beforeEach(async () => {
  api = await openDiscordApi()
  folder = await mkdtemp(join(tmpdir(), 'greenroom-discord-'))
})
afterEach(async () => {
  await opened?.stop()
  opened = null
  await api.stop()
  await rm(folder, { recursive: true })
})

async function open(settings: Partial<DiscordSettings> = {}, signal = new AbortController().signal) {
  const { deps } = await openDesk()
  const health: Health[] = []
  const onHealth = (one: Health) => {
    health.push(one)
    api.poke()
  }
  opened = await discordConnection({ token: api.token, door: null, apiUrl: api.url, ...settings }).open({
    deps,
    inboxFolder: folder,
    host: '127.0.0.1',
    onHealth,
    signal,
  })
  return { where: await opened.listen(), health }
}

const registrations = () => api.calls('PUT /applications/:id/commands')

describe('Discord that is opened', () => {
  it('says as whom and in which servers it is there, has its commands, and connects', async () => {
    const { where, health } = await open()
    expect(where).toMatch(/^@\S+ in \S/)
    expect(registrations()).toHaveLength(1)
    await api.until(() => health.length > 0)
    expect(health).toEqual([{ live: 1, of: 1, problem: null }])
  })

  it('registers its commands once, not at each start', async () => {
    await open()
    await opened?.stop()
    await open()
    expect(registrations()).toHaveLength(1)
  })

  it('says so where nobody has invited it yet', async () => {
    await api.leave(api.ids.application)
    expect((await open()).where).toMatch(/ in no server \(`greenroom check` has the invitation\)/)
  })

  it('opens its rooms without commands where Discord does not take them, and says so', async () => {
    api.fault('PUT /applications/:id/commands', {
      kind: 'error',
      status: 400,
      code: 30034,
      message: 'Daily limit',
    })
    const { where } = await open()
    expect(where).toMatch(/, without \/greenroom, which could not be registered: .*Daily limit/)
  })

  it('names the address for requests, and opens no gateway', async () => {
    const { where, health } = await open({ door: { publicKey: api.publicKey, port: 0 } })
    expect(where).toMatch(/, clicks come in on http:\/\/127\.0\.0\.1:\d+\/discord\/interactions$/)
    expect(health).toEqual([{ live: 1, of: 1, problem: null }])
    expect(api.gateway.identified()).toBe(0)
  })
})

describe('Discord that cannot be opened', () => {
  it.each([
    ['the token is wrong', 'GET /users/@me', { kind: 'status', status: 401 }, /DISCORD_TOKEN/],
    ['it is away', 'GET /applications/@me', { kind: 'status', status: 503 }, /No clear answer/],
    ['it is away for commands alone', 'PUT /applications/:id/commands', { kind: 'drop' }, /No clear answer/],
  ] as const)('is a trouble with its mend, to be tried again: %s', async (_, route, fault, words) => {
    api.fault(route, fault)
    const error = await open().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Trouble)
    expect(String(error)).toMatch(words)
    expect(api.gateway.identified()).toBe(0)
  })

  it('names the variable of a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    await expect(open({ door: { publicKey: api.publicKey, port } })).rejects.toThrow(
      `Port ${port} is taken: set DISCORD_PORT to another one.`,
    )
    other.close()
  })

  it('keeps nobody waiting who stops the desk meanwhile', async () => {
    api.fault('GET /users/@me', { kind: 'hang' })
    const stopping = new AbortController()
    const opening = open({}, stopping.signal)
    await api.until(() => api.calls('GET /users/@me').length > 0)
    stopping.abort()
    // Not that Discord does not answer, which is known after ten seconds.
    await expect(opening).rejects.toThrow('the desk is stopping')
  })
})
