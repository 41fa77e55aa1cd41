import type { KnownBlock } from '@slack/types'
import { slackLimits, weightOf } from '../../../src/bot/slack/limits.ts'
import { breachesOf as sizeBreachesOf } from '../../fakes/slack/sizes.ts'

/** Where blocks break a limit of Slack's, or hold something that is empty. Knows nothing of what drew them. */
export function breachesOf(
  blocks: readonly KnownBlock[],
  where: 'message' | 'view' = 'message',
): readonly string[] {
  const weight = weightOf(blocks)
  const isTooHeavy = where === 'message' && weight > slackLimits.messageWeight.max
  return [
    ...sizeBreachesOf(where, { blocks }),
    ...(isTooHeavy ? [`the blocks weigh ${weight} in sum`] : []),
    ...(blocks.length === 0 ? ['there are no blocks'] : []),
    ...blocks.flatMap((block) => empties(block.type, block)),
  ]
}

/** Slack refuses lists without elements, menus of fewer than two, and texts of nothing but blanks. */
function empties(path: string, node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap((one, index) => empties(`${path}[${index}]`, one))
  if (typeof node !== 'object' || node === null) return []
  const isMenu = 'type' in node && node.type === 'overflow'
  return Object.entries(node).flatMap(([name, value]) => {
    const isShort = Array.isArray(value) && value.length < (isMenu ? 2 : 1)
    const isBlank = name === 'text' && typeof value === 'string' && 'emoji' in node && value.trim() === ''
    return [...(isShort || isBlank ? [`${path}.${name} is empty`] : []), ...empties(`${path}.${name}`, value)]
  })
}
