import { setTimeout as sleep } from 'node:timers/promises'
import type { ChatConnection, OpenChat } from '../bot/chat/chat-service.ts'
import type { ChatSurface } from '../bot/chat/chat-surface.ts'
import type { Health } from '../bot/chat/health.ts'
import { isLeftBehind } from '../bot/chat/inbox.ts'
import type { Rooms } from '../bot/chat/keep-rooms.ts'
import { surfaceLabels } from '../domain/brand.ts'
import type { ChatName } from '../domain/chats.ts'
import type { Deps } from '../ports.ts'
import type { Lead, Standing } from '../store/lead.ts'
import { OpenParts } from './open-parts.ts'

const retry = { firstMs: 2000, mostMs: 5 * 60_000 } as const

export type ChatOptions = {
  readonly deps: Deps
  readonly inboxFolder: string
  /** Address to listen on, where clicks come by requests. */
  readonly host: string
  /** One line for whoever started the desk. */
  readonly say: (text: string) => void
  /** How clicks on it come in; null: it is not open yet. */
  readonly onHealth: (name: ChatName, health: Health | 'standing by' | null) => void
  readonly onAck: (name: ChatName, ms: number) => void
  /** Seeks to be the one process that serves it. */
  readonly seek: (name: ChatName, onStanding: (standing: Standing) => void) => Lead
  /** Keeps what its rooms ought to show. */
  readonly keep: (name: ChatName) => Pick<Rooms, 'lookAgain' | 'wake' | 'stop'>
  /** Sends what the rooms of an open surface ought to show. */
  readonly serve: (surface: ChatSurface, lead: Pick<Lead, 'holds'>) => { readonly stop: () => Promise<void> }
}

/** What only the process that leads does. */
type Sending = { readonly rooms: ReturnType<ChatOptions['keep']>; readonly parts: OpenParts }

export type ChatRooms = Pick<Rooms, 'lookAgain' | 'wake' | 'stop'>

/**
 * Serves a chat service for as long as this process leads it: keeps what its rooms ought to show, takes clicks, sends. A process that comes to
 * lead opens the service at once if it answers, else as soon as it does. One that stands by does nothing but decide the clicks that were left
 * behind in its own home.
 */
export function openChatRooms(options: ChatOptions, name: ChatName, connection: ChatConnection): ChatRooms {
  const { deps, say, inboxFolder } = options
  const label = surfaceLabels[name]
  let latest: Standing | null = null
  let isStopped = false
  let told = ''
  let steps = Promise.resolve()
  let connecting: Connecting | null = null
  let sending: Sending | null = null

  const complain = (error: unknown) =>
    deps.log.error({ err: error, surface: name }, 'a chat service could not be opened or closed')

  async function silence(): Promise<void> {
    const before = sending
    sending = null
    await before?.parts.stop().catch(complain)
  }

  async function leave(): Promise<void> {
    const before = connecting
    connecting = null
    await before?.stop().catch(complain)
  }

  function lead(): void {
    told = ''
    const rooms = options.keep(name)
    sending = { rooms, parts: new OpenParts() }
    sending.parts.add(() => rooms.stop())
    connecting ??= new Connecting(options, name, connection)
    void sendOnceOpen(connecting, sending)
  }

  async function sendOnceOpen(opening: Connecting, now: Sending): Promise<void> {
    const surface = await opening.listen()
    if (!surface || sending !== now) return
    const sender = options.serve(surface, leading)
    now.parts.add(() => sender.stop())
  }

  async function standBy({ kind, by }: Extract<Standing, { kind: 'beside' | 'outside' }>): Promise<void> {
    await leave()
    const sentence = `${label} is served by another process${by === null ? '' : ` (${by})`}; this one stands by.`
    if (sentence !== told) say(sentence)
    told = sentence
    options.onHealth(name, 'standing by')
    if (kind === 'beside' && (await isLeftBehind(inboxFolder, name)))
      connecting = new Connecting(options, name, connection)
  }

  async function follow(standing: Standing): Promise<void> {
    if (standing !== latest) return
    deps.log.info({ surface: name, standing: standing.kind }, 'who serves a chat service')
    // Also where it has been ours before: somebody else may have sent meanwhile, so what was sent has to be read anew.
    await silence()
    if (standing.kind === 'leading') lead()
    // Nobody can lead while the database is away: clicks are taken still, and kept in the inbox.
    else if (standing.kind !== 'unknown') await standBy(standing)
  }

  options.onHealth(name, null)
  const leading = options.seek(name, (standing) => {
    if (isStopped) return
    latest = standing
    steps = steps.then(() => follow(standing)).catch(complain)
  })
  return {
    lookAgain: (brand) => sending?.rooms.lookAgain(brand),
    wake: () => sending?.rooms.wake(),
    stop: async () => {
      isStopped = true
      latest = null
      await steps
      await Promise.all([silence(), leave()])
      await leading.stop()
    },
  }
}

