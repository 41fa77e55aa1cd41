import type { PostEvent } from '../events.ts'
import type { Actor, Post } from '../post.ts'
import type { Reviewing } from '../report.ts'

export type PastEvent = { readonly event: PostEvent; readonly actor: Actor; readonly at: Date }

/** What the reviewers did with these posts. A decision that was undone is not counted. */
export function reviewingOf(
  posts: readonly Post[],
  histories: ReadonlyMap<string, readonly PastEvent[]>,
): Reviewing {
  const stories = posts.map(({ id }) => storyOf(histories.get(id) ?? []))
  const reasons = new Map<string, number>()
  for (const reason of stories.flatMap((story) => story.rejections)) {
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }
  return {
    medianMinutesToDecision: median(stories.flatMap(({ minutes }) => (minutes === null ? [] : [minutes]))),
    approvedUntouched: stories.filter((story) => story.approved && !story.edited).length,
    edited: stories.filter((story) => story.edited).length,
    rejected: stories.filter((story) => story.rejections.length > 0).length,
    expired: posts.filter(({ status }) => status === 'expired').length,
    rejectionReasons: [...reasons]
      .map(([reason, count]) => ({ reason, count }))
      .toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)),
  }
}

/** The middle value, or the mean of the two in the middle; null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2
}

type ReviewStory = {
  /** From the first draft to the first decision that settled the matter. */
  readonly minutes: number | null
  readonly approved: boolean
  readonly edited: boolean
  readonly rejections: readonly string[]
}

function storyOf(history: readonly PastEvent[]): ReviewStory {
  let draftedAt: Date | null = null
  let minutes: number | null = null
  let approved = false
  let edited = false
  const rejections: string[] = []
  for (const { event, at } of history) {
    if (event.type === 'drafted') draftedAt ??= at
    if (event.type === 'approved' || event.type === 'rejected') {
      if (draftedAt) minutes ??= (at.getTime() - draftedAt.getTime()) / 60_000
    }
    if (event.type === 'edited') edited = true
    if (event.type === 'rejected') rejections.push(event.reason)
    if (event.type === 'undone' && event.from === 'rejected') rejections.pop()
    if (event.type === 'approved') approved = true
    if (voidsApproval.has(event.type)) approved = false
  }
  return { minutes, approved, edited, rejections }
}

const voidsApproval: ReadonlySet<PostEvent['type']> = new Set<PostEvent['type']>([
  'drafting_started',
  'variant_chosen',
  'edited',
  'slot_moved',
  'undone',
])
