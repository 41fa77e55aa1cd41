import { handleDesk } from '../../handle-desk.ts'
import type { Reply } from '../../handle.ts'
import type { Answer } from '../answer.ts'
import { saying } from '../answers.ts'
import type { DeskPressVerb } from '../chat-press.ts'
import { brandAsked, brandsAsked, type Run } from './asked.ts'

/** What concerns a brand's whole desk, as pressed on the head of its day. `tells`: whether everyone hears of it. */
export function onDesk(verb: DeskPressVerb, { tells }: { readonly tells: boolean }): Run {
  return async (asked) => {
    const brand = brandAsked(asked)
    return told([await handleDesk(asked.deps, asked.who, { verb, brand: brand.id })], [brand.name], tells)
  }
}

/** Whoever stops things is not asked which: it is all brands of the room, or all of theirs. */
export const freeze: Run = async (asked) => {
  const { deps, who, options } = asked
  const brands = brandsAsked(asked)
  const reason = options.reason ?? null
  const replies: Reply[] = []
  for (const { id } of brands)
    replies.push(await handleDesk(deps, who, { verb: 'freeze', brand: id, reason }))
  return told(
    replies,
    brands.map(({ name }) => name),
    true,
    reason,
  )
}

/** A refusal is told to whoever asked, and to nobody else. */
function told(
  replies: readonly Reply[],
  names: readonly string[],
  tells: boolean,
  reason: string | null = null,
): Answer {
  const why = reason === null ? [] : [[`Reason: ${reason}`]]
  const lines = replies.map(({ sentence }, index) => [{ strong: names[index] ?? '' }, `: ${sentence}`])
  const isDone = replies.some(({ outcome }) => outcome === 'done')
  return saying([...lines, ...(isDone ? why : [])], { everyone: tells && isDone })
}
