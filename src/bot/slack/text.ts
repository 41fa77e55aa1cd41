import type { PlainTextElement } from '@slack/types'
import { graphemesOf } from '../../domain/graphemes.ts'
import { visible } from '../visible.ts'
import { slackLimits, writtenLength } from './limits.ts'

/** Where the messages of a room are found: `teamUrl` as `auth.test` tells it, `https://acme.slack.com/`. */
export type Room = { readonly channel: string; readonly teamUrl: string }

/** A text as it is, with every character that nobody would see by its name. */
export function shown(text: string): string {
  return visible(text)
    .map((piece) => (piece.hidden ? `[${piece.text}]` : piece.text))
    .join('')
}

/** The same on one line. */
export function shownOnOneLine(text: string): string {
  return shown(onOneLine(text))
}

/** So that a name or a note cannot pretend to be another line of ours. */
export function onOneLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter(Boolean).join(' ⏎ ')
}

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

/** At most `max` characters of a text, as `lengthOf` counts them: cut between graphemes, with an ellipsis. */
export function fit(text: string, max: number, lengthOf = (part: string) => part.length): string {
  let length = 0
  let end = 0
  let at = 0
  for (const part of partsOf(text)) {
    length += lengthOf(part)
    if (length > max) return `${text.slice(0, end).trimEnd()}…`
    at += part.length
    if (length + lengthOf('…') <= max) end = at
  }
  return text
}

/** The whole of a text in pieces of at most `max` characters, as `lengthOf` counts them; cut after a line or a word where one ends late enough. */
export function chunks(
  text: string,
  max: number,
  lengthOf = (part: string) => part.length,
): readonly string[] {
  const done: string[] = []
  let chunk = ''
  let length = 0
  for (const part of partsOf(text)) {
    const more = lengthOf(part)
    if (length + more > max) {
      const end = goodEnd(chunk)
      done.push(chunk.slice(0, end))
      chunk = chunk.slice(end)
      length = lengthOf(chunk)
    }
    chunk += part
    length += more
  }
  return chunk ? [...done, chunk] : done
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

/** The link as the web writes it; null for what is no http or https, or has a name before its host that may pass for one. */
export function webLink(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.href.length > 1000)
    return null
  return url.href.replaceAll('|', '%7C')
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

/** No writing has graphemes longer than a flag or a family; a longer one is a heap of marks and may be cut. */
const longestGrapheme = 40

/** After the last line, else after the last word, of the second half; else all of it. */
function goodEnd(text: string): number {
  const late = (mark: string) => {
    const end = text.lastIndexOf(mark) + 1
    return end > text.length / 2 ? end : 0
  }
  return late('\n') || late(' ') || text.length
}

function* partsOf(text: string): Iterable<string> {
  for (const grapheme of graphemesOf(text)) {
    if (grapheme.length > longestGrapheme) yield* grapheme
    else yield grapheme
  }
}
