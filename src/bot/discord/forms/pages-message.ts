import { ComponentType, type APISelectMenuOption } from 'discord-api-types/v10'
import type { Press } from '../../action.ts'
import type { DraftView, PostCard, VariantView } from '../../card.ts'
import { formSubject, staleWords, textHint } from '../../chat/form-words.ts'
import { opening } from '../../chat/opening.ts'
import { menuRow, type Row } from '../components/button.ts'
import { encodeDiscordPress, type FormPage } from '../custom-id.ts'
import { nobody, type DiscordMessage } from '../discord-message.ts'
import { discordLimits } from '../limits.ts'
import { plain, strong, words } from '../text.ts'
import { altsFrom, editPages } from './edit-form.ts'
import { textParts } from './text-parts.ts'

/** Two menus: the longest text of any network has 43 parts at most. A part that is not in them is still in the file. */
const choicesShown = 2 * discordLimits.options.max
// What stands above the menus and what is in them share the 4,000 characters of a message.
const optionWords = 30
const wordsMax = 300

/** What is edited one after the other, since no form holds it all: a menu of its parts, and the text as a file. */
export function pagesMessage(card: PostCard, press: Press): DiscordMessage {
  const { draft } = card
  const stale = staleWords(card, press)
  const lines = [
    strong(words(formSubject(card), wordsMax)),
    ...(draft ? [textLine(draft.chosen)] : []),
    ...(stale === null ? [] : [words(stale, wordsMax)]),
    'There is more of it than one form of Discord holds. Choose what you want to change: each is saved by itself, as a new version. Or take the file, change it, and hand it in.',
  ]
  return {
    components: [
      { type: ComponentType.TextDisplay, content: lines.join('\n') },
      { type: ComponentType.File, file: { url: `attachment://${fileName}` } },
      ...(draft ? menus(card, draft, press) : []),
    ],
    files: [
      {
        name: fileName,
        alt: 'The whole text, as it would go out',
        bytes: new TextEncoder().encode(draft?.chosen.text ?? ''),
      },
    ],
    thread: null,
    calls: nobody,
  }
}

const fileName = 'text.txt'

function textLine(view: VariantView): string {
  return words(`Variant ${view.id.toUpperCase()} · ${textHint(view, view.text)}`, wordsMax)
}

function menus(card: PostCard, draft: DraftView, press: Press): readonly Row[] {
  const pages = editPages(draft).slice(0, choicesShown)
  const { max } = discordLimits.options
  return Array.from({ length: Math.ceil(pages.length / max) }, (_, index) => {
    const shown = pages.slice(index * max, (index + 1) * max)
    return menuRow(
      { kind: 'menu', name: `pages${'abcdef'[index] ?? ''}`, of: card.id },
      shown.map((page) => option(draft.chosen, page, press)),
      index === 0 ? 'What do you want to change?' : 'Further parts',
    )
  })
}

function option(view: VariantView, page: FormPage, press: Press): APISelectMenuOption {
  const [label, hint] = wordsOf(view, page)
  return {
    label: plain(label, optionWords),
    description: plain(hint, optionWords),
    value: encodeDiscordPress({ kind: 'form', press, page, typed: null }),
  }
}

function wordsOf(view: VariantView, page: FormPage): readonly [string, string] {
  switch (page.kind) {
    case 'text': {
      const parts = textParts(view.text)
      const { start, end } = parts[page.part] ?? { start: 0, end: 0 }
      return [`Part ${page.part + 1} of ${parts.length}`, opening(view.text.slice(start, end), optionWords)]
    }
    case 'alts':
      return [
        'Alternative texts',
        altsFrom(view, page.from)
          .map(({ name }) => name)
          .join(', '),
      ]
    case 'slot':
      return ['Day and time', 'When it goes out']
    case 'file':
      return ['Hand in the whole text', 'As a text file that you upload']
    case 'whole':
      return ['All of it', 'In one form']
  }
}
