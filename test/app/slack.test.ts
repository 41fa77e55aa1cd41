import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RunningDesk } from '../cli/greenroom.ts'
import { buttonPress, signedRequest } from '../fakes/slack/envelopes.ts'
import type { SeenMessage } from '../fakes/slack/web-api.ts'
import { buttonValue, openSlackDesk, wordsOf, type SlackDesk } from './slack-desk.ts'
import { until } from '../until.ts'

// The built program with a Slack on loopback, in the order in which somebody would use it.

let desk: SlackDesk

beforeAll(async () => {
  desk = await openSlackDesk()
})
afterAll(() => desk.stop())

const cardsIn = (messages: readonly SeenMessage[]) =>
  messages.filter(({ metadata }) => String(metadata?.event_payload.key).startsWith('post '))
const hasHead = ([first]: readonly SeenMessage[]) =>
  String(first?.metadata?.event_payload.key).startsWith('day ')

/** A card that one person can approve still: high risk takes two, and its button asks again. */
async function openCard(channel: string): Promise<{ readonly card: SeenMessage; readonly value: string }> {
  const all = await desk.room(channel, (messages) =>
    cardsIn(messages).some((one) => buttonValue(one, 'Approve') !== null),
  )
  for (const card of cardsIn(all)) {
    const value = buttonValue(card, 'Approve')
    if (value !== null) return { card, value }
  }
  throw new Error('no card can be approved')
}

const said = (to: string) => desk.slack.said.filter((one) => one.to === to)

async function approved(channel: string, { ts }: SeenMessage, by: string): Promise<void> {
  await desk.room(channel, (all) =>
    all.some((one) => one.ts === ts && wordsOf(one).includes(`Approved by ${by}`)),
  )
}

/** How often the record has an approval of the post that a card shows. */
async function approvals({ metadata }: SeenMessage): Promise<number> {
  const [, postId = ''] = String(metadata?.event_payload.key).split(' ')
  const { out } = await desk.place.run(['why', postId])
  expect(out).toContain('The audit trail is whole')
  return out.split('\n').filter((line) => / approved version /.test(line)).length
}

describe('rooms on Slack that nobody has set up', () => {
  it('are told in one line that says how', async () => {
    await desk.writeBrand([desk.api.channels.desk])
    const running = await desk.place.start()
    expect(running.err()).toBe(
      'North Harbour Coffee: its rooms on Slack stay closed: set SLACK_BOT_TOKEN and SLACK_APP_TOKEN (docs/setup.md, Slack).\n',
    )
    expect(await running.stop('SIGTERM')).toBe(0)
    const { code, out } = await desk.place.run(['check'])
    expect(code).toBe(0)
    expect(out).toMatch(/warning +slack token +North Harbour Coffee: a room on Slack, which is not set up/)
    expect(desk.api.calls()).toEqual([])
  })
})

