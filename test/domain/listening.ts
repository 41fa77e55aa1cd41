import type { Brand, Reviewer } from '../../src/domain/brand.ts'
import type { Draft, Post } from '../../src/domain/post.ts'
import { remindersDue, saidMark, type Place, type Reminder } from '../../src/domain/reminders.ts'
import { minuteMs, slotAt } from '../../src/domain/slot.ts'
import { aBrand, aPost, policy } from '../given.ts'

export const room: Place = { surface: 'slack', channel: 'C1' }
export const berlin = 'Europe/Berlin'
export const ann: Reviewer = { name: 'Ann', roles: ['approver'], ids: { slack: 'UANN' } }
export const ben: Reviewer = { name: 'Ben', roles: ['admin'], ids: { slack: 'UBEN', discord: '22' } }
export const cleo: Reviewer = { name: 'Cleo', roles: ['editor'], ids: { slack: 'UCLEO' } }
export const dov: Reviewer = { name: 'Dov', roles: ['viewer'], ids: { slack: 'UDOV' } }

export function brandOf(
  reviewers: readonly Reviewer[],
  rooms: readonly Place[] = [room],
  escalateTo: string | null = null,
) {
  const brand = aBrand({ reviewers, policy: { ...policy, reminders: { escalateTo } } })
  return { ...brand, rooms }
}

/** In review from `since` on, for a slot at `dueAt`. */
export function waiting(
  id: string,
  since: string,
  dueAt: string,
  settings: Partial<Post> & { draft?: Draft } = {},
): Post {
  const { draft, ...rest } = settings
  const expiresAt = new Date(Date.parse(since) + policy.expireAfterMs)
  const fields = { id, dueAt: new Date(dueAt), slot: slotAt(new Date(dueAt), berlin), expiresAt, ...rest }
  return { ...aPost('in_review', draft), ...fields } as Post
}

export type Heard = { readonly at: Date; readonly reminder: Reminder }

/** All that is said in a span, minute by minute unless told otherwise, by somebody with a memory. */
export function listen(
  brand: Brand & { readonly rooms: readonly Place[] },
  posts: readonly Post[],
  from: string,
  to: string,
  everyMs = minuteMs,
) {
  const said = new Set<string>()
  const heard: Heard[] = []
  const end = new Date(to)
  for (let now = new Date(from); now < end; now = new Date(now.getTime() + everyMs)) {
    for (const reminder of remindersDue({ brand, rooms: brand.rooms, posts, people, said, now })) {
      heard.push({ at: now, reminder })
      for (const topic of reminder.topics) {
        const mark = saidMark(reminder.place, topic)
        if (said.has(mark)) throw new Error(`said twice: ${mark}`)
        said.add(mark)
      }
    }
  }
  return heard
}

export const people = new Map([
  ['p-ann', 'Ann'],
  ['p-ben', 'Ben'],
])
