import type { Brand } from '../../domain/brand.ts'
import type { ChatName } from '../../domain/chats.ts'
import type { Deps } from '../../ports.ts'
import type { Check } from '../check.ts'
import type { ChatSurface } from './chat-surface.ts'
import type { OnAck } from './clicks.ts'
import type { Health } from './health.ts'

/**
 * A chat service as the wiring sees it: what it reads of the environment, how it is opened, how it is looked at. Nothing of the service's
 * libraries is loaded before that.
 */
export type ChatService = {
  readonly name: ChatName
  /** In the order in which `--help` shows them. */
  readonly variables: readonly ChatVariable[]
  /** What to set so that its rooms open, as the end of a sentence. */
  readonly setUp: string
  /** What the values that are set need beside them. */
  missing(values: ChatValues): readonly MissingVariable[]
  /** Loads the service's libraries, so that opening it takes no longer than it has to. */
  load(): Promise<void>
  /** Null where nobody has set it up. The values are of their right form, and none is missing. */
  connect(values: ChatValues): ChatConnection | null
}

/** By the names of variables; null where it is not set. */
export type ChatValues = Readonly<Record<string, string | null>>

/** `..._TOKEN`, `..._SECRET` and `..._KEY` (but no `..._PUBLIC_KEY`) are never shown or logged. */
export type ChatVariable = {
  readonly name: string
  readonly meaning: string
  readonly fallback: string | null
  readonly isRight: (value: string) => boolean
  readonly expected: string
  readonly example: string
}

export type MissingVariable = {
  readonly name: string
  readonly expected: string
  readonly example: string
}

export type ChatConnection = {
  /**
   * One attempt. Goes on with the clicks that the process before left behind, and takes no new ones yet. What cannot be opened is a `Trouble`
   * whose sentence says how to mend it.
   */
  open(opening: Opening): Promise<OpenChat>
  /** Looks at all that the rooms of these brands need. Shows nothing to anybody there, and throws nothing. */
  check(brands: readonly Brand[]): Promise<readonly Check[]>
}

export type Opening = {
  readonly deps: Deps
  /** Folder for clicks that have been taken and not yet handled; made if it is not there. */
  readonly inboxFolder: string
  /** Address to listen on, where clicks come by requests. */
  readonly host: string
  readonly onHealth: (health: Health) => void
  readonly onAck?: OnAck | undefined
  /** Aborted when the desk stops while this is still being opened. */
  readonly signal: AbortSignal
}

export type OpenChat = {
  readonly surface: ChatSurface
  /**
   * Lets clicks in: sockets, a gateway, or a port. One attempt; fails as `open` does. Answers where it is, and where clicks come in if
   * something of ours has to be reachable: for whoever started the desk.
   */
  readonly listen: () => Promise<string>
  readonly stop: () => Promise<void>
}
