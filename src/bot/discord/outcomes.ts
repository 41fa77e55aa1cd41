import { DiscordAPIError, HTTPError, RateLimitError, RESTJSONErrorCodes as Code } from 'discord.js'
import { hourMs } from '../../domain/slot.ts'
import type { Sent } from '../chat/chat-surface.ts'
import { NotSent, withoutAddresses } from '../chat/telling-fetch.ts'
import { Resting } from './breaker.ts'

/** Everything that can come of a call but its success. */
export type Trouble = Exclude<Sent, { kind: 'sent' }>

/** While Discord cannot be reached, or asks for patience without saying how much. */
export const patienceMs = 10_000

/**
 * What a failed call means. Whatever is neither a clear yes nor a definite no is `unknown`. Errors themselves are for no log: they hold
 * the whole request, and in its address what lets others answer in our place.
 */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof Resting) return later(error.message, error.waitMs)
  if (error instanceof RateLimitError) return later('Discord asks for fewer calls.', limitMs(error))
  if (error instanceof NotSent) return later(`Discord cannot be reached: ${error.message}.`)
  if (error instanceof DiscordAPIError) return troubleOfAnswer(error)
  if (error instanceof HTTPError) return unknown(`Discord answered with HTTP ${error.status}`)
  return unknown(wordsOf(error))
}

/** Discord's own code for what is wrong; null if that is not what it answered. */
export function codeOf(error: unknown): number | null {
  return error instanceof DiscordAPIError && typeof error.code === 'number' ? error.code : null
}

/** How long to wait before a call is made again that met a limit, in milliseconds; null for any other error. */
export function waitMsOf(error: unknown): number | null {
  if (error instanceof Resting) return error.waitMs
  return error instanceof RateLimitError ? limitMs(error) : null
}

/**
 * To the millisecond what Discord says. The longest known limits end within the hour; of anything longer an hour is waited: what stands in
 * between has made it up, or it will be said again.
 */
function limitMs({ retryAfter, timeToReset }: RateLimitError): number {
  const ms = Math.ceil(Math.max(retryAfter || 0, timeToReset || 0))
  return ms > 0 ? Math.min(ms, hourMs) : 1000
}

export function later(reason: string, afterMs = patienceMs): Trouble {
  return { kind: 'later', afterMs, reason }
}

/** An answer with status 4xx. Discord puts a code into its body; another body is from something in between, which has not passed the call on. */
function troubleOfAnswer({ code, status, message }: DiscordAPIError): Trouble {
  if (status === 401) return { kind: 'shut_out', reason: token }
  if (status === 408) return unknown('Discord answered with HTTP 408')
  if (status === 413) return refused('that the message is too large.')
  if (typeof code !== 'number')
    return later(`Something between Greenroom and Discord answered with HTTP ${status}.`)
  const mend = shutOut[code]
  if (mend !== undefined) return { kind: 'shut_out', reason: mend }
  const words = `${code}: ${message.replaceAll(/\s+/g, ' ').slice(0, 300)}`
  const kind = kinds[code]
  if (kind === 'later') return later(`Discord answered ${words}`)
  if (kind === 'gone') return { kind, reason: `Discord answered ${words}` }
  return status === 403 ? { kind: 'shut_out', reason: permission } : refused(words)
}

/** Errors of the platform need not be of our `Error`. */
function wordsOf(error: unknown): string {
  const isTelling = typeof error === 'object' && error !== null && 'message' in error
  return isTelling && typeof error.message === 'string' ? error.message : 'an error without words'
}

function refused(words: string): Trouble {
  return { kind: 'refused', reason: `Discord answered ${words}` }
}

function unknown(reason: string): Trouble {
  return {
    kind: 'unknown',
    reason: `No clear answer: ${withoutAddresses(reason).slice(0, 300).replace(/\.$/, '')}.`,
  }
}

const permission =
  'Greenroom may not do that in the channel: in Discord, open the channel, Edit Channel, Permissions, add Greenroom and allow View Channel, Send Messages, Send Messages in Threads, Create Public Threads, Attach Files and Read Message History.'
const invite =
  'Greenroom is not in the server, or may not see the channel: open the invitation that greenroom check prints; for a private channel, open Edit Channel, Permissions, and add Greenroom. Is the id right that the brand file gives?'
const channel =
  'There is no such channel: was it deleted? In Discord, right-click a channel, Copy Channel ID, and put it into the brand file.'
const channelType =
  'Messages of Greenroom cannot stand in a channel of this kind: name a text channel in the brand file (right-click it, Copy Channel ID).'
const token =
  'Discord does not accept the bot token: at discord.com/developers/applications, open the application, Bot, Reset Token, put it into DISCORD_TOKEN and start again.'
const person =
  'Discord cannot bring a direct message to this person: in their server menu, Privacy Settings, Direct Messages have to be allowed; is their id in the brand file right, and are they still in the server?'
const threads =
  'The server has no room for another thread: archive some that are over (right-click a thread, Close Thread).'
const disabled =
  'Discord keeps Greenroom from sending: at discord.com/developers/applications, open the application and see what it says there.'

/** Codes that shut a room, and what to click. */
export const shutOut: Readonly<Record<number, string>> = {
  [Code.UnknownChannel]: channel,
  [Code.UnknownGuild]: invite,
  [Code.MissingAccess]: invite,
  [Code.UserBannedFromThisGuild]: invite,
  [Code.ChannelVerificationLevelTooHighForYouToGainAccess]: invite,
  [Code.MissingPermissions]: permission,
  [Code.AccessToFileUploadsHasBeenLimitedForThisGuild]: permission,
  [Code.CannotSendMessagesInNonTextChannel]: channelType,
  [Code.CannotExecuteActionOnThisChannelType]: channelType,
  [Code.CannotSendAMessageInAForumChannel]: channelType,
  [Code.Unauthorized]: token,
  [Code.InvalidToken]: token,
  [Code.UnknownUser]: person,
  [Code.InvalidRecipients]: person,
  [Code.CannotSendMessagesToThisUser]: person,
  [Code.CannotSendMessagesToThisUserDueToHavingNoMutualGuilds]: person,
  [Code.MaximumActiveThreads]: threads,
  [Code.VerifyYourAccount]: disabled,
  [Code.SendMessagesHasBeenTemporarilyDisabled]: disabled,
}

/** Of the other codes those that are more than a definite no to this content, `refused`. */
export const kinds: Readonly<Record<number, 'later' | 'gone'>> = {
  [Code.UnknownMessage]: 'gone',
  // It was sent with another token, of another bot.
  [Code.CannotEditMessageAuthoredByAnotherUser]: 'gone',
  [Code.ActionCannotBePerformedDueToSlowmodeRateLimit]: 'later',
  [Code.AnnouncementEditLimitExceeded]: 'later',
  [Code.ChannelSendRateLimit]: 'later',
  [Code.ServerSendRateLimit]: 'later',
  [Code.MaximumNumberOfEditsToMessagesOlderThanOneHourReached]: 'later',
  [Code.OpeningDirectMessagesTooFast]: 'later',
  [Code.FeatureTemporarilyDisabledServerSide]: 'later',
  [Code.ServiceResourceIsBeingRateLimited]: 'later',
  [Code.CloudflareIsBlockingYourRequest]: 'later',
  [Code.ApplicationNotYetAvailable]: 'later',
  [Code.APIResourceOverloaded]: 'later',
  // The upload has gone stale; it is made anew.
  [Code.UploadedFileNotFound]: 'later',
}
