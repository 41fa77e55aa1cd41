import {
  ButtonStyle,
  ComponentType,
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIComponentInMessageActionRow,
  type APISelectMenuOption,
} from 'discord-api-types/v10'
import type { DraftView, PostCard, VariantView } from '../../card.ts'
import { cardChoices, lookButton } from '../../chat/card-choices.ts'
import type { ChatButton } from '../../chat/chat-press.ts'
import { opening } from '../../chat/opening.ts'
import { encodeDiscordPress, type DiscordPress } from '../custom-id.ts'
import { discordLimits } from '../limits.ts'
import { plain } from '../text.ts'
import { linkButtonFor } from './permalink.ts'

export type Row = APIActionRowComponent<APIComponentInMessageActionRow>

/** A button. What has to be confirmed first asks by its answer, since Discord has no dialogs for that. */
export function chatButton({ press, label, style, confirm }: ChatButton): APIButtonComponent {
  return pressButton(confirm === null ? press : { kind: 'sure', press }, label, style)
}

export function pressButton(
  press: DiscordPress,
  label: string,
  style: ChatButton['style'] = 'plain',
): APIButtonComponent {
  return {
    type: ComponentType.Button,
    style: styles[style],
    label: plain(label, discordLimits.buttonLabel.max),
    custom_id: encodeDiscordPress(press),
  }
}

/** In as many rows as it takes; nothing stands there twice that does the same. */
export function buttonRows(buttons: readonly ChatButton[]): readonly Row[] {
  return rowsOf(buttons.map(chatButton))
}

export function rowsOf(buttons: readonly APIButtonComponent[]): readonly Row[] {
  const unique = [...new Map(buttons.map((button) => [idOf(button), button])).values()]
  const { max } = discordLimits.rowButtons
  return Array.from({ length: Math.ceil(unique.length / max) }, (_, index) => ({
    type: ComponentType.ActionRow,
    components: unique.slice(index * max, (index + 1) * max),
  }))
}

/** What a card can be asked for: another variant, the main verbs as buttons, the rest in a menu. Why it is as it is can always be asked. */
export function cardRows(card: PostCard, isShortened: boolean): readonly Row[] {
  const { main, others } = cardChoices(card)
  const whole = isShortened ? [lookButton(card, 'text', 'Whole text')] : []
  const rest = [...others, lookButton(card, 'why', 'Why')]
  const isMenu = rest.length > 1
  const link = linkButtonFor(card.permalink)
  const buttons = [
    ...main.map(chatButton),
    ...(link ? [link] : []),
    ...[...whole, ...(isMenu ? [] : rest)].map(chatButton),
  ]
  return [
    ...(card.draft ? variantsRow(card, card.draft) : []),
    ...rowsOf(buttons),
    ...(isMenu ? [menuRow({ kind: 'menu', name: 'more', of: card.id }, rest.map(choice), 'More…')] : []),
  ]
}

/** A menu, in a row of its own. What is chosen in it is a press. */
export function menuRow(
  press: Extract<DiscordPress, { kind: 'menu' }>,
  options: readonly APISelectMenuOption[],
  placeholder: string,
): Row {
  return {
    type: ComponentType.ActionRow,
    components: [
      {
        type: ComponentType.StringSelect,
        custom_id: encodeDiscordPress(press),
        placeholder: plain(placeholder, discordLimits.placeholder.max),
        options: options.slice(0, discordLimits.options.max),
      },
    ],
  }
}

/** Where another variant can still be chosen. The one that would go out stands there as chosen; all can be read side by side. */
function variantsRow(card: PostCard, { chosen, others }: DraftView): readonly Row[] {
  const open = others.filter(({ choose }) => choose !== null)
  if (open.length === 0) return []
  const look = (what: 'text' | 'variants') => encodeDiscordPress({ kind: 'look', what, postId: card.id })
  const options: readonly APISelectMenuOption[] = [
    { ...variantOption(chosen, look('text')), default: true },
    ...open
      .slice(0, variantsShown)
      .flatMap((view) =>
        view.choose
          ? [variantOption(view, encodeDiscordPress({ kind: 'post', press: view.choose.press }))]
          : [],
      ),
    {
      label: 'Read them all',
      value: look('variants'),
      description: 'Every variant in full, with what was found',
    },
  ]
  return [menuRow({ kind: 'menu', name: 'variants', of: card.id }, options, 'Variants')]
}

function variantOption({ id, text, count, limit }: VariantView, value: string): APISelectMenuOption {
  return {
    label: plain(`Variant ${id.toUpperCase()} · ${count}/${limit}`, discordLimits.optionLabel.max),
    value,
    description: plain(opening(text, 60), 60),
  }
}

function choice({ press, label }: ChatButton): APISelectMenuOption {
  return { label: plain(label, discordLimits.optionLabel.max), value: encodeDiscordPress(press) }
}

function idOf(button: APIButtonComponent): string {
  return 'custom_id' in button ? button.custom_id : JSON.stringify(button)
}

/** More variants than these are read side by side. */
const variantsShown = 6

const styles = {
  primary: ButtonStyle.Success,
  plain: ButtonStyle.Secondary,
  danger: ButtonStyle.Danger,
} as const
