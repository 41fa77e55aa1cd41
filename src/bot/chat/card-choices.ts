import type { PostCard } from '../card.ts'
import { isMainVerb } from '../card-words.ts'
import type { ChatButton, ChatPress, Look } from './chat-press.ts'

/** What a post may be asked for: what most people want of it, or must be asked about first, and the rest. */
export function cardChoices({ buttons }: PostCard): {
  readonly main: readonly ChatButton[]
  readonly others: readonly ChatButton[]
} {
  const all = buttons.map(
    (button): ChatButton => ({ ...button, press: { kind: 'post', press: button.press } }),
  )
  const isMain = ({ press, confirm }: ChatButton) =>
    confirm !== null || (press.kind === 'post' && isMainVerb(press.press.verb))
  return { main: all.filter(isMain), others: all.filter((button) => !isMain(button)) }
}

/** A button that shows more of a post than its card does. */
export function lookButton({ id }: PostCard, what: Look, label: string): ChatButton {
  return plainButton({ kind: 'look', what, postId: id }, label)
}

export function plainButton(press: ChatPress, label: string): ChatButton {
  return { press, label, style: 'plain', confirm: null }
}
