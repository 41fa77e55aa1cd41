import { WebClient, WebAPIPlatformError, type WebClientOptions } from '@slack/web-api'
import type { Brand, Reviewer } from '../../domain/brand.ts'
import type { Check } from '../check.ts'
import { botScopes as scopes } from './scopes.ts'

export type SlackAccess = {
  readonly botToken: string
  /** Null where clicks come by requests. */
  readonly appToken: string | null
  readonly options: WebClientOptions
  /** Brands with a room on Slack. */
  readonly brands: readonly Brand[]
  readonly now: () => Date
}

/** Looks at all that the rooms on Slack need. Nothing is shown to anybody there. */
export async function checkSlack(access: SlackAccess): Promise<readonly Check[]> {
  const client = new WebClient(access.botToken, access.options)
  const opened = await checkToken(access, client)
  if (!opened.team) return [opened.check]
  const { team } = opened
  const checks = [opened.check, checkScopes(opened.granted)]
  if (access.appToken !== null) checks.push(await checkAppToken(access, access.appToken))
  for (const brand of access.brands) {
    for (const { surface, channel } of brand.rooms)
      if (surface === 'slack') checks.push(await checkRoom(client, brand, channel))
    checks.push(await checkReviewers(client, brand, team))
  }
  checks.push(await checkUpload(client))
  return checks
}

/** Slack's signatures, and our own slots, need a clock that is right. */
const clockSlackMs = 60_000

type Opened =
  | { readonly team: string; readonly granted: readonly string[] | null; readonly check: Check }
  | { readonly team: null; readonly check: Check }

async function checkToken({ now }: SlackAccess, client: WebClient): Promise<Opened> {
  const name = 'slack token'
  try {
    const { team, team_id: teamId, user, response_metadata: metadata } = await client.auth.test()
    if (!teamId || !user) return { team: null, check: failed(name, 'Slack named no workspace', tokenMend) }
    const check = ok(name, `@${user} in ${team ?? teamId}`)
    return { team: teamId, granted: metadata?.scopes ?? null, check: await withClock(client, check, now) }
  } catch (error) {
    return { team: null, check: failedCall(name, error, tokenMend) }
  }
}

async function withClock(client: WebClient, check: Check, now: () => Date): Promise<Check> {
  const answer = await fetch(new URL('api.test', client.slackApiUrl), { method: 'POST' }).catch(() => null)
  const theirs = Date.parse(answer?.headers.get('date') ?? '')
  const aheadMs = now().getTime() - theirs
  if (Number.isNaN(theirs) || Math.abs(aheadMs) < clockSlackMs) return check
  const minutes = Math.round(Math.abs(aheadMs) / 60_000)
  return failed(
    'slack clock',
    `this machine's clock is ${minutes} min ${aheadMs > 0 ? 'ahead of' : 'behind'} Slack's`,
    'set the clock of this machine (NTP): requests that are signed at another time are refused',
  )
}

function checkScopes(granted: readonly string[] | null): Check {
  const name = 'slack scopes'
  if (granted === null)
    return { name, status: 'warning', found: 'Slack did not say which it gave', mend: null }
  const missing = Object.keys(scopes).filter((scope) => !granted.includes(scope))
  if (missing.length === 0) return ok(name, `all ${Object.keys(scopes).length} that are needed`)
  const mend = `at api.slack.com/apps, your app, OAuth & Permissions, Bot Token Scopes: add ${missing.length === 1 ? 'it' : 'them'}, then Reinstall to Workspace at the top of that page`
  return failed(name, `missing: ${missing.join(', ')}`, mend)
}

async function checkAppToken({ options }: SlackAccess, appToken: string): Promise<Check> {
  const name = 'slack socket'
  const mend =
    'at api.slack.com/apps, your app: switch on Socket Mode, then Basic Information, App-Level Tokens: generate one with connections:write and set it as SLACK_APP_TOKEN'
  try {
    await new WebClient(appToken, options).apps.connections.open({})
    return ok(name, 'Slack opens sockets for SLACK_APP_TOKEN')
  } catch (error) {
    return failedCall(name, error, mend)
  }
}

