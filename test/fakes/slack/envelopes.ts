import { createHmac } from 'node:crypto'

/** Payloads in the shape of Slack's own samples, with what a test is about filled in. */
export const team = { id: 'T000000001', domain: 'north-harbour' } as const

export type Who = { readonly id: string; readonly team?: string }

let serial = 0
function trigger(): string {
  return `${(serial += 1)}.${1_700_000_000 + serial}.0123456789abcdef`
}

export function buttonPress(options: {
  readonly who: Who
  readonly value: string
  readonly responseUrl?: string
  readonly view?: { readonly id: string; readonly type: 'home' | 'modal' }
  /** Of an ephemeral message Slack tells nothing but where it stands. */
  readonly isEphemeral?: boolean
  readonly thread?: string
  readonly overflow?: boolean
  readonly actionId?: string
  readonly triggerId?: string
}) {
  const { who, value, responseUrl, view, overflow = false, actionId = 'gr:test' } = options
  const { isEphemeral = false, thread } = options
  const message = isEphemeral ? {} : { message: { type: 'message', ts: '1763600000.000100' } }
  const action = overflow
    ? { type: 'overflow', selected_option: { text: { type: 'plain_text', text: 'x' }, value } }
    : { type: 'button', text: { type: 'plain_text', text: 'x', emoji: false }, value }
  return {
    type: 'block_actions',
    ...sender(who),
    api_app_id: 'A0GREENROOM',
    token: 'legacy-token',
    container: view
      ? { type: 'view', view_id: view.id }
      : {
          type: 'message',
          message_ts: '1763600000.000100',
          channel_id: 'C0DESK',
          is_ephemeral: isEphemeral,
          ...(thread === undefined ? {} : { thread_ts: thread }),
        },
    trigger_id: options.triggerId ?? trigger(),
    is_enterprise_install: false,
    ...(view
      ? { view: { ...view, callback_id: '', private_metadata: '', state: { values: {} } } }
      : { channel: { id: 'C0DESK', name: 'desk' }, ...message }),
    ...(responseUrl === undefined ? {} : { response_url: responseUrl }),
    state: { values: {} },
    actions: [{ ...action, action_id: actionId, block_id: 'b1', action_ts: `1763600000.${trigger()}` }],
  }
}

export function submission(options: {
  readonly who: Who
  readonly view: {
    readonly id: string
    readonly title?: object
    readonly private_metadata?: string
    readonly callback_id?: string
  }
  readonly values: Readonly<Record<string, Readonly<Record<string, object>>>>
}) {
  const { who, view, values } = options
  return {
    type: 'view_submission',
    ...sender(who),
    api_app_id: 'A0GREENROOM',
    token: 'legacy-token',
    trigger_id: trigger(),
    view: {
      team_id: team.id,
      type: 'modal',
      title: { type: 'plain_text', text: 'Edit', emoji: false },
      private_metadata: '',
      callback_id: '',
      ...view,
      state: { values },
      hash: `${serial}.hash`,
      root_view_id: view.id,
      app_id: 'A0GREENROOM',
      app_installed_team_id: team.id,
      bot_id: 'B0GREENROOM',
    },
    response_urls: [],
    is_enterprise_install: false,
  }
}

export function slashCommand(options: {
  readonly who: Who
  readonly text: string
  readonly responseUrl: string
  readonly triggerId?: string
}) {
  const { who, text, responseUrl } = options
  return {
    token: 'legacy-token',
    team_id: who.team ?? team.id,
    team_domain: team.domain,
    channel_id: 'C0DESK',
    channel_name: 'desk',
    user_id: who.id,
    user_name: who.id.toLowerCase(),
    command: '/greenroom',
    text,
    api_app_id: 'A0GREENROOM',
    is_enterprise_install: 'false',
    response_url: responseUrl,
    trigger_id: options.triggerId ?? trigger(),
  }
}

export function homeOpened(who: Who) {
  return {
    token: 'legacy-token',
    team_id: team.id,
    api_app_id: 'A0GREENROOM',
    type: 'event_callback',
    event_id: `Ev${(serial += 1)}`,
    event_time: 1_763_600_000,
    authorizations: [{ enterprise_id: null, team_id: team.id, user_id: 'U0BOT', is_bot: true }],
    event: { type: 'app_home_opened', user: who.id, channel: 'D1', tab: 'home', event_ts: '1763600000.1' },
  }
}

/** A request as Slack sends it: interactions as a form with one field, commands as a form, events as JSON. */
export function signedRequest(
  secret: string,
  payload: object,
  at: Date,
): { readonly method: 'POST'; readonly headers: Record<string, string>; readonly body: string } {
  const isForm = !('event' in payload)
  const fields = 'command' in payload ? Object.entries(payload) : [['payload', JSON.stringify(payload)]]
  const body = isForm
    ? new URLSearchParams(
        fields.map(([name, value]): [string, string] => [name ?? '', String(value)]),
      ).toString()
    : JSON.stringify(payload)
  return signedBody(secret, body, isForm ? 'application/x-www-form-urlencoded' : 'application/json', at)
}

export function signedBody(secret: string, body: string, type: string, at: Date) {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')
  return {
    method: 'POST' as const,
    headers: {
      'content-type': type,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  }
}

function sender({ id, team: of = team.id }: Who) {
  return {
    user: { id, username: id.toLowerCase(), name: id.toLowerCase(), team_id: of },
    team: { id: team.id, domain: team.domain },
    enterprise: null,
  }
}
