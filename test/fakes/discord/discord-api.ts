import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { choose, press, run, submit, type Choice, type Press, type Run, type Submission } from './acts.ts'
import {
  isCall,
  isJson,
  itemsOf,
  readCall,
  type Answer,
  type Call,
  type Heard,
  type Json,
  type Upload,
  wordOf,
} from './call.ts'
import { planFaults, spoil, type Faults } from './faults.ts'
import { openGateway, type Gateway } from './gateway.ts'
import { signedRequest, signingKey, type Posting } from './http-post.ts'
import { answerInteraction, answerWebhook, takeCallback, toldBy } from './interactions.ts'
import { contentIn } from './messages.ts'
import { breachesOfSpec } from './openapi.ts'
import { read, routes, toldOfRoom } from './routes.ts'
import { breachesOfRules } from './rules.ts'
import { snowflakeAt } from './snowflake.ts'
import { invalidForm, refusals, type Interaction, type Message, type State } from './state.ts'
import { openTwin } from './twin.ts'
import { ids, seededOverwrites, type WorldOptions } from './world.ts'

export type DiscordApi = Pick<Faults, 'fault' | 'misbehave'> & {
  /** For `rest.api` of discord.js; ends in `/api`. */
  readonly url: string
  readonly token: string
  /** 64 hex digits. */
  readonly publicKey: string
  readonly ids: typeof ids
  readonly gateway: Omit<Gateway, 'upgrade' | 'stop'>
  /** Every call, in the order in which they were answered. */
  readonly calls: (route?: string) => readonly Heard[]
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

  /** A person does this: Discord knows of it. It is told to nobody before it is delivered. */
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

  /** A person writes this. Answers with its id. */
  readonly say: (channel: string, who: string, content: string) => Promise<string>
  /** The message is deleted, as by a moderator. */
  readonly remove: (message: string) => Promise<void>
  readonly removeChannel: (channel: string) => Promise<void>
  readonly archive: (thread: string, isLocked?: boolean) => Promise<void>
  /** In that room this role, or member, is allowed or denied something from now on. */
  readonly overwrite: (channel: string, id: string, what: { allow?: bigint; deny?: bigint }) => void
  readonly giveRole: (user: string, role: string) => Promise<void>
  readonly takeRole: (user: string, role: string) => Promise<void>
  /** `guild`: of the desk where it is not given. */
  readonly join: (user: string, guild?: string) => Promise<void>
  readonly leave: (user: string, guild?: string) => Promise<void>
  /** From now on that person takes no direct messages. */
  readonly shutDirect: (user: string) => void
  /** From now on a person, a channel, or the application has these fields as well. */
  readonly describe: (id: string, fields: Json) => void

  /** What we sent and Discord would have refused, or a rule of ours forbids. */
  readonly breaches: readonly string[]
  /** Answers with them and forgets them: they were meant. */
  readonly forgive: () => readonly string[]
  readonly expectValid: () => void
  /** Throws if anything sent was not valid. */
  readonly stop: () => Promise<void>
}

export type DiscordOptions = WorldOptions & {
  /** The clock of ids, tokens and nonces. */
  readonly now?: () => Date
  readonly heartbeatMs?: number
}

/**
 * Discord on loopback: a stateful twin behind a proxy that holds every call against Discord's own description and against rules of
 * ours, records it, spoils what it is told to, and adds what the twin lacks.
 */
