import type { Policy } from './brand.ts'
import type { Command, DeskCommand, ReviewCommand } from './command.ts'
import { decideDesk } from './decide-desk.ts'
import { decideReview } from './decide-review.ts'
import type { Change, PostEvent } from './events.ts'
import { evolve } from './evolve.ts'
import type { Base, Post } from './post.ts'
import type { Slot } from './slot.ts'

/** All that a decision may depend on besides the command and the post. */
export type Context = {
  readonly now: Date
  readonly policy: Policy
  /** Whether brand or desk are frozen: asked for by commands that heed it. */
  readonly frozen: boolean
  /** The next free, safe slot, offered where a decision comes too late; null where it was not looked for. */
  readonly offer: Slot | null
}

const reviewVerbs: Readonly<Record<ReviewCommand['type'], true>> = {
  approve: true,
  choose: true,
  edit: true,
  reject: true,
  regenerate: true,
  reslot: true,
  hold: true,
  release: true,
  undo: true,
  retry: true,
  answer: true,
}

/** What happens when `command` meets `post`: events, or a `Refusal`. Pure. */
export function decide(command: Command, post: Post, context: Context): readonly PostEvent[] {
  return isReview(command) ? decideReview(command, post, context) : decideDesk(command, post, context)
}

/** Whether a freeze is a reason to refuse it. */
export function heedsFreeze({ type }: Command): boolean {
  return type === 'approve' || type === 'begin_send'
}

/** Several commands of one actor as one change: each sees what the one before it did. */
export function change(commands: readonly [Command, ...Command[]], post: Post, context: Context): Change {
  let state = post
  const events: PostEvent[] = []
  for (const command of commands) {
    const happened = decide(command, state, context)
    if (happened.length > 0) state = evolve(state, happened)
    events.push(...happened)
  }
  return {
    post: { ...state, revision: post.revision + 1 },
    events,
    actor: commands[0].actor,
    at: context.now,
    expectedRevision: post.revision,
    unlessFrozen: commands.some(({ type }) => type === 'begin_send'),
  }
}

/** The change that puts a planned post on the calendar. */
export function plannedChange(base: Omit<Base, 'revision'>, actor: Change['actor'], now: Date): Change {
  const events: readonly PostEvent[] = [{ type: 'planned', base }]
  return { post: evolve(null, events), events, actor, at: now, expectedRevision: 0, unlessFrozen: false }
}

function isReview(command: ReviewCommand | DeskCommand): command is ReviewCommand {
  return command.type in reviewVerbs
}
