import { CsvError, parse } from 'csv-parse/sync'
import { isDate } from '../domain/slot.ts'
import type { MetricRow, RefusedRow } from '../service/metrics.ts'

export type MetricsFile = {
  readonly rows: readonly MetricRow[]
  /** Lines that could not be read, in their order. Line 0 is the file as a whole. */
  readonly mistakes: readonly RefusedRow[]
  /** Lines that were taken though they look odd. */
  readonly warnings: readonly RefusedRow[]
}

/** A year of twelve networks at ten posts a day, twice over. */
export const maxFileBytes = 10_000_000

/**
 * Reads figures from CSV (`post,day,impressions,engagements,clicks`; comma, semicolon or tab, as spreadsheets write
 * them) or from a JSON array of objects with those keys. Never throws: everything that is wrong is named at once.
 */
export function parseMetricsFile(bytes: Uint8Array): MetricsFile {
  if (bytes.length > maxFileBytes) {
    const size = Math.ceil(bytes.length / 1_000_000)
    return broken(
      0,
      `The file has ${size} MB; at most ${maxFileBytes / 1_000_000} are read. Split it into smaller files.`,
    )
  }
  const text = textOf(bytes)
  if (text === null) return broken(0, 'The file is not UTF-8 text. In a spreadsheet, save it as "CSV UTF-8".')
  if (text.trim() === '')
    return broken(0, `The file is empty. Its first line should be ${columns.join(',')}.`)
  return /^\s*[[{]/.test(text) ? fromJson(text) : fromCsv(text)
}

const columns = ['post', 'day', 'impressions', 'engagements', 'clicks'] as const
type Column = (typeof columns)[number]
type RawRow = { readonly line: number; readonly values: Readonly<Record<Column, unknown>> }

function textOf(bytes: Uint8Array): string | null {
  try {
    // The decoder drops a byte order mark by itself.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return text.includes('\0') ? null : text
  } catch {
    return null
  }
}

function fromCsv(text: string): MetricsFile {
  const [head = ''] = text.split(/\r?\n/, 1)
  const delimiter = [',', ';', '\t'].toSorted((a, b) => head.split(b).length - head.split(a).length)[0]
  const records: { line: number; cells: readonly string[] }[] = []
  try {
    parse(text, {
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      on_record: (cells: string[], { lines }) => {
        records.push({ line: lines, cells })
        return null
      },
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = typeof error.lines === 'number' ? error.lines : 0
    return broken(line, `A quotation mark is not closed, or stands in the middle of a value.`)
  }
  const header = (records[0]?.cells ?? []).map((name) => name.toLowerCase())
  const line = records[0]?.line ?? 1
  const missing = columns.filter((name) => !header.includes(name))
  if (missing.length > 0) {
    const found = header.map((name) => JSON.stringify(name)).join(', ')
    return broken(line, `Missing ${named(missing)}: found ${found}, expected ${columns.join(', ')}.`)
  }
  const twice = columns.filter((name) => header.indexOf(name) !== header.lastIndexOf(name))
  if (twice.length > 0) return broken(line, `The ${named(twice)} stands there twice; keep one.`)
  return check(
    records.slice(1).map(({ line, cells }) => {
      const cell = (name: Column) => cells[header.indexOf(name)]
      return {
        line,
        values: {
          post: cell('post'),
          day: cell('day'),
          impressions: cell('impressions'),
          engagements: cell('engagements'),
          clicks: cell('clicks'),
        },
      }
    }),
  )
}

function fromJson(text: string): MetricsFile {
  let items: unknown
  try {
    items = JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : ''
    // Some of the parser's messages give the position, the others quote the place instead.
    const position = /position (\d+)/.exec(reason)?.[1]
    return broken(position ? lineAt(text, Number(position)) : 0, `This is not valid JSON: ${reason}.`)
  }
  if (!Array.isArray(items))
    return broken(1, 'Expected a JSON array of objects, such as [{"post": "...", "day": "2026-11-16", ...}].')
  const starts = itemLines(text)
  const mistakes: RefusedRow[] = []
  const raws: RawRow[] = []
  for (const [index, item] of items.entries()) {
    const line = starts[index] ?? 0
    if (item === null || typeof item !== 'object' || Array.isArray(item)) {
      mistakes.push({ line, reason: `Item ${index + 1} is not an object with ${columns.join(', ')}.` })
      continue
    }
    raws.push({ line, values: item as RawRow['values'] })
  }
  const { rows, mistakes: wrong, warnings } = check(raws)
  return { rows, mistakes: [...mistakes, ...wrong].toSorted((a, b) => a.line - b.line), warnings }
}

function check(raws: readonly RawRow[]): MetricsFile {
  const rows: MetricRow[] = []
  const mistakes: RefusedRow[] = []
  const warnings: RefusedRow[] = []
  for (const { line, values } of raws) {
    const wrong: string[] = []
    const take = <T>(name: Column, read: (value: unknown) => T | null, expected: string): T | null => {
      const value = read(values[name])
      if (value === null) wrong.push(`${name}: found ${shown(values[name])}, expected ${expected}`)
      return value
    }
    const postId = take('post', postName, 'the id of a post')
    const day = take('day', existingDay, 'a day that exists, such as 2026-11-16')
    const impressions = take('impressions', wholeNumber, aNumber)
    const engagements = take('engagements', wholeNumber, aNumber)
    const clicks = take('clicks', wholeNumber, aNumber)
    if (postId === null || day === null || impressions === null || engagements === null || clicks === null) {
      mistakes.push({ line, reason: `${wrong.join('; ')}.` })
      continue
    }
    rows.push({ line, postId, day, impressions, engagements, clicks })
    if (clicks > impressions)
      warnings.push({ line, reason: `More clicks (${clicks}) than impressions (${impressions}).` })
  }
  return { rows, mistakes, warnings }
}

const aNumber = 'a whole number from 0, such as 1234'

function postName(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= 200 ? value : null
}

function existingDay(value: unknown): string | null {
  return typeof value === 'string' && isDate(value) ? value : null
}

function wholeNumber(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null
}

function shown(value: unknown): string {
  if (value === undefined || value === '') return 'nothing'
  // Never by its contents, which may be nested without end.
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

/** The line on which each item of a JSON array begins. `text` is known to be valid JSON. */
function itemLines(text: string): readonly number[] {
  const lines: number[] = []
  let depth = 0
  let line = 1
  let isNext = false
  let isInText = false
  // In short pieces: a text or number of some megabytes is more than one match of an expression can hold.
  for (const [token] of text.matchAll(/\\.|["[\]{},\n]|[^\s"\\[\]{},]{1,1000}/g)) {
    if (isInText) {
      isInText = token !== '"'
      continue
    }
    isInText = token === '"'
    if (token === '\n') {
      line++
      continue
    }
    if (isNext && token !== ']') {
      lines.push(line)
      isNext = false
    }
    if (token === '[' || token === '{') {
      if (depth === 0) isNext = true
      depth++
    } else if (token === ']' || token === '}') depth--
    else if (token === ',' && depth === 1) isNext = true
  }
  return lines
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length
}

function named(names: readonly string[]): string {
  return `${names.length === 1 ? 'column' : 'columns'} ${names.join(', ')}`
}

function broken(line: number, reason: string): MetricsFile {
  return { rows: [], mistakes: [{ line, reason }], warnings: [] }
}