export async function openDiscordApi(options: DiscordOptions = {}): Promise<DiscordApi> {
  const { now = () => new Date(), heartbeatMs = 41_250 } = options
  const token = `${Buffer.from(ids.application).toString('base64url')}.loopback.greenroom-test`
  const events = new EventEmitter()
  events.setMaxListeners(0)
  const poke = () => void events.emit('happened')
  const twin = await openTwin(token, options)
  const faults = planFaults()
  const heard: Heard[] = []
  const key = signingKey()
  const state: State = {
    twin,
    now,
    poke,
    cdn: () => `http://127.0.0.1:${port()}/cdn`,
    breaches: [],
    uploads: new Map(),
    overwrites: seededOverwrites(),
    told: new Map([[ids.people.gus, { pending: true }]]),
    nonces: new Map(),
    direct: new Map(),
    shut: new Set(),
    interactions: new Map(),
    private: new Map(),
    dispatch: (event, data) => gateway.dispatch(event, data),
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.startsWith('/cdn/')) return serveFile(state, request, response)
    if (!isCall(request)) return void response.writeHead(404).end()
    const call = await readCall(request, now())
    const found = await breachesOf(state, call)
    state.breaches.push(...found.map((breach) => `${call.method} ${call.path}: ${breach}`))
    const carryOut = async () => (found.length > 0 ? invalidForm(found) : carry(state, call, gatewayUrl))
    const fault = faults.faultFor(call)
    let seen: Answer | null = null
    const answer = (given: Answer, headers: Readonly<Record<string, string>> = {}) => {
      seen = given
      response.writeHead(given.status, {
        ...bucketOf(call, now()),
        ...headers,
        ...(given.body === undefined ? {} : { 'content-type': 'application/json' }),
      })
      response.end(given.body === undefined ? undefined : JSON.stringify(given.body))
    }
    const record = () => {
      const { status = null, body: told = null } = (seen ?? {}) as Partial<Answer>
      heard.push({ ...call, status, answer: told })
      poke()
    }
    if (fault?.kind === 'hang' || fault?.kind === 'drop') record()
    if (fault) await spoil(fault, response, carryOut, answer)
    else answer(await carryOut())
    if (fault?.kind !== 'hang' && fault?.kind !== 'drop') record()
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      const message = error instanceof Error ? (error.stack ?? error.message) : wordOf(error)
      state.breaches.push(`the stand-in for Discord failed: ${message}`)
      response.writeHead(500).end(message)
    })
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
    amend: (event) => amended(state, event.name, event.data),
  })
  server.on('upgrade', gateway.upgrade)

  const expectValid = () => {
    if (state.breaches.length > 0)
      throw new Error(`Discord would have refused:\n${state.breaches.join('\n')}`)
  }
  const until = async (holds: () => boolean | Promise<boolean>) => {
    for (;;) {
      const next = once(events, 'happened')
      if (await holds()) return
      await next
    }
  }
  const messages = async (channel: string) => {
    const rows = await twin.rows.message.findMany({ where: { channelId: channel } })
    const inOrder = rows.map(({ id }) => id).toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
    const answers = await Promise.all(inOrder.map((id) => read(state, channel, id)))
    return answers.map(({ body }) => body as Message)
  }
  const setRoles = async (userId: string, change: (held: readonly string[]) => readonly string[]) => {
    const where = { guildId_userId: { guildId: ids.guild, userId } }
    const { roles } = await twin.rows.guildMember.findUniqueOrThrow({ where })
    const changed = JSON.stringify(change(JSON.parse(roles) as readonly string[]))
    await twin.rows.guildMember.update({ where, data: { roles: changed } })
  }

  return {
    url: `http://127.0.0.1:${port()}/api`,
    token,
    publicKey: key.publicKey,
    ids,
    gateway,
    fault: faults.fault,
    misbehave: faults.misbehave,
    calls: (route) => heard.filter((one) => route === undefined || one.route === route),
    until,
    poke,
    messages,
    async dm(user) {
      const room = state.direct.get(user)
      return room === undefined ? [] : messages(room)
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
    async post(url, interaction, posting) {
      const raw = interaction === 'ping' ? ({ type: 1 } as const) : interaction.raw
      const response = await fetch(url, signedRequest(key, raw, now(), posting))
      const text = await response.clone().text()
      if (interaction !== 'ping' && response.ok && text.startsWith('{'))
        await takeCallback(state, interaction, JSON.parse(text) as Json, [])
      return response
    },
    async answered(interaction) {
      await until(() => interaction.callback !== null)
      return interaction.callback ?? {}
    },
    async say(channel, who, content) {
      const id = snowflakeAt(now())
      await twin.rows.message.create({
        data: { id, channelId: channel, authorId: who, content, timestamp: now() },
      })
      return id
    },
    async remove(message) {
      await twin.rows.message.delete({ where: { id: message } })
    },
    async removeChannel(channel) {
      await twin.ask('DELETE', `/channels/${channel}`)
    },
    async archive(thread, isLocked = false) {
      await twin.rows.channel.update({ where: { id: thread }, data: { archived: true, locked: isLocked } })
    },
    overwrite(channel, id, { allow = 0n, deny = 0n }) {
      const others = (state.overwrites.get(channel) ?? []).filter((one) => one.id !== id)
      const isRole = id === ids.guild || Object.values<string>(ids.roles).includes(id)
      state.overwrites.set(channel, [...others, { id, type: isRole ? 0 : 1, allow, deny }])
    },
    giveRole: (user, role) => setRoles(user, (held) => [...new Set([...held, role])]),
    takeRole: (user, role) => setRoles(user, (held) => held.filter((one) => one !== role)),
    async join(userId, guildId = ids.guild) {
      await twin.rows.guildMember.create({ data: { guildId, userId } })
    },
    async leave(userId, guildId = ids.guild) {
      await twin.rows.guildMember.delete({ where: { guildId_userId: { guildId, userId } } })
    },
    shutDirect: (user) => void state.shut.add(user),
    describe: (id, fields) => void state.told.set(id, { ...state.told.get(id), ...fields }),
    breaches: state.breaches,
    forgive: () => state.breaches.splice(0),
    expectValid,
    async stop() {
      gateway.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await twin.stop()
      expectValid()
    },
  }
}

