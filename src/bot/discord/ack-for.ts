import { decodeDiscordPress } from './custom-id.ts'
import type { Click, Command, Press } from './envelope.ts'
import type { Ack } from './acked-click.ts'

/**
 * How a click is acknowledged that decides something. What was pressed on makes way for the answer where it was an answer itself, and is over with it. Where a menu has
 * been used that stays, it is drawn anew: until then nobody can make the same choice in it again
 * (https://github.com/discord/discord-api-docs/issues/4801).
 */
export function ackFor(click: Click): Exclude<Ack, 'none'> {
  if (click.kind === 'command' || click.on === null) return 'reply'
  const { isPrivate, others, hasMenu } = click.on
  if (isPrivate && (others === 0 || (click.kind === 'submission' && isPart(click.value)))) return 'update'
  // Of a message that all see it is done when the form is opened.
  const isUsed = click.kind === 'press' ? click.isChoice : isPrivate && hasMenu
  return isUsed ? 'redraw' : 'reply'
}

/** How a click is acknowledged that only shows something. */
export function ackForShown(click: Press | Command): 'reply' | 'redraw' {
  return click.kind === 'press' && click.isChoice ? 'redraw' : 'reply'
}

/** A list of the parts of a text is over once one of them is saved: the answer brings the next. */
function isPart(value: string): boolean {
  try {
    const press = decodeDiscordPress(value)
    return press.kind === 'form' && press.page.kind !== 'whole'
  } catch {
    return false
  }
}
