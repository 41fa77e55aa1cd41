// Two doors for clicks from Slack in one process, for bench/ack.bench.mjs: ours on an embedded database, and Bolt with an empty handler.
// usage, as a child process: node ack-doors.mjs request|socket clicks
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import bolt from '@slack/bolt'
import { openSlack } from '../../dist/bot/slack/open-slack.js'
import { clientOptions, slackClient } from '../../dist/bot/slack/slack-client.js'
import { openStore } from '../../dist/store/open-store.js'
import '../../test/typescript.mjs'
import { obey } from './orders.mjs'

const { openSocketServer } = await import('../../test/fakes/slack/socket-server.ts')

const [, , transport, clicks] = process.argv
const warmUp = 300
/** After an answer, until what is left of it is put away. */
const pauseMs = 2

const secret = 'f'.repeat(32)
const person = 'U000000001'
const workspace = {
  team: 'T000000001',
  enterprise: null,
  botId: 'B0',
  botUser: 'U0BOT',
  url: 'https://bench.slack.com/',
}
const quiet = { info() {}, warn: console.warn, error: console.error }
const silent = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => 'error',
  setName() {},
}
let serial = 0
const ids = { next: () => `b${++serial}` }
const scratch = await mkdtemp(join(tmpdir(), 'greenroom-bench-'))
const opened = await openStore({ home: join(scratch, 'home'), ids, log: quiet })
const closing = [() => rm(scratch, { recursive: true, force: true }), () => opened.stop()]
const api = await openApi()
const slack = { ours: await openSocketServer(api), plain: await openSocketServer(api) }
closing.push(
  () => slack.ours.stop(),
  () => slack.plain.stop(),
)
const ours = await openOurs(slack.ours)
const plain = await openPlain(slack.plain)
obey({
  /** p50 and p99 in milliseconds of so many clicks at once, click by click in turn, so that whatever else this machine does befalls both. */
  time: async (atOnce) => {
    await inTurn(warmUp, atOnce)
    const tookMs = await inTurn(Number(clicks), atOnce)
    return { ours: percentiles(tookMs.ours), plain: percentiles(tookMs.plain) }
  },
  stop: async () => {
    for (const close of closing.toReversed()) await close()
  },
})
process.send({ ready: true })

async function inTurn(count, atOnce) {
  const tookMs = { ours: [], plain: [] }
  const both = Object.entries({ ours, plain })
  for (let done = 0; done < count; done += atOnce) {
    for (const [name, door] of done % (2 * atOnce) === 0 ? both : both.toReversed()) {
      tookMs[name].push(...(await door(atOnce)))
      await sleep(pauseMs)
    }
  }
  return tookMs
}

/** Clicks at once; answers how long each waited for its acknowledgement, when everything about them is over. */
async function timed(click, atOnce, slack) {
  const said = slack?.said.length ?? 0
  const sends = Array.from({ length: atOnce }, () => click(press(slack)))
  const tookMs = await Promise.all(
    sends.map(async (send) => {
      const since = performance.now()
      await send()
      return performance.now() - since
    }),
  )
  await slack?.until(() => slack.said.length >= said + atOnce)
  return tookMs
}

async function openOurs(slack) {
  const calling = { apiUrl: slack.apiUrl, log: quiet }
  const deps = {
    store: opened.store,
    clock: { now: () => new Date() },
    ids,
    brands: { all: () => [], get: () => null },
    scheduler: { at: async () => {}, cancel: async () => {}, pending: async () => [] },
    log: quiet,
  }
  const door = await openSlack({
    deps,
    client: slackClient('xoxb-bench', calling),
    clientOptions: clientOptions(calling),
    workspace,
    transport:
      transport === 'socket'
        ? { kind: 'socket', appToken: 'xapp-bench' }
        : { kind: 'http', signingSecret: secret, host: '127.0.0.1', port: 0 },
    inboxFolder: join(scratch, transport),
    onHealth() {},
  })
  closing.push(() => door.stop())
  const { port } = await door.listen()
  const click = await clicker(slack, port)
  return (atOnce) => timed(click, atOnce, slack)
}

async function openPlain(slack) {
  const options = { slackApiUrl: slack.apiUrl }
  const receiver =
    transport === 'socket'
      ? new bolt.SocketModeReceiver({
          appToken: 'xapp-bench',
          logger: silent,
          installerOptions: { clientOptions: options },
        })
      : new bolt.HTTPReceiver({ signingSecret: secret, logger: silent })
  const authorize = async () => ({ botToken: 'xoxb-bench', botId: 'B0', botUserId: 'U0BOT' })
  const app = new bolt.App({ receiver, logger: silent, clientOptions: options, authorize })
  app.action(/^/, ({ ack }) => ack())
  const server = await app.start({ port: 0, host: '127.0.0.1' })
  closing.push(() => app.stop())
  const click = await clicker(slack, transport === 'socket' ? null : server.address().port)
  return (atOnce) => timed(click, atOnce, null)
}

/** For a payload: what sends it and resolves when it is acknowledged. */
async function clicker(slack, port) {
  if (transport === 'socket') {
    await slack.until(() => slack.live() > 0)
    return (payload) => async () => slack.send('interactive', payload).acked
  }
  return (payload) => {
    const request = signed(payload)
    return async () => {
      const { status } = await fetch(`http://127.0.0.1:${port}/slack/events`, request)
      if (status !== 200) throw new Error(`a click was answered with ${status}`)
    }
  }
}

function signed(payload) {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  }
}

/** Approve, on a card of some length; the post is gone, which is looked up, refused and told. */
function press(slack) {
  const trigger = `${++serial}.1700000000.bench`
  const message = { type: 'message', ts: '1763600000.000100', text: 'x'.repeat(3000) }
  return {
    type: 'block_actions',
    user: { id: person, username: 'ada', team_id: workspace.team },
    team: { id: workspace.team, domain: 'bench' },
    api_app_id: 'A0',
    container: { type: 'message', message_ts: message.ts, channel_id: 'C0DESK' },
    channel: { id: 'C0DESK', name: 'desk' },
    message,
    trigger_id: trigger,
    ...(slack ? { response_url: slack.responseUrl(trigger) } : {}),
    actions: [
      { type: 'button', action_id: 'gr:approve', block_id: 'b', value: 'approve|gone|1', action_ts: trigger },
    ],
  }
}

/** As much of Slack's Web API as is asked for here: who somebody is. */
async function openApi() {
  const user = { id: person, team_id: workspace.team, tz: 'Europe/Berlin' }
  const server = createServer((request, response) => {
    request.resume()
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ ok: true, user }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => server.close())
  return `http://127.0.0.1:${server.address().port}/api/`
}

function percentiles(all) {
  const sorted = all.toSorted((a, b) => a - b)
  return { p50: sorted[Math.floor(sorted.length / 2)], p99: sorted[Math.ceil(sorted.length * 0.99) - 1] }
}