async function breachesOf(state: State, call: Call): Promise<readonly string[]> {
  const [, message] = /^\/channels\/\d+\/messages\/(\d+)$/.exec(call.path) ?? []
  const token = call.path.split('/')[3] ?? ''
  const one = state.interactions.get(token)
  const changed = message ?? (one && /@original$|callback$/.test(call.path) ? (one.original ?? one.on) : null)
  const before = changed ? await contentIn(state, changed) : null
  const flags = before?.flags ?? state.private.get(changed ?? '')?.message.flags ?? 0
  const isChange = call.method === 'PATCH' || (isJson(call.body) && call.body.type === 7)
  return [...breachesOfSpec(call), ...breachesOfRules(call, { isV2: isChange && (flags & 32_768) !== 0 })]
}

async function carry(state: State, call: Call, gatewayUrl: () => string): Promise<Answer> {
  const { route, token, path } = call
  if (route === 'POST /interactions/:id/:token/callback') return answerInteraction(state, call)
  if (route.includes(' /webhooks/:id/:token')) return answerWebhook(state, call)
  if (token !== state.twin.token) return refusals.unauthorized
  if (route === 'GET /gateway/bot') {
    const { status, body } = await state.twin.ask('GET', path)
    return { status, body: { ...(body as Json), url: gatewayUrl() } }
  }
  const [first = '', second = ''] = path.split('/').filter((part) => /^\d+$/.test(part))
  return (await routes[route]?.(state, call, first, second)) ?? refusals.notFound
}

/** Each route of a room, guild or interaction is a bucket; so large here that nobody waits who is not told to. */
function bucketOf({ route, path }: Call, now: Date): Readonly<Record<string, string>> {
  const major = path.split('/')[2] ?? ''
  return {
    'x-ratelimit-limit': '1000',
    'x-ratelimit-remaining': '999',
    'x-ratelimit-reset': wordOf(now.getTime() / 1000 + 1),
    'x-ratelimit-reset-after': '1',
    'x-ratelimit-bucket': Buffer.from(`${route} ${major}`).toString('base64url'),
  }
}

/** The gateway tells a bot of the guilds that it is in, and of their members only itself. */
async function amended(state: State, event: string, data: Json): Promise<Json | null> {
  const member = (guildId: string) =>
    state.twin.rows.guildMember.findUnique({
      where: { guildId_userId: { guildId, userId: ids.application } },
    })
  if (event === 'READY') {
    const guilds = itemsOf(data.guilds)
    const joined = await Promise.all(guilds.map(({ id }) => member(wordOf(id))))
    return {
      ...data,
      guilds: guilds.filter((_, at) => joined[at]),
      application: { id: ids.application, flags: 0 },
    }
  }
  if (event !== 'GUILD_CREATE') return data
  if (!(await member(wordOf(data.id)))) return null
  const rooms = itemsOf(data.channels)
  return {
    ...data,
    members: itemsOf(data.members).filter(({ user }) => isJson(user) && user.id === ids.application),
    channels: rooms
      .filter(({ type }) => Number(type) < 10)
      .map((room) => ({ ...room, ...toldOfRoom(state, { guild_id: data.id, ...room }) })),
    threads: rooms.filter(({ type }) => Number(type) >= 10),
  }
}

function serveFile(state: State, request: IncomingMessage, response: ServerResponse): void {
  const file = state.uploads.get(request.url?.split('/')[2] ?? '')
  if (!file) return void response.writeHead(404).end()
  response.writeHead(200, { 'content-type': file.type }).end(file.bytes)
}
