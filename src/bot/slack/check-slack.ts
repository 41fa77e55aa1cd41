import { WebClient, WebAPIPlatformError, type FetchFunction, type WebClientOptions } from '@slack/web-api'
import { ZodError } from 'zod'
import type { Brand } from '../../domain/brand.ts'
import { clockChecks } from '../chat/check-clock.ts'
import { checkPeople } from '../chat/check-people.ts'
import { failed, ok, warning, type Check } from '../check.ts'
import { flawOf, readMember, readWorkspace, type Flaw, type Workspace } from './identity.ts'
import { botScopes } from './scopes.ts'
import { appTokenMends } from './sockets.ts'
import { troubleOf } from './web-answers.ts'

export type SlackAccess = {
  readonly botToken: string
  /** Null where clicks come by requests. */
  readonly appToken: string | null
  readonly options: WebClientOptions
  /** Brands with a room on Slack. */
  readonly brands: readonly Brand[]
  readonly now: () => Date
}

/**
 * Looks at all that the rooms on Slack need. Nothing is shown to anybody there, and nothing is thrown: what Slack refuses or cannot be asked
 * is a failed check.
 */
export async function checkSlack(access: SlackAccess): Promise<readonly Check[]> {
  const { appToken, brands, options } = access
  const clock = watchClock(access)
  const client = new WebClient(access.botToken, clock.options)
  const opened = await checkToken(client)
  if (!opened.workspace) return [opened.check, ...clock.checks()]
  const checks = [opened.check, ...clock.checks(), checkScopes(opened.granted)]
  if (appToken !== null) checks.push(await checkAppToken(new WebClient(appToken, options)))
  for (const brand of brands) {
    for (const { surface, channel } of brand.rooms)
      if (surface === 'slack') checks.push(await checkRoom(client, brand, channel))
    checks.push(await checkReviewers(client, brand, opened.workspace))
  }
  checks.push(await checkUpload(client))
  return checks
}

type Opened =
  | { readonly workspace: Workspace; readonly granted: readonly string[] | null; readonly check: Check }
  | { readonly workspace: null; readonly check: Check }

async function checkToken(client: WebClient): Promise<Opened> {
  const name = 'slack token'
  try {
    const answer = await client.auth.test()
    const workspace = readWorkspace(answer)
    const check = ok(name, `@${answer.user ?? workspace.botUser} in ${answer.team ?? workspace.team}`)
    return { workspace, granted: answer.response_metadata?.scopes ?? null, check }
  } catch (error) {
    if (error instanceof ZodError) {
      const mend = `${atYourApp}, OAuth & Permissions: copy the Bot User OAuth Token (xoxb-...) into SLACK_BOT_TOKEN`
      return { workspace: null, check: failed(name, 'the token is not that of a bot', mend) }
    }
    return { workspace: null, check: failedCall(name, error) }
  }
}

/** Compares the clock with the one of Slack by its first answer. */
function watchClock({ options, now }: SlackAccess): {
  readonly options: WebClientOptions
  readonly checks: () => readonly Check[]
} {
  let aheadMs = NaN
  const ask: FetchFunction = options.fetch ?? fetch
  const watching: FetchFunction = async (url, init) => {
    const response = await ask(url, init)
    if (Number.isNaN(aheadMs)) aheadMs = now().getTime() - Date.parse(response.headers.get('date') ?? '')
    return response
  }
  return { options: { ...options, fetch: watching }, checks: () => clockChecks('slack', aheadMs) }
}

function checkScopes(granted: readonly string[] | null): Check {
  const name = 'slack scopes'
  if (granted === null)
    return warning(
      name,
      'Slack did not say which the token has',
      `${atYourApp}, OAuth & Permissions, Scopes: compare with slack-manifest.yaml`,
    )
  const missing = Object.keys(botScopes).filter((scope) => !granted.includes(scope))
  if (missing.length === 0) return ok(name, `all ${Object.keys(botScopes).length} that are needed`)
  const mend = `${atYourApp}, OAuth & Permissions, Bot Token Scopes: add ${missing.length === 1 ? 'it' : 'them'}, then Reinstall to Workspace at the top of that page`
  return failed(name, `missing: ${missing.join(', ')}`, mend)
}

