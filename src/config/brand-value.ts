import {
  defaultPillarIds,
  type Account,
  type Brand,
  type Pillar,
  type Policy,
  type Reviewer,
  type ReviewerGroup,
} from '../domain/brand.ts'
import { chats, idIn } from '../domain/chats.ts'
import { sha256 } from '../domain/hash.ts'
import { networkDefaults } from '../domain/network-defaults.ts'
import { hourMs } from '../domain/slot.ts'
import { isDefaultPillar, mayApprove } from './brand-rules.ts'
import type { BrandFile } from './brand-schema.ts'
import { durationMs } from './duration.ts'
import { limitsOf } from '../networks/limits.ts'

/** A brand file that holds no mistake, as the domain knows it: defaults filled in, durations as numbers. */
export function brandOf(file: BrandFile): Brand {
  return {
    id: slugOf(file.name),
    name: file.name,
    positioning: file.positioning,
    audience: file.audience,
    valuePropositions: file.value_propositions,
    facts: file.facts,
    voice: {
      tone: file.voice.tone,
      do: file.voice.do,
      dont: file.voice.dont,
      bannedPhrases: file.voice.banned_phrases,
      disclosures: file.voice.disclosures,
    },
    language: file.language,
    timeZone: file.time_zone,
    pillars: (file.pillars ?? defaultPillarIds).map(pillarOf),
    ctas: file.ctas,
    accounts: file.accounts.map(accountOf),
    reviewers: file.reviewers.flatMap((one) => (one.discord_role === undefined ? [reviewerOf(one)] : [])),
    groups: file.reviewers.flatMap((one) => groupOf(one) ?? []),
    rooms: file.rooms.map(({ surface, channel }) => ({
      surface,
      channel: idIn(chats[surface].channel, channel) ?? channel,
    })),
    policy: policyOf(file.policy),
  }
}

/** Lower-case ASCII words joined by hyphens, at most 40 characters: fit for ids, addresses and file names. */
export function slugOf(name: string): string {
  const slug = name
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '')
  return slug === '' || slug === 'desk' ? `brand-${sha256(name).slice(0, 8)}` : slug
}

/** What is allowed, and probably not meant. */
export function warningsOf(brand: Brand): readonly string[] {
  // Nobody here knows how many hold a role.
  const approvers = brand.groups.some(mayApprove) ? Infinity : brand.reviewers.filter(mayApprove).length
  const { high, medium, low } = brand.policy.approvals
  return [
    approvers < high
      ? `${brand.name}: high-risk posts need ${high} people and ${approvers === 1 ? 'only one' : `only ${approvers}`} may approve, so nobody can approve those${approvers === 1 ? ', nor their own edits' : ''}. Give another reviewer the role approver.`
      : null,
    approvers < Math.max(low, medium)
      ? `${brand.name}: posts need ${Math.max(low, medium)} people and only ${approvers} may approve, so none could ever go out.`
      : null,
    ...twiceThemselves(brand).map(
      (name) =>
        `${brand.name}: ${name} has no id on Discord. Whoever holds a role that reviews there should have one here as well (ids, discord), or they count as two people.`,
    ),
    brand.facts.length < 5
      ? `${brand.name}: it has ${plainCount(brand.facts.length)}; with fewer than five, the month's posts will sound alike.`
      : null,
    ...brand.accounts
      .filter(({ network }) => limitsOf(network).mediaRequired)
      .map(
        ({ network, handle }) =>
          `${brand.name}: ${network} takes no post without an image or a video, and this version makes none, so every draft for ${handle} will be blocked.`,
      ),
  ].filter((warning) => warning !== null)
}

/** Those whom nobody could know again on a surface where a group reviews: they might be of it. Who only looks on decides nothing twice. */
function twiceThemselves({ reviewers, groups }: Brand): readonly string[] {
  const surfaces = groups.map(({ surface }) => surface)
  return reviewers
    .filter(({ roles, ids }) => roles.some((role) => role !== 'viewer') && surfaces.some((one) => !ids[one]))
    .map(({ name }) => name)
}

function plainCount(facts: number): string {
  return facts === 1 ? '1 fact' : `${facts} facts`
}

function pillarOf(pillar: NonNullable<BrandFile['pillars']>[number]): Pillar {
  const own = typeof pillar === 'string' ? { id: pillar, weight: 1, topics: [] } : pillar
  const name = 'name' in own ? own.name : undefined
  return { id: own.id, name: name ?? defaultName(own.id), weight: own.weight, topics: own.topics }
}

/** `behind_the_scenes` reads as `Behind the scenes`. Pillars that are not default ones have a name of their own. */
function defaultName(id: string): string {
  if (!isDefaultPillar(id)) throw new Error(`pillar ${id} has no name`)
  const spaced = id.replaceAll('_', ' ')
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}

function accountOf(account: BrandFile['accounts'][number]): Account {
  const usual = networkDefaults[account.network]
  return {
    network: account.network,
    handle: account.handle.replace(/^@/, ''),
    postingTime: account.posting_time ?? usual.postingTime,
    postsPerWeek: account.posts_per_week ?? usual.postsPerWeek,
    minSpacingHours: account.min_spacing ? durationMs(account.min_spacing) / hourMs : usual.minSpacingHours,
    credentials: account.credentials,
  }
}

function reviewerOf({ name, roles, ids, time_zone: timeZone }: BrandFile['reviewers'][number]): Reviewer {
  return {
    name,
    roles: [...new Set(roles)],
    ids: Object.fromEntries(Object.entries(ids).filter(([, id]) => id !== undefined)),
    ...(timeZone ? { timeZone } : {}),
  }
}

function groupOf(entry: BrandFile['reviewers'][number]): ReviewerGroup | null {
  const { name, roles, discord_role: id, time_zone: timeZone } = entry
  if (id === undefined) return null
  return { name, roles: [...new Set(roles)], surface: 'discord', id, ...(timeZone ? { timeZone } : {}) }
}

function policyOf(policy: BrandFile['policy']): Policy {
  return {
    approvals: policy.approvals,
    expireAfterMs: durationMs(policy.expire_after),
    lateToleranceMs: durationMs(policy.late_tolerance),
    undoWindowMs: durationMs(policy.undo_window),
    draftAt: policy.draft_at,
    linkHosts: policy.link_hosts,
    dailyModelBudgetUsd: policy.daily_model_budget_usd,
    ...(policy.reminders === 'on' ? { reminders: { escalateTo: policy.escalate_to ?? null } } : {}),
  }
}
