import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { WebClient } from '@slack/web-api'
import { botScopes, freeMethods } from '../../../src/bot/slack/scopes.ts'
import { slackClient } from '../../../src/bot/slack/slack-client.ts'
import { openSlackApi, type SlackApi } from '../../fakes/slack/web-api.ts'

const silent = { info: () => {}, warn: () => {}, error: () => {} }
const scopes = Object.keys(botScopes)
/** The emulator simulates no slash commands, and so cannot refuse them. */
const checkable = scopes.filter((scope) => scope !== 'commands')

let slack: SlackApi
let client: WebClient
async function open(granted: readonly string[]) {
  slack = await openSlackApi(granted)
  client = slackClient(slack.botToken, { apiUrl: slack.url, log: silent })
}
beforeEach(() => open(scopes))
afterEach(() => slack.stop())

const view = { type: 'home' as const, blocks: [{ type: 'divider' as const }] }
const modal = {
  type: 'modal' as const,
  title: { type: 'plain_text' as const, text: 'Edit' },
  blocks: [{ type: 'divider' as const }],
}

/** One call of every method, in a room of each kind that Greenroom works in. */
const calls: Readonly<Record<string, (room: string) => Promise<unknown>>> = {
  'auth.test': () => client.auth.test(),
  'users.info': () => client.users.info({ user: slack.people.ann }),
  'conversations.open': () => client.conversations.open({ users: slack.people.ann }),
  'conversations.info': (channel) => client.conversations.info({ channel }),
  'conversations.history': (channel) => client.conversations.history({ channel }),
  'conversations.replies': async (channel) => {
    const { ts = '' } = await post(channel)
    return client.conversations.replies({ channel, ts })
  },
  'chat.postMessage': (channel) => post(channel),
  'chat.update': async (channel) => {
    const { ts = '' } = await post(channel)
    return client.chat.update({ channel, ts, text: 'Good day.' })
  },
  'files.getUploadURLExternal': () => client.files.getUploadURLExternal({ filename: 'a.png', length: 1 }),
  'files.completeUploadExternal': async (channel_id) => {
    const { file_id = '', upload_url = '' } = await client.files.getUploadURLExternal({
      filename: 'a.png',
      length: 1,
    })
    await fetch(upload_url, { method: 'POST', body: 'x' })
    return client.files.completeUploadExternal({ files: [{ id: file_id }], channel_id })
  },
  'views.open': async () =>
    client.views.open({ trigger_id: await slack.triggerId(slack.people.ann), view: modal }),
  'views.push': async () => {
    const id = await openModal()
    return client.views.push({ trigger_id: await slack.triggerId(slack.people.ann, id), view: modal })
  },
  'views.update': async () => client.views.update({ view_id: await openModal(), view: modal }),
  'views.publish': () => client.views.publish({ user_id: slack.people.ann, view }),
}

async function openModal(): Promise<string> {
  const { view } = await client.views.open({
    trigger_id: await slack.triggerId(slack.people.ann),
    view: modal,
  })
  return view?.id ?? ''
}

function post(channel: string) {
  return client.chat.postMessage({ channel, text: 'Hello.', unfurl_links: false, unfurl_media: false })
}

describe('the scopes of the app', () => {
  it('are enough for every method, in public and private channels', async () => {
    for (const room of [slack.channels.desk, slack.channels.vault])
      for (const call of Object.values(calls)) await expect(call(room)).resolves.toMatchObject({ ok: true })
  })

  it('are enough to look into a direct message', async () => {
    const { channel } = await client.conversations.open({ users: slack.people.ann })
    const { ts = '' } = await post(channel?.id ?? '')
    const direct = { channel: channel?.id ?? '' }
    await expect(client.conversations.history(direct)).resolves.toMatchObject({ ok: true })
    await expect(client.conversations.replies({ ...direct, ts })).resolves.toMatchObject({ ok: true })
  })

  it.each(checkable)(
    'are no more than needed: without %s a method that names it is refused',
    async (scope) => {
      await slack.stop()
      await open(scopes.filter((one) => one !== scope))
      const room = await roomFor(scope)
      for (const method of botScopes[scope]?.methods ?? [])
        await expect(calls[method]?.(room)).rejects.toMatchObject({
          data: { error: 'missing_scope', needed: scope },
        })
    },
  )

  it('are each asked for a reason, and each method stands with one', () => {
    for (const { why } of Object.values(botScopes)) expect(why).not.toBe('')
    const listed = new Set([...Object.values(botScopes).flatMap(({ methods }) => methods), ...freeMethods])
    expect([...listed].sort()).toEqual(Object.keys(calls).sort())
  })

  it('stand for the methods that the source calls, and for no others', () => {
    const called = new Set<string>()
    for (const name of readdirSync('src/bot/slack', { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts')) continue
      const text = readFileSync(`src/bot/slack/${name}`, 'utf8')
      for (const [, method = ''] of text.matchAll(/\bclient\s*\.((?!websocket)[a-z]+\.[a-zA-Z]+)\(/g))
        called.add(method)
    }
    expect([...called].sort()).toEqual(Object.keys(calls).sort())
  })
})

/** A conversation of the kind that the scope is about. */
async function roomFor(scope: string): Promise<string> {
  if (scope.startsWith('groups:')) return slack.channels.vault
  if (!scope.startsWith('im:') || scope === 'im:write') return slack.channels.desk
  const { channel } = await client.conversations.open({ users: slack.people.ann })
  return channel?.id ?? ''
}