async function checkAppToken(client: WebClient): Promise<Check> {
  const name = 'slack socket'
  try {
    await client.apps.connections.open({})
    return ok(name, 'Slack opens sockets for SLACK_APP_TOKEN')
  } catch (error) {
    const mend = `${atYourApp}: Socket Mode, switch on Enable Socket Mode; then Basic Information, App-Level Tokens, Generate Token and Scopes with connections:write, and set the token as SLACK_APP_TOKEN`
    return failedCall(name, error, (code) => appTokenMends[code] ?? mend)
  }
}

async function checkRoom(client: WebClient, brand: Brand, channel: string): Promise<Check> {
  const name = 'slack room'
  try {
    const { channel: found } = await client.conversations.info({ channel })
    const room = `#${found?.name ?? channel} of ${brand.name}`
    if (found?.is_archived)
      return failed(
        name,
        `${room} is archived`,
        'unarchive it in Slack, or name another channel in the brand file',
      )
    if (!found?.is_member)
      return failed(name, `the bot is not in ${room}`, 'write /invite @Greenroom in that channel')
    if (found.is_ext_shared || found.is_pending_ext_shared) {
      const mend =
        'people of other organizations see the cards there, and cannot decide: a channel of your own is better'
      return warning(name, `${room} is shared with another organization`, mend)
    }
    return ok(name, `the bot is in ${room}`)
  } catch (error) {
    const mend = `in Slack: the channel's name, About, Channel ID at the very bottom: copy it into the brand file of ${brand.name}. A private channel is known only once the bot is in it: write /invite @Greenroom there`
    const unknown = ['channel_not_found', 'invalid_channel', 'not_in_channel']
    return failedCall(`${name} ${channel}`, error, (code) => (unknown.includes(code) ? mend : null))
  }
}

/** Whether those who review would be let decide: by the rule that clicks are held against. */
async function checkReviewers(client: WebClient, brand: Brand, workspace: Workspace): Promise<Check> {
  try {
    return await checkPeople('slack', brand, {
      flawOf: (id) => flawOfId(client, id, workspace),
      mend: "in Slack: the person's profile, More (⋮), Copy member ID; put it into the brand file under reviewers, ids, slack",
      good: 'every reviewer is a member of the workspace',
    })
  } catch (error) {
    return failedCall('slack people', error)
  }
}

const flaws: Readonly<Record<Flaw, string>> = {
  stranger: 'belongs to another workspace',
  deactivated: 'is deactivated',
  app: 'is an app',
  guest: 'is a guest, and guests do not review',
}

/** Null for somebody who may review. Throws where Slack does not say. */
async function flawOfId(client: WebClient, user: string, workspace: Workspace): Promise<string | null> {
  try {
    const flaw = flawOf(readMember((await client.users.info({ user })).user), workspace)
    return flaw && flaws[flaw]
  } catch (error) {
    if (/^user_not_(?:found|visible)$/.test(codeOf(error) ?? '')) return 'is not known to Slack'
    throw error
  }
}

/** Only the last of an upload's three steps shows anything; this is the first, and what is not finished Slack forgets. */
async function checkUpload(client: WebClient): Promise<Check> {
  const name = 'slack uploads'
  try {
    await client.files.getUploadURLExternal({ filename: 'check.png', length: 1 })
    return ok(name, 'charts can be uploaded')
  } catch (error) {
    const mend =
      'ask an administrator of your Slack workspace to allow uploads: without them the weekly report comes without its charts'
    return failedCall(name, error, (code) => (/upload|storage|file/.test(code) ? mend : null))
  }
}

const atYourApp = 'at api.slack.com/apps, your app'

/** What Slack refused is mended as `mendOf` says for its code, else as for everything that is sent; the rest is a matter of the network. */
function failedCall(
  name: string,
  error: unknown,
  mendOf: (code: string) => string | null = () => null,
): Check {
  const code = codeOf(error)
  if (error instanceof ZodError) return failed(name, 'Slack gave an answer that cannot be read', networkMend)
  const { kind, reason } = troubleOf(error)
  if (code === null) return failed(name, `Slack could not be asked. ${reason}`, networkMend)
  const mend =
    mendOf(code) ??
    (kind === 'shut_out' ? reason : 'try again; if it stays so, https://status.slack.com tells of troubles')
  return failed(name, `Slack says ${code}`, mend)
}

const networkMend =
  "look at this machine's way to the internet (https://slack.com has to be reachable), then try again"

function codeOf(error: unknown): string | null {
  const code = error instanceof WebAPIPlatformError ? error.data.error : ''
  // The library puts a body that it cannot read in the place of the code.
  return /^\w{1,80}$/.test(code) ? code : null
}
