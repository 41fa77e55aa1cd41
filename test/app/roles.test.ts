import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { aPlace, type Place, type RunningDesk } from '../cli/greenroom.ts'
import { openDiscordApi, type DiscordApi } from '../fakes/discord/discord-api.ts'
import type { Message } from '../fakes/discord/state.ts'
import { buttonPress } from '../fakes/slack/envelopes.ts'
import { openSocketServer, type SocketServer } from '../fakes/slack/socket-server.ts'
import { openSlackApi, type SeenMessage, type SlackApi } from '../fakes/slack/web-api.ts'
import { minuteMs } from '../../src/domain/slot.ts'
import { openStore } from '../../src/store/open-store.ts'
import { countedIds, quiet } from '../store/database.ts'
import { openPlainServer, type PlainServer } from '../store/plain-server.ts'
import { does, drafter, draftNamed, plan } from '../store/posts.ts'
import { buttonId } from './discord-desk.ts'
import { earlyBrand } from './early-brand.ts'
import { buttonValue, wordsOf } from './slack-desk.ts'
import { until } from '../until.ts'

// The built program as several processes on one server: a worker, a web process, and bots that take over from each other. Four rooms on two
// services, three brands with three posts each: 36 cards and 12 heads, one a second in each room.

jest.setTimeout(180_000)

const key = 'a-key-of-32-letters-for-many-processes'
const quietBrand = 'quiet-harbour-coffee'
const brandNames = ['North Harbour Coffee', 'South Harbour Coffee', 'West Harbour Coffee']

let server: PlainServer
let place: Place
let api: SlackApi
let slack: SocketServer
let discord: DiscordApi
let worker: RunningDesk
let web: RunningDesk
let dueSoon: string

beforeAll(async () => {
  ;[server, place, api, discord] = await Promise.all([
    openPlainServer(),
    aPlace(),
    openSlackApi(),
    openDiscordApi(),
  ])
  slack = await openSocketServer(api.url)
  await mkdir(join(place.folder, 'brands'))
  const { channels } = discord.ids
  const rooms = [
    { surface: 'slack', channel: api.channels.desk },
    { surface: 'slack', channel: api.channels.vault },
    { surface: 'discord', channel: channels.desk },
    { surface: 'discord', channel: channels.vault },
  ]
  for (const name of brandNames) await writeBrand(name, rooms)
  await writeBrand('Quiet Harbour Coffee', [])
  worker = await start('worker', 'worker')
  web = await start('web', 'web')
})
afterAll(async () => {
  await place.clear()
  await slack.stop()
  await api.stop()
  await discord.stop()
  await server.stop()
})

async function writeBrand(name: string, rooms: Parameters<typeof earlyBrand>[0]['rooms']): Promise<void> {
  const { people } = discord.ids
  const text = await earlyBrand({
    people: {
      'Ada Brandt': { slack: api.people.ann, discord: people.ann },
      'Jonas Petersen': { slack: api.people.ben, discord: people.ben },
    },
    rooms,
  })
  const file = `${name.split(' ')[0]?.toLowerCase()}.yaml`
  await writeFile(
    join(place.folder, 'brands', file),
    text.replace('name: North Harbour Coffee', `name: ${name}`),
  )
}

/** A process with a home of its own, unless two are given the same. */
function start(role: string, home: string): Promise<RunningDesk> {
  return place.start(['--role', role], {
    DATABASE_URL: server.url,
    GREENROOM_HOME: home,
    GREENROOM_KEY: key,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: api.botToken,
    SLACK_APP_TOKEN: 'xapp-1-A0GREENROOM-1-0123456789abcdef',
    DISCORD_API_URL: discord.url,
    DISCORD_TOKEN: discord.token,
  })
}

const slackRooms = () => [api.channels.desk, api.channels.vault]
const discordRooms = () => [discord.ids.channels.desk, discord.ids.channels.vault]
const keyOf = ({ metadata }: SeenMessage) => String(metadata?.event_payload.key)
const cards = async (channel: string) =>
  (await api.messages(channel)).filter((one) => keyOf(one).startsWith('post '))

const saidTo = (name: string) =>
  slack.said.filter(({ to }) => to === name).map(({ body }) => String(body.text))

