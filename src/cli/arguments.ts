import { InvalidArgumentError } from 'commander'
import { networkNames, type NetworkName } from '../domain/brand.ts'
import { isDate, mondayOfIsoWeek } from '../domain/slot.ts'

// Each reads one argument, or says what it expects: exit code 2.

export function dateArgument(text: string): string {
  if (isDate(text)) return text
  throw new InvalidArgumentError(`${text} is not a date that exists; write it as in 2026-11-20.`)
}

/** `2026-12` as the first day and the number of days of that month. */
export function monthArgument(text: string): { readonly from: string; readonly days: number } {
  const from = `${text}-01`
  if (!/^\d{4}-\d{2}$/.test(text) || !isDate(from))
    throw new InvalidArgumentError(`${text} is not a month; write it as in 2026-12.`)
  const [year, month] = text.split('-').map(Number)
  return { from, days: new Date(Date.UTC(year ?? 0, month ?? 0, 0)).getUTCDate() }
}

export function weekArgument(text: string): string {
  if (mondayOfIsoWeek(text)) return text
  throw new InvalidArgumentError(`${text} is not an ISO week; write it as in 2026-W46.`)
}

/** Repeated, or separated by commas. */
export function networksArgument(text: string, before: readonly NetworkName[] = []): readonly NetworkName[] {
  const names = text.split(',').map((name) => name.trim())
  return [...before, ...names.map(networkOf)]
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (/^\d+$/.test(text) && number >= least && number <= most) return number
    throw new InvalidArgumentError(`${text} is not a whole number from ${least} to ${most}.`)
  }
}

/** Collects a repeated option. */
export function several(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}

function networkOf(name: string): NetworkName {
  const found = networkNames.find((one) => one === name)
  if (found) return found
  throw new InvalidArgumentError(`${name} is not a network; it is one of ${networkNames.join(', ')}.`)
}
