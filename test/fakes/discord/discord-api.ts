import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { choose, press, run, type Choice, type Press, type Run } from './acts.ts'
import { openBuckets, type Limits } from './buckets.ts'
import type { Heard, Json, Upload } from './call.ts'
import { planFaults, type Faults } from './faults.ts'
import { openGateway, type Gateway } from './gateway.ts'
import { seenByBot } from './gateway-view.ts'
import { postSigned, signingKey, type Posting } from './http-post.ts'
import { toldBy } from './interactions.ts'
import { messagesIn } from './messages.ts'
import { warmSpec } from './openapi.ts'
import { othersIn, type Others } from './others.ts'
import { serve } from './serve.ts'
import type { Interaction, Message, State } from './state.ts'
import { submit, type Submission } from './submit.ts'
import { openTwin } from './twin.ts'
import { ids, seededOverwrites, type WorldOptions } from './world.ts'

export type DiscordApi = Pick<Faults, 'fault' | 'misbehave'> &
  Others & {
    /** For `rest.api` of discord.js; ends in `/api`. */
    readonly url: string
    /** Where uploads lie; in the place of `https://cdn.discordapp.com`. */
    readonly cdnUrl: string
    readonly token: string
    /** 64 hex digits. */
    readonly publicKey: string
    readonly ids: typeof ids
    readonly gateway: Omit<Gateway, 'upgrade' | 'stop'>
    /** Every call, in the order in which they were answered. */
    readonly calls: (route?: string) => readonly Heard[]
    /** Calls that Discord counts as invalid (401, 403, and 429 unless it is shared): 10,000 in ten minutes shut an address out. */
    readonly invalidCalls: () => number
    /** Waits until this holds; it is looked at whenever anything has happened. */
    readonly until: (holds: () => boolean | Promise<boolean>) => Promise<void>
    /** Something has happened elsewhere: whoever waits looks again. */
    readonly poke: () => void
    /** What people see of a room or a thread, oldest first. */
    readonly messages: (channel: string) => Promise<readonly Message[]>
    /** What the bot and that person have written to each other. */
    readonly dm: (user: string) => Promise<readonly Message[]>
    /** What that person was told by this interaction, as it stands now. */
    readonly told: (interaction: Interaction) => Promise<readonly Message[]>
    /** Everything that this person alone was told, oldest first, as it stands now. */
    readonly private: (user: string) => readonly Message[]
    /** The bytes of an attachment, by its id. */
    readonly upload: (id: string) => Upload | undefined

    /** A person does this, and Discord knows of it. It is told to nobody before it is delivered or posted. */
    readonly press: (press: Press) => Promise<Interaction>
    readonly choose: (choice: Choice) => Promise<Interaction>
    readonly submit: (submission: Submission) => Promise<Interaction>
    readonly run: (run: Run) => Promise<Interaction>
    /** Over the gateway, to every session; a second time it is the same once more. */
    readonly deliver: (interaction: Interaction) => Interaction
    /** By HTTP, signed. An answer with a body counts as its callback. */
    readonly post: (url: string, interaction: Interaction | 'ping', posting?: Posting) => Promise<Response>
    /** Waits for the answer to it, then gives that answer. */
    readonly answered: (interaction: Interaction) => Promise<Json>

    /** What we sent and Discord would have refused, or a rule of ours forbids. */
    readonly breaches: readonly string[]
    /** Answers with them and forgets them: they were meant. */
    readonly forgive: () => readonly string[]
    readonly expectValid: () => void
    /** Throws if anything sent was not valid. */
    readonly stop: () => Promise<void>
  }

export type DiscordOptions = WorldOptions &
  Limits & {
    /** The clock of ids, tokens and nonces. Unless given it stands still: however slow the machine, no click grows too old to be answered. */
    readonly now?: () => Date
    readonly heartbeatMs?: number
  }

/**
 * Discord on loopback: a stateful twin behind a proxy that holds every call against Discord's own description and against rules of
 * ours, records it, spoils what it is told to, and adds what the twin lacks.
 */
