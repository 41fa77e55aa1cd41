import type { Brand } from '../domain/brand.ts'
import type { Command } from '../domain/command.ts'
import { assertSeen } from '../domain/decide-review.ts'
import { Refusal } from '../domain/errors.ts'
import { chosenOf, draftOf, type Media, type Person, type Post } from '../domain/post.ts'
import { assertMay, mayDo } from '../domain/roles.ts'
import type { Slot } from '../domain/slot.ts'
import type { Deps, NetworkLimits } from '../ports.ts'
import { accountOf, act, brandOf, type Acted } from './act.ts'
import { mediaOf, type ImageWish } from './images.ts'
import { judgeVariants } from './judge.ts'

/** What a person asks of one post, naming the version they saw. */
export type ReviewRequest = {
  readonly postId: string
  readonly actor: Person
  readonly version: number
} & Wish

type Wish =
  /** With `slot`: move it there and approve it for that slot, in one commit. */
  | { readonly verb: 'approve'; readonly slot?: Slot }
  | { readonly verb: 'choose'; readonly variant: string }
  /** `images`: all that the variant is to have, in their order; else `alts`: only the alternative texts of those that it has. */
  | {
      readonly verb: 'edit'
      readonly variant: string
      readonly text: string
      readonly alts?: readonly string[]
      readonly images?: readonly ImageWish[]
      readonly slot?: Slot
    }
  | { readonly verb: 'reject'; readonly reason: string; readonly note: string | null }
  /** New variants come by themselves a little later. */
  | { readonly verb: 'regenerate'; readonly note: string | null }
  | { readonly verb: 'reslot'; readonly slot: Slot }
  | { readonly verb: 'hold'; readonly reason: string }
  | { readonly verb: 'release'; readonly slot?: Slot }
  | { readonly verb: 'undo' }
  | { readonly verb: 'retry' }
  | {
      readonly verb: 'answer'
      readonly answer: 'live' | 'absent' | 'leave'
      readonly permalink: string | null
    }

/** One person's decision on one post: committed, or refused with a sentence that says what stands instead. */
export function review(deps: Deps, request: ReviewRequest): Promise<Acted> {
  return act(deps, request.postId, (post, brand) => commandsOf(deps, request, post, brand))
}

/** Approves every post in review of a brand that is low risk, one by one; says of the others why not. */
export async function approveAllLowRisk(
  deps: Deps,
  { brand, actor }: { readonly brand: string; readonly actor: Person },
): Promise<{
  readonly approved: readonly Post[]
  readonly left: readonly { readonly post: Post; readonly why: string }[]
}> {
  brandOf(deps, brand)
  assertMayApproveAll(actor)
  const approved: Post[] = []
  const left: { post: Post; why: string }[] = []
  for (const post of await deps.store.posts({ brand, status: ['in_review'] })) {
    const risk = chosenOf(post)?.risk
    if (risk?.level !== 'low' || risk.blocked) {
      left.push({
        post,
        why: risk?.blocked ? 'A finding blocks it.' : `It is ${risk?.level ?? 'not drafted'} risk.`,
      })
      continue
    }
    try {
      approved.push(
        (await review(deps, { verb: 'approve', postId: post.id, actor, version: post.version })).post,
      )
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      left.push({ post, why: error.message })
    }
  }
  return { approved, left }
}

export function assertMayApproveAll(actor: Person): void {
  if (!mayDo(actor, 'approve')) throw new Refusal('not_allowed', 'Your role does not include approving.')
}

/** Why a network would not take a text as it is, and by how much; null where it fits. Surfaces may say so before it is sent here. */
export function misfitOf(text: string, limits: NetworkLimits): string | null {
  if (text.length === 0) return 'The text is empty.'
  const { maxLength, unit, maxBytes } = limits
  const length = limits.count(text)
  if (length > maxLength)
    return `This is ${length} of ${maxLength} ${unit}: shorten it by ${length - maxLength}.`
  const bytes = new TextEncoder().encode(text).length
  if (maxBytes === null || bytes <= maxBytes) return null
  return `This is ${bytes} of ${maxBytes} bytes: shorten it by ${bytes - maxBytes}.`
}

