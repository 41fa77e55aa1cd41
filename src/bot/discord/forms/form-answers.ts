import { ComponentType } from 'discord-api-types/v10'
import { visible } from '../../visible.ts'
import { inWords } from '../../names.ts'
import type { Reply } from '../../handle.ts'
import { pressButton, rowsOf } from '../components/button.ts'
import { cardComponents } from '../components/post-card.ts'
import type { DiscordFile, DiscordMessage } from '../discord-message.ts'
import { packed, wordsUnits, type Unit } from '../units.ts'
import { fitsOneForm } from './edit-form.ts'
import { pagesMessage } from './pages-message.ts'
import type { FormRead } from './read-form.ts'

/**
 * What somebody is told who handed in a form. A form of Discord is gone once it is handed in and shows no errors, so a refusal stands beside all that
 * was typed, and a button that opens the form again with it. `typed`: under which name that is kept. Once a part is saved, the next can be chosen.
 */
export function formMessages(form: FormRead, reply: Reply, typed: string): readonly DiscordMessage[] {
  const said = wordsUnits([[reply.sentence]])
  if (reply.outcome === 'done') return [...packed(said), ...furtherPages(form, reply)]
  return packed([...said, ...typedUnits(form), ...againUnits(form, reply, typed)])
}

function furtherPages({ form, press }: FormRead, { card }: Reply): readonly DiscordMessage[] {
  const isOpen = card?.buttons.some(({ press: { verb } }) => verb === 'edit') ?? false
  if (form.page.kind === 'whole' || !isOpen || !card?.draft || fitsOneForm(card.draft)) return []
  return [pagesMessage(card, { ...press, version: card.version })]
}

/** Opens the same form while it can still be decided; once the card has moved on, the card as it stands. */
function againUnits(
  { form, press }: FormRead,
  { code, card, outcome }: Reply,
  typed: string,
): readonly Unit[] {
  if (code === 'unknown_person' || (outcome === 'refused' && card === null)) return []
  const isOpen = card?.buttons.some(({ press: { verb } }) => verb === press.verb) ?? true
  if (card && (card.version !== press.version || !isOpen)) return [{ components: cardComponents(card, []) }]
  return [{ components: rowsOf([pressButton({ ...form, typed }, 'Open the form again', 'primary')]) }]
}

/** Everything that was typed, to be read and copied. What a message could not show letter by letter is also there as a file. */
function typedUnits({ fields }: FormRead): readonly Unit[] {
  const typed = Object.entries(fields).filter(([, text]) => text !== '')
  return typed.flatMap(([name, text]) => {
    const label = labelOf(name)
    if (isPlain(text)) return wordsUnits([[{ strong: label }, { quote: text }]])
    const file: DiscordFile = {
      name: `${name}.txt`,
      alt: `${label}, as it was typed`,
      bytes: new TextEncoder().encode(text),
    }
    const shown = { type: ComponentType.File, file: { url: `attachment://${file.name}` } } as const
    const [title] = wordsUnits([[{ strong: label }, ', as you typed it:']])
    return [{ components: [...(title?.components ?? []), shown], files: [file] }]
  })
}

/** Longer than this, and a message of the text would be hard to copy from. */
const longQuote = 1500

function isPlain(text: string): boolean {
  return text.length <= longQuote && !text.includes('\r') && visible(text).every(({ hidden }) => !hidden)
}

const names: Readonly<Record<string, string>> = { at: 'Day and time', permalink: 'Link' }

function labelOf(name: string): string {
  const [, ordinal] = /^alt-(\d+)$/.exec(name) ?? []
  if (ordinal !== undefined) return `Alternative text ${Number(ordinal) + 1}`
  return names[name] ?? inWords(name)
}
