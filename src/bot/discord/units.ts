import { ComponentType, type APIMessageTopLevelComponent } from 'discord-api-types/v10'
import type { Button } from '../card.ts'
import type { ChatButton } from '../chat/chat-press.ts'
import type { Line } from '../chat/say.ts'
import { buttonRows, type Row } from './components/button.ts'
import { nobody, type DiscordFile, type DiscordMessage } from './discord-message.ts'
import { discordLimits, fitsMessage } from './limits.ts'
import { linesTexts } from './text.ts'

/** What stays together in one message, which holds it by itself. */
export type Unit = {
  readonly components: readonly APIMessageTopLevelComponent[]
  readonly files?: readonly DiscordFile[]
}

/** All of it in order, in as many messages as it takes. Nothing that can be pressed is twice in one, which Discord would refuse. */
export function packed(units: readonly Unit[]): readonly DiscordMessage[] {
  const messages: Required<Unit>[] = []
  for (const { components, files = [] } of units) {
    const last = messages.at(-1)
    const more = {
      components: [...(last?.components ?? []), ...components],
      files: [...(last?.files ?? []), ...files],
    }
    if (last && isTaken(more)) messages[messages.length - 1] = more
    else messages.push({ components, files })
  }
  return messages.map((one) => ({ ...one, thread: null, calls: nobody }))
}

/** Lines in full, in pieces that one message holds. */
export function wordsUnits(lines: readonly Line[]): readonly Unit[] {
  return linesTexts(lines).map((content) => ({ components: [{ type: ComponentType.TextDisplay, content }] }))
}

export function buttonUnits(buttons: readonly Button[]): readonly Unit[] {
  const all = buttons.map(
    (button): ChatButton => ({ ...button, press: { kind: 'post', press: button.press } }),
  )
  return rowUnits(buttonRows(all))
}

export function rowUnits(rows: readonly Row[]): readonly Unit[] {
  return rows.map((row) => ({ components: [row] }))
}

function isTaken({ components, files }: Required<Unit>): boolean {
  const ids = Array.from(
    JSON.stringify(components).matchAll(/"custom_id":("(?:[^"\\]|\\.)*")/g),
    ([, id]) => id,
  )
  const names = files.map(({ name }) => name)
  return (
    fitsMessage(components) &&
    files.length <= discordLimits.files.max &&
    new Set(ids).size === ids.length &&
    new Set(names).size === names.length
  )
}
