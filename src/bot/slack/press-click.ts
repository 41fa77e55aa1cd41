import { decodeChatPress } from '../chat/chat-press.ts'
import { decidePress } from '../chat/decide-click.ts'
import type { Answering, Taken } from '../chat/taken.ts'
import type { Reply } from '../handle.ts'
import { replyMessage } from './answers.ts'
import type { Press } from './envelope.ts'
import { publishHome } from './home-page.ts'
import { replyView, updateView } from './open-view.ts'
import { earOf, type SlackDesk } from './taken.ts'
import { tell } from './tell.ts'

export async function decidePressed(slack: SlackDesk, taken: Taken<Press>): Promise<Answering> {
  const { value, sender } = taken.click
  const reply = await decidePress(slack.deps, taken, {
    read: () => decodeChatPress(value),
    who: () => slack.whoIs(sender),
  })
  return async () => {
    if (reply) await answerPress(slack, taken, reply)
  }
}

/** In the modal, if it was pressed in one; beside the message otherwise. The page of the app changes under the finger. */
async function answerPress(slack: SlackDesk, taken: Taken<Press>, reply: Reply): Promise<void> {
  const { mouth } = slack
  const { view, sender } = taken.click
  const shown =
    view?.type === 'modal' && reply.offer === null
      ? await updateView(slack, view.id, replyView(reply))
      : false
  if (!shown || taken.again) await tell(mouth, earOf(slack, taken), [replyMessage(reply)])
  if (view?.type === 'home') await publishHome(slack, sender)
}
