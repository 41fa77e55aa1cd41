import { isSameAccount, type Account } from './brand.ts'
import type { Post } from './post.ts'
import { addDays, dateIn, hourMs, instantOf, minuteMs, mondayOf, slotAt, type Slot } from './slot.ts'

/** A slot that is offered is at least this far ahead: time to look at the card and click. */
const leadMs = 15 * minuteMs
/** Later than this, local time, a day is over: the next one is offered instead. */
const latestTime = '21:00'

/**
 * The next slot of an account that is free and safe, for late approvals and moves: later today on a half hour while the day is
 * young enough, else its posting time on a following day. Free: no live post of the account on that day, none within its minimum spacing,
 * and its posts of that ISO week stay within its weekly frequency. Null where there is none within `days`.
 *
 * `posts` are those of the brand from a week before `after` on, without the one that looks for a slot.
 */
export function nextFreeSlot({
  account,
  zone,
  after,
  posts,
  days = 35,
}: {
  readonly account: Account
  readonly zone: string
  readonly after: Date
  readonly posts: readonly Post[]
  readonly days?: number
}): Slot | null {
  const live = posts.filter(
    (post) => isSameAccount(post.account, account) && post.status !== 'rejected' && post.status !== 'expired',
  )
  const earliest = new Date(after.getTime() + leadMs)
  const today = dateIn(earliest, zone)
  for (let index = 0; index < days; index++) {
    const date = addDays(today, index)
    const usual = { date, time: account.postingTime, zone }
    const slot = index === 0 && instantOf(usual) < earliest ? laterToday(earliest, zone) : usual
    // A time that daylight saving repeats means the first of the two, which may be over.
    if (slot && instantOf(slot) >= earliest && isFree(slot, account, live)) return slot
  }
  return null
}

function isFree(slot: Slot, account: Account, live: readonly Post[]): boolean {
  const dueMs = instantOf(slot).getTime()
  const week = mondayOf(slot.date)
  return (
    live.every(
      (post) =>
        post.slot.date !== slot.date &&
        Math.abs(post.dueAt.getTime() - dueMs) >= account.minSpacingHours * hourMs,
    ) && live.filter((post) => mondayOf(post.slot.date) === week).length < Math.min(7, account.postsPerWeek)
  )
}

/** The next full or half hour, or null where the day is over by then. */
function laterToday(earliest: Date, zone: string): Slot | null {
  const halfHourMs = 30 * minuteMs
  const slot = slotAt(new Date(Math.ceil(earliest.getTime() / halfHourMs) * halfHourMs), zone)
  return slot.date === dateIn(earliest, zone) && slot.time <= latestTime ? slot : null
}
