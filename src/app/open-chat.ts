import { join } from 'node:path'
import { openDeliverer } from '../bot/chat/deliver.ts'
import { openRooms } from '../bot/chat/keep-rooms.ts'
import { contentOf } from '../bot/chat/room-content.ts'
import { tellTrouble } from '../bot/chat/tell-trouble.ts'
import type { ChatSurface } from '../bot/chat/chat-surface.ts'
import type { Config } from '../config.ts'
import { chatNames, surfaceLabels } from '../domain/brand.ts'
import { minuteMs } from '../domain/slot.ts'
import type { ChatName, Deps } from '../ports.ts'
import type { OpenParts } from './open-parts.ts'
import { openSlackRooms } from './slack-rooms.ts'

export type Chat = {
  /** To be called when brand files have changed. */
  lookAgain(): void
}

/** What a surface is opened with: once it is there, `serve` sends what its rooms ought to show. */
export type ChatOptions = {
  readonly deps: Deps
  /** Folder for clicks that have been taken and not yet handled. */
  readonly inboxFolder: string
  /** One line for whoever started the desk. */
  readonly say: (text: string) => void
  readonly serve: (surface: ChatSurface) => { readonly stop: () => Promise<void> }
}

/**
 * Opens the chat rooms that are set up, beside the web room. A surface that cannot be reached keeps nobody waiting: it is tried again until
 * it can, and what its rooms ought to show is kept meanwhile.
 */
export function openChat(
  deps: Deps,
  {
    config,
    home,
    say,
    parts,
  }: { config: Config; home: string; say: (text: string) => void; parts: OpenParts },
): Chat {
  const served: readonly ChatName[] = config.slack ? ['slack'] : []
  const warn = warner(deps, served, say)
  warn()
  if (served.length === 0) return { lookAgain: warn }
  const rooms = openRooms(deps, served)
  parts.add(() => rooms.stop())
  const minutes = setInterval(() => rooms.wake(), minuteMs)
  parts.add(() => clearInterval(minutes))
  const options: ChatOptions = {
    deps,
    inboxFolder: join(home, 'inbox'),
    say,
    serve: (surface) =>
      openDeliverer({
        ...deps,
        surface,
        contentOf: (message) => contentOf(deps, message),
        onTrouble: (trouble) => tellTrouble(deps, surface.name, trouble),
      }),
  }
  if (config.slack) {
    const slack = openSlackRooms(options, config.slack, config.host)
    parts.add(() => slack.stop())
  }
  return {
    lookAgain: () => {
      warn()
      rooms.lookAgain()
    },
  }
}

/** Says what is missing: at the start, and what comes to be missing as brand files change. */
function warner(deps: Deps, served: readonly ChatName[], say: (text: string) => void): () => void {
  let said: readonly string[] = []
  return () => {
    const missing = unserved(deps, served)
    for (const warning of missing) if (!said.includes(warning)) say(warning)
    said = missing
  }
}

const setUp: Readonly<Record<ChatName, string | null>> = {
  slack: 'set SLACK_BOT_TOKEN and SLACK_APP_TOKEN (docs/setup.md, Slack)',
  discord: null,
}

/** Rooms that a brand file names and nobody has set up; a surface that is set up for no room. */
function unserved({ brands }: Deps, served: readonly ChatName[]): readonly string[] {
  const all = brands.all()
  const missing = chatNames
    .filter((name) => !served.includes(name))
    .flatMap((name) => {
      const named = all.filter(({ rooms }) => rooms.some(({ surface }) => surface === name))
      const mend = setUp[name] ?? 'this version does not serve them'
      return named.map((brand) => `${brand.name}: its rooms on ${surfaceLabels[name]} stay closed: ${mend}.`)
    })
  const idle = served
    .filter((name) => !all.some(({ rooms }) => rooms.some(({ surface }) => surface === name)))
    .map(
      (name) =>
        `${surfaceLabels[name]} is set up, but no brand file names a room on it (rooms: surface, channel).`,
    )
  return [...missing, ...idle]
}
