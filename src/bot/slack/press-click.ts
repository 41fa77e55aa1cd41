import type { Deps } from '../../ports.ts'
import { fieldsOf } from '../action.ts'
import { attempt } from '../attempt.ts'
import { decodeChatPress, type ChatPress } from '../chat/chat-press.ts'
import { handle, type Reply } from '../handle.ts'
import { handleDesk } from '../handle-desk.ts'
import type { Identity } from '../identity.ts'
import { replyMessage } from './answers.ts'
import type { Press } from './envelope.ts'
import { publishHome } from './home-page.ts'
import { replyView, updateView } from './open-view.ts'
import {
  afterRestart,
  earOf,
  isHeard,
  refuseOld,
  type Answering,
  type SlackDesk,
  type Taken,
} from './taken.ts'
import { tell } from './tell.ts'

export async function decidePress(slack: SlackDesk, taken: Taken<Press>): Promise<Answering> {
  const { deps } = slack
  const outcome = await attempt(deps, async () => {
    if (!(await isHeard(slack, taken))) return null
    const wish = decodeChatPress(taken.click.value)
    const who = await slack.whoIs(taken.click.sender)
    if (wish.kind !== 'post') refuseOld(slack, taken)
    return decideWish(deps, who, wish)
  })
  const reply = outcome.ok ? outcome.made : outcome.reply
  return async () => {
    if (reply) await answerPress(slack, taken, { ...reply, sentence: afterRestart(reply.sentence, taken) })
  }
}

async function decideWish(deps: Deps, who: Identity, wish: ChatPress): Promise<Reply | null> {
  switch (wish.kind) {
    case 'post':
      return handle(deps, who, fieldsOf(wish.press))
    case 'desk':
      return handleDesk(deps, who, { brand: wish.brand, verb: wish.verb })
    case 'look':
      return null
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
