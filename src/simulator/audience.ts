import type { Brand, NetworkName } from '../domain/brand.ts'
import type { Post } from '../domain/post.ts'
import { addDays, weekdayOf } from '../domain/slot.ts'
import type { Metric } from '../ports.ts'
import type { Chance } from './chance.ts'

/**
 * What an audience makes of a post on `day`, or null once it has forgotten it. Some hours, pillars and hooks of a brand do
 * better than others, the same ones throughout a simulation, so that there is something to be found in the figures.
 */
export function figuresOn(day: string, post: Post, brand: Brand, audience: Chance): Metric | null {
  const age = shares.findIndex((_, days) => addDays(post.slot.date, days) === day)
  const share = shares[age]
  if (share === undefined) return null
  const { network } = post.account
  const liking = (what: string, spread: number) => 1 + spread * (2 * audience.fork(what).next() - 1)
  const mood = audience.fork(`${post.id} ${day}`)
  const weekend = weekdayOf(day) >= 6 ? 0.7 : 1
  const reach = reaches[network] * liking(`hour ${network} ${post.slot.time.slice(0, 2)}`, 0.35) * weekend
  const impressions = Math.round(reach * share * luck(mood))
  const interest = liking(`pillar ${post.brief.pillar}`, 0.4) * liking(`hook ${post.brief.hook}`, 0.3)
  const engagements = Math.round(impressions * 0.035 * interest * luck(mood))
  const clicks = Math.min(impressions, Math.round(impressions * 0.012 * interest * luck(mood)))
  return { brand: brand.id, postId: post.id, network, day, impressions, engagements, clicks, simulated: true }
}

/** Of a post's reach, by days since its slot. */
const shares = [0.62, 0.27, 0.11]

/** Roughly log-normal around 1: most days are ordinary, a few are not. */
function luck(mood: Chance): number {
  const bell = mood.next() + mood.next() + mood.next() - 1.5
  return Math.exp(bell * 0.6)
}

/** People that one post of a small brand reaches. Invented: only their order of size is meant. */
const reaches: Readonly<Record<NetworkName, number>> = {
  x: 900,
  linkedin: 1400,
  facebook: 1100,
  instagram: 1600,
  tiktok: 2400,
  youtube: 1300,
  google_business: 300,
  reddit: 700,
  email: 500,
  bluesky: 400,
  mastodon: 350,
  outbox: 600,
}
