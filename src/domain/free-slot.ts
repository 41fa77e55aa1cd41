import { isSameAccount, type Account } from './brand.ts'
import type { Post } from './post.ts'
import { addDays, dateIn, hourMs, instantOf, minuteMs, mondayOf, slotAt, type Slot } from './slot.ts'

/** A slot that is offered is at least this far ahead: time to look at the card and click. */
const leadMs = 15 * minuteMs
/** Later than this, local time, a day is over: the next one is offered instead. */
const latestTime = '21:00'

/** A free day this near is worth waiting for; without one, a day is shared with a post that is only planned. */
const nearDays = 3
const sharedDays = 7

/**
 * The next slot of an account that is free and safe, for late approvals and moves: later today on a half hour while the day is
 * young enough, else its posting time on a following day. Free: no live post of the account on that day, none within its minimum spacing,
 * and its posts of that ISO week stay within its weekly frequency. Where every day near has its post and some are only planned, the slot
 * is beside one of those, a minimum spacing later: a month that is full of plans leaves room for what is written. Null where there is none
 * within `days`.
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
  const written = live.filter(({ status }) => status !== 'planned')
  const earliest = new Date(after.getTime() + leadMs)
  const usual = account.postingTime
  const beside = laterTime(usual, account.minSpacingHours)
  const first = (until: number, taken: readonly Post[], times: readonly string[]): Slot | null => {
    for (let index = 0; index < Math.min(days, until); index++) {
      const slots = slotsOn(addDays(dateIn(earliest, zone), index), times, earliest, zone)
      const free = slots.find((slot) => hasRoom(slot, account, taken) && isApart(slot, account, live))
      if (free) return free
    }
    return null
  }
  return (
    first(nearDays, live, [usual]) ??
    first(sharedDays, written, [usual, ...(beside ? [beside] : [])]) ??
    first(days, live, [usual])
  )
}

/** Times of a day that are still ahead; of today, where none is, the next half hour. */
function slotsOn(date: string, times: readonly string[], earliest: Date, zone: string): readonly Slot[] {
  // A time that daylight saving repeats means the first of the two, which may be over.
  const isAhead = (slot: Slot) => instantOf(slot) >= earliest
  const slots = times.map((time) => ({ date, time, zone })).filter(isAhead)
  const isToday = date === dateIn(earliest, zone)
  const soon = isToday && slots.length < times.length ? laterToday(earliest, zone) : null
  return soon && isAhead(soon) ? [soon, ...slots] : slots
}

function hasRoom({ date }: Slot, { postsPerWeek }: Account, taken: readonly Post[]): boolean {
  const ofWeek = taken.filter((post) => mondayOf(post.slot.date) === mondayOf(date))
  return taken.every((post) => post.slot.date !== date) && ofWeek.length < Math.min(7, postsPerWeek)
}

function isApart(slot: Slot, { minSpacingHours }: Account, live: readonly Post[]): boolean {
  const dueMs = instantOf(slot).getTime()
  return live.every((post) => Math.abs(post.dueAt.getTime() - dueMs) >= minSpacingHours * hourMs)
}

/** `HH:MM` so many hours later, rounded up to a full minute; null where the day is over by then. */
function laterTime(time: string, hours: number): string | null {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const minutes = hour * 60 + minute + Math.ceil(hours * 60)
  const later = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  return hours > 0 && later <= latestTime ? later : null
}

/** The next full or half hour, or null where the day is over by then. */
function laterToday(earliest: Date, zone: string): Slot | null {
  const halfHourMs = 30 * minuteMs
  const slot = slotAt(new Date(Math.ceil(earliest.getTime() / halfHourMs) * halfHourMs), zone)
  return slot.date === dateIn(earliest, zone) && slot.time <= latestTime ? slot : null
}