/** A service on the way to being open, and open. */
class Connecting {
  readonly #options: ChatOptions
  readonly #name: ChatName
  readonly #stopping = new AbortController()
  readonly #opened: Promise<OpenChat | null>
  #listening: Promise<ChatSurface | null> | null = null

  /** Handles what was left behind in the inbox. */
  constructor(options: ChatOptions, name: ChatName, connection: ChatConnection) {
    this.#options = options
    this.#name = name
    const { deps, inboxFolder, host } = options
    const tell = healthTeller(options, surfaceLabels[name])
    const onHealth = (health: Health) => {
      // What its connections have to say while they are closed is no news.
      if (this.#stopping.signal.aborted) return
      options.onHealth(name, health)
      tell(health)
    }
    const onAck = (ms: number) => options.onAck(name, ms)
    const { signal } = this.#stopping
    this.#opened = this.#insist(() => connection.open({ deps, inboxFolder, host, onHealth, onAck, signal }))
  }

  /** Lets clicks in. Null where it is stopped before. */
  listen(): Promise<ChatSurface | null> {
    this.#listening ??= this.#listen()
    return this.#listening
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#listening
    await (await this.#opened)?.stop()
  }

  async #listen(): Promise<ChatSurface | null> {
    this.#options.onHealth(this.#name, null)
    const opened = await this.#opened
    if (!opened) return null
    const where = await this.#insist(() => opened.listen())
    if (where === null) return null
    this.#options.say(`${surfaceLabels[this.#name]} is open: ${where}`)
    return opened.surface
  }

  /** Attempts it until it succeeds, or until this is stopped. */
  async #insist<T>(attempt: () => Promise<T>): Promise<T | null> {
    const { deps, say } = this.#options
    const { signal } = this.#stopping
    const label = surfaceLabels[this.#name]
    let told = ''
    for (let pauseMs: number = retry.firstMs; ; pauseMs = Math.min(pauseMs * 2, retry.mostMs)) {
      if (signal.aborted) return null
      try {
        return await attempt()
      } catch (error) {
        if (signal.aborted) return null
        const reason = error instanceof Error ? error.message : String(error)
        deps.log.warn({ err: error }, `${label} could not be opened`)
        if (reason !== told)
          say(`${label} is not open yet, and is tried again: ${reason} The web page works meanwhile.`)
        told = reason
      }
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
    }
  }
}

/** The log hears of every trouble; whoever started the desk only why no click can come in, and when that is over. */
function healthTeller({ deps, say }: ChatOptions, label: string): (health: Health) => void {
  let told: string | null = null
  return ({ live, of, problem }) => {
    if (problem) deps.log.warn({ live, of, problem }, `${label} is not fully connected`)
    if (live === 0 && problem && problem !== told) {
      told = problem
      say(`Clicks on ${label} do not come in: ${problem}`)
    } else if (live > 0 && told !== null) {
      told = null
      say(`Clicks on ${label} come in again.`)
    }
  }
}
