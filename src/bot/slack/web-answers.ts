import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api'
import type { Sent } from '../chat/chat-surface.ts'
import { NotSent } from '../chat/telling-fetch.ts'

/** Everything that can come of a call but its success. */
export type Trouble = Exclude<Sent, { kind: 'sent' }>

/** While Slack cannot be reached, or asks for patience without saying how much. */
export const patienceMs = 10_000

/** What a failed call means. Whatever is neither a clear yes nor a definite no is `unknown`. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof WebAPIRateLimitedError)
    return later('Slack asks for fewer calls.', retryAfterMs(error))
  if (error instanceof WebAPIPlatformError) return troubleOfCode(error.data.error, neededBy(error))
  if (error instanceof WebAPIHTTPError) return troubleOfStatus(error.statusCode)
  if (!(error instanceof WebAPIRequestError)) return unknown(String(error))
  const { original } = error
  return original instanceof NotSent
    ? later(`Slack cannot be reached: ${original.message}.`)
    : unknown(original.message)
}

/**
 * As long as Slack says, which is some minutes at most; of anything longer, an hour: what stands in between has made it up, or it will be
 * said again.
 */
export function retryAfterMs({ retryAfter }: Pick<WebAPIRateLimitedError, 'retryAfter'>): number {
  return Math.min(Math.max(retryAfter || 0, 1), 3600) * 1000
}

export function isMissingScope(error: unknown): boolean {
  return error instanceof WebAPIPlatformError && error.data.error === 'missing_scope'
}

export function later(reason: string, afterMs = patienceMs): Trouble {
  return { kind: 'later', afterMs, reason }
}

/** `{ ok: false, error: code }`. `needed`: scopes, where `code` is `missing_scope`. */
function troubleOfCode(code: string, needed: string | null): Trouble {
  const mend = Object.hasOwn(shutOut, code) ? shutOut[code] : undefined
  if (mend !== undefined) return { kind: 'shut_out', reason: needed ? `${mend} Missing: ${needed}.` : mend }
  const kind = Object.hasOwn(kinds, code) ? kinds[code] : undefined
  // The library also puts a body that it cannot read in the place of the code.
  if (kind === 'unknown' || !/^\w{1,80}$/.test(code)) return unknown(`Slack answered ${code.slice(0, 80)}`)
  if (kind === 'later') return later(`Slack answered ${code}.`)
  return { kind: kind ?? 'refused', reason: `Slack answered ${code}.` }
}

/** Slack itself answers with 200, 429 and 5xx; any other number is from something in between, which has not passed the call on. */
function troubleOfStatus(status: number): Trouble {
  if (status >= 500 || status === 408 || status < 400) return unknown(`Slack answered with HTTP ${status}`)
  if (status === 413) return { kind: 'refused', reason: 'Slack answered that the message is too large.' }
  return later(`Something between Greenroom and Slack answered with HTTP ${status}.`)
}

function unknown(reason: string): Trouble {
  return { kind: 'unknown', reason: `No clear answer: ${reason.replace(/\.$/, '')}.` }
}

function neededBy(error: WebAPIPlatformError): string | null {
  const { data } = error
  return 'needed' in data && typeof data.needed === 'string' ? data.needed : null
}

const invite =
  'Greenroom is not in the channel: open the channel in Slack and type /invite @Greenroom. Is the id right that the brand file gives?'
const archived = 'The channel is archived: unarchive it in Slack, or name another room in the brand file.'
const closed =
  'The channel does not let Greenroom post: in Slack, open its settings, Posting permissions, and allow it.'
const token =
  'Slack does not accept the bot token: at api.slack.com/apps, open the app, OAuth & Permissions, copy the Bot User OAuth Token into SLACK_BOT_TOKEN and start again.'
const reinstall =
  'The Slack app lacks a permission: at api.slack.com/apps, open the app, OAuth & Permissions, add the scope, then Reinstall to Workspace.'
const admins = 'The workspace keeps Greenroom out: ask an administrator of your Slack workspace to allow it.'
const person =
  'Slack cannot bring a direct message to this person: is their id in the brand file right, and are they still there?'

/** Codes that shut a room, and what to click. */
export const shutOut: Readonly<Record<string, string>> = {
  channel_not_found: invite,
  invalid_channel: invite,
  not_in_channel: invite,
  no_permission: invite,
  posting_to_channel_denied: closed,
  restricted_action: closed,
  restricted_action_read_only_channel: closed,
  restricted_action_thread_only_channel: closed,
  restricted_action_non_threadable_channel: closed,
  is_archived: archived,
  is_inactive: archived,
  not_authed: token,
  invalid_auth: token,
  token_revoked: token,
  token_expired: token,
  account_inactive: token,
  not_allowed_token_type: token,
  missing_scope: reinstall,
  access_denied: admins,
  accesslimited: admins,
  ekm_access_denied: admins,
  enterprise_is_restricted: admins,
  team_access_not_granted: admins,
  two_factor_setup_required: admins,
  user_not_found: person,
  user_disabled: person,
  user_not_visible: person,
  cannot_dm_bot: person,
  messages_tab_disabled: person,
}

/**
 * The other codes of the methods that are called, from the tables of errors at https://docs.slack.dev/reference/methods (November 2026).
 * A code that stands nowhere is a definite no that we do not understand: `refused`.
 */
export const kinds: Readonly<Record<string, 'later' | 'unknown' | 'gone' | 'refused'>> = {
  ratelimited: 'later',
  rate_limited: 'later',
  message_limit_exceeded: 'later',
  team_added_to_org: 'later',
  org_login_required: 'later',
  external_channel_migrating: 'later',
  // The upload has gone stale; it is made anew.
  file_not_found: 'later',

  // Slack says of these that part of the work may have been done.
  fatal_error: 'unknown',
  internal_error: 'unknown',
  service_unavailable: 'unknown',
  request_timeout: 'unknown',
  update_failed: 'unknown',
  file_update_failed: 'unknown',

  message_not_found: 'gone',
  thread_not_found: 'gone',
  cant_update_message: 'gone',
  edit_window_closed: 'gone',
  cannot_reply_to_message: 'gone',

  invalid_blocks: 'refused',
  invalid_blocks_format: 'refused',
  block_mismatch: 'refused',
  invalid_attachments: 'refused',
  invalid_arguments: 'refused',
  invalid_arg_name: 'refused',
  invalid_array_arg: 'refused',
  invalid_charset: 'refused',
  invalid_form_data: 'refused',
  invalid_json: 'refused',
  json_not_object: 'refused',
  invalid_post_type: 'refused',
  missing_post_type: 'refused',
  missing_argument: 'refused',
  invalid_metadata_format: 'refused',
  invalid_metadata_schema: 'refused',
  metadata_too_large: 'refused',
  metadata_must_be_sent_from_app: 'refused',
  msg_too_long: 'refused',
  msg_blocks_too_long: 'refused',
  no_text: 'refused',
  too_many_attachments: 'refused',
  alt_txt_too_large: 'refused',
  method_deprecated: 'refused',
  deprecated_endpoint: 'refused',
  upgrade_required: 'refused',
  // Uploads only: the rest of the room goes on.
  file_type_not_allowed: 'refused',
  file_upload_size_restricted: 'refused',
  file_uploads_disabled: 'refused',
  file_uploads_except_images_disabled: 'refused',
  storage_limit_reached: 'refused',
}
