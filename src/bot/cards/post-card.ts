import { networkLabels, type Brand } from '../../domain/brand.ts'
import { standing } from '../../domain/decide-review.ts'
import type { Finding, Risk } from '../../domain/finding.ts'
import { chosenOf, draftOf, type Approval, type Draft, type Post, type Variant } from '../../domain/post.ts'
import type { HistoryEntry, Metric, NetworkLimits } from '../../ports.ts'
import type {
  ApprovalsView,
  DraftView,
  HistoryLine,
  PostCard,
  PostFiguresView,
  RiskView,
  VariantView,
} from '../card.ts'
import { inWords, personName, type People } from '../names.ts'
import { buttonsOf, chooseButton } from './buttons.ts'
import { historyLines } from './history.ts'
import { stateAt, stateOf } from './state.ts'

/** All that a card is made of besides the post. */
export type CardContext = {
  readonly brand: Brand
  readonly limits: NetworkLimits
  readonly people: People
  readonly history: readonly HistoryEntry[]
  /** Of this post, in any order. */
  readonly metrics: readonly Metric[]
  readonly now: Date
}

/** A post as every room shows it. Pure: the same state gives the same card. */
export function postCard(post: Post, context: CardContext): PostCard {
  const { brand, people, now } = context
  const history = historyLines(context.history, post, people)
  const draft = draftOf(post)
  return {
    kind: 'post',
    id: post.id,
    brand: post.brand,
    version: post.version,
    revision: post.revision,
    network: post.account.network,
    networkLabel: networkLabels[post.account.network],
    handle: post.account.handle,
    slot: post.slot,
    dueAt: post.dueAt,
    status: post.status,
    state: stateAt(now, post, stateOf(post, people, brand.policy)),
    brief: briefOf(post, brand),
    draft: draft && draftView(post, draft, context.limits),
    approvals: approvalsOf(post, brand, people),
    lastEdit: standingEdit(post, history),
    history,
    simulated: post.simulated,
    permalink: post.status === 'published' ? post.remote.permalink : null,
    figures: figuresOf(context.metrics),
    buttons: buttonsOf(post, brand.policy, now),
  }
}

/** `1.00 − 0.15 − 0.15 = 0.70`, and the level that it makes. */
export function riskView(risk: Risk, findings: readonly Finding[]): RiskView {
  const weights = findings.map(({ weight }) => weight).filter((weight) => weight > 0)
  const label = risk.blocked ? 'Blocked' : `${inWords(risk.level)} risk`
  if (weights.length === 0) return { ...risk, label, sum: '1.00: nothing found' }
  const left = weights.reduce((rest, weight) => rest - weight, 1)
  const result = left < 0 ? `−${(-left).toFixed(2)}, which counts as 0.00` : risk.confidence.toFixed(2)
  return {
    ...risk,
    label,
    sum: `1.00${weights.map((weight) => ` − ${weight.toFixed(2)}`).join('')} = ${result}`,
  }
}

function briefOf(post: Post, brand: Brand): readonly string[] {
  const { pillar, angle, hook, format } = post.brief
  const name = brand.pillars.find(({ id }) => id === pillar)?.name ?? inWords(pillar)
  return [name, inWords(angle), inWords(hook), inWords(format)]
}

function draftView(post: Post, draft: Draft, limits: NetworkLimits): DraftView {
  const views = draft.variants.map((variant) => variantView(post, draft, variant, limits))
  const chosen = views.find(({ id }) => id === draft.chosen)
  if (!chosen) throw new Error(`post ${post.id} has no variant ${draft.chosen}`)
  const { kind, name, fallback, inputTokens, outputTokens, costUsd } = draft.writer
  return {
    chosen,
    others: views.filter((view) => view !== chosen),
    takes: { ...limits.images, most: limits.images.types.length > 0 ? limits.maxMedia : 0 },
    writer: { kind, name, why: fallback, tokens: inputTokens + outputTokens, costUsd },
  }
}

const severities = ['block', 'warn', 'info'] as const

function variantView(post: Post, draft: Draft, variant: Variant, limits: NetworkLimits): VariantView {
  const findings = sorted(variant.findings)
  return {
    id: variant.id,
    text: variant.text,
    count: limits.count(variant.text),
    limit: limits.maxLength,
    unit: limits.unit,
    media: variant.media,
    brief: [inWords(variant.angle), inWords(variant.hook)],
    findings,
    risk: riskView(variant.risk, findings),
    choose: variant.id === draft.chosen ? null : chooseButton(post, variant.id),
  }
}

/** Most severe first, then what weighs most. */
function sorted(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => rank(a) - rank(b) || b.weight - a.weight)
}

function rank({ severity }: Finding): number {
  return severities.indexOf(severity)
}

function approvalsOf(post: Post, brand: Brand, people: People): ApprovalsView | null {
  const draft = draftOf(post)
  if (!draft || !('approvals' in post)) return null
  const approvals: readonly Approval[] = post.approvals
  const { given, needed } = standing({ ...post, ...draft }, approvals, brand.policy)
  return { given, needed, people: approvals.map(({ person }) => personName(person, people)) }
}

function figuresOf(metrics: readonly Metric[]): PostFiguresView | null {
  if (metrics.length === 0) return null
  const sum = (of: 'impressions' | 'engagements' | 'clicks') => metrics.reduce((all, row) => all + row[of], 0)
  return {
    impressions: sum('impressions'),
    engagements: sum('engagements'),
    clicks: sum('clicks'),
    through: metrics.map(({ day }) => day).reduce((a, b) => (a > b ? a : b)),
    simulated: metrics.some(({ simulated }) => simulated),
  }
}

/** The edit that made what would go out now: not one that has since been replaced by other variants or another choice. */
function standingEdit(post: Post, history: readonly HistoryLine[]): HistoryLine | null {
  const text = chosenOf(post)?.text
  const edit = history.findLast(({ diff }) => diff !== null)
  return edit && edit.version?.text === text ? edit : null
}
