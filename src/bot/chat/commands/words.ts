import { optionNames } from './table.ts'

/** One word of a typed line, or several in quotes. */
export type Word = {
  /** Without quotes and invisible characters, with plain dashes. */
  readonly text: string
  /** The option that `brand:north-harbour` names; null where there is no such beginning. */
  readonly name: string | null
  /** What follows the name; all of it where there is none. */
  readonly value: string
  /** Where it begins in the line. */
  readonly from: number
  readonly valueFrom: number
}

/** Splits at blanks of any kind. Straight and typographic quotes hold words together. */
export function splitWords(line: string): readonly Word[] {
  return Array.from(line.matchAll(pattern), ({ 0: whole, 1: prefix = '', 2: rest = '', index }) => {
    const value = plain(unquoted(rest))
    const name = prefix.replace(/[:=]\s*$/, '')
    return {
      text: plain(prefix === '' ? unquoted(whole) : `${prefix}${unquoted(rest)}`),
      name: name === '' ? null : name.toLowerCase(),
      value,
      from: index,
      valueFrom: index + prefix.length,
    }
  })
}

/** A text that stands in one pair of quotes, without them. */
export function withoutQuotes(text: string): string {
  return unquoted(text.trim())
}

const quoted = String.raw`"[^"]*"|“[^“”]*[”"]|„[^„“”]*[“”]|«[^«»]*»|‘[^‘’]*’|'[^']*'|` + '`[^`]*`'
const pattern = new RegExp(String.raw`((?:${optionNames.join('|')})[:=]\s*)?(${quoted}|\S+)`, 'giu')
const whole = new RegExp(`^(?:${quoted})$`, 'u')

function unquoted(text: string): string {
  return whole.test(text) ? text.slice(1, -1) : text
}

/** What keyboards and clipboards make of an id: other dashes, full-width letters, marks that nobody sees. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/[\p{Pd}\u2212]/gu, '-')
    .trim()
}
