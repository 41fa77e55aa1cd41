import { calendarFor, type PlannedPost } from '../domain/calendar.ts'
import { plannedChange } from '../domain/decide.ts'
import { Refusal } from '../domain/errors.ts'
import type { Base, Post } from '../domain/post.ts'
import { addDays, dateIn, dayMs, isDate, startOfDay } from '../domain/slot.ts'
import { Conflict, type Deps } from '../ports.ts'
import { brandOf } from './act.ts'

export type PlanOptions = {
  readonly brand: string
  /** First day, `YYYY-MM-DD`; today in the brand's zone unless given. */
  readonly from?: string
  /** 1 to 31; a month of 30 days unless given. */
  readonly days?: number
  /** Marks the posts as made by the simulator. */
  readonly simulated?: boolean
}

export type Planned = {
  readonly planned: number
  /** Posts of the span that stood before. */
  readonly kept: number
  /** All posts of the span, by due instant. */
  readonly posts: readonly Post[]
}

/** What was said before this no longer counts as a repetition. Longer than any month. */
const memoryDays = 62
const strategist = { kind: 'system', id: 'strategist' } as const

/** Fills the gaps of a brand's calendar. Repeating it changes nothing, and what people decided stays as it is. */
export async function plan(
  deps: Pick<Deps, 'store' | 'clock' | 'brands'>,
  options: PlanOptions,
): Promise<Planned> {
  const brand = brandOf(deps, options.brand)
  const now = deps.clock.now()
  const { from = dateIn(now, brand.timeZone), days = 30, simulated = false } = options
  if (!isDate(from)) throw new Refusal('invalid', `${from} is not a date; write it as in 2026-11-20.`)
  if (!Number.isInteger(days) || days < 1 || days > 31) {
    throw new Refusal('invalid', `A plan has 1 to 31 days, not ${days}.`)
  }
  const start = startOfDay(from, brand.timeZone)
  const end = startOfDay(addDays(from, days), brand.timeZone)
  const dueFrom = new Date(start.getTime() - memoryDays * dayMs)
  const existing = await deps.store.posts({ brand: brand.id, dueFrom })
  let planned = 0
  for (const post of calendarFor({ brand, from, days, existing, after: now })) {
    if (await commitPlanned(deps, baseOf(post, brand.id, simulated), now)) planned++
  }
  const posts = await deps.store.posts({ brand: brand.id, dueFrom: start, dueBefore: end })
  return { planned, kept: posts.length - planned, posts }
}

/** False where the post is there already: another process planned it, or it was moved far away. */
async function commitPlanned(
  deps: Pick<Deps, 'store'>,
  base: Omit<Base, 'revision'>,
  now: Date,
): Promise<boolean> {
  try {
    await deps.store.commit(plannedChange(base, strategist, now))
    return true
  } catch (error) {
    if (error instanceof Conflict) return false
    throw error
  }
}

function baseOf(post: PlannedPost, brand: string, simulated: boolean): Omit<Base, 'revision'> {
  const { id, account, slot, dueAt, brief } = post
  return { id, brand, account, slot, dueAt, brief, version: 1, publications: [], simulated }
}
