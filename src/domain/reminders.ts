import type { Brand, Reviewer, ReviewerGroup, Surface } from './brand.ts'
import { isNight, nightfall, spokenAt } from './night.ts'
import type { Post } from './post.ts'
import { hourMs, minuteMs } from './slot.ts'
import { isTurnOf, waitOf, type Wait } from './waiting.ts'

/**
 * First to all in the room, then to each alone, at last to the one whom the brand names for that. To a group nobody can speak alone: it
 * is called in the room a second time.
 */
export type Stage = 'thread' | 'direct' | 'escalation'

/** A chat room, or a person alone: then its channel is `@` and their id on the surface. */
export type Place = { readonly surface: Exclude<Surface, 'web'>; readonly channel: string }

/** What is said in one go, in one place. */
export type Reminder = {
  readonly place: Place
  /** Most urgent first. */
  readonly topics: readonly Topic[]
  /** In a room, whom it concerns: `call` is the id of those who are to be called, null for those who sleep or have none there. */
  readonly people: readonly Called[]
  /** The same of groups; `call` is the id of the role. */
  readonly groups: readonly Called[]
  /** When it is not worth saying any more: a topic is over, or the night of somebody who hears it begins. */
  readonly until: Date
}

export type Called = { readonly name: string; readonly call: string | null }

export type Topic = { readonly wait: Wait; readonly stage: Stage }

export type Waiting = {
  readonly brand: Brand
  /** Chat rooms in which the brand's cards appear. */
  readonly rooms: readonly Place[]
  readonly posts: readonly Post[]
  /** Names by pseudonymous id. */
  readonly people: ReadonlyMap<string, string>
  /** What has been said, as `saidMark` writes it. */
  readonly said: ReadonlySet<string>
  readonly now: Date
}

/** Nobody is reminded of what has been there for less than this. */
const restMs = 30 * minuteMs
/** The last word comes this long before the end: time for somebody else to look and to decide. */
const lastWordMs = hourMs
/** Whoever is spoken to hears as well what would be said within this time. */
const gatherMs = 2 * hourMs
/** Between two stages, where there is time for it: the room first, then each alone. */
const apartMs = 15 * minuteMs
/** What waits for ever is treated as though it had this long. */
const patienceMs = 4 * hourMs

/**
 * What is to be said now. Of the time that a post waits, half is over before the room hears of it; the last word comes an hour before
 * the end, the one to each person midway between the two. Never to anybody in their night, never twice of the same version in the same
 * place and stage, and all that is to be said in one place in one go.
 */
export function remindersDue(waiting: Waiting): readonly Reminder[] {
  const { brand, rooms, posts, now } = waiting
  const waits = posts
    .map((post) => waitOf(post, brand.policy))
    .filter((wait) => wait !== null)
    .filter(({ since, until }) => now.getTime() >= since.getTime() + restMs && (!until || now < until))
    .toSorted((a, b) => endMs(a) - endMs(b))
  return [
    ...rooms.flatMap((room) => inRoom(room, waits, waiting)),
    ...brand.reviewers.flatMap((reviewer) => toPerson(reviewer, waits, waiting)),
  ]
}

export function saidMark({ surface, channel }: Place, { stage, wait: { post } }: Topic): string {
  return `${surface} ${channel} ${stage} ${post.id}@${post.version}`
}

/** Where a person can be spoken to alone: on the surface of the first room on whose surface they have an id. */
export function directPlace({ ids }: Reviewer, rooms: readonly Place[]): Place | null {
  const surface = rooms.map((room) => room.surface).find((one) => ids[one])
  return surface ? { surface, channel: `@${ids[surface]}` } : null
}

function inRoom(room: Place, waits: readonly Wait[], waiting: Waiting): readonly Reminder[] {
  const { brand, now } = waiting
  const hearers = hearersIn(room, waiting)
  const awaited = (wait: Wait, only: readonly Hearer[]) => only.filter(({ isAsked }) => isAsked(wait))
  const groups = hearers.filter(({ isGroup }) => isGroup)
  const candidates = waits.flatMap((wait): readonly Candidate[] => {
    const thread = zonesOf(awaited(wait, hearers))
    const again = zonesOf(awaited(wait, groups))
    return [
      { wait, stage: 'thread', zones: thread.length > 0 ? thread : [brand.timeZone] },
      ...(again.length > 0 ? [{ wait, stage: 'direct' as const, zones: again }] : []),
    ]
  })
  const topics = gathered(room, candidates, waiting)
  if (topics.length === 0) return []
  const heard = new Set(
    topics.flatMap(({ wait, stage }) => awaited(wait, stage === 'thread' ? hearers : groups)),
  )
  const called = [...heard].map((one) => ({
    ...one,
    call: isNight(now, one.zone) ? null : one.id,
  }))
  const awake = called.filter(({ call }) => call !== null).map(({ zone }) => zone)
  const until = staleAt(topics, awake.length > 0 ? awake : [brand.timeZone], now)
  const named = (isGroup: boolean) =>
    called.filter((one) => one.isGroup === isGroup).map(({ name, call }) => ({ name, call }))
  return [{ place: room, topics, people: named(false), groups: named(true), until }]
}

