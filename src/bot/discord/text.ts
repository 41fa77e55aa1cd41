import type { DiffPart } from '../card.ts'
import { changesIn, chunks, fit } from '../chat/cut.ts'
import type { Line, Span } from '../chat/say.ts'
import { onOneLine, shown } from '../chat/shown.ts'
import { webUrl } from '../chat/web-url.ts'
import { visible } from '../visible.ts'
import type { Called } from './discord-message.ts'
import { discordLimits } from './limits.ts'

/** Where the messages of a room are found. `guild`: null for a conversation with one person. */
export type Room = { readonly guild: string | null; readonly channel: string }

/** Markdown of ours, and whether it says all that it was made of. */
export type Written = { readonly text: string; readonly whole: boolean }

/**
 * Text from outside within Markdown: shown exactly as it is, and does nothing. Every character that can begin a mark, a mention, a time, an emoji, a
 * command or a link has a backslash, which Discord takes away; what nobody would see stands as code, by its name. A code block would not do:
 * three backticks in the text would end it, and no backslash works inside.
 */
export function inert(text: string): string {
  const pieces = visible(text)
  return pieces
    .map((piece, index) => {
      if (!piece.hidden) return piece.text.replaceAll(marks, '\\$&')
      // Two code spans side by side would not be two.
      const before = pieces[index - 1]?.hidden ? ', ' : '`'
      return `${before}${piece.text}${pieces[index + 1]?.hidden ? '' : '`'}`
    })
    .join('')
}

/** The beginning of a text, `inert` and at most `max` long. */
export function fitted(text: string, max: number): Written {
  const start = fit(text, max, writtenLength)
  return { text: inert(start), whole: start === text }
}

/** The same on one line: for names, notes and all that stands within a sentence of ours. */
export function words(text: string, max = 200): string {
  return fitted(onOneLine(fit(text, 4 * max)), max).text
}

/** Text where Discord parses nothing: labels, options, names of threads, words for pictures. On one line, and never empty. */
export function plain(text: string, max: number): string {
  return fit(shown(onOneLine(fit(text, 4 * max))), max).trim() || '–'
}

/** The same with the lines that it has. */
export function plainLines(text: string, max: number): string {
  return fit(shown(fit(text, 4 * max)), max).trim() || '–'
}

/** In bold; `written` is Markdown already. Blanks at its ends stay outside, where every client takes the marks for marks. */
export function strong(written: string): string {
  return marked('**', written)
}

/** Set off from what stands around it, to the end of its text display. */
export function quoted(written: string): string {
  return `>>> ${written}`
}

/** What was added in bold, what was removed struck out; of a long one, only what stayed the same is left out first. At most `max` long. */
export function diffText(parts: readonly DiffPart[], max: number): Written {
  if (parts.reduce((sum, { text }) => sum + text.length, 0) <= max) {
    const text = joined(parts.map(diffPart))
    if (text.length <= max) return { text, whole: true }
  }
  let left = max - 1
  const done: string[] = []
  for (const part of changesIn(parts, max)) {
    const written = diffPart(part)
    if (written.length + 1 > left) {
      done.push(left > 20 ? diffPart({ ...part, text: fit(part.text, left - 6, writtenLength) }) : '…')
      break
    }
    done.push(written)
    left -= written.length + 1
  }
  return { text: joined(done), whole: false }
}

/** A moment, which every reader sees in their own zone and language. */
export function moment(at: Date, show: 'time' | 'date' | 'away'): string {
  return `<t:${Math.floor(at.getTime() / 1000)}:${timeStyles[show]}>`
}

/** A link under a label of ours; the label alone where it is no link. Nothing is unfurled. */
export function linked(href: string | null, label: string): string {
  const url = href === null ? null : webUrl(href)
  // Brackets would end the label early, escaped or not.
  const name = words(label.replaceAll('[', '(').replaceAll(']', ')'), 120) || '–'
  return url ? `[${name}](<${url.replaceAll(/[\\()|]/g, percentCode)}>)` : name
}

/** Where a message of the room is, or null where that cannot be told. */
export function messageLink(remoteId: string | null, room: Room | null): string | null {
  if (!remoteId || !room) return null
  const { guild, channel } = room
  const isWhole = [guild ?? '0', channel, remoteId].every((id) => /^\d{1,20}$/.test(id))
  return isWhole ? `https://discord.com/channels/${guild ?? '@me'}/${channel}/${remoteId}` : null
}

/** An id of Discord's own; anything else is not called. */
function isId(id: string): boolean {
  return /^\d{15,20}$/.test(id)
}

