import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { tellingFetch } from '../../../src/bot/chat/telling-fetch.ts'
import type { Check } from '../../../src/bot/check.ts'
import { checkSlack, type SlackAccess } from '../../../src/bot/slack/check-slack.ts'
import { botScopes } from '../../../src/bot/slack/scopes.ts'
import { clientOptions } from '../../../src/bot/slack/slack-client.ts'
import type { Brand, Reviewer } from '../../../src/domain/brand.ts'
import { openSlackApi, type SlackApi } from '../../fakes/slack/web-api.ts'
import { openSocketServer, type SocketServer } from '../../fakes/slack/socket-server.ts'
import { harbour } from '../desk.ts'

const quiet = { info: () => {}, warn: () => {}, error: () => {} }

let api: SlackApi
let slack: SocketServer

async function open(scopes?: readonly string[]): Promise<void> {
  api = await openSlackApi(scopes)
  slack = await openSocketServer(api.url)
}
async function close(): Promise<void> {
  await slack.stop()
  await api.stop()
}
beforeEach(() => open())
afterEach(close)

/** Ann and Ben review in #desk. */
function brand(fields: Partial<Brand> = {}): Brand {
  const ids: Readonly<Record<string, string>> = { 'Ann Lee': api.people.ann, 'Ben Okafor': api.people.ben }
  const reviewers = harbour.reviewers
    .slice(0, 2)
    .map((one): Reviewer => ({ ...one, ids: { slack: ids[one.name] ?? '' } }))
  return { ...harbour, reviewers, rooms: [{ surface: 'slack', channel: api.channels.desk }], ...fields }
}

function inRoom(channel: string): Brand {
  return brand({ rooms: [{ surface: 'slack', channel }] })
}

function reviewedBy(slackId: string | null): Brand {
  const [ann, ben] = brand().reviewers
  if (!ann || !ben) throw new Error('nobody reviews')
  return brand({ reviewers: [ann, { ...ben, ids: slackId === null ? {} : { slack: slackId } }] })
}

function check(access: Partial<SlackAccess> = {}): Promise<readonly Check[]> {
  return checkSlack({
    botToken: api.botToken,
    appToken: 'xapp-test',
    options: clientOptions({ apiUrl: slack.apiUrl, log: quiet, timeoutMs: 600_000 }),
    brands: [brand()],
    now: () => new Date(),
    ...access,
  })
}

/** Gives up calls of `method`, and waits for all others, however slow a busy machine is. */
function impatientWith(method: string): SlackAccess['options'] {
  return {
    ...clientOptions({ apiUrl: slack.apiUrl, log: quiet, timeoutMs: 100 }),
    fetch: (url, init) => tellingFetch(url, String(url).endsWith(method) ? init : { ...init, signal: null }),
  }
}

function flawsOf(checks: readonly Check[]): readonly Check[] {
  return checks.filter(({ status }) => status !== 'ok')
}

/** The one check that is not all right, as a person reads it. */
function flaw(checks: readonly Check[]): string {
  const found = flawsOf(checks)
  expect(found).toHaveLength(1)
  return found.map(({ name, status, found: what, mend }) => `${name} ${status}: ${what} -> ${mend}`).join()
}

describe('a Slack that is set up well', () => {
  it('passes every check, by name', async () => {
    const checks = await check()
    expect(flawsOf(checks)).toEqual([])
    expect(checks.map(({ name, found }) => `${name}: ${found}`)).toEqual([
      'slack token: @greenroom in North Harbour',
      "slack clock: this machine's clock agrees with Slack's",
      `slack scopes: all ${Object.keys(botScopes).length} that are needed`,
      'slack socket: Slack opens sockets for SLACK_APP_TOKEN',
      'slack room: the bot is in #desk of North Harbour Coffee',
      'slack people: North Harbour Coffee: every reviewer is a member of the workspace',
      'slack uploads: charts can be uploaded',
    ])
  })

  it('asks no socket where clicks come by requests', async () => {
    const checks = await check({ appToken: null })
    expect(flawsOf(checks)).toEqual([])
    expect(checks.map(({ name }) => name)).not.toContain('slack socket')
    expect(slack.opens()).toBe(0)
  })

  it('is shown nothing by a check: no message, no file, no window', async () => {
    await check()
    const asked = new Set(api.calls().map(({ method }) => method))
    expect([...asked].toSorted()).toEqual([
      'auth.test',
      'conversations.info',
      'files.getUploadURLExternal',
      'users.info',
    ])
    expect(await api.messages(api.channels.desk)).toEqual([])
  })
})

