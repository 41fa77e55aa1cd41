import { expect } from '@jest/globals'
import type { Account, Brand, Policy, Role } from '../src/domain/brand.ts'
import type { Command } from '../src/domain/command.ts'
import { decide, type Context } from '../src/domain/decide.ts'
import { Refusal } from '../src/domain/errors.ts'
import type { PostEvent } from '../src/domain/events.ts'
import { evolve } from '../src/domain/evolve.ts'
import { riskOf, type Finding } from '../src/domain/finding.ts'
import {
  contentHash,
  contentOf,
  draftOf,
  type Base,
  type Draft,
  type Person,
  type Post,
  type PostStatus,
  type Variant,
  type Writer,
} from '../src/domain/post.ts'
import { dayMs, hourMs, minuteMs } from '../src/domain/slot.ts'

/** Every state of a post, so that a table of states cannot forget one. */
export const statuses = Object.keys({
  planned: true,
  drafting: true,
  draft_failed: true,
  in_review: true,
  approved: true,
  held: true,
  rejected: true,
  expired: true,
  publishing: true,
  published: true,
  unknown: true,
  needs_human: true,
  publish_failed: true,
} satisfies Record<PostStatus, true>) as readonly PostStatus[]

/** Friday morning, four hours before the slot of `aPost`. */
export const now = new Date('2026-11-20T04:00:00Z')
export const dueAt = new Date('2026-11-20T08:00:00Z')

export const policy: Policy = {
  approvals: { low: 1, medium: 1, high: 2 },
  expireAfterMs: 2 * dayMs,
  lateToleranceMs: 2 * hourMs,
  undoWindowMs: minuteMs,
  draftAt: '06:00',
  linkHosts: [],
  dailyModelBudgetUsd: 1,
}

export function anAccount(settings: Partial<Account> = {}): Account {
  return {
    network: 'x',
    handle: '@quayside',
    postingTime: '09:00',
    postsPerWeek: 7,
    minSpacingHours: 20,
    credentials: 'outbox',
    ...settings,
  }
}

export function aBrand(settings: Partial<Brand> = {}): Brand {
  const pillars = [
    'education',
    'social_proof',
    'product',
    'behind_the_scenes',
    'thought_leadership',
    'community',
  ]
  return {
    id: 'quayside-bicycles',
    name: 'Quayside Bicycles',
    positioning: 'A repair shop that teaches you to do it yourself',
    audience: 'People who ride to work',
    valuePropositions: ['You leave with a bicycle that you can mend'],
    facts: [{ text: 'Every repair comes with a lesson', source: 'our price list' }],
    voice: { tone: 'plain', do: [], dont: [], bannedPhrases: [], disclosures: [] },
    language: 'en',
    timeZone: 'Europe/Berlin',
    pillars: pillars.map((id) => ({ id, name: id, weight: 1, topics: [] })),
    ctas: ['Book a lesson', 'Come by', 'Ask us', 'Read the guide', 'Tell us about yours'],
    accounts: [
      anAccount(),
      anAccount({ network: 'linkedin', handle: 'quayside', postsPerWeek: 5, postingTime: '08:30' }),
      anAccount({ network: 'facebook', handle: 'quaysidebikes', postsPerWeek: 7, postingTime: '18:00' }),
    ],
    reviewers: [],
    groups: [],
    rooms: [],
    policy,
    ...settings,
  }
}

export function by(name: string, ...roles: readonly Role[]): Person {
  return { kind: 'person', id: name, roles: roles.length > 0 ? roles : ['approver'], surface: 'web' }
}

export const desk = { kind: 'system', id: 'desk' } as const

export const writer: Writer = {
  kind: 'twin',
  name: 'offline twin',
  promptVersion: '1',
  inputTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  fallback: null,
}

export function aFinding(settings: Partial<Finding> = {}): Finding {
  return {
    code: 'claim_uncovered',
    severity: 'warn',
    message: 'No fact covers this.',
    evidence: null,
    weight: 0,
    ...settings,
  }
}

/** `weight` decides the risk: 0 low, 0.3 medium, 0.5 high. */
export function aVariant(settings: Partial<Variant> & { readonly weight?: number } = {}): Variant {
  const { weight = 0, ...fields } = settings
  const findings = fields.findings ?? (weight > 0 ? [aFinding({ weight })] : [])
  return {
    id: 'a',
    text: 'Bring your bicycle, leave with a skill.',
    media: [{ name: 'shop.png', sha256: '1'.repeat(64), mimeType: 'image/png', alt: 'The shop' }],
    hook: 'statement',
    angle: 'benefit',
    cta: 'Come by',
    findings,
    risk: riskOf(findings),
    ...fields,
  }
}

export function aDraft(settings: Partial<Draft> = {}): Draft {
  return {
    variants: [aVariant(), aVariant({ id: 'b', text: 'Flat tyre? Ten minutes, and you know how.' })],
    chosen: 'a',
    editedBy: null,
    writer,
    ...settings,
  }
}

