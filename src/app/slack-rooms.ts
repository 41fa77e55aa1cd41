import { setTimeout as sleep } from 'node:timers/promises'
import { drawSlack } from '../bot/slack/draw.ts'
import { askWorkspace } from '../bot/slack/identity.ts'
import { openSlack } from '../bot/slack/open-slack.ts'
import { clientOptions, slackClient } from '../bot/slack/slack-client.ts'
import { slackSurface } from '../bot/slack/slack-surface.ts'
import { troubleOf } from '../bot/slack/web-answers.ts'
import type { SlackConfig } from '../config.ts'
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
  for (let pauseMs: number = retry.firstMs; ; pauseMs = Math.min(pauseMs * 2, retry.mostMs)) {
    try {
      return await openOnce(options, config, host)
    } catch (error) {
      const { reason } = troubleOf(error)
      log.warn({ err: error }, 'Slack could not be opened')
      if (pauseMs === retry.firstMs)
        options.say(`Slack is not open yet, and is tried again: ${reason} The web page works meanwhile.`)
    }
    const isStopped = await sleep(pauseMs, false, { signal }).catch(() => true)
    if (isStopped) return null
  }
}

function openOnce(options: ChatOptions, config: SlackConfig, host: string): Promise<OpenParts> {
  const { deps, inboxFolder, serve, say } = options
  const { botToken, transport, apiUrl } = config
  return openAll(async (parts) => {
    const calling = { apiUrl, log: deps.log }
    const client = slackClient(botToken, calling)
    const workspace = await askWorkspace(client)
    const opened = await openSlack({
      deps,
      client,
      clientOptions: clientOptions(calling),
      workspace,
      transport: transport.kind === 'http' ? { ...transport, host } : transport,
      inboxFolder,
      onHealth: ({ live, of, problem }) => {
        if (problem) deps.log.warn({ live, of, problem }, 'Slack is not fully connected')
      },
    })
    parts.add(() => opened.stop())
    const sender = serve(slackSurface({ client, draw: drawSlack, workspace }))
    parts.add(() => sender.stop())
    say(
      opened.port === null
        ? `Slack is open: ${workspace.url}`
        : `Slack is open: ${workspace.url}, clicks come in on http://${host}:${opened.port}/slack/events`,
    )
    return parts
  })
}
