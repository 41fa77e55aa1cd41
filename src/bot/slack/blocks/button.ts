import type { ActionsBlock, Button as SlackButton, Overflow, PlainTextOption } from '@slack/types'
import type { Button, PostCard } from '../../card.ts'
import { cardChoices, lookButton } from '../../chat/card-choices.ts'
import { encodeChatPress, type ChatButton, type ChatPress } from '../../chat/chat-press.ts'
import { plural } from '../../names.ts'
import { slackLimits } from '../limits.ts'
import { plain, plainLines } from '../text.ts'

// Everything that can be pressed carries `encodeChatPress` in its value. Its action_id begins with `gr:` and says what is pressed, for
// logs and to be unique within its block: `gr:approve`, `gr:answer:live`, `gr:desk:unfreeze`, `gr:look:why`; `gr:more` is the menu, whose
// chosen option carries the value. Nothing is ever read from an action_id.

/** A button of a card. */
export function cardButton(button: Button): SlackButton {
  return chatButton({ ...button, press: { kind: 'post', press: button.press } })
}

/** Any button, with what has to be confirmed first. */
export function chatButton({ press, label, style, confirm }: ChatButton): SlackButton {
  return {
    type: 'button',
    action_id: actionId(press),
    text: plain(label, slackLimits.buttonText.max),
    value: encodeChatPress(press),
    ...(style === 'plain' ? {} : { style }),
    ...(confirm === null ? {} : { confirm: dialog(label, confirm) }),
  }
}

/** Slack's own, before the press. */
function dialog(label: string, text: string): NonNullable<SlackButton['confirm']> {
  return {
    title: plain(`${label}?`, slackLimits.confirmTitle.max),
    text: plainLines(text, slackLimits.confirmText.max),
    confirm: plain(label, slackLimits.confirmButton.max),
    deny: plain('Not yet', slackLimits.confirmButton.max),
    style: 'danger',
  }
}

/** What a card can be asked for: the main verbs as buttons, the rest in a menu. Why it is as it is can always be asked. */
export function cardActions(card: PostCard, isShortened: boolean): ActionsBlock {
  const { main, others } = cardChoices(card)
  const variants = card.draft?.others.filter(({ choose }) => choose !== null).length ?? 0
  const looks = [
    ...(variants > 0 ? [lookButton(card, 'variants', plural(variants, 'other variant'))] : []),
    lookButton(card, 'why', 'Why'),
  ]
  const whole = isShortened ? [chatButton(lookButton(card, 'text', 'Whole text'))] : []
  const elements = [...main.map(chatButton), ...whole, ...restElements([...others, ...looks])]
  return { type: 'actions', elements: elements.slice(0, slackLimits.actionsElements.max) }
}

/** A menu of as many as it holds; whatever is over, and what would stand in it alone, are buttons. */
function restElements(choices: readonly ChatButton[]): readonly (SlackButton | Overflow)[] {
  const over = choices.length > 1 ? choices.length - slackLimits.overflowOptions.max : choices.length
  const buttons = choices.slice(0, Math.max(0, over))
  const options = choices.slice(buttons.length).map(
    ({ press, label }): PlainTextOption => ({
      text: plain(label, slackLimits.optionText.max),
      value: encodeChatPress(press),
    }),
  )
  return [
    ...buttons.map(chatButton),
    ...(options.length > 0 ? [{ type: 'overflow', action_id: 'gr:more', options } as const] : []),
  ]
}

function actionId(press: ChatPress): string {
  switch (press.kind) {
    case 'post': {
      const { verb, arg } = press.press
      return arg === null ? `gr:${verb}` : `gr:${verb}:${arg}`
    }
    case 'desk':
      return `gr:desk:${press.verb}`
    case 'look':
      return `gr:look:${press.what}`
  }
}