export const base: Omit<Base, 'revision'> = {
  id: 'quayside-bicycles-x-2026-11-20',
  brand: 'quayside-bicycles',
  account: { network: 'x', handle: '@quayside' },
  slot: { date: '2026-11-20', time: '09:00', zone: 'Europe/Berlin' },
  dueAt,
  brief: { pillar: 'product', angle: 'benefit', hook: 'statement', cta: 'Come by', format: 'short' },
  version: 1,
  publications: [],
  simulated: false,
}

/** What an approval of the post as it stands would name. */
export function hashOf(post: Post): string {
  const draft = draftOf(post)
  if (!draft) throw new Error(`post ${post.id} has no draft`)
  return contentHash(contentOf({ ...post, ...draft }))
}

/** The shortest life that ends in `status`. */
export function aPost(status: PostStatus = 'in_review', draft: Draft = aDraft()): Post {
  return evolve(null, lifeUntil(status, draft))
}

const version = 1
const expiresAt = new Date(now.getTime() + policy.expireAfterMs)
const remote = { id: 'r1', permalink: 'https://x.example/r1' }

function lifeUntil(status: PostStatus, draft: Draft): readonly PostEvent[] {
  const planned: readonly PostEvent[] = [{ type: 'planned', base }]
  const drafting: readonly PostEvent[] = [...planned, { type: 'drafting_started', at: now, note: null }]
  const inReview: readonly PostEvent[] = [...drafting, { type: 'drafted', draft, version, expiresAt }]
  switch (status) {
    case 'planned':
      return planned
    case 'drafting':
      return drafting
    case 'draft_failed':
      return [...drafting, { type: 'drafting_failed', reason: 'The model was away.', expiresAt }]
    case 'in_review':
      return inReview
    case 'rejected':
      return [...inReview, { type: 'rejected', text: 'the text', reason: 'off_brand', note: 'too loud' }]
    case 'expired':
      return [...inReview, { type: 'expired' }]
    case 'held':
      return [...inReview, { type: 'held', reason: 'Wait for the photo.', expiresAt }]
    case 'approved':
    case 'publishing':
    case 'published':
    case 'unknown':
    case 'needs_human':
    case 'publish_failed':
      return [...inReview, ...approvals(draft), ...sentUntil(status)]
  }
}

function sentUntil(
  status: 'approved' | 'publishing' | 'published' | 'unknown' | 'needs_human' | 'publish_failed',
): readonly PostEvent[] {
  const deadline = new Date(dueAt.getTime() + 90_000)
  const sending: PostEvent = { type: 'sending_started', fence: 1, at: dueAt, deadline }
  const unknown: PostEvent = { type: 'outcome_unknown', fence: 1, reason: 'No answer.', at: deadline }
  switch (status) {
    case 'approved':
      return []
    case 'publishing':
      return [sending]
    case 'published':
      return [sending, { type: 'published', fence: 1, remote, at: dueAt }]
    case 'unknown':
      return [sending, unknown]
    case 'needs_human':
      return [sending, unknown, { type: 'person_needed', reason: 'No answer.' }]
    case 'publish_failed':
      return [sending, { type: 'refused', fence: 1, reason: 'Too long.', retryAt: null }]
  }
}

function approvals(draft: Draft): readonly PostEvent[] {
  const chosen = draft.variants.find(({ id }) => id === draft.chosen) ?? aVariant()
  const hash = contentHash({ ...base, text: chosen.text, media: chosen.media })
  const people = ['ann', 'bob'].slice(0, policy.approvals[chosen.risk.level])
  return [
    ...people.map((person): PostEvent => {
      const approval = { version, hash, person, surface: 'web', at: now } as const
      return { type: 'approval_given', approval, needed: people.length }
    }),
    { type: 'approved' },
  ]
}

type When = {
  /** Exactly these events, by type; answers with the post after them. */
  gives(...types: readonly string[]): Post
  /** A rule says no, and nothing happens. Answers with the refusal. */
  isRefused(code: string): Refusal
}

/** `given(post).when(command).gives('approved')`: one rule in one line. */
export function given(post: Post, context: Partial<Context> = {}): { when(command: Command): When } {
  return {
    when: (command) => {
      const outcome = outcomeOf(command, post, { now, policy, frozen: false, offer: null, ...context })
      return {
        gives: (...types) => {
          if (outcome instanceof Refusal) throw new Error(`refused: ${outcome.code}: ${outcome.message}`)
          expect(outcome.map(({ type }) => type)).toEqual(types)
          return outcome.length > 0 ? evolve(post, outcome) : post
        },
        isRefused: (code) => {
          if (!(outcome instanceof Refusal))
            throw new Error(`not refused, but ${outcome.map(({ type }) => type).join(', ') || 'nothing'}`)
          expect(outcome.code).toBe(code)
          expect(outcome.message).toMatch(/^[A-Z].*[.!?:”"]$/s)
          return outcome
        },
      }
    },
  }
}

function outcomeOf(command: Command, post: Post, context: Context): readonly PostEvent[] | Refusal {
  try {
    return decide(command, post, context)
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}
