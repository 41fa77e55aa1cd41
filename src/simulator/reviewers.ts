import type { Brand, Reviewer } from '../domain/brand.ts'
import { Refusal } from '../domain/errors.ts'
import { chosenVariant, draftOf, type Person, type Post, type PostStatus } from '../domain/post.ts'
import { rejectionReasons } from '../domain/rejection.ts'
import { addDays, hourMs, instantOf, minuteMs, type Slot } from '../domain/slot.ts'
import type { Deps } from '../ports.ts'
import { freeze, unfreeze } from '../service/freeze.ts'
import { approveAllLowRisk, review, type ReviewRequest } from '../service/review.ts'
import type { Chance } from './chance.ts'
import type { Timeline } from './timeline.ts'

export type SimulatedPerson = { readonly reviewer: Reviewer; readonly actor: Person }

export type Desk = {
  readonly deps: Deps
  readonly brand: Brand
  readonly people: readonly [SimulatedPerson, ...SimulatedPerson[]]
  /** Whether the desk answers: nobody can click while it is down. */
  readonly isUp: () => boolean
  /** What somebody sees who looks at the network itself. */
  readonly isLive: (postId: string) => boolean
}

/**
 * One day of the people: they drop in now and then, go to lunch, think before they click, click twice, click on what
 * somebody else has changed meanwhile, click at the same moment, change their minds, and once in a while stop everything.
 */
export function scheduleDay(timeline: Timeline, chance: Chance, desk: Desk, date: string): void {
  const at = (time: string) => instantOf({ date, time, zone: desk.brand.timeZone })
  for (const person of desk.people) {
    const noon = at('12:00').getTime() + chance.between(0, 90) * minuteMs
    let ms = at('06:10').getTime() + chance.between(0, 60) * minuteMs
    for (; ms < at('19:30').getTime(); ms += chance.between(8, 40) * minuteMs) {
      const isLunch = ms >= noon && ms < noon + hourMs
      if (!isLunch) timeline.at(new Date(ms), () => visit(timeline, chance, desk, person))
    }
  }
  if (chance.is(0.15)) {
    const start = at('09:00').getTime() + chance.between(0, 8 * 60) * minuteMs
    timeline.at(new Date(start), () => stopEverything(timeline, chance, desk))
  }
  if (chance.is(0.15)) timeline.at(at('08:15'), () => approveAll(chance, desk))
}

const wantsAttention: readonly PostStatus[] = [
  'in_review',
  'held',
  'publish_failed',
  'needs_human',
  'unknown',
]

async function visit(timeline: Timeline, chance: Chance, desk: Desk, person: SimulatedPerson): Promise<void> {
  if (!desk.isUp()) return
  const { deps, brand } = desk
  const dueFrom = new Date(deps.clock.now().getTime() - 3 * 24 * hourMs)
  const page = await deps.store.posts({ brand: brand.id, status: wantsAttention, dueFrom })
  for (const post of page) {
    if (!chance.is(0.7)) continue
    await timeline.sleep(chance.between(2, 45) * 1000)
    // `post` is what the page showed when it was opened, however old that is by now.
    await click(timeline, chance, desk, person, post)
  }
  if (chance.is(0.3)) await secondThoughts(timeline, chance, desk, person)
}

async function click(
  timeline: Timeline,
  chance: Chance,
  desk: Desk,
  person: SimulatedPerson,
  post: Post,
): Promise<void> {
  const request = requestOn(chance, desk, person.actor, post)
  if (!request) return
  const now = desk.deps.clock.now()
  if (chance.is(0.08)) timeline.at(now, () => send(chance, desk, request))
  if (chance.is(0.06)) {
    const other = chance.pick(desk.people)
    const theirs = requestOn(chance, desk, other.actor, post)
    if (theirs) timeline.at(now, () => send(chance, desk, theirs))
  }
  await send(chance, desk, request)
}

/** A click. A refusal is an answer like any other; where it offers another slot, most people take it. */
async function send(chance: Chance, desk: Desk, request: ReviewRequest): Promise<void> {
  if (!desk.isUp()) return
  try {
    await review(desk.deps, request)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (!error.offer || request.verb !== 'approve' || request.slot || !chance.is(0.7)) return
    await send(chance, desk, { ...request, slot: error.offer })
  }
}

