import { createEmulator } from 'emulate'
import type { Workspace } from '../../../src/bot/slack/identity.ts'
import { botScopes } from '../../../src/bot/slack/scopes.ts'
import { openFaultProxy, type FaultProxy, type Heard } from './fault-proxy.ts'
import { amended, refusalOf, type Answer, type Strictness } from './strictness.ts'

/** A message as a person in the room sees it, with what only the API shows. */
export type SeenMessage = {
  readonly ts: string
  readonly user: string
  readonly text: string
  readonly blocks?: readonly Readonly<Record<string, unknown>>[]
  readonly metadata?: {
    readonly event_type: string
    readonly event_payload: Readonly<Record<string, unknown>>
  }
  readonly files?: readonly SeenFile[]
  readonly thread_ts?: string
  readonly edited?: object
}
export type SeenFile = {
  readonly id: string
  readonly name: string
  readonly title: string
  readonly alt_txt?: string
}
export type SeenView = {
  readonly id: string
  readonly type: string
  readonly hash: string
  readonly callback_id?: string
  readonly private_metadata?: string
  readonly blocks: readonly Readonly<Record<string, unknown>>[]
}

export type SlackApi = Pick<FaultProxy, 'fault' | 'misbehave'> & {
  /** Ends in `/api/`. */
  readonly url: string
  readonly botToken: string
  readonly bot: { readonly id: string; readonly userId: string; readonly teamId: string }
  /** As `auth.test` tells it. */
  readonly workspace: Workspace
  /** `desk` is public, `vault` private; the bot is in both. `elsewhere` is public, without it. */
  readonly channels: Readonly<Record<'desk' | 'vault' | 'elsewhere', string>>
  /**
   * Ids of people; `gus` is a guest, `stella` comes from another workspace, `dora` has left, `gwen` is in another workspace of the
   * organisation E0HARBOUR, `otto` in one of another organisation, `robin` is an app.
   */
  readonly people: Readonly<Record<PersonName, string>>
  /** Every call, in the order of the answers. */
  readonly calls: (method?: string) => readonly Heard[]
  /** The top level of a channel, oldest first. */
  readonly messages: (channel: string) => Promise<readonly SeenMessage[]>
  /** What stands in a thread, oldest first, without its parent. */
  readonly thread: (channel: string, ts: string) => Promise<readonly SeenMessage[]>
  /** What the bot and a person have written to each other. */
  readonly dm: (user: string) => Promise<readonly SeenMessage[]>
  /** What the person sees who opens the app's home; null before it was published. */
  readonly home: (user: string) => SeenView | null
  /** Modals that were opened, each as it stands now. */
  readonly views: () => readonly SeenView[]
  /**
   * As a press of that person would bring it, in the modal `viewId` where one is given: good for one modal. Slack's three seconds begin with its
   * first use, or a busy machine would use them up.
   */
  readonly triggerId: (user: string, viewId?: string) => Promise<string>
  /** An administrator, who is no bot, writes this. Answers with its `ts`. */
  readonly say: (channel: string, fields: Readonly<Record<string, unknown>>) => Promise<string>
  /** The message is deleted, as by somebody in the room. */
  readonly remove: (channel: string, ts: string) => Promise<void>
  readonly removeBot: (channel: string) => Promise<void>
  readonly inviteBot: (channel: string) => Promise<void>
  readonly archive: (channel: string) => Promise<void>
  /** Files that are brought now are not ready to be shown before `finishFiles`. */
  readonly keepFilesBusy: () => void
  readonly finishFiles: () => void
  /** The file is deleted, as by somebody in the workspace. */
  readonly removeFile: (id: string) => void
  /** From now on a person, or a channel, has these fields as well. */
  readonly describe: (id: string, fields: Readonly<Record<string, unknown>>) => void
  /** Throws if any call broke one of Slack's sizes, or a rule of ours about what goes along with a message. */
  readonly stop: () => Promise<void>
}

const bot = { id: 'B0GREENROOM', userId: 'U0GREENROOM', teamId: 'T000000001' }
const tokens = { bot: 'xoxb-greenroom-test', reader: 'xoxb-reads-all', admin: 'xoxp-admin' }
const people = [
  'ann',
  'ben',
  'gus',
  'stella',
  'dora',
  'eve',
  'sam',
  'gwen',
  'otto',
  'robin',
  'vic',
  'uma',
] as const
export type PersonName = (typeof people)[number]
const told: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  gus: { is_restricted: true },
  stella: { team_id: 'T0ELSEWHERE', is_stranger: true },
  dora: { deleted: true },
  gwen: { team_id: 'T0SECOND', enterprise_user: { enterprise_id: 'E0HARBOUR' } },
  otto: { team_id: 'T0THIRD', enterprise_user: { enterprise_id: 'E0OTHER' } },
  robin: { is_bot: true },
}

