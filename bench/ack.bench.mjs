// How long Slack waits until a click is acknowledged: by our door, which writes the click down first and has it decided by the real services
// on the embedded database right after, against Bolt with an empty handler. Both in one process, click by click in turn, so that
// whatever else this machine does befalls both. By signed requests and over a socket; one click at a time, and 20 at once.
// usage: node bench/ack.bench.mjs [clicks, 2000] [request | socket, each in a process of its own]
import { spawnSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readFile, writeFile, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import bolt from '@slack/bolt'
import { transform } from '@swc/core'
import { openSlack } from '../dist/bot/slack/open-slack.js'
import { clientOptions, slackClient } from '../dist/bot/slack/slack-client.js'
import { openStore } from '../dist/store/open-store.js'

/** So many that the worst of a hundred is told by 20 of them: one collection of garbage more or less weighs little. */
const clicks = Number(process.argv[2] ?? 2000)
const warmUp = 300
/** After an answer, until what is left of it is put away. */
const pauseMs = 2
const goal = 2

const [, script, , only] = process.argv
// What one transport leaves on the heap is not to be collected while the other is timed.
if (!only) {
  const runs = ['request', 'socket'].map((transport) =>
    spawnSync(process.execPath, [script, String(clicks), transport], { stdio: 'inherit' }),
  )
  process.exit(runs.some(({ status }) => status !== 0) ? 1 : 0)
}

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
try {
  const { openSocketServer } = await withoutTypes(['slack/socket-server.ts', 'frames.ts'])
  const api = await openApi()
  for (const transport of [only]) {
    const slack = { ours: await openSocketServer(api), plain: await openSocketServer(api) }
    closing.push(
      () => slack.ours.stop(),
      () => slack.plain.stop(),
    )
    const ours = await openOurs(transport, slack.ours)
    const plain = await openPlain(transport, slack.plain)
    for (const atOnce of [1, 20]) await compare(`${transport}, ${atOnce} at a time`, ours, plain, atOnce)
  }
} finally {
  for (const close of closing.toReversed()) await close()
}
// Bolt's sockets would be opened again.
process.exit()

async function compare(how, ours, plain, atOnce) {
  await inTurn(ours, plain, warmUp, atOnce)
  const tookMs = await inTurn(ours, plain, clicks, atOnce)
  const found = { ours: percentiles(tookMs.ours), plain: percentiles(tookMs.plain) }
  const ratio = found.ours.p99 / found.plain.p99
  console.log(`${how}: ours ${shown(found.ours)}; plain Bolt ${shown(found.plain)}`)
  console.log(`${how}: p99 ours / plain Bolt: ${ratio.toFixed(2)} (${clicks} clicks each, goal ${goal})`)
  if (!(ratio <= goal)) process.exitCode = 1
}

async function inTurn(ours, plain, count, atOnce) {
  const tookMs = { ours: [], plain: [] }
  for (let done = 0; done < count; done += atOnce) {
    for (const [name, door] of done % (2 * atOnce) === 0
      ? [
          ['ours', ours],
          ['plain', plain],
        ]
      : [
          ['plain', plain],
          ['ours', ours],
        ]) {
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

async function openOurs(transport, slack) {
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
  const click = await clicker(transport, slack, port)
  return (atOnce) => timed(click, atOnce, slack)
}

async function openPlain(transport, slack) {
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
  const click = await clicker(transport, slack, transport === 'socket' ? null : server.address().port)
  return (atOnce) => timed(click, atOnce, null)
}

/** For a payload: what sends it and resolves when it is acknowledged. */
async function clicker(transport, slack, port) {
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

/** The stand-in for Slack's sockets that the tests use. */
async function withoutTypes([file, ...parts]) {
  const folder = fileURLToPath(new URL('../test/fakes/', import.meta.url))
  for (const name of [file, ...parts]) {
    const { code } = await transform(await readFile(join(folder, name), 'utf8'), {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'es6' },
    })
    const target = join(scratch, name.replace('.ts', '.mjs'))
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, code.replaceAll(/(from '.*)\.ts'/g, "$1.mjs'"))
  }
  return import(pathToFileURL(join(scratch, file.replace('.ts', '.mjs'))).href)
}

function percentiles(all) {
  const sorted = all.toSorted((a, b) => a - b)
  return { p50: sorted[Math.floor(sorted.length / 2)], p99: sorted[Math.ceil(sorted.length * 0.99) - 1] }
}

function shown({ p50, p99 }) {
  return `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`
}
