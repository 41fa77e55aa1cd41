import type { Brand } from '../../src/domain/brand.ts'
import type { Command } from '../../src/domain/command.ts'
import { change, plannedChange } from '../../src/domain/decide.ts'
import type { Change } from '../../src/domain/events.ts'
import type { Actor, Draft, Person, Post } from '../../src/domain/post.ts'
import type { PastEvent } from '../../src/domain/report/reviewing.ts'
import { dayMs, hourMs, instantOf, minuteMs } from '../../src/domain/slot.ts'
import { writer } from '../given.ts'

export const brand: Brand = {
  id: 'north-harbour-coffee',
  name: 'North Harbour Coffee',
  positioning: 'Coffee roasted by the harbour',
  audience: 'People who cycle to work',
  valuePropositions: ['Roasted on the day it ships'],
  facts: [{ text: 'Roasting since 2011', source: 'https://example.com/about' }],
  voice: { tone: 'warm', do: [], dont: [], bannedPhrases: [], disclosures: [] },
  language: 'en',
  timeZone: 'Europe/Berlin',
  pillars: [{ id: 'education', name: 'Education', weight: 1, topics: [] }],
  ctas: ['Come by'],
  accounts: [
    {
      network: 'x',
      handle: '@harbour',
      postingTime: '12:00',
      postsPerWeek: 7,
      minSpacingHours: 4,
      credentials: 'outbox',
    },
  ],
  reviewers: [],
  groups: [],
  rooms: [],
  policy: {
    approvals: { low: 1, medium: 1, high: 2 },
    expireAfterMs: 2 * dayMs,
    lateToleranceMs: hourMs,
    undoWindowMs: minuteMs,
    draftAt: '07:00',
    linkHosts: [],
    dailyModelBudgetUsd: 1,
  },
}

export const ann: Person = { kind: 'person', id: 'p-ann', roles: ['approver'], surface: 'web' }
const desk: Actor = { kind: 'system', id: 'desk' }

/** A post told by what happened to it: each step is a command and the local time at which it came. */
export type ToldPost = {
  readonly post: Post
  readonly history: readonly PastEvent[]
  readonly changes: readonly Change[]
}

type Step = readonly [at: string, command: (post: Post) => Command]

/** A post with a slot on `date` at 12:00, drafted at 07:00 of that day, then `steps`, each at `HH:MM:SS` of that day, or at `YYYY-MM-DDTHH:MM:SS`. */
export function told(
  id: string,
  date: string,
  steps: readonly Step[],
  { time = '12:00', simulated = false, network = 'x' as const, drafted = true } = {},
): ToldPost {
  const slot = { date, time, zone: brand.timeZone }
  const planned = plannedChange(
    {
      id,
      brand: brand.id,
      account: { network, handle: '@harbour' },
      slot,
      dueAt: instantOf(slot),
      brief: { pillar: 'education', angle: 'how_to', hook: 'question', cta: 'Come by', format: 'tip' },
      version: 1,
      publications: [],
      simulated,
    },
    desk,
    instantOf({ ...slot, time: '06:00' }),
  )
  const drafting: readonly Step[] = [
    ['07:00:00', () => ({ type: 'start_drafting', actor: desk, again: false })],
    ['07:00:00', () => ({ type: 'finish_drafting', actor: desk, draft: draftFor(id) })],
  ]
  const changes = [planned]
  let post = planned.post
  for (const [at, command] of drafted ? [...drafting, ...steps] : steps) {
    const [day, time = at] = at.includes('T') ? at.split('T') : [date, at]
    const now = instantOf({ ...slot, date: day ?? date, time })
    const made = change([command(post)], post, { now, policy: brand.policy, frozen: false, offer: null })
    changes.push(made)
    post = made.post
  }
  const history = changes.flatMap(({ events, actor, at }) => events.map((event) => ({ event, actor, at })))
  return { post, history, changes }
}

function draftFor(id: string): Draft {
  const variant = { media: [], hook: 'question', angle: 'how_to', cta: 'Come by', findings: [] }
  const risk = { level: 'low', confidence: 1, blocked: false } as const
  return {
    variants: ['a', 'b', 'c'].map((name) => ({ ...variant, id: name, text: `Text ${name} of ${id}`, risk })),
    chosen: 'a',
    editedBy: null,
    writer,
  }
}
