import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { drawSlack } from '../bot/slack/draw.ts'
import { eventsPath } from '../bot/slack/http-door.ts'
import { askWorkspace } from '../bot/slack/identity.ts'
import { openSlack } from '../bot/slack/open-slack.ts'
import { clientOptions, slackClient } from '../bot/slack/slack-client.ts'
import { slackSurface } from '../bot/slack/slack-surface.ts'
import { troubleOf } from '../bot/slack/web-answers.ts'
import type { SlackConfig } from '../config.ts'
import { Trouble } from '../domain/errors.ts'
import type { Health } from '../bot/chat/health.ts'
import type { ChatOptions } from './open-chat.ts'
import { openAll, type OpenParts } from './open-parts.ts'

const retry = { firstMs: 2000, mostMs: 5 * 60_000 } as const

/** Opens Slack behind the open desk: at once if it answers, else as soon as it does. */
export function openSlackRooms(
  options: ChatOptions,
  config: SlackConfig,
  host: string,
): { readonly stop: () => Promise<void> } {
  const stopping = new AbortController()
  const opening = openAtLast(options, config, host, stopping.signal)
  return {
    stop: async () => {
      stopping.abort()
      await (await opening)?.stop()
    },
  }
}

async function openAtLast(
  options: ChatOptions,
  config: SlackConfig,
  host: string,
  signal: AbortSignal,
): Promise<OpenParts | null> {
  const { log } = options.deps
  let told = ''
  for (let pauseMs: number = retry.firstMs; ; pauseMs = Math.min(pauseMs * 2, retry.mostMs)) {
    try {
      return await openOnce(options, config, host, signal)
    } catch (error) {
      if (signal.aborted) return null
      const reason = error instanceof Trouble ? error.message : troubleOf(error).reason
      log.warn({ err: error }, 'Slack could not be opened')
      if (reason !== told)
        options.say(`Slack is not open yet, and is tried again: ${reason} The web page works meanwhile.`)
      told = reason
    }
    const isStopped = await sleep(pauseMs, false, { signal }).catch(() => true)
    if (isStopped) return null
  }
}

function openOnce(
  options: ChatOptions,
  config: SlackConfig,
  host: string,
  signal: AbortSignal,
): Promise<OpenParts> {
  const { deps, inboxFolder, serve, say } = options
  const { botToken, transport, apiUrl } = config
  return openAll(async (parts) => {
    const calling = { apiUrl, log: deps.log }
    const client = slackClient(botToken, calling)
    const workspace = await unlessStopped(askWorkspace(client), signal)
    const opened = await openSlack({
      deps,
      client,
      clientOptions: clientOptions(calling),
      workspace,
      transport: transport.kind === 'http' ? { ...transport, host } : transport,
      inboxFolder,
      onHealth: healthTeller(options),
    })
    parts.add(() => opened.stop())
    const sender = serve(slackSurface({ client, draw: drawSlack, workspace }))
    parts.add(() => sender.stop())
    say(
      opened.port === null
        ? `Slack is open: ${workspace.url}`
        : `Slack is open: ${workspace.url}, clicks come in on http://${host}:${opened.port}${eventsPath}`,
    )
    return parts
  })
}

/** A Slack that does not answer keeps nobody waiting who wants to stop. */
async function unlessStopped<T>(asking: Promise<T>, signal: AbortSignal): Promise<T> {
  const waiting = new AbortController()
  const stopped = once(signal, 'abort', { signal: waiting.signal }).then(() => {
    throw new Error('the desk is stopping')
  })
  try {
    return await Promise.race([asking, stopped])
  } finally {
    waiting.abort()
  }
}

/** The log hears of every trouble; whoever started the desk only why no click can come in, and when that is over. */
function healthTeller({ deps, say }: ChatOptions): (health: Health) => void {
  let told: string | null = null
  return ({ live, of, problem }) => {
    if (problem) deps.log.warn({ live, of, problem }, 'Slack is not fully connected')
    if (live === 0 && problem && problem !== told) {
      told = problem
      say(`Clicks on Slack do not come in: ${problem}`)
    } else if (live > 0 && told !== null) {
      told = null
      say('Clicks on Slack come in again.')
    }
  }
}