/** Presses Approve on a card that nobody has pressed yet, and answers with the post once the press is acknowledged. */
const pressed = new Set<string>()
async function approve(name: string): Promise<string> {
  const free = (one: SeenMessage) => buttonValue(one, 'Approve') !== null && !pressed.has(keyOf(one))
  await until(async () => (await cards(api.channels.desk)).some(free))
  const card = (await cards(api.channels.desk)).find(free)
  if (!card) throw new Error('no card can be approved')
  pressed.add(keyOf(card))
  const value = buttonValue(card, 'Approve') ?? ''
  await slack.until(() => slack.live() > 0)
  const press = buttonPress({ who: { id: api.people.ann }, value, responseUrl: slack.responseUrl(name) })
  await slack.send('interactive', press).acked
  return keyOf(card).split(' ')[1] ?? ''
}

async function approvals(post: string): Promise<number> {
  const { out } = await place.run(['why', post], { DATABASE_URL: server.url })
  expect(out).toContain('The audit trail is whole')
  return out.split('\n').filter((line) => / approved version /.test(line)).length
}

describe('a process without a page', () => {
  it('tells how it is, to everybody, and what it counts, to whoever has the key', async () => {
    expect(worker.out()).toMatch(/role +worker: jobs/)
    const ask = (path: string, headers = {}) => fetch(new URL(path, worker.url), { headers })
    expect((await ask('/health/live')).status).toBe(200)
    expect((await ask('/health')).status).toBe(200)
    expect((await ask('/metrics')).status).toBe(401)
    expect(await (await ask('/metrics', { authorization: `Bearer ${key}` })).text()).toContain('greenroom_')
    expect((await ask('/')).status).toBe(404)
  })
})

/** A post of the brand without a room that is due at the next minute, or the one after where that is too near; in review. */
async function putDueSoon(): Promise<string> {
  const opened = await openStore({
    home: place.folder,
    databaseUrl: server.url,
    ids: countedIds(),
    log: quiet,
  })
  try {
    const now = new Date()
    const due = new Date(Math.ceil((now.getTime() + 10_000) / minuteMs) * minuteMs).toISOString()
    const slot = { date: due.slice(0, 10), time: due.slice(11, 16), zone: 'Etc/GMT' }
    const id = `x-${slot.date}-0a1b2c3d`
    const account = { network: 'x', handle: 'northharbour' } as const
    const draft = draftNamed('Our Friday roast is in the shop from noon.')
    const variants = draft.variants.map((one) => ({ ...one, media: [] }))
    await opened.store.commit(plan(id, { brand: quietBrand, account, slot, dueAt: new Date(due) }))
    await does(opened.store, id, { type: 'start_drafting', actor: drafter, again: false }, now)
    await does(
      opened.store,
      id,
      { type: 'finish_drafting', actor: drafter, draft: { ...draft, variants } },
      now,
    )
    return id
  } finally {
    await opened.stop()
  }
}

describe('a process with the page alone', () => {
  let cookie = ''

  it('opens with the key of the environment, shows what the worker drafts, and has no room', async () => {
    expect(web.url).toContain(`?key=${key}`)
    const { headers } = await fetch(web.url, { redirect: 'manual' })
    cookie = headers.get('set-cookie')?.split(';')[0] ?? ''
    const page = async () => (await fetch(new URL('/', web.url), { headers: { cookie } })).text()
    await until(async () => (await page()).includes('/approve'))
    expect(web.err()).toBe('')
    expect([slack.opens(), discord.gateway.live()]).toEqual([0, 0])
  })

  it('takes approvals, which a worker has published by the end of all this', async () => {
    dueSoon = await putDueSoon()
    const response = await fetch(new URL(`/posts/${dueSoon}/approve`, web.url), {
      method: 'POST',
      body: new URLSearchParams({ version: '1' }),
      headers: {
        accept: 'application/json',
        origin: new URL(web.url).origin,
        cookie: `${cookie}; greenroom_who_${quietBrand}=Ada%20Brandt`,
      },
    })
    expect(await response.text()).toContain('Approved.')
  })
})