export async function openDiscordApi(options: DiscordOptions = {}): Promise<DiscordApi> {
  const opened = new Date()
  const { now = () => opened, heartbeatMs = 41_250 } = options
  const token = `${Buffer.from(ids.application).toString('base64url')}.loopback.greenroom-test`
  const events = new EventEmitter()
  events.setMaxListeners(0)
  const poke = () => void events.emit('happened')
  warmSpec()
  const twin = await openTwin(token, options)
  const faults = planFaults()
  const buckets = openBuckets(options)
  const heard: Heard[] = []
  let isStopping = false
  const key = signingKey()
  const state: State = {
    twin,
    now,
    poke,
    publicKey: key.publicKey,
    cdn: () => `http://127.0.0.1:${port()}/cdn`,
    dispatch: (event, data) => gateway.dispatch(event, data),
    breaches: [],
    uploads: new Map(),
    overwrites: seededOverwrites(),
    told: new Map([[ids.people.gus, { pending: true }]]),
    nonces: new Map(),
    commands: new Map(),
    direct: new Map(),
    shut: new Set(),
    interactions: new Map(),
    private: new Map(),
    chosen: new Map(),
  }
  const record = (one: Heard) => {
    heard.push(one)
    poke()
  }
  let underWay = 0
  const server = createServer((request, response) => {
    underWay += 1
    serve({ state, faults, buckets, gatewayUrl, record }, request, response)
      .catch((error: unknown) => {
        const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
        // Whoever gave up waiting may have left something under way.
        if (!isStopping) state.breaches.push(`the stand-in for Discord failed: ${message}`)
        response.writeHead(500).end(message)
      })
      .finally(() => (underWay -= 1))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = () => (server.address() as AddressInfo).port
  const gatewayUrl = () => `ws://127.0.0.1:${port()}/gateway`
  const gateway = openGateway({
    token,
    heartbeatMs,
    poke,
    address: twin.address,
    url: gatewayUrl,
    amend: (event) => seenByBot(state, event),
  })
  server.on('upgrade', gateway.upgrade)
  const until = async (holds: () => boolean | Promise<boolean>) => {
    for (;;) {
      const next = once(events, 'happened')
      if (await holds()) return
      await next
    }
  }
  const expectValid = () => {
    if (state.breaches.length > 0)
      throw new Error(`Discord would have refused:\n${state.breaches.join('\n')}`)
  }

  return {
    url: `http://127.0.0.1:${port()}/api`,
    cdnUrl: state.cdn(),
    token,
    publicKey: key.publicKey,
    ids,
    gateway,
    fault: faults.fault,
    misbehave: faults.misbehave,
    calls: (route) => heard.filter((one) => route === undefined || one.route === route),
    invalidCalls: () => heard.filter(({ isInvalid }) => isInvalid).length,
    until,
    poke,
    messages: (channel) => messagesIn(state, channel),
    async dm(user) {
      const room = state.direct.get(user)
      return room === undefined ? [] : messagesIn(state, room)
    },
    told: (interaction) => toldBy(state, interaction),
    private: (user) => [...state.private.values()].flatMap((one) => (one.user === user ? [one.message] : [])),
    upload: (id) => state.uploads.get(id),
    press: (asked) => press(state, asked),
    choose: (asked) => choose(state, asked),
    submit: (asked) => submit(state, asked),
    run: (asked) => run(state, asked),
    deliver(interaction) {
      gateway.dispatch('INTERACTION_CREATE', interaction.raw)
      return interaction
    },
    post: (url, interaction, posting) => postSigned(state, key, url, interaction, posting),
    async answered(interaction) {
      await until(() => interaction.callback !== null)
      return interaction.callback ?? {}
    },
    ...othersIn(state),
    breaches: state.breaches,
    forgive: () => state.breaches.splice(0),
    expectValid,
    async stop() {
      isStopping = true
      gateway.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await twin.stop(underWay === 0)
      expectValid()
    },
  }
}
