import { slotAt } from '../../src/domain/slot.ts'
import { people, type PersonName } from './stage.ts'

// Words that are the same on every run, and on every surface.

/** A moment, as it stands on the clock of a reader in Berlin. */
export function clockWords(seconds: number, isTime = false): string {
  const { date, time } = slotAt(new Date(seconds * 1000), 'Europe/Berlin')
  const minute = time.slice(0, 5)
  return isTime
    ? `‹${minute}›`
    : `‹${dayFormat.format(new Date(`${date}T00:00:00Z`)).replace(',', '')} ${minute}›`
}

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'short',
  day: 'numeric',
  month: 'short',
})

/** A field of a form: `Note (may stay empty): [what stands in it]`, or with its options beneath. */
export function fieldLines(field: {
  readonly label: string
  readonly isOptional: boolean
  readonly value: string
  readonly options: readonly { readonly label: string; readonly isChosen: boolean }[]
  readonly hint: string
}): readonly string[] {
  const { label, isOptional, value, options, hint } = field
  return [
    `${label}${isOptional ? ' (may stay empty)' : ''}: ${options.length > 0 ? '' : `[${value}]`}`.trimEnd(),
    ...options.map((one) => `  ${one.isChosen ? '(x)' : '( )'} ${one.label}`),
    ...(hint === '' ? [] : [`  (${hint})`]),
  ]
}

export function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `      ${line}`.trimEnd())
}

/** People by their names. */
export function withNames(text: string, ids: Readonly<Record<PersonName, string>>): string {
  return people.reduce((plain, person) => plain.replaceAll(ids[person], person), text)
}

/** Without what only has to differ. `channel`: of the brand's room. */
export function withoutIds(text: string, channel: string): string {
  return text
    .replaceAll(channel, '#room')
    .replaceAll(/\b[0-9a-f]{64}\b/g, '‹hash›')
    .replaceAll(/-(\d{4}-\d\d-\d\d)-[0-9a-f]{8}\b/g, '-$1')
    .replaceAll(/\bid\d{4}\b/g, '‹id›')
}
