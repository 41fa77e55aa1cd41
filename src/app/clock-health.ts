import { minuteMs } from '../domain/slot.ts'
import type { Timetable } from '../jobs/timetable.ts'
import { timely } from './timely.ts'

/** The clock's database does not answer in time; or it does, and nobody has run the jobs for so long, if ever. */
export type ClockIllness =
  | { readonly kind: 'away' }
  | { readonly kind: 'idle'; readonly lateMs: number | null }

/** The sweep comes round every minute. */
const toleranceMs = 2.5 * minuteMs

/** Whether jobs run, whoever runs them: every process can tell, also one that runs none. Null where they do. Never rejects. */
export async function clockIllness(
  timetable: Pick<Timetable, 'entries'>,
  now: Date,
): Promise<ClockIllness | null> {
  const entries = await timely(() => timetable.entries())
  if (!entries) return { kind: 'away' }
  const sweep = entries.find(({ name }) => name === 'sweep')
  if (!sweep) return { kind: 'idle', lateMs: null }
  const lateMs = now.getTime() - sweep.when.getTime()
  return lateMs > toleranceMs ? { kind: 'idle', lateMs } : null
}
