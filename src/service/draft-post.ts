import type { Brand } from '../domain/brand.ts'
import type { DeskCommand } from '../domain/command.ts'
import { Refusal } from '../domain/errors.ts'
import { chosenOf, draftOf, type Draft, type Post, type Variant } from '../domain/post.ts'
import { dateIn, dayMs } from '../domain/slot.ts'
import type { Deps } from '../ports.ts'
import { accountOf, act, type Acted, brandOf, isFrozen } from './act.ts'
import { judgeVariants } from './judge.ts'

/** Three is what a reviewer can compare at a glance. */
const variantCount = 3
/** How often to write again when the rules block every variant: mostly because all repeat an earlier post. */
const maxRounds = 3
const memoryDays = 90
const drafter = { kind: 'agent', id: 'copywriter' } as const

/** Writes the variants of one post and puts them in review; where that fails, the post says why and can be drafted again. */
export async function draftPost(
  deps: Deps,
  postId: string,
  { again = false, beforeRound = async () => {} }: DraftPostOptions = {},
): Promise<Acted> {
  const { post } = await act(deps, postId, () => [{ type: 'start_drafting', actor: drafter, again }])
  return finishDraft(deps, post, beforeRound)
}

type DraftPostOptions = {
  readonly again?: boolean
  /** Called before each round of writing, which may take a model minutes: a sign of life. */
  readonly beforeRound?: () => Promise<void>
}

/** Job `redraft`: writes new variants of a post that a reviewer sent back. A post that is no longer being drafted is left alone. */
export async function redraft(deps: Deps, postId: string): Promise<Post | null> {
  const post = await deps.store.post(postId)
  if (post?.status !== 'drafting') return null
  // The sweep creates the job again until the desk is unfrozen.
  if (await isFrozen(deps, brandOf(deps, post.brand))) return null
  return (await finishDraft(deps, post)).post
}

/** The draft that a post would get, without changing anything. */
export async function composeDraft(
  deps: Deps,
  post: Post,
  beforeRound = async (): Promise<void> => {},
): Promise<Draft> {
  const brand = brandOf(deps, post.brand)
  let best: Draft | null = null
  for (let round = 1; round <= maxRounds; round++) {
    await beforeRound()
    const draft = await composeOnce(deps, brand, post, round)
    if (!best || ranked(draft) > ranked(best)) best = draft
    if (ranked(best) >= 0) break
  }
  if (!best) throw new Error('no draft was composed')
  return best
}

async function finishDraft(deps: Deps, post: Post, beforeRound?: () => Promise<void>): Promise<Acted> {
  const ifStillOurs = (command: DeskCommand) => (current: Post) => {
    if (!isSameDrafting(current, post))
      throw new Refusal('already_decided', 'It has been taken up anew since, so this draft is not used.')
    return [command] as const
  }
  let draft: Draft
  try {
    draft = await composeDraft(deps, post, beforeRound)
  } catch (error) {
    const reason =
      error instanceof Refusal
        ? error.message
        : 'Something went wrong while drafting; the log has the details.'
    if (!(error instanceof Refusal)) deps.log.error({ err: error, post: post.id }, 'drafting failed')
    return act(deps, post.id, ifStillOurs({ type: 'fail_drafting', actor: drafter, reason }))
  }
  return act(deps, post.id, ifStillOurs({ type: 'finish_drafting', actor: drafter, draft }))
}

/** What was written for an earlier request, without its note, answers no later one. */
function isSameDrafting(current: Post, begun: Post): boolean {
  if (current.status !== 'drafting' || begun.status !== 'drafting') return false
  return current.startedAt.getTime() === begun.startedAt.getTime() && current.version === begun.version
}

async function composeOnce(deps: Deps, brand: Brand, post: Post, round: number): Promise<Draft> {
  const now = deps.clock.now()
  const account = accountOf(brand, post.account)
  const today = dateIn(now, brand.timeZone)
  const copy = await deps.copywriter({
    brand,
    account,
    slot: post.slot,
    brief: post.brief,
    limits: deps.networks(account).limits,
    lessons: await deps.store.lessons(brand.id, { limit: 20, simulated: post.simulated }),
    recent: await recentTexts(deps, brand, post, now),
    note: post.status === 'drafting' ? post.note : null,
    count: variantCount,
    seed: `${post.id}:${post.version}:${post.status === 'drafting' && post.revising ? 'again' : 'first'}:${round}`,
    budgetUsd: Math.max(0, brand.policy.dailyModelBudgetUsd - (await deps.store.spent(brand.id, today))),
  })
  if (copy.writer.costUsd > 0) await deps.store.addSpend(brand.id, today, copy.writer.costUsd)
  const unjudged = copy.variants.map((one, index) => ({ ...one, id: 'abcdefghij'[index] ?? `v${index + 1}` }))
  const variants = await judgeVariants(deps, brand, post, unjudged)
  const chosen = variants.toSorted((a, b) => rank(b) - rank(a))[0]
  if (!chosen) throw new Refusal('invalid', 'The copywriter returned no variants.')
  return { variants, chosen: chosen.id, editedBy: null, writer: copy.writer }
}

/** Newest first; the post's own earlier variants included, so that a second round does not repeat the first. */
async function recentTexts(deps: Deps, brand: Brand, post: Post, now: Date): Promise<readonly string[]> {
  const posts = await deps.store.posts({
    brand: brand.id,
    dueFrom: new Date(now.getTime() - memoryDays * dayMs),
  })
  const others = posts.filter(({ id }) => id !== post.id).toReversed()
  const chosen = others.flatMap((one) => chosenOf(one)?.text ?? [])
  return [...(draftOf(post)?.variants.map(({ text }) => text) ?? []), ...chosen]
}

function ranked(draft: Draft): number {
  return Math.max(...draft.variants.map(rank))
}

/** Blocked variants come after all others. */
function rank({ risk }: Variant): number {
  return risk.blocked ? risk.confidence - 2 : risk.confidence
}
