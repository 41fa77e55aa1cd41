import { Routes } from 'discord.js'
import type { Command, Press } from './envelope.ts'
import { troubleOf } from './outcomes.ts'
import type { DiscordDesk } from './taken.ts'

/**
 * A form leaves the menu that it was opened from as it was: whoever cancels it could not choose the same again. A change that changes nothing
 * has everybody's Discord draw the message anew. Nothing hangs on it, so it is tried once. What one person alone sees cannot be changed in this way.
 * Never throws.
 */
export async function redrawMenu(
  { rest, deps }: Pick<DiscordDesk, 'rest' | 'deps'>,
  click: Press | Command,
): Promise<void> {
  if (click.kind !== 'press' || !click.isChoice || click.on.isPrivate || click.channel === null) return
  const { message, flags } = click.on
  try {
    const body = { flags, allowed_mentions: { parse: [] } }
    await rest.patch(Routes.channelMessage(click.channel, message), { body })
  } catch (error) {
    const { reason } = troubleOf(error)
    deps.log.info({ from: 'discord', reason }, 'a menu could not be drawn anew')
  }
}
