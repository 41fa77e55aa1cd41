import { noButtonOfOurs } from '../action.ts'
import type { ChatPress } from '../chat/chat-press.ts'
import { decidePress } from '../chat/decide-click.ts'
import type { Answering, Taken } from '../chat/taken.ts'
import { replyMessages } from './answers.ts'
import { decodeDiscordPress } from './custom-id.ts'
import type { Press } from './envelope.ts'
import { earOf, type DiscordDesk } from './taken.ts'
import { tell } from './tell.ts'
import type { AckedClick } from './acked-click.ts'

export async function decidePressed(
  discord: DiscordDesk,
  taken: Taken<AckedClick<Press>>,
): Promise<Answering> {
  const { value, sender } = taken.click.click
  const reply = await decidePress(discord.deps, taken, {
    read: () => decisionIn(value),
    who: () => discord.whoIs(sender),
  })
  return async () => {
    if (reply) await tell(discord.mouth, earOf(discord, taken), replyMessages(reply))
  }
}

/** What only shows something has been answered before anything is kept. */
function decisionIn(value: string): ChatPress {
  const press = decodeDiscordPress(value)
  switch (press.kind) {
    case 'post':
    case 'desk':
      return press
    case 'look':
    case 'sure':
    case 'form':
    case 'menu':
    case 'home':
      throw noButtonOfOurs()
  }
}