function requestOn(chance: Chance, desk: Desk, actor: Person, post: Post): ReviewRequest | null {
  const at = { postId: post.id, actor, version: post.version }
  switch (post.status) {
    case 'in_review':
      return reviewOf(chance, at, post)
    case 'held':
      switch (chance.weighted({ release: 4, move: 4, reject: 2 })) {
        case 'release':
          return { ...at, verb: 'release' }
        case 'move':
          return { ...at, verb: 'reslot', slot: laterSlot(chance, post.slot) }
        case 'reject':
          return { ...at, verb: 'reject', reason: 'wrong_time', note: null }
      }
    case 'publish_failed':
      switch (chance.weighted({ retry: 5, move: 3, edit: 2 })) {
        case 'retry':
          return { ...at, verb: 'retry' }
        case 'move':
          return { ...at, verb: 'reslot', slot: laterSlot(chance, post.slot) }
        case 'edit':
          return editOf(at, post)
      }
    case 'unknown':
    case 'needs_human': {
      // Only when asked does a person go and look; some leave it for another day.
      if (post.status === 'unknown' || (post.left && !chance.is(0.2))) return null
      if (chance.is(0.15)) return { ...at, verb: 'answer', answer: 'leave', permalink: null }
      return { ...at, verb: 'answer', answer: desk.isLive(post.id) ? 'live' : 'absent', permalink: null }
    }
    case 'planned':
    case 'drafting':
    case 'draft_failed':
    case 'approved':
    case 'rejected':
    case 'expired':
    case 'publishing':
    case 'published':
      return null
  }
}

type At = Pick<ReviewRequest, 'postId' | 'actor' | 'version'>

function reviewOf(
  chance: Chance,
  at: At,
  post: Extract<Post, { status: 'in_review' }>,
): ReviewRequest | null {
  const isBlocked = chosenVariant(post).risk.blocked
  switch (chance.weighted(isBlocked ? wishesForBlocked : wishes)) {
    case 'approve':
      return { ...at, verb: 'approve' }
    case 'edit':
      return editOf(at, post)
    case 'reject':
      return {
        ...at,
        verb: 'reject',
        reason: chance.pick(rejectionReasons),
        note: null,
      }
    case 'regenerate':
      return { ...at, verb: 'regenerate', note: chance.is(0.5) ? 'Shorter, please.' : null }
    case 'choose':
      return { ...at, verb: 'choose', variant: chance.pick(['a', 'b', 'c']) }
    case 'hold':
      return { ...at, verb: 'hold', reason: 'Waiting for an answer from the warehouse.' }
    case 'reslot':
      return { ...at, verb: 'reslot', slot: laterSlot(chance, post.slot) }
  }
}

const wishes = { approve: 70, edit: 9, reject: 6, regenerate: 4, choose: 6, hold: 2, reslot: 3 }
const wishesForBlocked = { ...wishes, approve: 5, edit: 30, choose: 30 }

/** Takes the last sentence off, or the last word; null where nothing would be left. */
function editOf(at: At, post: Post): ReviewRequest | null {
  const draft = draftOf(post)
  if (!draft) return null
  const { id, text } = chosenVariant(draft)
  const shorter = text.replace(/(?<=[.!?…])\s+\S[^.!?…]*[.!?…]?\s*$/u, '')
  const edited = shorter === text ? text.replace(/\s+\S+\s*$/u, '') : shorter
  return edited.trim() === '' || edited === text ? null : { ...at, verb: 'edit', variant: id, text: edited }
}

function laterSlot(chance: Chance, slot: Slot): Slot {
  const hour = String(chance.between(8, 20)).padStart(2, '0')
  return {
    ...slot,
    date: addDays(slot.date, chance.between(0, 2)),
    time: `${hour}:${chance.pick(['05', '35', '50'])}`,
  }
}

/** Takes back a decision of the last hours. */
async function secondThoughts(
  timeline: Timeline,
  chance: Chance,
  desk: Desk,
  { actor }: SimulatedPerson,
): Promise<void> {
  const { deps, brand } = desk
  const decided = await deps.store.posts({
    brand: brand.id,
    status: ['approved', 'rejected'],
    dueFrom: deps.clock.now(),
  })
  const [first, ...rest] = decided
  if (!first || !chance.is(0.25)) return
  const post = chance.pick([first, ...rest])
  await timeline.sleep(chance.between(1, 20) * 1000)
  await send(chance, desk, { verb: 'undo', postId: post.id, actor, version: post.version })
}

async function approveAll(chance: Chance, desk: Desk): Promise<void> {
  if (!desk.isUp()) return
  const { actor } = chance.pick(desk.people)
  await allowed(() => approveAllLowRisk(desk.deps, { brand: desk.brand.id, actor }))
}

async function stopEverything(timeline: Timeline, chance: Chance, desk: Desk): Promise<void> {
  const { actor } = chance.pick(desk.people)
  const scope = chance.pick(['desk', desk.brand.id])
  if (!desk.isUp()) return
  await allowed(() => freeze(desk.deps, { scope, actor, reason: 'Checking something.' }))
  await timeline.sleep(chance.between(1, 40) * minuteMs)
  // Somebody who may: a desk that nobody can open again would prove nothing.
  const opener = desk.people.find(
    (one) => one.actor.roles.includes('admin') || one.actor.roles.includes('approver'),
  )
  await allowed(() => unfreeze(desk.deps, { scope, actor: opener?.actor ?? actor, reason: null }))
}

/** Not every role may do everything: being refused is part of the day. */
async function allowed(action: () => Promise<unknown>): Promise<void> {
  try {
    await action()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
}
