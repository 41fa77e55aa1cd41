import { ComponentType, MessageFlags, RESTJSONErrorCodes as Code, Routes, type REST } from 'discord.js'
import { minuteMs } from '../../domain/slot.ts'
import type { Clock, Log } from '../../ports.ts'
import type { After } from '../chat/runner.ts'
import { directChannels } from './direct-channels.ts'
import { nobody, type DiscordMessage } from './discord-message.ts'
import { messagePayload, newMessagePayload } from './message-body.ts'
import { codeOf, troubleOf } from './outcomes.ts'
import { patiently } from './patiently.ts'
import { inert } from './text.ts'

/** Whom to answer, and how they can be reached. */
export type Ear = {
  /** Their id. */
  readonly user: string
  readonly application: string
  /** Takes answers for 15 minutes; null where there is none (any more). Whoever knows it can answer in our place. */
  readonly token: string | null
  /** When they clicked. */
  readonly at: Date
  /** Where they clicked; null where nothing can be said. */
  readonly channel: string | null
  /** Whether that is a room of a brand: everywhere else, what is for them alone is shown to nobody. */
  readonly isRoom: boolean
  /**
   * How the click was acknowledged: with `reply`, they see that an answer is being made; with `update`, what they pressed was an answer to them
   * alone, and the next one takes its place; null: not, or so that only further messages can follow.
   */
  readonly deferred: 'reply' | 'update' | null
}

export type Mouth = {
  readonly rest: REST
  readonly clock: Clock
  readonly log: Log
  /** Real timers unless given. */
  readonly after?: After
}

/**
 * Says something to one person: in place of what they see since their click, then beneath it, where only they see it; else by direct message, and
 * where they take none, in the room, with a mention of them alone; in a channel that is no room, that they can ask again. `everyone`: to all of
 * the channel. Each way is tried once, except that limits are waited for; never throws.
 */
export async function tell(
  mouth: Mouth,
  ear: Ear,
  messages: readonly DiscordMessage[],
  everyone = false,
): Promise<void> {
  const { clock, log } = mouth
  const { user, channel, token, at } = ear
  let left = messages
  if (token !== null && clock.now().getTime() - at.getTime() < tokenMs)
    ({ left } = await through(log, left, answering(mouth, ear, token, everyone)))
  if (everyone && channel !== null) ({ left } = await through(log, left, posting(mouth, ear, channel)))
  const direct = await through(log, left, posting(mouth, ear, `@${user}`))
  left = direct.left
  if (isClosed(direct.error) && channel !== null)
    ({ left } = await through(log, inChannel(ear, left), posting(mouth, ear, channel)))
  if (left.length > 0)
    log.error({ from: 'discord', user, left: left.length }, 'a person could not be answered')
}

/** A sentence; nothing in it is a mark. */
export function sayPlainly(mouth: Mouth, ear: Ear, sentence: string): Promise<void> {
  return tell(mouth, ear, [plain(inert(sentence))])
}

/** https://docs.discord.com/developers/interactions/receiving-and-responding#followup-messages */
const tokenMs = 15 * minuteMs
/** For an answer nobody waits longer. */
const patienceMs = 30_000

/** Shows one message, in its place among the others. Throws as `rest` does. */
type Say = (message: DiscordMessage, index: number) => Promise<void>

/** Says one after the other, as far as it goes: what is left, and the error that kept it. */
async function through(
  log: Log,
  messages: readonly DiscordMessage[],
  say: Say,
): Promise<{ readonly left: readonly DiscordMessage[]; readonly error: unknown }> {
  for (const [index, message] of messages.entries()) {
    try {
      await say(message, index)
    } catch (error) {
      const { kind, reason } = troubleOf(error)
      log.warn({ from: 'discord', kind, reason }, 'a person could not be answered in one way')
      return { left: messages.slice(index), error }
    }
  }
  return { left: [], error: null }
}

/** Where they clicked, for as long as Discord takes answers there. What they see since then makes way for the first of it. */
function answering(mouth: Mouth, { application, deferred }: Ear, token: string, everyone: boolean): Say {
  const { rest } = mouth
  const patient = patientWith(mouth)
  const original = Routes.webhookMessage(application, token)
  let seen = deferred
  const unlessGone = async (call: () => Promise<unknown>): Promise<boolean> => {
    try {
      await patient(call)
      return true
    } catch (error) {
      if (codeOf(error) !== Code.UnknownMessage) throw error
      return false
    }
  }
  return async (message) => {
    const { body, files } = messagePayload(message)
    const first = seen
    seen = null
    if (first !== null && !everyone) {
      if (await unlessGone(() => rest.patch(original, { body, files, auth: false }))) return
    } else if (first === 'reply') {
      // It is private, and would make the answer so.
      await unlessGone(() => rest.delete(original, { auth: false }))
    }
    const flags = (body.flags ?? 0) | (everyone ? 0 : MessageFlags.Ephemeral)
    const route = Routes.webhook(application, token)
    await patient(() => rest.post(route, { body: { ...body, flags }, files, auth: false }))
  }
}

/** With the bot's own token. What a process that died had said already is not said again by the next, if it comes soon. */
function posting(mouth: Mouth, { user, at }: Ear, channel: string): Say {
  const { rest } = mouth
  const patient = patientWith(mouth)
  const channelOf = directChannels(rest)
  return async (message, index) => {
    const key = JSON.stringify(['answer', channel, user, at, index, message.components])
    const payload = newMessagePayload(message, key)
    const id = await patient(() => channelOf(channel))
    await patient(() => rest.post(Routes.channelMessages(id), payload))
  }
}

function patientWith({ after }: Mouth): <Result>(call: () => Promise<Result>) => Promise<Result> {
  return (call) => patiently(call, { mostMs: patienceMs, after })
}

/** They take no direct messages. */
function isClosed(error: unknown): boolean {
  const code = codeOf(error)
  return (
    code === Code.CannotSendMessagesToThisUser ||
    code === Code.CannotSendMessagesToThisUserDueToHavingNoMutualGuilds
  )
}

function inChannel({ user, isRoom }: Ear, messages: readonly DiscordMessage[]): readonly DiscordMessage[] {
  if (isRoom) return [calling(user, 'Your direct messages are closed, so this is said here:'), ...messages]
  return [calling(user, notHere)]
}

const notHere =
  'Your answer came too late to be shown here to you alone, and your direct messages are closed. Please ask again.'

function calling(user: string, sentence: string): DiscordMessage {
  return { ...plain(`<@${user}> ${sentence}`), calls: { users: [user], roles: [] } }
}

function plain(content: string): DiscordMessage {
  return {
    components: [{ type: ComponentType.TextDisplay, content }],
    files: [],
    thread: null,
    calls: nobody,
  }
}
