import type { Policy } from './brand.ts'
import type { ReviewCommand } from './command.ts'
import type { Context } from './decide.ts'
import { Refusal } from './errors.ts'
import type { ImageChanges, PostEvent } from './events.ts'
import type { RiskLevel } from './finding.ts'
import {
  chosenVariant,
  contentHash,
  contentOf,
  draftOf,
  openStatuses,
  type Approval,
  type Draft,
  type Media,
  type Post,
  type PostIn,
} from './post.ts'
import { assertMay } from './roles.ts'
import { dayMs, instantOf, isSlot } from './slot.ts'

/** Refuses what was asked of another version than the one that stands. */
export function assertSeen(seen: number, { version }: Pick<Post, 'version'>): void {
  if (seen === version) return
  const what =
    seen < version
      ? `You saw version ${seen}; version ${version} has replaced it.`
      : `There is no version ${seen} of this post: the latest is ${version}.`
  throw new Refusal('stale_version', `${what} Look at that one first.`)
}

/** The verbs of people. Each answers with events, or with a refusal that says what stands instead. */
export function decideReview(command: ReviewCommand, post: Post, context: Context): readonly PostEvent[] {
  assertMay(command.actor, command.type)
  assertSeen(command.version, post)
  const expiresAt = new Date(context.now.getTime() + context.policy.expireAfterMs)
  switch (command.type) {
    case 'approve':
      if (post.status === 'expired' && post.draft)
        throw new Refusal('expired', stateSentences.expired, context.offer)
      return approve(command, reviewable(post), context)
    case 'choose': {
      const draft = editable(post)
      if (!draft.variants.some(({ id }) => id === command.variant))
        throw new Refusal('invalid', `There is no variant ${command.variant}.`)
      if (draft.chosen === command.variant) return []
      return [{ type: 'variant_chosen', variant: command.variant, version: post.version + 1, expiresAt }]
    }
    case 'edit': {
      const draft = editable(post)
      const before = draft.variants.find(({ id }) => id === command.variant.id)
      if (!before) throw new Refusal('invalid', `There is no variant ${command.variant.id}.`)
      const edited = { ...command.variant, editedBy: command.actor.id }
      const variants = draft.variants.map((one) => (one.id === edited.id ? edited : one))
      return [
        {
          type: 'edited',
          before: before.text,
          variants,
          chosen: command.variant.id,
          by: command.actor.id,
          ...imageChanges(before.media, edited.media),
          version: post.version + 1,
          expiresAt,
        },
      ]
    }
    case 'reject':
      return [
        {
          type: 'rejected',
          text: chosenVariant(reviewable(post)).text,
          reason: command.reason,
          note: command.note,
        },
      ]
    case 'regenerate':
      if (post.status !== 'in_review' && post.status !== 'held' && post.status !== 'rejected')
        throw wrongState(post)
      return [{ type: 'drafting_started', at: context.now, note: command.note }]
    case 'reslot':
      return [reslot(command, post, context)]
    case 'hold':
      if (post.status !== 'in_review' && post.status !== 'approved') throw wrongState(post)
      return [
        {
          type: 'held',
          reason: command.reason,
          expiresAt: post.status === 'in_review' ? post.expiresAt : expiresAt,
        },
      ]
    case 'release':
      if (post.status !== 'held') throw wrongState(post)
      assertAhead(post, context)
      return [{ type: 'released', to: isApproved(post, post.approvals, context) ? 'approved' : 'in_review' }]
    case 'undo': {
      if (post.status !== 'approved' && post.status !== 'rejected') throw wrongState(post)
      const lastMomentMs = post.dueAt.getTime() - context.policy.undoWindowMs
      if (context.now.getTime() > lastMomentMs)
        throw new Refusal('too_late', 'It is too late to undo this: the slot is too near.')
      return [{ type: 'undone', from: post.status, expiresAt }]
    }
    case 'retry':
      if (post.status !== 'publish_failed') throw wrongState(post)
      return [{ type: 'retried' }]
    case 'answer':
      return answer(command, post, context)
  }
}

/** The fewest people that any policy may ask for: nothing goes out that no one approved, and high risk takes two. */
const fewestApprovals = { low: 1, medium: 1, high: 2 } as const

function imageChanges(before: readonly Media[], after: readonly Media[]): { images?: ImageChanges } {
  const names = (media: readonly Media[]) => media.map(({ name }) => name)
  const among = (media: readonly Media[]) => (one: Media) => media.find(({ sha256 }) => sha256 === one.sha256)
  const images = {
    attached: names(after.filter((one) => !among(before)(one))),
    removed: names(before.filter((one) => !among(after)(one))),
    described: names(after.filter((one) => (among(before)(one)?.alt ?? one.alt) !== one.alt)),
  }
  return Object.values(images).some((list) => list.length > 0) ? { images } : {}
}

/** How many more people must approve `post` as it stands, and whether what has been given holds. */
export function standing(
  post: Draft & Post,
  approvals: readonly Approval[],
  policy: Context['policy'],
): { given: number; needed: number } {
  const { level } = chosenVariant(post).risk
  const people = new Set(approvals.filter((one) => stands(one, post)).map(({ person }) => person))
  return { given: people.size, needed: approvalsNeeded(level, policy) }
}

export function approvalsNeeded(level: RiskLevel, { approvals }: Pick<Policy, 'approvals'>): number {
  return Math.max(approvals[level], fewestApprovals[level])
}

/** Whether enough different people have approved exactly this content, and nothing blocks it. */
export function isApproved(
  post: Draft & Post,
  approvals: readonly Approval[],
  context: Pick<Context, 'policy'>,
): boolean {
  const { given, needed } = standing(post, approvals, context.policy)
  return given >= needed && !chosenVariant(post).risk.blocked
}