async function commandsOf(
  deps: Deps,
  request: ReviewRequest,
  post: Post,
  brand: Brand,
): Promise<readonly [Command, ...Command[]]> {
  const { actor, version } = request
  switch (request.verb) {
    case 'approve':
    case 'release': {
      const then = (seen: number): Command => ({ type: request.verb, actor, version: seen })
      if (!request.slot) return [then(version)]
      const moved = await reslot(deps, request.slot, post, brand, { actor, version })
      // Moving a held post puts it back into review: there is nothing left to release.
      return request.verb === 'release' ? [moved] : [moved, then(version + 1)]
    }
    case 'choose':
      return [{ type: 'choose', actor, version, variant: request.variant }]
    case 'edit': {
      const edit = await editOf(deps, request, post, brand)
      if (!request.slot || sameSlot(request.slot, post.slot)) {
        if (!edit) throw new Refusal('invalid', 'Nothing was changed, so there is nothing to save.')
        return [edit(version)]
      }
      const moved = await reslot(deps, request.slot, post, brand, { actor, version })
      return edit ? [moved, edit(version + 1)] : [moved]
    }
    case 'reject':
      return [{ type: 'reject', actor, version, reason: request.reason, note: request.note }]
    case 'regenerate':
      return [{ type: 'regenerate', actor, version, note: request.note }]
    case 'reslot':
      return [await reslot(deps, request.slot, post, brand, { actor, version })]
    case 'hold':
      return [{ type: 'hold', actor, version, reason: request.reason }]
    case 'undo':
    case 'retry':
      return [{ type: request.verb, actor, version }]
    case 'answer':
      return [{ type: 'answer', actor, version, answer: request.answer, permalink: request.permalink }]
  }
}

async function reslot(
  deps: Deps,
  slot: Slot,
  post: Post,
  brand: Brand,
  by: { readonly actor: Person; readonly version: number },
): Promise<Command> {
  const variants = await judgeVariants(deps, brand, { ...post, slot }, draftOf(post)?.variants ?? [])
  return { type: 'reslot', ...by, slot, variants }
}

/** Null where words and images are as they were; another variant that is as it was is a choice. */
async function editOf(
  deps: Deps,
  request: Extract<ReviewRequest, { verb: 'edit' }>,
  post: Post,
  brand: Brand,
): Promise<((version: number) => Command) | null> {
  assertMay(request.actor, 'edit')
  // Before anything of a text is judged that was written for another one.
  assertSeen(request.version, post)
  const old = draftOf(post)?.variants.find(({ id }) => id === request.variant)
  if (!old) throw new Refusal('invalid', `There is no variant ${request.variant} to edit.`)
  const text = request.text.replaceAll('\r\n', '\n').trim()
  assertFits(deps, text, post, brand)
  const media = request.images
    ? await mediaOf(deps, request.images, { post, brand, old })
    : old.media.map((one, index) => ({ ...one, alt: request.alts?.[index]?.trim() ?? one.alt }))
  if (text === old.text && isSame(media, old.media)) {
    const { actor } = request
    if (draftOf(post)?.chosen === old.id) return null
    return (version): Command => ({ type: 'choose', actor, version, variant: old.id })
  }
  const at = { ...post, slot: request.slot ?? post.slot }
  const [variant] = await judgeVariants(deps, brand, at, [{ ...old, text, media }])
  if (!variant) throw new Error('a judged variant is missing')
  return (version): Command => ({ type: 'edit', actor: request.actor, version, variant })
}

function isSame(media: readonly Media[], old: readonly Media[]): boolean {
  const is = ({ sha256, alt }: Media, other: Media | undefined) =>
    sha256 === other?.sha256 && alt === other.alt
  return media.length === old.length && media.every((one, index) => is(one, old[index]))
}

/** An edit that the network would cut or refuse is not taken; what was typed stays with the person. */
function assertFits(deps: Deps, text: string, post: Post, brand: Brand): void {
  const misfit = misfitOf(text, deps.networks(accountOf(brand, post.account)).limits)
  if (misfit !== null) throw new Refusal('invalid', misfit)
}

function sameSlot(a: Slot, b: Slot): boolean {
  return a.date === b.date && a.time === b.time && a.zone === b.zone
}
