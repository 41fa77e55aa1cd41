import type { Brand } from '../../domain/brand.ts'
import { standing } from '../../domain/decide-review.ts'
import type { Post } from '../../domain/post.ts'
import type { Reminder } from '../../domain/reminders.ts'
import { dateIn } from '../../domain/slot.ts'
import type { Wait } from '../../domain/waiting.ts'
import { accountName, plural } from '../names.ts'
import type { Line, Span } from './say.ts'

/** What one reminder says: who is meant, then each post, what it wants, until when, and what happens then. */
export function reminderLines(
  reminder: Reminder,
  context: {
    readonly brand: Brand
    readonly now: Date
    /** Key of a post's card in the same room; null where there is none, as in a direct message. */
    readonly cardOf: (post: Post) => string | null
  },
): readonly Line[] {
  const { brand } = context
  const waits = [...new Map(reminder.topics.map(({ wait }) => [wait.post.id, wait])).values()]
  return [
    [...calls(reminder), ...wanted(reminder, waits.length, brand)],
    ...waits.map(
      (wait): Line => ['• ', linkTo(wait.post, context.cardOf(wait.post)), ': ', ...wish(wait, context)],
    ),
    ...(isAlone(reminder)
      ? [['In its room, ', { code: '/greenroom queue' }, ' shows what waits, with its buttons.']]
      : []),
  ]
}

/** Those who are awake are called, the others named: nobody's phone rings at night. */
function calls({ people, groups }: Reminder): Line {
  const names = [
    ...people.map(({ name, call }): Span => (call === null ? name : { call })),
    ...groups.map(({ name, call }): Span => (call === null ? name : { callGroup: call })),
  ]
  return names.flatMap((one, index) => [one, index < names.length - 1 ? ', ' : ': '])
}

function wanted(reminder: Reminder, count: number, brand: Brand): Line {
  const posts: Span = { strong: plural(count, 'post') }
  const wait = count === 1 ? 'waits' : 'wait'
  if (reminder.topics.some(({ stage }) => stage === 'escalation'))
    return [
      posts,
      ` of ${brand.name} still ${wait} for somebody, and time is short. You are the last to be asked.`,
    ]
  if (isAlone(reminder)) return [posts, ` of ${brand.name} ${wait} for you.`]
  return [posts, ` of ${brand.name} ${wait} for a decision.`]
}

function isAlone({ place }: Reminder): boolean {
  return place.channel.startsWith('@')
}

function linkTo({ account }: Post, key: string | null): Span {
  const label = accountName(account)
  return key === null ? label : { messageKey: key, label }
}

type Timed = Exclude<Wait, { readonly until: null }>
type When = { readonly brand: Brand; readonly now: Date }

function wish(wait: Wait, when: When): Line {
  switch (wait.verb) {
    case 'approve':
      return [`${approval(wait.post, when.brand)} by `, ...end(wait, when)]
    case 'edit':
      return ['a finding blocks it. Edit or reject it by ', ...end(wait, when)]
    case 'release':
      return ['it is on hold. Release, edit or move it by ', ...end(wait, when)]
    case 'retry':
      return ['the network refused it. Try again, edit or move it by ', ...end(wait, when)]
    case 'answer':
      return [
        'nobody knows whether it is live. Look at the account and say whether it is; until then it stays as it is.',
      ]
  }
}

function approval(post: Post, brand: Brand): string {
  if (post.status !== 'in_review') return 'decide'
  const { given, needed } = standing(post, post.approvals, brand.policy)
  if (given === 0)
    return needed > 1 ? `it takes ${needed} people. Approve, edit or reject it` : 'approve, edit or reject it'
  return `${given} of ${needed} have approved it. Approve, edit or reject it`
}

/** A moment of another day is told with its day. What happens then follows from which end it is. */
function end({ verb, until, post }: Timed, { brand, now }: When): Line {
  const zone = brand.timeZone
  const show = dateIn(until, zone) === dateIn(now, zone) ? 'time' : 'date'
  const isSlot = verb === 'retry' || until.getTime() === post.dueAt.getTime()
  return [{ at: until, show }, isSlot ? '; then its slot has passed.' : '; then it expires.']
}
