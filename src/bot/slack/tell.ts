import type { WebClient } from '@slack/web-api'
import type { Log } from '../../ports.ts'
import { callTimeoutMs } from './slack-client.ts'
import type { SlackMessage } from './slack-message.ts'

/** Whom to answer, and how they can be reached. */
export type Ear = {
  readonly user: string
  /** Takes up to five answers, for half an hour after the click; null where there is none (any more). */
  readonly responseUrl: string | null
  readonly thread: string | null
}

export type Mouth = {
  readonly client: WebClient
  readonly log: Log
}

/**
 * Says something to one person: beside what they pressed, where only they see it, else by direct message. `everyone`: to all of the room, if
 * they can be reached there. One attempt for each way; never throws.
 */
export async function tell(
  mouth: Mouth,
  ear: Ear,
  messages: readonly SlackMessage[],
  everyone = false,
): Promise<void> {
  for (const message of messages) {
    if (message.kind === 'blocks' && !(await isAnswered(mouth, ear, message, everyone)))
      await sayDirectly(mouth, ear, message)
  }
}

/** A sentence of our own words, with nothing in it that Slack could read as a mark. */
export function sayPlainly(mouth: Mouth, ear: Ear, sentence: string): Promise<void> {
  return tell(mouth, ear, [
    {
      kind: 'blocks',
      text: sentence,
      blocks: [{ type: 'section', text: { type: 'plain_text', text: sentence, emoji: false } }],
    },
  ])
}

/** Whether Slack takes answers there: nothing else is ever called because a payload, or what a form carries, names it. */
export function isSlacksOwn(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false
  const { origin } = new URL(address)
  return answerOrigins.includes(origin) || (URL.canParse(apiUrl) && origin === new URL(apiUrl).origin)
}

/** For everybody, and for authorities: https://docs.slack.dev/govslack */
const answerOrigins: readonly string[] = ['https://hooks.slack.com', 'https://hooks.slack-gov.com']

type Blocks = Extract<SlackMessage, { kind: 'blocks' }>

async function isAnswered(
  { client, log }: Mouth,
  { responseUrl, thread }: Ear,
  { text, blocks }: Blocks,
  everyone: boolean,
): Promise<boolean> {
  if (responseUrl === null) return false
  if (!isSlacksOwn(responseUrl, client.slackApiUrl)) {
    log.warn({ from: 'slack' }, 'an answer was asked for at an address that is not of Slack')
    return false
  }
  const body = {
    response_type: everyone ? 'in_channel' : 'ephemeral',
    replace_original: false,
    text,
    blocks,
    unfurl_links: false,
    unfurl_media: false,
    ...(thread === null ? {} : { thread_ts: thread }),
  }
  try {
    const response = await fetch(responseUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(callTimeoutMs),
    })
    if (response.ok) return true
    log.warn({ status: response.status }, 'an answer to a click was not taken; it goes by direct message')
  } catch (error) {
    log.warn({ err: error }, 'an answer to a click could not be given; it goes by direct message')
  }
  return false
}

async function sayDirectly({ client, log }: Mouth, { user }: Ear, { text, blocks }: Blocks): Promise<void> {
  try {
    await client.chat.postMessage({
      channel: user,
      text,
      blocks: [...blocks],
      unfurl_links: false,
      unfurl_media: false,
    })
  } catch (error) {
    log.error({ err: error, user }, 'an answer could not be given to a person')
  }
}
