import { moment } from '../bot/time.ts'
import { plural } from '../bot/names.ts'
import { minuteMs } from '../domain/slot.ts'
import type { ClockIllness } from './clock-health.ts'
import type { DatabaseIllness } from './database-health.ts'

/** What a brand's people are told while jobs do not run. */
export function clockWords({ kind }: ClockIllness): string {
  const what = {
    away: 'the clock’s database does not answer',
    idle: 'no process runs the jobs of this desk',
  }[kind]
  const mend = {
    away: 'start that database (MONGODB_URI says where it is); “greenroom check” says what is wrong',
    idle: 'see that a process with the worker’s part runs, and read its log',
  }[kind]
  return `Nothing goes out or is drafted right now: ${what}. Decisions are taken as ever. What falls due meanwhile goes out as soon as jobs run again, or is held for you where it is too late by then. For whoever runs Greenroom: ${mend}.`
}

/** What they are told once the database works again. */
export function databaseWords(
  illness: DatabaseIllness,
  times: { readonly since: Date; readonly until: Date; readonly zone: string },
): string {
  const { since, until, zone } = times
  const what = {
    away: 'did not answer in time',
    read_only: 'could only be read',
    full: 'had no space left on its disk',
  }[illness]
  const [from, to] = [moment(since, zone, until), moment(until, zone, until)]
  const span = from === to ? `At ${to}` : `From ${from} to ${to}`
  return `${span} the database ${what}. Whatever was confirmed stands; what was answered with an error was not taken: decide it again. What fell due meanwhile goes out late, or is held for you where that would be too late.`
}

/** From here on somebody should look at it. */
export function isFarOff(aheadMs: number): boolean {
  return Math.abs(aheadMs) > 5000
}

/** `The clock of web-2 is 11 minutes ahead of that of the database.` */
export function apartWords(machine: string, aheadMs: number, whose = 'the database'): string {
  const ms = Math.abs(aheadMs)
  const far =
    ms < minuteMs ? plural(Math.round(ms / 1000), 'second') : plural(Math.round(ms / minuteMs), 'minute')
  const where = aheadMs > 0 ? 'ahead of' : 'behind'
  return `The clock of ${machine} is ${far} ${where} that of ${whose}.`
}

/** What a brand's people are told of a machine whose clock is far off. */
export function clocksApartWords(machine: string, aheadMs: number): string {
  return `${apartWords(machine, aheadMs)} Greenroom goes by the latter, so nothing is early or late by it. For whoever runs Greenroom: set both right (NTP).`
}