function approve(
  command: Extract<ReviewCommand, { type: 'approve' }>,
  post: PostIn<'in_review'>,
  context: Context,
): readonly PostEvent[] {
  const { actor } = command
  const { risk, findings } = chosenVariant(post)
  if (context.frozen)
    throw new Refusal('frozen', 'The desk is frozen: nothing can be approved until it is unfrozen.')
  if (context.now >= post.expiresAt) throw new Refusal('expired', stateSentences.expired, context.offer)
  assertAhead(post, context)
  if (risk.blocked) {
    const blocking = findings.find(({ severity }) => severity === 'block')
    throw new Refusal('blocked', `This cannot be approved as it stands. ${blocking?.message ?? ''}`.trim())
  }
  if (isEditor(actor.id, post))
    throw new Refusal('own_edit', 'You made the last edit, so somebody else has to approve it.')
  if (post.approvals.some((one) => one.person === actor.id && stands(one, post))) {
    throw new Refusal('already_approved_by_you', 'You have approved this already; it takes one more person.')
  }
  const approval: Approval = {
    version: post.version,
    hash: contentHash(contentOf(post)),
    person: actor.id,
    surface: actor.surface,
    at: context.now,
  }
  const approvals = [...post.approvals, approval]
  const given: PostEvent = {
    type: 'approval_given',
    approval,
    needed: standing(post, approvals, context.policy).needed,
  }
  return isApproved(post, approvals, context) ? [given, { type: 'approved' }] : [given]
}

/** Whether an approval is for exactly this content, and by somebody other than its editor. */
function stands({ version, hash, person }: Approval, post: Draft & Post): boolean {
  return version === post.version && hash === contentHash(contentOf(post)) && !isEditor(person, post)
}

/** Of the chosen words, or of the latest edit. */
function isEditor(person: string, post: Draft): boolean {
  return person === post.editedBy || person === chosenVariant(post).editedBy
}

/** A slot farther ahead is taken for a slip of the keyboard. */
const farthestSlotMs = 366 * dayMs

/** A move judges the variants for the new slot; it never rewrites them. */
function reslot(
  command: Extract<ReviewCommand, { type: 'reslot' }>,
  post: Post,
  { now, policy, offer }: Context,
): PostEvent {
  if (!isSlot(command.slot)) throw new Refusal('invalid', 'There is no such date, time or zone.')
  const dueAt = instantOf(command.slot)
  if (dueAt <= now) throw new Refusal('too_late', 'That slot has already passed.', offer)
  if (dueAt.getTime() - now.getTime() > farthestSlotMs)
    throw new Refusal(
      'invalid',
      `The slot on ${command.slot.date} is more than a year ahead. Check the year.`,
    )
  if (post.status !== 'planned' && post.status !== 'expired') editable(post)
  const draft = draftOf(post)
  const variants = (draft?.variants ?? []).map((variant) => {
    const judged = command.variants.find(({ id }) => id === variant.id) ?? variant
    return { ...variant, findings: judged.findings, risk: judged.risk }
  })
  const expiresAt = new Date(now.getTime() + policy.expireAfterMs)
  const version = draft ? post.version + 1 : post.version
  return { type: 'slot_moved', from: post.slot, slot: command.slot, dueAt, variants, version, expiresAt }
}

function answer(
  command: Extract<ReviewCommand, { type: 'answer' }>,
  post: Post,
  context: Context,
): readonly PostEvent[] {
  if (post.status !== 'unknown' && post.status !== 'needs_human') throw wrongState(post)
  switch (command.answer) {
    case 'live':
      return [
        {
          type: 'settled_live',
          remote: { id: 'confirmed by a person', permalink: command.permalink },
          at: context.now,
        },
      ]
    case 'absent':
      return [{ type: 'settled_absent' }]
    case 'leave':
      if (post.status === 'needs_human' && post.left) return []
      return [
        ...(post.status === 'unknown' ? [{ type: 'person_needed', reason: post.reason } as const] : []),
        { type: 'left' },
      ]
  }
}

function assertAhead(post: Post, context: Context): void {
  if (context.now < post.dueAt) return
  throw new Refusal('too_late', 'Its slot has passed.', context.offer)
}

function reviewable(post: Post): PostIn<'in_review'> {
  if (post.status === 'in_review') return post
  throw wrongState(post)
}

function editable(post: Post): Draft {
  const draft = draftOf(post)
  if (draft && openStatuses.some((status) => status === post.status)) return draft
  throw wrongState(post)
}

function wrongState(post: Post): Refusal {
  return new Refusal(
    undecided.includes(post.status) ? 'wrong_state' : 'already_decided',
    stateSentences[post.status],
  )
}

const undecided: readonly Post['status'][] = ['planned', 'drafting', 'draft_failed', 'in_review', 'held']

const stateSentences: Readonly<Record<Post['status'], string>> = {
  planned: 'This post has not been drafted yet.',
  drafting: 'New variants are being written; wait for them.',
  draft_failed: 'This post could not be drafted; draft it again first.',
  in_review: 'This post is waiting for review.',
  approved: 'This post has been approved already.',
  held: 'This post is on hold; release it first.',
  rejected: 'This post has been rejected already.',
  expired: 'This post has expired; move it to a new slot to bring it back.',
  publishing: 'This post is being published right now.',
  published: 'This post is live already.',
  unknown: 'Greenroom is finding out whether this post is live.',
  needs_human: 'Somebody has to say whether this post is live.',
  publish_failed: 'The network refused this post; retry it, edit it or move it.',
}
