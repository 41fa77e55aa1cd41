import { attempt } from '../attempt.ts'
import { saying } from '../chat/answer.ts'
import { runCommand } from '../chat/commands.ts'
import { readCommand } from '../chat/commands/read.ts'
import { answerMessage } from './answers.ts'
import type { Command } from './envelope.ts'
import { openForm } from './open-view.ts'
import { earOf, isHeard, refuseOld, type Answering, type SlackDesk, type Taken } from './taken.ts'
import { tell } from './tell.ts'

export async function decideCommand(slack: SlackDesk, taken: Taken<Command>): Promise<Answering> {
  const { deps, mouth } = slack
  const { click } = taken
  const outcome = await attempt(deps, async () => {
    if (!(await isHeard(slack, taken))) return null
    refuseOld(slack, taken)
    const where = { surface: 'slack', channel: click.channel } as const
    return runCommand(deps, await slack.whoIs(click.sender), where, readCommand(click.text))
  })
  const answer = outcome.ok ? outcome.made : saying([[outcome.reply.sentence]])
  return async () => {
    if (!answer) return
    const ear = earOf(slack, taken)
    if (answer.form && !taken.again && (await openForm(slack, click, answer.form))) return
    const lines = taken.again ? [restarted(click.text), ...answer.lines] : answer.lines
    await tell(mouth, ear, answerMessage({ ...answer, lines }), answer.everyone)
  }
}

function restarted(text: string): readonly string[] {
  return [`Greenroom was restarted before it could answer “/greenroom ${text}”.`]
}
