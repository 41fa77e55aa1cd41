import type { JobRepository } from 'agenda'
import { Trouble } from '../domain/errors.ts'
import type { Timetable } from './timetable.ts'

/** What differs between one database under the clock and another. */
export type ClockBackend = {
  /** How Agenda reads and writes jobs. */
  readonly repository: JobRepository
  /** How many looks for jobs of one name it bears at once; there are never more than places are free. */
  readonly looksAtOnce: number
  /**
   * The jobs as rows. Whatever moves a job gives its row a new id: Agenda knows the jobs that it holds in memory by their id, so a
   * copy of the old row can neither start any more nor write over the new one.
   */
  readonly rows: Timetable & { drop(id: string): Promise<void> }
  /** Tells of jobs that other processes put, at a server that tells; elsewhere the next tick finds them. Answers how to end it. */
  readonly follow: (notice: (name: string, when: Date) => void) => () => Promise<void>
  /**
   * Lets Agenda write no more, then gives back every job that `name` holds, except those with the ids `atWork`, whose handlers are still
   * at work; and closes the connections.
   */
  readonly close: (name: string, atWork: readonly string[]) => Promise<void>
}

/** Throws if the database can't be used; an `Unreachable`, if it may just be away. */
export type OpenBackend = (complain: (error: Error) => void) => Promise<ClockBackend>

/** No server answered: it may be there later. Whatever else is wrong (a password, a right) has to be mended first. */
export class Unreachable extends Trouble {
  readonly mayPass = true
}
