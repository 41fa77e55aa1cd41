import { readCommand } from '../chat/commands/read.ts'
import { decideCommand } from '../chat/decide-click.ts'
import type { Answering, Taken } from '../chat/taken.ts'
import { answerMessage } from './answers.ts'
import type { Command } from './envelope.ts'
import { openForm } from './open-view.ts'
import { earOf, type SlackDesk } from './taken.ts'
import { tell } from './tell.ts'

export async function decideTyped(slack: SlackDesk, taken: Taken<Command>): Promise<Answering> {
  const { click } = taken
  const answer = await decideCommand(slack.deps, taken, {
    command: readCommand(click.text),
    typed: `/greenroom ${click.text}`,
    where: { surface: 'slack', channel: click.channel },
    who: () => slack.whoIs(click.sender),
  })
  return async () => {
    if (!answer) return
    const ear = earOf(slack, taken)
    if (answer.form && (await openForm(slack, click, answer.form))) return
    await tell(slack.mouth, ear, answerMessage(answer), answer.everyone)
  }
}
