import type { ChatConnection, ChatService } from '../bot/chat/chat-service.ts'
import type { ChatSurface } from '../bot/chat/chat-surface.ts'
import { openDeliverer } from '../bot/chat/deliver.ts'
import { openRooms } from '../bot/chat/keep-rooms.ts'
import { contentOf } from '../bot/chat/room-content.ts'
import { afterMs, type After } from '../bot/chat/runner.ts'
import { tellTrouble } from '../bot/chat/tell-trouble.ts'
import type { Config } from '../config.ts'
import { surfaceLabels } from '../domain/brand.ts'
import { minuteMs } from '../domain/slot.ts'
import type { Deps } from '../ports.ts'
import { openLead, type Lead } from '../store/lead.ts'
import { openChatRooms, type ChatOptions } from './chat-rooms.ts'
import { chatServices } from './chat-services.ts'
import { homeId, homePaths } from './home.ts'

export type Chat = {
  /** To be called when brand files have changed. */
  lookAgain(): void
  stop(): Promise<void>
}

type Options = Pick<ChatOptions, 'say' | 'onHealth' | 'onAck'> & {
  readonly config: Config
  /** Where processes find out which of them serves a room. */
  readonly databaseUrl: string
}

type Served = { readonly service: ChatService; readonly connection: ChatConnection | null }

/**
 * Opens the chat rooms that are set up, beside the web room, each where no other process serves it. A surface that cannot be reached keeps
 * nobody waiting: it is tried again until it can, and what its rooms ought to show is kept meanwhile.
 */
export async function openChat(deps: Deps, options: Options): Promise<Chat> {
  const { config, databaseUrl, say, onHealth, onAck } = options
  const { home } = config
  const all = chatServices.map((service): Served => ({ service, connection: service.connect(config.chat) }))
  const warn = warner(deps, all, say)
  warn()
  const place = await homeId(home)
  const opening: ChatOptions = {
    deps,
    inboxFolder: homePaths(home).inbox,
    host: config.host,
    say,
    onHealth,
    onAck,
    seek: (name, onStanding) =>
      openLead({ url: databaseUrl, what: name, place: [place], onStanding, log: deps.log }),
    keep: (name) => openRooms(deps, [name]),
    serve: (surface, lead) => serveRooms(deps, surface, lead),
  }
  const rooms = all.flatMap(({ service, connection }) => {
    if (!connection) return []
    // One that stands by is ready to take over.
    service.load().catch((error: unknown) => deps.log.error({ err: error }, 'a library could not be loaded'))
    return [openChatRooms(opening, service.name, connection)]
  })
  const minutes = setInterval(() => rooms.forEach((one) => one.wake()), minuteMs)
  return {
    lookAgain: () => {
      warn()
      for (const one of rooms) one.lookAgain()
    },
    stop: async () => {
      clearInterval(minutes)
      await Promise.all(rooms.map((one) => one.stop()))
    },
  }
}

/** Sends what the rooms of a surface ought to show, for as long as this process leads. */
export function serveRooms(
  deps: Deps,
  surface: ChatSurface,
  { holds }: Pick<Lead, 'holds'>,
  after: After = afterMs,
): { readonly stop: () => Promise<void> } {
  return openDeliverer({
    ...deps,
    surface,
    contentOf: (message) => contentOf(deps, message),
    onTrouble: (trouble) => tellTrouble(deps, surface.name, trouble),
    mayCall: holds,
    after,
  })
}

/** Says what is missing: at the start, and what comes to be missing as brand files change. */
function warner(deps: Deps, all: readonly Served[], say: (text: string) => void): () => void {
  let said: readonly string[] = []
  return () => {
    const missing = all.flatMap((one) => unserved(deps, one))
    for (const warning of missing) if (!said.includes(warning)) say(warning)
    said = missing
  }
}

/** Rooms that a brand file names and nobody has set up; a service that is set up for no room. */
function unserved({ brands }: Deps, { service, connection }: Served): readonly string[] {
  const { name, setUp } = service
  const label = surfaceLabels[name]
  const naming = brands.all().filter(({ rooms }) => rooms.some(({ surface }) => surface === name))
  if (!connection) return naming.map((brand) => `${brand.name}: its rooms on ${label} stay closed: ${setUp}.`)
  if (naming.length > 0) return []
  return [`${label} is set up, but no brand file names a room on it (rooms: surface, channel).`]
}
