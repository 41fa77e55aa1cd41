import type { Refusal } from '../../domain/errors.ts'
import { readOptions, type Command as ReadCommand } from '../chat/commands/read.ts'
import type { Where } from '../chat/commands/asked.ts'
import { decideCommand } from '../chat/decide-click.ts'
import type { Answering, Taken } from '../chat/taken.ts'
import { answerMessages } from './answers.ts'
import { optionsOf, typedLine } from './command-options.ts'
import type { Command } from './envelope.ts'
import { earOf, type DiscordDesk } from './taken.ts'
import { tell } from './tell.ts'
import type { AckedClick } from './acked-click.ts'

export async function decideTyped(
  discord: DiscordDesk,
  taken: Taken<AckedClick<Command>>,
): Promise<Answering> {
  const { click } = taken.click
  const answer = await decideCommand(discord.deps, taken, {
    command: commandIn(click),
    typed: `/greenroom ${typedLine(click.name, click.options)}`,
    where: whereOf(click),
    who: () => discord.whoIs(click.sender),
  })
  return async () => {
    if (answer) await tell(discord.mouth, earOf(discord, taken), answerMessages(answer), answer.everyone)
  }
}

export function commandIn({ name, options }: Command): ReadCommand | Refusal {
  return readOptions(name, optionsOf(name, options))
}

export function whereOf({ room }: Command): Where {
  return { surface: 'discord', channel: room }
}
