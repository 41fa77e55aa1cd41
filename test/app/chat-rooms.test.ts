import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { openChatRooms } from '../../src/app/chat-rooms.ts'
import { slackConnection } from '../../src/bot/slack/connect-slack.ts'
import type { SlackSettings } from '../../src/bot/slack/slack-service.ts'
import type { Standing } from '../../src/store/lead.ts'
import { openDesk } from '../bot/desk.ts'
import { openSocketServer, type SocketServer } from '../fakes/slack/socket-server.ts'
import { openSlackApi, type SlackApi } from '../fakes/slack/web-api.ts'

let api: SlackApi
let slack: SocketServer
let folder = ''
let stop = async () => {}

beforeEach(async () => {
  api = await openSlackApi()
  slack = await openSocketServer(api.url)
  folder = await mkdtemp(join(tmpdir(), 'greenroom-rooms-'))
})

afterEach(async () => {
  await stop()
  await slack.stop()
  await api.stop()
  await rm(folder, { recursive: true })
})

/** Whether this process leads is told by hand, and what it does then is written down. */
async function openLed() {
  const happened: string[] = []
  const health: unknown[] = []
  let stand: (standing: Standing) => void = () => undefined
  const { deps } = await openDesk()
  const note = (what: string) => {
    happened.push(what)
    slack.poke()
  }
  const rooms = openChatRooms(
    {
      deps,
      inboxFolder: folder,
      host: '127.0.0.1',
      say: (line) => note(line),
      onHealth: (_name, now) => void health.push(now),
      onAck: () => undefined,
      seek: (_name, onStanding) => {
        stand = onStanding
        return { holds: async () => true, stop: async () => note('let go') }
      },
      keep: () => ({
        lookAgain: () => undefined,
        wake: () => undefined,
        stop: async () => note('keeps no more'),
      }),
      serve: () => {
        note('sends')
        return { stop: async () => note('sends no more') }
      },
    },
    'slack',
    slackConnection({
      botToken: api.botToken,
      transport: { kind: 'socket', appToken: 'xapp-1' },
      apiUrl: slack.apiUrl,
    }),
  )
  stop = rooms.stop
  const until = async (what: string) => {
    await slack.until(() => happened.includes(what))
    return happened.splice(0)
  }
  return { health, until, stands: (standing: Standing) => stand(standing) }
}

describe('a process that may come to lead', () => {
  it('opens and sends once it leads, and stands by, closed, once another does', async () => {
    const led = await openLed()
    led.stands({ kind: 'beside', by: 'process 7 on desk-2' })
    expect(
      await led.until('Slack is served by another process (process 7 on desk-2); this one stands by.'),
    ).toHaveLength(1)
    expect([led.health.at(-1), api.calls().length, slack.opens()]).toEqual(['standing by', 0, 0])
    led.stands({ kind: 'leading' })
    await led.until('sends')
    await slack.until(() => slack.live() > 0)
    led.stands({ kind: 'outside', by: null })
    expect(await led.until('Slack is served by another process; this one stands by.')).toEqual([
      'sends no more',
      'keeps no more',
      'Slack is served by another process; this one stands by.',
    ])
    await slack.until(() => slack.live() === 0)
    expect(led.health.at(-1)).toBe('standing by')
  })

  it('keeps its sockets while nobody can tell who leads, and sends nothing; then what was sent is read anew', async () => {
    const led = await openLed()
    led.stands({ kind: 'leading' })
    await led.until('sends')
    await slack.until(() => slack.live() > 0)
    const opens = slack.opens()
    led.stands({ kind: 'unknown' })
    expect(await led.until('keeps no more')).toEqual(['sends no more', 'keeps no more'])
    led.stands({ kind: 'leading' })
    expect(await led.until('sends')).toEqual(['sends'])
    expect([slack.opens(), slack.live()]).toEqual([opens, 1])
  })

  it('lets go last', async () => {
    const led = await openLed()
    led.stands({ kind: 'leading' })
    await led.until('sends')
    await stop()
    expect(await led.until('let go')).toEqual(['sends no more', 'keeps no more', 'let go'])
    expect(slack.live()).toBe(0)
  })
})

/** What whoever started the desk reads; `next` waits for the next line. */
async function openRooms(config: Partial<SlackSettings>) {
  const said: string[] = []
  let tell: () => void = () => undefined
  const { deps } = await openDesk()
  const rooms = openChatRooms(
    {
      deps,
      inboxFolder: folder,
      host: '127.0.0.1',
      say: (line) => {
        said.push(line)
        tell()
      },
      onHealth: () => undefined,
      onAck: () => undefined,
      seek: (_name, onStanding) => {
        queueMicrotask(() => onStanding({ kind: 'leading' }))
        return { holds: async () => true, stop: async () => undefined }
      },
      keep: () => ({ lookAgain: () => undefined, wake: () => undefined, stop: async () => undefined }),
      serve: () => ({ stop: async () => undefined }),
    },
    'slack',
    slackConnection({
      botToken: api.botToken,
      transport: { kind: 'socket', appToken: 'xapp-1' },
      apiUrl: slack.apiUrl,
      ...config,
    }),
  )
  stop = rooms.stop
  return async (lines: number) => {
    while (said.length < lines) await new Promise<void>((resolve) => (tell = resolve))
    return said
  }
}

describe('a chat service, opened behind the desk', () => {
  it('says where it is', async () => {
    const said = await openRooms({})
    expect(await said(1)).toEqual([expect.stringMatching(/^Slack is open: https?:/)])
  })

  it('says which port is taken, in our own words, and is tried again until it is free', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const said = await openRooms({ transport: { kind: 'http', signingSecret: 'a-secret-of-a-test', port } })
    expect(await said(1)).toEqual([
      `Slack is not open yet, and is tried again: Port ${port} is taken: set SLACK_PORT to another one. The web page works meanwhile.`,
    ])
    other.close()
    expect((await said(2))[1]).toContain(`clicks come in on http://127.0.0.1:${port}/slack/events`)
  })

  it('says what keeps clicks away, once, and when that is over', async () => {
    const revoked = { body: { ok: false, error: 'token_revoked' } }
    slack.refuseOpens(revoked, revoked)
    const said = await openRooms({})
    expect((await said(2))[1]).toBe(
      'Clicks on Slack do not come in: SLACK_APP_TOKEN was revoked: make a new one under Basic Information.',
    )
    expect((await said(3)).slice(2)).toEqual(['Clicks on Slack come in again.'])
  })

  it('can be stopped while it is being opened', async () => {
    api.fault('auth.test', { kind: 'status', status: 500 }, 100)
    const said = await openRooms({})
    expect((await said(1))[0]).toContain('Slack is not open yet')
    await stop()
  })
})