describe('what is wrong is named, with what to click', () => {
  it.each(['invalid_auth', 'token_revoked', 'account_inactive'])('the bot token: %s', async (code) => {
    api.fault('auth.test', { kind: 'error', code })
    expect(flaw(await check())).toMatch(
      new RegExp(`^slack token failed: Slack says ${code} -> .*OAuth & Permissions.*SLACK_BOT_TOKEN`),
    )
  })

  it('a bot token that is another one altogether', async () => {
    expect(flaw(await check({ botToken: 'xoxb-another' }))).toContain('Slack says invalid_auth')
  })

  it('the token of a person in place of that of the bot', async () => {
    expect(flaw(await check({ botToken: 'xoxp-admin' }))).toMatch(/not that of a bot -> .*xoxb-/)
  })

  it.each(Object.keys(botScopes))('a scope that is missing: %s', async (scope) => {
    await close()
    await open(Object.keys(botScopes).filter((one) => one !== scope))
    const [first] = flawsOf(await check())
    expect(first).toMatchObject({ name: 'slack scopes', status: 'failed', found: `missing: ${scope}` })
    expect(first?.mend).toMatch(/Bot Token Scopes: add it, then Reinstall to Workspace/)
  })

  it.each([
    ['invalid_auth', /not valid.*Basic Information/],
    ['missing_scope', /connections:write/],
    ['socket_mode_is_off', /Enable Socket Mode.*Generate Token and Scopes with connections:write/],
  ])('the app token: %s', async (code, mend) => {
    slack.refuseOpens({ body: { ok: false, error: code } })
    const said = flaw(await check())
    expect(said).toContain(`slack socket failed: Slack says ${code} -> `)
    expect(said).toMatch(mend)
  })

  it('a room that the bot is not in', async () => {
    const said = flaw(await check({ brands: [inRoom(api.channels.elsewhere)] }))
    expect(said).toBe(
      'slack room failed: the bot is not in #elsewhere of North Harbour Coffee -> write /invite @Greenroom in that channel',
    )
  })

  it('a private room that the bot was removed from, which Slack says it does not know', async () => {
    await api.removeBot(api.channels.vault)
    expect(flaw(await check({ brands: [inRoom(api.channels.vault)] }))).toMatch(
      /channel_not_found -> .*private channel.*\/invite @Greenroom/,
    )
  })

  it('a room that there is not', async () => {
    expect(flaw(await check({ brands: [inRoom('C0NOWHERE')] }))).toMatch(
      /^slack room C0NOWHERE failed: Slack says channel_not_found -> .*Channel ID at the very bottom.*North Harbour Coffee/,
    )
  })

  it('an archived room', async () => {
    await api.archive(api.channels.desk)
    expect(flaw(await check())).toMatch(/#desk of North Harbour Coffee is archived -> unarchive it/)
  })

  it('a room that another organization sees, as a warning', async () => {
    api.describe(api.channels.desk, { is_ext_shared: true })
    expect(flaw(await check())).toMatch(/^slack room warning: .*shared with another organization -> /)
  })

  it.each([
    ['gus', 'is a guest, and guests do not review'],
    ['stella', 'belongs to another workspace'],
    ['dora', 'is deactivated'],
  ] as const)('a reviewer who may not review: %s', async (person, reason) => {
    const id = api.people[person]
    const said = flaw(await check({ brands: [reviewedBy(id)] }))
    expect(said).toContain(`slack people failed: North Harbour Coffee: Ben Okafor (${id}) ${reason}`)
    expect(said).toContain('Copy member ID')
  })

  it('a reviewer who is a bot', async () => {
    api.describe(api.people.ben, { is_bot: true })
    expect(flaw(await check())).toContain(`Ben Okafor (${api.people.ben}) is an app`)
  })

  it('a reviewer whom Slack does not know', async () => {
    expect(flaw(await check({ brands: [reviewedBy('U0NOBODY')] }))).toContain(
      'Ben Okafor (U0NOBODY) is not known to Slack',
    )
  })

  it('a reviewer without an id, as a warning; all of them, as a failure', async () => {
    expect(flaw(await check({ brands: [reviewedBy(null)] }))).toMatch(
      /^slack people warning: North Harbour Coffee: no id on Slack for Ben Okafor -> /,
    )
    const nobody = brand({ reviewers: harbour.reviewers.map((one) => ({ ...one, ids: {} })) })
    expect(flaw(await check({ brands: [nobody] }))).toMatch(/^slack people failed: .*nobody can decide there/)
  })

  it('uploads that the workspace does not allow', async () => {
    api.fault('files.getUploadURLExternal', { kind: 'error', code: 'file_uploads_disabled' })
    expect(flaw(await check())).toMatch(/^slack uploads failed: .*ask an administrator.*charts/)
  })

  it.each([
    [600_000, '10 min ahead of'],
    [-600_000, '10 min behind'],
  ])('a clock that is off by %d ms', async (aheadMs, words) => {
    expect(flaw(await check({ now: () => new Date(Date.now() + aheadMs) }))).toMatch(
      new RegExp(`^slack clock failed: this machine's clock is ${words} Slack's -> .*NTP`),
    )
  })

  it('a clock that is off, also where the token is wrong', async () => {
    const checks = await check({ botToken: 'xoxb-another', now: () => new Date(0) })
    expect(checks.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'slack token failed',
      'slack clock failed',
    ])
  })

  it('of several brands each by its name', async () => {
    const other = { ...inRoom(api.channels.elsewhere), id: 'other', name: 'Other Brand' }
    expect(flaw(await check({ brands: [brand(), other] }))).toContain('#elsewhere of Other Brand')
  })
})

describe('a Slack that cannot be asked', () => {
  it('is one failure, of the token, that names the network', async () => {
    await slack.stop()
    expect(flaw(await check())).toMatch(
      /^slack token failed: Slack could not be asked\. Slack cannot be reached: .* -> look at this machine's way to the internet/,
    )
  })

  it.each([
    ['hangs', { kind: 'hang' }],
    ['drops the connection', { kind: 'drop' }],
    ['answers with a page', { kind: 'garbage' }],
    ['answers 503', { kind: 'status', status: 503 }],
    ['asks for patience', { kind: 'rate_limited', retryAfter: 30 }],
    ['has an accident', { kind: 'error', code: 'internal_error' }],
    ['answers half', { kind: 'half_answer' }],
  ] as const)('is a failed check, and never thrown, whichever call it is: it %s', async (_, fault) => {
    for (const method of [
      'auth.test',
      'conversations.info',
      'users.info',
      'files.getUploadURLExternal',
    ] as const) {
      api.fault(method, fault)
      const access = fault.kind === 'hang' ? { options: impatientWith(method) } : {}
      expect(flaw(await check(access))).toMatch(
        / failed: Slack (?:could not be asked|says internal_error).*-> .*try again/,
      )
    }
  })
})