/** Whom lines call, each once. */
export function callsOf(lines: readonly Line[]): Called {
  const spans = lines.flat().filter((span) => typeof span === 'object')
  const users = spans.flatMap((span) => ('call' in span ? [span.call] : []))
  const roles = spans.flatMap((span) => ('callGroup' in span ? [span.callGroup] : []))
  const ids = (called: readonly string[]) => [...new Set(called.filter(isId))]
  return { users: ids(users), roles: ids(roles) }
}

/** Address of a message of the room by its key; null for one that is not there, or cannot be linked from where the words stand. */
export type LinkTo = (key: string) => string | null

/** Lines in full, in as many texts of at most `max` as they take. None is blank. Only typed spans mention, link or format. */
export function linesTexts(
  lines: readonly Line[],
  linkTo: LinkTo = nowhere,
  max: number = discordLimits.text.max,
): readonly string[] {
  const texts: string[] = ['']
  for (const line of lines) {
    let before: Piece | null = null
    for (const piece of line.flatMap((span) => piecesOf(span, linkTo, max - 10))) {
      const isApart: boolean = before === null || before.isBlock || piece.isBlock
      const last = texts.at(-1) ?? ''
      const longer =
        last === '' ? piece.text : isApart ? `${last}\n${piece.text}` : joined([last, piece.text])
      if (longer.length <= max) texts[texts.length - 1] = longer
      else texts.push(piece.text)
      before = piece
    }
  }
  return texts.filter((text) => text.trim() !== '')
}

type Piece = { readonly text: string; readonly isBlock: boolean }

const nowhere: LinkTo = () => null

/** Where a text of Discord's would begin a mark, a mention, a link or anything else that is not shown as it stands. */
const marks = /[\\*_~`|<>[\]#\-+:@/©®™]|(?<=^[^\S\n]*\d+)\.(?=\s|$)/gm

/** Backslashes come in pairs before a mark of ours; in code none means anything. */
const endsInMark = /(?<!\\)(?:\\\\)*[*~]$|`$/

const timeStyles = { time: 't', date: 'f', away: 'R' } as const

/** How long a part of a text is at most, once it is inert: what stands before a full stop is not known here. */
function writtenLength(part: string): number {
  return inert(part).length + part.split('.').length - 1
}

function quotedLength(part: string): number {
  return writtenLength(part) + 2 * (part.split('\n').length - 1)
}

function codeLength(part: string): number {
  return code(part).length
}

function piecesOf(span: Span, linkTo: LinkTo, max: number): readonly Piece[] {
  const inline = (...texts: readonly string[]) => texts.map((text): Piece => ({ text, isBlock: false }))
  const parts = (text: string, write: (part: string) => string) =>
    inline(...chunks(text, max, writtenLength).map((part) => write(inert(part))))
  if (typeof span === 'string') return parts(span, (written) => written)
  if ('strong' in span) return parts(span.strong, strong)
  if ('added' in span) return parts(span.added, strong)
  if ('removed' in span) return parts(span.removed, struck)
  if ('code' in span) return inline(...chunks(span.code, max, codeLength).map(code))
  if ('quote' in span)
    return chunks(span.quote, max, quotedLength).map((part) => ({ text: quotedLines(part), isBlock: true }))
  if ('at' in span) return inline(moment(span.at, span.show))
  if ('href' in span) return inline(linked(span.href, span.label))
  if ('messageKey' in span) return inline(linked(linkTo(span.messageKey), span.label))
  const [mark, id] = 'call' in span ? ['@', span.call] : ['@&', span.callGroup]
  return inline(isId(id) ? `<${mark}${id}>` : words(id))
}

function quotedLines(text: string): string {
  return `> ${inert(text).replaceAll('\n', '\n> ')}`
}

/** Nothing is parsed in code, so that only what would end it has to go. */
function code(text: string): string {
  return `\`${shown(text).replaceAll('`', 'ˋ').replaceAll('\n', ' ⏎ ')}\``
}

function diffPart({ kind, text }: DiffPart): string {
  if (kind === 'same') return inert(text)
  return kind === 'added' ? strong(inert(text)) : struck(inert(text))
}

/** Discord ends what is struck out at the first two tildes, escaped or not. */
function struck(written: string): string {
  return marked('~~', written.replaceAll('\\~', '∼'))
}

function marked(mark: string, written: string): string {
  const core = written.trim()
  const at = written.indexOf(core)
  return core ? `${written.slice(0, at)}${mark}${core}${mark}${written.slice(at + core.length)}` : written
}

/** Side by side; like marks that would run into each other stay apart. */
function joined(parts: readonly string[]): string {
  return parts.reduce((text, part) => {
    const clashes = endsInMark.test(text) && text.at(-1) === part.at(0)
    return `${text}${clashes ? '\u200b' : ''}${part}`
  }, '')
}

function percentCode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
