import { setTimeout as sleep } from 'node:timers/promises'
import type { ChatConnection } from '../bot/chat/chat-service.ts'
import type { ChatSurface } from '../bot/chat/chat-surface.ts'
import type { Health } from '../bot/chat/health.ts'
import { surfaceLabels } from '../domain/brand.ts'
import type { ChatName } from '../domain/chats.ts'
import type { Deps } from '../ports.ts'
import { openAll, type OpenParts } from './open-parts.ts'

const retry = { firstMs: 2000, mostMs: 5 * 60_000 } as const

export type ChatOptions = {
  readonly deps: Deps
  readonly inboxFolder: string
  /** Address to listen on, where clicks come by requests. */
  readonly host: string
  /** One line for whoever started the desk. */
  readonly say: (text: string) => void
  /** How clicks on it come in; null: it is not open yet. */
  readonly onHealth: (name: ChatName, health: Health | null) => void
  readonly onAck: (name: ChatName, ms: number) => void
  /** Sends what the rooms of an open surface ought to show. */
  readonly serve: (surface: ChatSurface) => { readonly stop: () => Promise<void> }
}

/** Opens a chat service behind the open desk: at once if it answers, else as soon as it does. */
export function openChatRooms(
  options: ChatOptions,
  name: ChatName,
  connection: ChatConnection,
): { readonly stop: () => Promise<void> } {
  const stopping = new AbortController()
  const opening = openAtLast(options, name, connection, stopping.signal)
  return {
    stop: async () => {
      stopping.abort()
      await (await opening)?.stop()
    },
  }
}

async function openAtLast(
  options: ChatOptions,
  name: ChatName,
  connection: ChatConnection,
  signal: AbortSignal,
): Promise<OpenParts | null> {
  const { deps, say } = options
  const label = surfaceLabels[name]
  let told = ''
  options.onHealth(name, null)
  for (let pauseMs: number = retry.firstMs; ; pauseMs = Math.min(pauseMs * 2, retry.mostMs)) {
    try {
      return await openOnce(options, name, connection, signal)
    } catch (error) {
      if (signal.aborted) return null
      const reason = error instanceof Error ? error.message : String(error)
      deps.log.warn({ err: error }, `${label} could not be opened`)
      if (reason !== told)
        say(`${label} is not open yet, and is tried again: ${reason} The web page works meanwhile.`)
      told = reason
    }
    const isStopped = await sleep(pauseMs, false, { signal }).catch(() => true)
    if (isStopped) return null
  }
}

function openOnce(
  options: ChatOptions,
  name: ChatName,
  connection: ChatConnection,
  signal: AbortSignal,
): Promise<OpenParts> {
  const { deps, inboxFolder, host, serve, say } = options
  return openAll(async (parts) => {
    const tell = healthTeller(options, surfaceLabels[name])
    const onHealth = (health: Health) => {
      options.onHealth(name, health)
      tell(health)
    }
    const onAck = (ms: number) => options.onAck(name, ms)
    const opened = await connection.open({ deps, inboxFolder, host, onHealth, onAck, signal })
    parts.add(() => opened.stop())
    const sender = serve(opened.surface)
    parts.add(() => sender.stop())
    say(`${surfaceLabels[name]} is open: ${opened.where}`)
    return parts
  })
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