/** Somebody, or a group of people, whom a room may be meant for. */
type Hearer = {
  readonly name: string
  readonly isGroup: boolean
  /** On the surface of the room; null where they have none there. */
  readonly id: string | null
  readonly zone: string
  readonly isAsked: (wait: Wait) => boolean
}

function hearersIn({ surface }: Place, { brand, people }: Waiting): readonly Hearer[] {
  const person = (one: Reviewer): Hearer => ({
    name: one.name,
    isGroup: false,
    id: one.ids[surface] ?? null,
    zone: zoneOf(one, brand),
    isAsked: (wait) => isAskedFor(wait, one, people),
  })
  const group = (one: ReviewerGroup): Hearer => ({
    name: one.name,
    isGroup: true,
    id: one.surface === surface ? one.id : null,
    zone: zoneOf(one, brand),
    // Who of it has approved already is nobody's to know here; the others are meant all the same.
    isAsked: ({ post }) => isTurnOf(post, one.roles, () => false),
  })
  return [...brand.reviewers.map(person), ...brand.groups.map(group)]
}

/** Of those who can be called. */
function zonesOf(hearers: readonly Hearer[]): readonly string[] {
  return hearers.flatMap(({ id, zone }) => (id === null ? [] : [zone]))
}

function toPerson(reviewer: Reviewer, waits: readonly Wait[], waiting: Waiting): readonly Reminder[] {
  const { brand, rooms, people, now } = waiting
  const place = directPlace(reviewer, rooms)
  if (!place) return []
  const zones = [zoneOf(reviewer, brand)]
  const candidates = waits.flatMap((wait): readonly Candidate[] => [
    ...(brand.policy.reminders?.escalateTo === reviewer.name
      ? [{ wait, stage: 'escalation' as const, zones }]
      : []),
    ...(isAskedFor(wait, reviewer, people) ? [{ wait, stage: 'direct' as const, zones }] : []),
  ])
  const topics = gathered(place, candidates, waiting)
  return topics.length > 0
    ? [{ place, topics, people: [], groups: [], until: staleAt(topics, zones, now) }]
    : []
}

/** `zones` are those of the people who would hear it. */
type Candidate = Topic & { readonly zones: readonly string[] }

/** As long as nothing of a stage is due, nothing of it; then all of it that soon would be. */
function gathered(place: Place, candidates: readonly Candidate[], { said, now }: Waiting): readonly Topic[] {
  const open = candidates
    .filter((topic) => !said.has(saidMark(place, topic)))
    .map((one) => ({ ...one, dueMs: dueMs(one, now) }))
  const due = new Set(open.filter((one) => one.dueMs <= now.getTime()).map(({ stage }) => stage))
  return open
    .filter((one) => due.has(one.stage) && one.dueMs <= now.getTime() + gatherMs)
    .map(({ wait, stage }) => ({ wait, stage }))
}

/** By the earliest of those who are awake; never while all are asleep. */
function dueMs({ wait, stage, zones }: Candidate, now: Date): number {
  const awake = [...new Set(zones)].filter((zone) => !isNight(now, zone))
  return Math.min(...awake.map((zone) => momentMs(stage, wait, zone)))
}

function momentMs(stage: Stage, wait: Wait, zone: string): number {
  const [sinceMs, untilMs] = [wait.since.getTime(), endMs(wait)]
  const firstMs = Math.max((sinceMs + untilMs) / 2, sinceMs + restMs)
  const lastMs = Math.max(firstMs, untilMs - lastWordMs)
  const spokenMs = (ms: number) => spokenAt(new Date(ms), zone, wait.until).getTime()
  const afterMs = (ms: number) =>
    ms + 2 * apartMs <= (wait.until?.getTime() ?? Infinity) ? ms + apartMs : ms
  switch (stage) {
    case 'thread':
      return spokenMs(firstMs)
    case 'direct':
      return spokenMs(Math.max((firstMs + lastMs) / 2, afterMs(momentMs('thread', wait, zone))))
    case 'escalation':
      return spokenMs(Math.max(lastMs, afterMs(momentMs('direct', wait, zone))))
  }
}

function endMs({ since, until }: Wait): number {
  return until ? until.getTime() : since.getTime() + patienceMs
}

function staleAt(topics: readonly Topic[], zones: readonly string[], now: Date): Date {
  const ends = topics.flatMap(({ wait }) => wait.until ?? [])
  const moments = [...ends, ...zones.map((zone) => nightfall(now, zone))]
  return new Date(Math.min(...moments.map((moment) => moment.getTime())))
}

function isAskedFor({ post }: Wait, { name, roles }: Reviewer, people: Waiting['people']): boolean {
  return isTurnOf(post, roles, (id) => people.get(id) === name)
}

function zoneOf({ timeZone }: Pick<Reviewer, 'timeZone'>, brand: Brand): string {
  return timeZone ?? brand.timeZone
}