async function checkRoom(client: WebClient, brand: Brand, channel: string): Promise<Check> {
  const name = 'slack room'
  const idMend = `in Slack: the channel's name, About, Channel ID at the very bottom: copy it into the brand file of ${brand.name}; a private channel is known only once the bot is in it: write /invite @Greenroom there`
  try {
    const { channel: found } = await client.conversations.info({ channel })
    const room = `#${found?.name ?? channel} of ${brand.name}`
    if (found?.is_archived)
      return failed(name, `${room} is archived`, 'unarchive it, or name another channel')
    if (found?.is_member === false)
      return failed(name, `the bot is not in ${room}`, `write /invite @Greenroom in that channel`)
    if (found?.is_ext_shared) {
      const mend =
        'people of other organizations see the cards there, and cannot decide: a channel of your own is better'
      return { name, status: 'warning', found: `${room} is shared with another organization`, mend }
    }
    return ok(name, `the bot is in ${room}`)
  } catch (error) {
    return failedCall(`${name} ${channel}`, error, idMend)
  }
}

async function checkReviewers(client: WebClient, brand: Brand, team: string): Promise<Check> {
  const name = 'slack people'
  const wrong: string[] = []
  const absent: string[] = []
  for (const reviewer of brand.reviewers) {
    if (!reviewer.ids.slack) absent.push(reviewer.name)
    else wrong.push(...(await flawOf(client, reviewer, reviewer.ids.slack, team)))
  }
  const mend =
    "in Slack: the person's profile, More, Copy member ID; put it into the brand file under reviewers, ids, slack"
  if (wrong.length > 0) return failed(name, `${brand.name}: ${wrong.join('; ')}`, mend)
  if (absent.length === brand.reviewers.length)
    return failed(name, `${brand.name}: no reviewer has an id on Slack, so nobody can decide there`, mend)
  if (absent.length > 0)
    return { name, status: 'warning', found: `${brand.name}: no id on Slack for ${absent.join(', ')}`, mend }
  return ok(name, `${brand.name}: every reviewer is known to Slack`)
}

async function flawOf(
  client: WebClient,
  { name }: Reviewer,
  id: string,
  team: string,
): Promise<readonly string[]> {
  try {
    const { user } = await client.users.info({ user: id })
    if (user?.deleted) return [`${name} (${id}) has left the workspace`]
    if (user?.is_bot) return [`${name} (${id}) is a bot`]
    if (user?.is_restricted || user?.is_ultra_restricted)
      return [`${name} (${id}) is a guest; guests do not review`]
    if (user?.is_stranger || (user?.team_id && user.team_id !== team && !user.enterprise_user))
      return [`${name} (${id}) belongs to another workspace`]
    return []
  } catch (error) {
    return [`${name} (${id}): ${codeOf(error)}`]
  }
}

/** Only the last of an upload's three steps shows anything; this is the first. */
async function checkUpload(client: WebClient): Promise<Check> {
  const name = 'slack uploads'
  try {
    await client.files.getUploadURLExternal({ filename: 'check.png', length: 1 })
    return ok(name, 'charts can be uploaded')
  } catch (error) {
    return failedCall(name, error, 'add the scope files:write, then reinstall the app')
  }
}

const tokenMend =
  'at api.slack.com/apps, your app, OAuth & Permissions: install the app to the workspace, copy the Bot User OAuth Token and set it as SLACK_BOT_TOKEN'

function ok(name: string, found: string): Check {
  return { name, status: 'ok', found, mend: null }
}

function failed(name: string, found: string, mend: string): Check {
  return { name, status: 'failed', found, mend }
}

/** A call that Slack refused is mended as its place says; one that never reached Slack is the network's matter. */
function failedCall(name: string, error: unknown, mend: string): Check {
  if (error instanceof WebAPIPlatformError) return failed(name, `Slack says ${codeOf(error)}`, mend)
  return failed(name, 'Slack could not be reached', `look at the network of this machine: ${codeOf(error)}`)
}

function codeOf(error: unknown): string {
  if (error instanceof WebAPIPlatformError) return error.data.error
  return error instanceof Error ? error.message : String(error)
}