/**
 * Slack's Web API on loopback with strict scopes, behind a proxy that records, spoils what it is told to, and is as strict as Slack where
 * the emulator is not: sizes, tokens, membership, `oldest`, metadata only on request, pages of a thread.
 */
export async function openSlackApi(scopes: readonly string[] = Object.keys(botScopes)): Promise<SlackApi> {
  const emulator = await createEmulator({
    service: 'slack',
    port: 0,
    hostname: '127.0.0.1',
    seed: seed(scopes),
  })
  const base = `http://127.0.0.1:${new URL(emulator.url).port}`
  const views = new Map<string, SeenView>()
  const homes = new Map<string, SeenView>()
  const joined = new Set<string>()
  const overlay = new Map<string, Readonly<Record<string, unknown>>>()
  const rooms = new Map<string, Readonly<Record<string, unknown>>>()
  const files: Strictness['files'] = new Map()
  /** Each makes the emulator's own once, by the name that it goes under. */
  const triggers = new Map<string, () => Promise<string>>()
  let filesAre: 'busy' | 'ready' = 'ready'
  const strictness: Strictness = {
    bot,
    tokens: Object.values(tokens),
    joined,
    people: overlay,
    rooms,
    files,
    filesAre: () => filesAre,
    breaches: [],
    proxyUrl: () => proxy.url,
  }

  async function ask(method: string, args: Readonly<Record<string, unknown>>, token: string) {
    const response = await fetch(`${base}/api/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(args),
    })
    return (await response.json()) as Answer
  }
  async function must(method: string, args: Readonly<Record<string, unknown>>, token: string) {
    const answer = await ask(method, args, token)
    if (!answer.ok) throw new Error(`${method}: ${String(answer.error)}`)
    return answer
  }

  const proxy = await openFaultProxy(
    async (call, body, headers) => {
      if (call.method === 'upload') {
        const path = String(call.args.path)
        const response = await fetch(base + path, { method: 'POST', headers, body: new Uint8Array(body) })
        return { ok: response.ok }
      }
      const refusal = refusalOf(call, strictness)
      if (refusal) return { ok: false, error: refusal }
      // The emulator calls it as the library's types do, which Slack would drop without a word.
      const { alt_txt, alt_text: _, ...args } = call.args
      const trigger = await triggers.get(String(args.trigger_id))?.()
      const more = { ...(alt_txt ? { alt_text: alt_txt } : {}), ...(trigger ? { trigger_id: trigger } : {}) }
      const answer = await ask(call.method, { ...args, ...more }, call.token ?? '')
      if (answer.ok && isView(answer.view)) {
        if (call.method === 'views.publish') homes.set(String(call.args.user_id), answer.view)
        else views.set(answer.view.id, answer.view)
      }
      return amended(call, answer, strictness)
    },
    { 'x-oauth-scopes': scopes.join(',') },
  )

  const ids = await seededIds(must)
  for (const name of people) overlay.set(ids.people[name], told[name] ?? {})
  const invite = async (channel: string) => {
    await must('conversations.invite', { channel, users: bot.userId }, tokens.admin)
    joined.add(channel)
  }
  for (const name of ['desk', 'vault'] as const) await invite(ids.channels[name])

  return {
    url: `${proxy.url}/api/`,
    botToken: tokens.bot,
    bot,
    workspace: {
      team: bot.teamId,
      enterprise: null,
      botId: bot.id,
      botUser: bot.userId,
      url: 'https://north-harbour.slack.com/',
    },
    channels: ids.channels,
    people: ids.people,
    fault: proxy.fault,
    misbehave: proxy.misbehave,
    calls: (method) => proxy.heard.filter((one) => method === undefined || one.method === method),
    messages: (channel) => history(must, channel),
    async thread(channel, ts) {
      const { messages } = await must('conversations.replies', { channel, ts }, tokens.reader)
      return (messages as readonly SeenMessage[]).filter((one) => one.ts !== ts)
    },
    async dm(user) {
      const opened = await ask('conversations.open', { users: user, prevent_creation: true }, tokens.reader)
      return opened.ok ? history(must, (opened.channel as { readonly id: string }).id) : []
    },
    home: (user) => homes.get(user) ?? null,
    views: () => [...views.values()],
    async triggerId(user, viewId) {
      const name = `${triggers.size + 1}.${user}.0123456789abcdef`
      let made: Promise<string> | null = null
      const make = async () => {
        const asked = { user_id: user, view_id: viewId }
        return String((await must('views.generateTriggerId', asked, tokens.bot)).trigger_id)
      }
      triggers.set(name, () => (made ??= make()))
      return name
    },
    async say(channel, fields) {
      return String((await must('chat.postMessage', { channel, ...fields }, tokens.admin)).ts)
    },
    async remove(channel, ts) {
      await must('chat.delete', { channel, ts }, tokens.reader)
    },
    async removeBot(channel) {
      await must('conversations.kick', { channel, user: bot.userId }, tokens.admin)
      joined.delete(channel)
    },
    inviteBot: invite,
    async archive(channel) {
      await must('conversations.archive', { channel }, tokens.admin)
    },
    keepFilesBusy() {
      filesAre = 'busy'
    },
    finishFiles() {
      filesAre = 'ready'
      for (const id of files.keys()) files.set(id, 'ready')
    },
    removeFile: (id) => void files.delete(id),
    describe(id, fields) {
      const of = id.startsWith('C') || id.startsWith('G') ? rooms : overlay
      of.set(id, { ...of.get(id), ...fields })
    },
    async stop() {
      await proxy.stop()
      await emulator.close()
      const { breaches } = strictness
      if (breaches.length > 0) throw new Error(`Slack would have refused:\n${breaches.join('\n')}`)
    },
  }
}

type Must = (method: string, args: Readonly<Record<string, unknown>>, token: string) => Promise<Answer>

function seed(scopes: readonly string[]) {
  const all = {
    type: 'bot',
    user_id: bot.userId,
    bot_id: bot.id,
    bot_user_id: bot.userId,
    app_id: 'A0GREENROOM',
  }
  return {
    slack: {
      strict_scopes: true,
      team: { name: 'North Harbour', domain: 'north-harbour' },
      users: people.map((name) => ({ name, real_name: name.charAt(0).toUpperCase() + name.slice(1) })),
      channels: [{ name: 'desk' }, { name: 'vault', is_private: true }, { name: 'elsewhere' }],
      oauth_apps: [
        {
          client_id: '1.2',
          client_secret: 'none',
          app_id: 'A0GREENROOM',
          name: 'Greenroom',
          redirect_uris: [],
          scopes,
          bot_id: bot.id,
          bot_user_id: bot.userId,
        },
      ],
      // Without scopes of its own a token has them all.
      tokens: [
        { token: tokens.bot, scopes, ...all },
        { token: tokens.reader, ...all },
        { token: tokens.admin, type: 'user', user_id: 'U000000001' },
      ],
    },
  }
}

async function seededIds(must: Must): Promise<Pick<SlackApi, 'channels' | 'people'>> {
  const { members } = await must('users.list', { limit: 100 }, tokens.admin)
  const types = 'public_channel,private_channel'
  const { channels } = await must('conversations.list', { types, limit: 100 }, tokens.admin)
  const idIn = (list: unknown, name: string) => {
    const found = (list as readonly { readonly id: string; readonly name: string }[]).find(
      (one) => one.name === name,
    )
    if (!found) throw new Error(`nothing is called ${name}`)
    return found.id
  }
  return {
    people: Object.fromEntries(people.map((name) => [name, idIn(members, name)])) as Record<
      PersonName,
      string
    >,
    channels: {
      desk: idIn(channels, 'desk'),
      vault: idIn(channels, 'vault'),
      elsewhere: idIn(channels, 'elsewhere'),
    },
  }
}

async function history(must: Must, channel: string): Promise<readonly SeenMessage[]> {
  const { messages } = await must('conversations.history', { channel, limit: 1000 }, tokens.reader)
  return (messages as readonly SeenMessage[])
    .filter((one) => !('subtype' in one) || one.subtype === 'file_share')
    .toReversed()
}

function isView(value: unknown): value is SeenView {
  return typeof value === 'object' && value !== null && 'id' in value
}