describe('two bots', () => {
  let first: RunningDesk
  let second: RunningDesk
  let post: string

  it('share no service: one serves, the other stands by and is well', async () => {
    first = await start('bot', 'bot-1')
    await slack.until(() => slack.live() > 0)
    await discord.until(() => discord.gateway.live() > 0)
    const opened = api.calls('auth.test').length
    second = await start('bot', 'bot-2')
    for (const label of ['Slack', 'Discord'])
      await until(() => second.err().includes(`${label} is served by another process (process `))
    const health = await fetch(second.url)
    expect([health.status, await health.text()]).toEqual([200, expect.not.stringContaining('"chat"')])
    expect([api.calls('auth.test').length, discord.gateway.live()]).toEqual([opened, 1])
    expect(second.err()).not.toContain('is open')
  })

  it('hand over when the one that serves is killed in the middle of everything', async () => {
    await until(async () => (await cards(api.channels.desk)).length >= 3)
    // Whether Ada may review is asked first, and Slack does not answer: acknowledged, and not decided.
    const asked = api.calls('users.info').length
    api.fault('users.info', { kind: 'hang' })
    post = await approve('left')
    await until(() => api.calls('users.info').length > asked)
    const shown = (await Promise.all(slackRooms().map(cards))).flat().length
    const since = performance.now()
    await first.stop('SIGKILL')
    await slack.until(() => slack.live() > 0)
    await discord.until(() => discord.gateway.live() > 0)
    const seconds = (performance.now() - since) / 1000
    process.stderr.write(
      `killed when ${shown} of 18 cards were shown on Slack: both services are served by the other process after ${seconds.toFixed(1)} s\n`,
    )
    expect(await approvals(post)).toBe(0)
  })

  it('decide what the killed one had acknowledged once that is there again, though it stands by', async () => {
    first = await start('bot', 'bot-1')
    await until(() => saidTo('left').length > 0)
    expect(saidTo('left')).toEqual([
      expect.stringMatching(/^Greenroom was restarted while it had this from you\. Approved\./),
    ])
    expect(first.err()).not.toContain('is open')
    expect(await approvals(post)).toBe(1)
    expect(await readFile(join(place.folder, 'bot-1', 'inbox', 'slack.jsonl'), 'utf8')).toBe('')
  })

  it('hand over at a SIGTERM, and a third one in the same home takes over what was acknowledged there', async () => {
    const third = await start('bot', 'bot-2')
    await until(() => third.err().includes('Slack is served by another process'))
    expect(await first.stop('SIGTERM')).toBe(0)
    const asked = api.calls('users.info').length
    api.fault('users.info', { kind: 'hang' })
    const other = await approve('shared')
    await until(() => api.calls('users.info').length > asked)
    const since = performance.now()
    await second.stop('SIGKILL')
    await until(() => saidTo('shared').length > 0)
    const seconds = (performance.now() - since) / 1000
    process.stderr.write(`killed: what it had acknowledged is answered after ${seconds.toFixed(1)} s\n`)
    expect(await approvals(other)).toBe(1)
    expect(saidTo('shared')).toHaveLength(1)
    expect(third.err()).toContain('Slack is open')
  })

  it('have shown every card once, in every room', async () => {
    for (const channel of slackRooms()) {
      await until(async () => (await cards(channel)).length >= 9)
      const keys = (await api.messages(channel)).map(keyOf)
      expect(keys.toSorted((a, b) => a.localeCompare(b))).toEqual(
        [...new Set(keys)].toSorted((a, b) => a.localeCompare(b)),
      )
      expect(keys).toHaveLength(12)
    }
    for (const channel of discordRooms()) {
      const isCard = (one: Message) =>
        buttonId(one, 'Reject') !== null || wordsIn(one).includes('Approved by')
      await until(async () => (await discord.messages(channel)).filter(isCard).length >= 9)
      expect(await discord.messages(channel)).toHaveLength(12)
    }
    await until(async () =>
      (await cards(api.channels.vault)).some((one) => wordsOf(one).includes('Approved by Ada')),
    )
  })
})

describe('what was approved on the page', () => {
  it('is published by the worker, and lies in its home', async () => {
    const outbox = join(place.folder, 'worker', 'outbox')
    const files = async () => (await readdir(outbox).catch(() => [])).filter((one) => one.endsWith('.json'))
    await until(async () => (await files()).some((one) => one.startsWith(dueSoon)))
    expect(await files()).toHaveLength(1)
  })
})

function wordsIn(message: Message): string {
  return JSON.stringify(message.components)
}