describe('a desk with a room on Slack', () => {
  let running: RunningDesk

  it('passes its check, which shows nothing in the room', async () => {
    const { code, out } = await desk.place.run(['check'], desk.env)
    expect([code, out.match(/^(?:warning|FAILED).*$/gm)]).toEqual([0, null])
    expect(out).toMatch(/ok +slack room +the bot is in #desk of North Harbour Coffee/)
    expect(await desk.api.messages(desk.api.channels.desk)).toEqual([])
  })

  it('opens while Slack is away, says so, and shows the day as soon as Slack is back', async () => {
    desk.api.fault('auth.test', { kind: 'drop' })
    running = await desk.place.start([], desk.env)
    const messages = await desk.room(desk.api.channels.desk, (all) => cardsIn(all).length === 3)
    expect(hasHead(messages)).toBe(true)
    expect(messages).toHaveLength(4)
    expect(running.err()).toMatch(
      /^Slack is not open yet, and is tried again: .* The web page works meanwhile\.$/m,
    )
    expect(running.err()).toMatch(/^Slack is open: https:\/\/north-harbour\.slack\.com\/$/m)
  })

  it('takes a click over the socket: the card says who approved, and whoever clicked is told alone', async () => {
    const { api, slack } = desk
    const { card, value } = await openCard(api.channels.desk)
    await slack.until(() => slack.live() > 0)
    const press = buttonPress({ who: { id: api.people.ann }, value, responseUrl: slack.responseUrl('first') })
    await slack.send('interactive', press).acked
    await approved(api.channels.desk, card, 'Ada Brandt')
    await slack.until(() => said('first').length > 0)
    expect(said('first').map(({ body }) => [body.response_type, body.text])).toEqual([
      ['ephemeral', expect.stringContaining('Approved.')],
    ])
    expect(await approvals(card)).toBe(1)
  })

  it('leaves nothing behind when it is stopped', async () => {
    expect(await running.stop('SIGTERM')).toBe(0)
    await desk.slack.until(() => desk.slack.live() === 0)
    const { port } = JSON.parse(await desk.homeFile('postgres.json')) as { port: number }
    expect(await answers(port)).toBe(false)
    expect(await desk.homeFile('inbox/slack.jsonl')).toBe('')
  })
})

describe('a process that dies between the acknowledgement and the decision', () => {
  it('has decided once when the next one has started, and tells whoever clicked', async () => {
    const { api, slack, place, env } = desk
    const dying = await place.start([], env)
    const { card, value } = await openCard(api.channels.desk)
    await slack.until(() => slack.live() > 0)
    // Whether Ada may review is asked first, and Slack does not answer.
    api.fault('users.info', { kind: 'hang' })
    const asked = api.calls('users.info').length
    const press = buttonPress({ who: { id: api.people.ann }, value, responseUrl: slack.responseUrl('again') })
    const sent = slack.send('interactive', press)
    await sent.acked
    await until(() => api.calls('users.info').length > asked)
    await dying.stop('SIGKILL')
    expect(await desk.homeFile('inbox/slack.jsonl')).toContain(press.trigger_id)
    expect(await approvals(card)).toBe(0)

    const next = await place.start([], env)
    await approved(api.channels.desk, card, 'Ada Brandt')
    await slack.until(() => said('again').length > 0)
    await slack.until(() => slack.live() > 0)
    await slack.redeliver(sent)
    expect(await next.stop('SIGTERM')).toBe(0)
    expect(await approvals(card)).toBe(1)
    expect(said('again').map(({ body }) => body.text)).toEqual([
      expect.stringMatching(/^Greenroom was restarted while it had this from you\. Approved\./),
    ])
    expect(await desk.homeFile('inbox/slack.jsonl')).toBe('')
  })
})

describe('tokens that are wrong', () => {
  it('of the bot: are one clear line, and the page works', async () => {
    const wrong = await desk.place.start([], { ...desk.env, SLACK_BOT_TOKEN: 'xoxb-not-this-one' })
    await desk.slack.until(() =>
      desk.api.calls('auth.test').some(({ token }) => token === 'xoxb-not-this-one'),
    )
    await until(() => wrong.err() !== '')
    expect(wrong.err()).toMatch(
      /^Slack is not open yet, and is tried again: Slack does not accept the bot token: .*SLACK_BOT_TOKEN.*\n$/,
    )
    expect(await page(wrong.url)).toContain('North Harbour Coffee')
    expect(await wrong.stop('SIGTERM')).toBe(0)
  })

  it('of the app: are one clear line, and the rooms are shown all the same', async () => {
    const { slack, place, env } = desk
    const refused = { body: { ok: false, error: 'invalid_auth' } }
    slack.refuseOpens(refused, refused)
    const running = await place.start([], env)
    await until(() => /come in again/.test(running.err()))
    const lines = running
      .err()
      .split('\n')
      .filter((line) => line.startsWith('Clicks on Slack'))
    expect(lines).toEqual([
      'Clicks on Slack do not come in: SLACK_APP_TOKEN is not valid (any more): make a new one under Basic Information.',
      'Clicks on Slack come in again.',
    ])
    expect(await running.stop('SIGTERM')).toBe(0)
  })
})

describe('a Slack that does not answer', () => {
  it('keeps nobody waiting who stops the desk', async () => {
    const { api, place, env } = desk
    const asked = api.calls('auth.test').length
    api.fault('auth.test', { kind: 'hang' })
    const running = await place.start([], env)
    await until(() => api.calls('auth.test').length > asked)
    expect(await running.stop('SIGTERM')).toBe(0)
    expect(running.err()).not.toContain('is tried again')
  })
})

describe('a brand file that is changed while the desk runs', () => {
  it('gets a room that nobody has set up: the same line as at a start, once', async () => {
    const { api, place } = desk
    await desk.writeBrand([])
    const running = await place.start()
    expect(running.err()).toBe('')
    await desk.writeBrand([api.channels.desk])
    await until(() => running.err() !== '')
    expect(running.err()).toMatch(/^North Harbour Coffee: its rooms on Slack stay closed: [^\n]*\n$/)
    expect(await running.stop('SIGTERM')).toBe(0)
  })

  it('gets a room: what stands on the desk is shown there', async () => {
    const { api, place, env } = desk
    const running = await place.start([], env)
    expect(await api.messages(api.channels.vault)).toEqual([])
    await desk.writeBrand([api.channels.desk, api.channels.vault])
    const messages = await desk.room(api.channels.vault, (all) => cardsIn(all).length === 3)
    expect(hasHead(messages)).toBe(true)
    expect(await running.stop('SIGTERM')).toBe(0)
  })
})

describe('clicks that come by requests', () => {
  it('are taken at the address that the start names', async () => {
    const { api, slack, place, env } = desk
    const secret = '0123456789abcdef0123456789abcdef'
    const { SLACK_APP_TOKEN: _, ...rest } = env
    const running = await place.start([], { ...rest, SLACK_SIGNING_SECRET: secret, SLACK_PORT: '0' })
    await until(() => running.err().includes('clicks come in on'))
    const address = /clicks come in on (\S+)/.exec(running.err())?.[1] ?? ''
    const { card, value } = await openCard(api.channels.vault)
    const press = buttonPress({ who: { id: api.people.ben }, value, responseUrl: slack.responseUrl('http') })
    const { status } = await fetch(address, signedRequest(secret, press, new Date()))
    expect(status).toBe(200)
    await approved(api.channels.vault, card, 'Jonas Petersen')
    expect((await fetch(address, signedRequest('another-secret-altogether', press, new Date()))).status).toBe(
      401,
    )
    expect(await running.stop('SIGTERM')).toBe(0)
    expect(await desk.homeFile('greenroom.log')).not.toContain(secret)
  })
})

describe('a port for requests that is taken', () => {
  it('is named in one line, with the variable that mends it', async () => {
    const { place, env } = desk
    const { SLACK_APP_TOKEN: _, ...rest } = env
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address ? String(address.port) : ''
    const asking = { ...rest, SLACK_SIGNING_SECRET: 'a-secret-of-this-test', SLACK_PORT: port }
    const running = await place.start([], asking)
    await until(() => running.err() !== '')
    expect(running.err()).toContain(`tried again: Port ${port} is taken: set SLACK_PORT to another one.`)
    expect(await running.stop('SIGTERM')).toBe(0)
    server.close()
  })
})

describe('the log of all this', () => {
  it('holds no token and no address that lets its reader act', async () => {
    const log = await desk.homeFile('greenroom.log')
    expect(log.length).toBeGreaterThan(1000)
    for (const secret of desk.secrets) expect(log).not.toContain(secret)
    expect(log).not.toContain('/respond/')
  })
})

/** What a browser shows that came by the start line. */
async function page(url: string): Promise<string> {
  const entry = await fetch(url, { redirect: 'manual' })
  const cookie = entry.headers.get('set-cookie')?.split(';')[0] ?? ''
  return (await fetch(new URL('/', url), { headers: { cookie } })).text()
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
