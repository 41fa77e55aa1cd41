import type { ChatConnection, ChatService } from '../bot/chat/chat-service.ts'
import { openDeliverer } from '../bot/chat/deliver.ts'
import { openRooms } from '../bot/chat/keep-rooms.ts'
import { contentOf } from '../bot/chat/room-content.ts'
import { tellTrouble } from '../bot/chat/tell-trouble.ts'
import type { Config } from '../config.ts'
import { surfaceLabels } from '../domain/brand.ts'
import { minuteMs } from '../domain/slot.ts'
import type { Deps } from '../ports.ts'
import { openChatRooms, type ChatOptions } from './chat-rooms.ts'
import { chatServices } from './chat-services.ts'
import { homePaths } from './home.ts'
import type { OpenParts } from './open-parts.ts'

export type Chat = {
  /** To be called when brand files have changed. */
  lookAgain(): void
}

type Options = Pick<ChatOptions, 'say' | 'onHealth' | 'onAck'> & {
  readonly config: Config
  readonly home: string
  readonly parts: OpenParts
}

type Served = { readonly service: ChatService; readonly connection: ChatConnection | null }

/**
 * Opens the chat rooms that are set up, beside the web room. A surface that cannot be reached keeps nobody waiting: it is tried again until
 * it can, and what its rooms ought to show is kept meanwhile.
 */
export function openChat(deps: Deps, options: Options): Chat {
  const { config, home, say, parts, onHealth, onAck } = options
  const all = chatServices.map((service): Served => ({ service, connection: service.connect(config.chat) }))
  const warn = warner(deps, all, say)
  warn()
  const open = all.flatMap(({ service: { name }, connection }) => (connection ? [{ name, connection }] : []))
  if (open.length === 0) return { lookAgain: warn }
  const rooms = openRooms(
    deps,
    open.map(({ name }) => name),
  )
  parts.add(() => rooms.stop())
  const minutes = setInterval(() => rooms.wake(), minuteMs)
  parts.add(() => clearInterval(minutes))
  const opening: ChatOptions = {
    deps,
    inboxFolder: homePaths(home).inbox,
    host: config.host,
    say,
    onHealth,
    onAck,
    serve: (surface) =>
      openDeliverer({
        ...deps,
        surface,
        contentOf: (message) => contentOf(deps, message),
        onTrouble: (trouble) => tellTrouble(deps, surface.name, trouble),
      }),
  }
  for (const { name, connection } of open) {
    const chat = openChatRooms(opening, name, connection)
    parts.add(() => chat.stop())
  }
  return {
    lookAgain: () => {
      warn()
      rooms.lookAgain()
    },
  }
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
