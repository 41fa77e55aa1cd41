import type { Brand } from '../../../domain/brand.ts'
import type { Deps } from '../../../ports.ts'
import { handleDesk, type DeskAction } from '../../handle-desk.ts'
import { saying, type Answer } from '../answer.ts'
import type { DeskPressVerb } from '../chat-press.ts'
import { opening } from '../opening.ts'
import type { Line } from '../say.ts'
import { isRoomOf } from '../rooms.ts'
import { brandAsked, brandsAsked, networkAsked, type Asked, type Run } from './asked.ts'

/** What concerns a brand's whole desk, as pressed on the head of its day. */
export function onDesk(verb: DeskPressVerb): Run {
  return async (asked) => press(asked, [brandAsked(asked)], (brand) => ({ verb, brand }))
}

export const draft: Run = (asked) => {
  const { stop } = asked.options
  const network = networkAsked(asked)
  if (stop !== undefined) return onDesk('stop_drafting')(asked)
  return press(asked, [brandAsked(asked)], (brand) => ({
    verb: 'draft',
    brand,
    ...(network ? { network } : {}),
  }))
}

/** Whoever stops things is not asked which: it is all brands of the room, or all of theirs. */
export const freeze: Run = async (asked) => {
  const { options } = asked
  // Nothing about a reason may keep a freeze from happening: what is too long is cut.
  const reason = options.reason === undefined ? null : opening(options.reason, maxReasonLength)
  const answer = await press(asked, brandsAsked(asked), (brand) => ({ verb: 'freeze', brand, reason }))
  if (reason === null || !answer.everyone) return answer
  return { ...answer, lines: [...answer.lines, [`Reason: ${reason}`]] }
}

/** As on the web page. */
const maxReasonLength = 200

/** A refusal, and what changed nothing, is told to whoever asked and to nobody else. */
async function press(
  { deps, who, where }: Asked,
  brands: readonly Brand[],
  action: (brand: string) => DeskAction,
): Promise<Answer> {
  const lines: Line[] = []
  let isNews = true
  for (const brand of brands) {
    const before = await newsOf(deps, brand)
    const { sentence } = await handleDesk(deps, who, action(brand.id))
    lines.push([{ strong: brand.name }, `: ${sentence}`])
    if (!isRoomOf(brand, where) || (await newsOf(deps, brand)) === before) isNews = false
  }
  return saying(lines, { everyone: isNews })
}

/** What everyone in a room should hear of as soon as it changes: a freeze, and a pass that has begun. */
async function newsOf({ store }: Pick<Deps, 'store'>, { id }: Brand): Promise<string> {
  const [freezes, [pass]] = await Promise.all([store.freezes(), store.passes(id, 1)])
  return JSON.stringify([pass?.id, freezes.filter(({ scope }) => scope === id || scope === 'desk')])
}
