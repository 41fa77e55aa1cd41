import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { Refusal } from '../../../src/domain/errors.ts'
import { minuteMs } from '../../../src/domain/slot.ts'
import { askWorkspace, openWhoIs, type WhoIs, type Workspace } from '../../../src/bot/slack/identity.ts'
import { slackClient } from '../../../src/bot/slack/slack-client.ts'
import type { Sender } from '../../../src/bot/slack/envelope.ts'
import { openSlackApi, type SlackApi } from '../../fakes/slack/web-api.ts'

const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
let api: SlackApi
let now = new Date('2026-11-20T06:00:00Z')

beforeEach(async () => {
  api = await openSlackApi()
  now = new Date('2026-11-20T06:00:00Z')
})
afterEach(() => api.stop())

const client = () => slackClient(api.botToken, { apiUrl: api.url, log })
async function open(workspace: Partial<Workspace> = {}): Promise<WhoIs> {
  const asked = await askWorkspace(client())
  return openWhoIs({
    client: client(),
    workspace: { ...asked, ...workspace },
    clock: { now: () => now },
    log,
  })
}

async function refusalOf(who: WhoIs, sender: Sender): Promise<string> {
  try {
    await who(sender)
  } catch (error) {
    if (error instanceof Refusal) return error.message
    throw error
  }
  return 'none'
}

describe('who reviews', () => {
  it('knows its own workspace from its token', async () => {
    expect(await askWorkspace(client())).toMatchObject({
      team: api.bot.teamId,
      enterprise: null,
      botUser: api.bot.userId,
    })
  })

  it('a member of the workspace does', async () => {
    const who = await open()
    const { ann } = api.people
    expect(await who({ user: ann, team: api.bot.teamId })).toEqual({ surface: 'slack', id: ann })
  })

  it.each([
    ['gus', 'Guests'],
    ['stella', 'another workspace'],
    ['dora', 'deactivated'],
  ] as const)('%s does not, and is told why', async (name, reason) => {
    const sender = { user: api.people[name], team: api.bot.teamId }
    expect(await refusalOf(await open(), sender)).toContain(reason)
  })

  it('somebody whom Slack calls a stranger does not, whatever else it says of them', async () => {
    const who = openWhoIs({
      client: withUser({ id: 'U7', team_id: api.bot.teamId, is_stranger: true }),
      workspace: await askWorkspace(client()),
      clock: { now: () => now },
      log,
    })
    expect(await refusalOf(who, { user: 'U7', team: api.bot.teamId })).toContain('another workspace')
  })

  it('an app does not', async () => {
    const sender = { user: api.bot.userId, team: api.bot.teamId }
    expect(await refusalOf(await open(), sender)).toContain('a person has to press')
  })

  it.each(['T0ELSEWHERE', null])(
    'somebody with the id of a reviewer, whose workspace is %j by the envelope, does not, and Slack is not even asked',
    async (team) => {
      expect(await refusalOf(await open(), { user: api.people.ann, team })).toContain('another workspace')
      expect(api.calls('users.info')).toHaveLength(0)
    },
  )

  it('in an organisation, members of its other workspaces do, and nobody else', async () => {
    const who = await open({ team: 'T0FIRST', enterprise: 'E0HARBOUR' })
    const { ann } = api.people
    expect(await refusalOf(who, { user: ann, team: api.bot.teamId })).toContain('another workspace')
    const grid = openWhoIs({
      client: withUser({ id: ann, team_id: 'T0SECOND', enterprise_user: { enterprise_id: 'E0HARBOUR' } }),
      workspace: { ...(await askWorkspace(client())), team: 'T0FIRST', enterprise: 'E0HARBOUR' },
      clock: { now: () => now },
      log,
    })
    expect(await grid({ user: ann, team: 'T0SECOND' })).toEqual({ surface: 'slack', id: ann })
  })
})

describe('asking Slack who somebody is', () => {
  it('happens once in five minutes, however many clicks come at once', async () => {
    const who = await open()
    const sender = { user: api.people.ann, team: api.bot.teamId }
    await Promise.all(Array.from({ length: 20 }, () => who(sender)))
    now = new Date(now.getTime() + 5 * minuteMs - 1)
    await who(sender)
    expect(api.calls('users.info')).toHaveLength(1)
    now = new Date(now.getTime() + 1)
    await who(sender)
    expect(api.calls('users.info')).toHaveLength(2)
  })

  it('happens anew where the clock was set back: an answer of later counts for nothing', async () => {
    const who = await open()
    const sender = { user: api.people.ann, team: api.bot.teamId }
    await who(sender)
    now = new Date(now.getTime() - 60 * minuteMs)
    await who(sender)
    expect(api.calls('users.info')).toHaveLength(2)
  })

  it('lets nobody in where it fails, and asks again the next time', async () => {
    const who = await open()
    const sender = { user: api.people.ann, team: api.bot.teamId }
    api.fault('users.info', { kind: 'status', status: 500 })
    expect(await refusalOf(who, sender)).toContain('Please try again')
    expect(await refusalOf(who, sender)).toBe('none')
    // A fresh answer stands in while Slack cannot be asked.
    api.fault('users.info', { kind: 'drop' }, 5)
    expect(await refusalOf(who, sender)).toBe('none')
    now = new Date(now.getTime() + 6 * minuteMs)
    expect(await refusalOf(who, sender)).toContain('Please try again')
  })
})

/** A client that is answered so about everybody: the emulator has no organisations. */
function withUser(user: object) {
  const options = { apiUrl: api.url, log }
  const one = slackClient(api.botToken, options)
  return Object.assign(one, { users: { ...one.users, info: async () => ({ ok: true, user }) } })
}
