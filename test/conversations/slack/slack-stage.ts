import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drawSlack } from '../../../src/bot/slack/draw.ts'
import { askWorkspace } from '../../../src/bot/slack/identity.ts'
import { openSlack } from '../../../src/bot/slack/open-slack.ts'
import { clientOptions, slackClient } from '../../../src/bot/slack/slack-client.ts'
import { slackSurface } from '../../../src/bot/slack/slack-surface.ts'
import { openSocketServer } from '../../fakes/slack/socket-server.ts'
import { openSlackApi } from '../../fakes/slack/web-api.ts'
import type { PersonName, Stage } from '../stage.ts'
import { digestOf } from './calls.ts'
import { playersOf } from './players.ts'
import { openSlackRecord } from './record.ts'
import { sightsOf } from './sights.ts'

/** A guest of the workspace, or of another one. */
const guest = {
  told: 'Guests of a workspace do not review. Ask a full member to decide.',
  atHome: 'You are not a reviewer of a brand here',
}

/** Slack: Bolt over Socket Mode, the Web API and our own sender, all of them real, against a Slack on loopback. */
export async function openSlackStage(): Promise<Stage> {
  const api = await openSlackApi()
  const socket = await openSocketServer(api.url)
  const folder = await mkdtemp(join(tmpdir(), 'greenroom-talk-'))
  const channel = api.channels.desk
  const { ann, ben, eve, gus, sam } = api.people
  const ids: Readonly<Record<PersonName, string>> = { ada: ann, ben, eve, gil: gus, stranger: sam }
  const digest = digestOf(channel, ids)
  const record = openSlackRecord(api, socket, digest)
  const sights = sightsOf(api, channel, ids)
  const players = playersOf({
    api,
    socket,
    ids,
    channel,
    sights,
    digest,
    record,
    journal: join(folder, 'slack.jsonl'),
  })
  const stops: (() => Promise<unknown>)[] = [
    () => socket.stop(),
    () => rm(folder, { recursive: true }),
    () => api.stop(),
  ]
  let settle = async () => {}

  const open: Stage['open'] = async ({ deps }, openChat) => {
    const calling = { apiUrl: socket.apiUrl, log: deps.log }
    const client = slackClient(api.botToken, calling)
    const workspace = await askWorkspace(client)
    const chat = openChat(deps, 'slack')
    stops.unshift(() => chat.stop())
    const opened = await openSlack({
      deps,
      client,
      clientOptions: clientOptions(calling),
      workspace,
      transport: { kind: 'socket', appToken: 'xapp-test' },
      inboxFolder: folder,
      onHealth: () => {},
    })
    stops.unshift(() => opened.stop())
    await opened.listen()
    chat.serve(slackSurface({ client, draw: drawSlack, workspace }))
    await socket.until(() => socket.live() > 0)
    settle = () => chat.settle()
  }

  return {
    surface: 'slack',
    channel,
    ids,
    guest,
    open,
    async until(holds) {
      for (;;) {
        const seen = api.calls().length
        if (await holds()) return
        await socket.until(() => api.calls().length > seen)
      }
    },
    async settle() {
      record.clicks()
      await settle()
      record.sendings()
    },
    ...sights,
    ...players,
    calls: () => record.take(),
    async stop() {
      for (const stop of stops) await stop()
    },
  }
}
