import type { PlainTextElement } from '@slack/types'
import { fit } from '../chat/cut.ts'
import { onOneLine, shown, shownOnOneLine } from '../chat/shown.ts'
import { webUrl } from '../chat/web-url.ts'
import { slackLimits, writtenLength } from './limits.ts'

/** Where the messages of a room are found: `teamUrl` as `auth.test` tells it, `https://acme.slack.com/`. */
export type Room = { readonly channel: string; readonly teamUrl: string }

/**
 * Text from outside within mrkdwn, which only the `text` of a message is: it mentions nobody, links nowhere, formats nothing, and stands where it stands. Slack has no
 * escape for its marks, so they become characters that look alike; so do the marks' full-width twins, which Slack also knows.
 */
export function inert(text: string): string {
  return shown(text)
    .replaceAll(/^([^\S\n]*)[>＞]/gm, '$1›')
    .replaceAll(/[*＊_＿~～`｀]/g, (mark) => lookalikes[mark] ?? mark)
    .replaceAll(/:(?=[^\s:]+:)/g, '꞉')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}

/** Plain text on one line: nothing in it is parsed, `:shrimp:` included. Never empty, which Slack would refuse. */
export function plain(text: string, max: number = slackLimits.text.max): PlainTextElement {
  return plainLines(onOneLine(fit(text, 4 * max)), max)
}

/** The same, with the lines that it has. */
export function plainLines(text: string, max: number = slackLimits.text.max): PlainTextElement {
  // Slack may count the entities that it makes of `&`, `<` and `>`.
  return {
    type: 'plain_text',
    text: fit(shown(fit(text, 4 * max)), max, writtenLength).trim() || '–',
    emoji: false,
  }
}

/** What notifications and screen readers say of a message. Never empty. */
export function summary(text: string): string {
  const { max } = slackLimits.messageText
  return inert(fit(shownOnOneLine(fit(text, 4 * max)), max, writtenLength)) || '–'
}

/** `20 Nov 2026, 11:00 UTC`: for a client that cannot write it in its reader's zone. */
export function utcWords(at: Date): string {
  return `${utcFormat.format(at)} UTC`
}

export const dateFormats = { date: '{date_short_pretty}, {time}', time: '{time}' } as const

/** Slack's own id of a person; anything else is not called. */
export function isUserId(id: string): boolean {
  return /^[UW][A-Z0-9]{2,30}$/.test(id)
}

/** The link as the web writes it, fit for mrkdwn; null for what is none. */
export function webLink(text: string): string | null {
  return webUrl(text)?.replaceAll('|', '%7C') ?? null
}

/** Where a message of the room is, or null where that cannot be told. */
export function messageLink(remoteId: string | null, room: Room | null): string | null {
  if (!remoteId || !room || !/^[CDG][A-Z0-9]+$/.test(room.channel) || !/^\d+\.\d+$/.test(remoteId))
    return null
  return webLink(new URL(`/archives/${room.channel}/p${remoteId.replace('.', '')}`, room.teamUrl).href)
}

const lookalikes: Readonly<Record<string, string>> = {
  '*': '∗',
  '＊': '∗',
  _: 'ˍ',
  '＿': 'ˍ',
  '~': '∼',
  '～': '∼',
  '`': 'ˋ',
  '｀': 'ˋ',
}

const utcFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})
