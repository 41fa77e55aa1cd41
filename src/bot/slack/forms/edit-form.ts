import type { KnownBlock } from '@slack/types'
import { sha256 } from '../../../domain/hash.ts'
import type { PostCard, VariantView } from '../../card.ts'
import { fieldMax } from '../../chat/form-fields.ts'
import { textHint } from '../../chat/form-words.ts'
import { context, radioInput, slotInputs, textInput } from './form-blocks.ts'
import type { FormVariant } from './form-metadata.ts'
import { splitText } from '../../chat/split-text.ts'
import { slackLimits } from '../limits.ts'
import { fitting, viewRoom } from '../view-size.ts'

/** How much one box holds, as Slack allows; and how much is put into one, so that there is room to write, where more may be written. */
const boxMax = slackLimits.inputValue.max
const boxFull = 2500

/** What stands around the texts needs less than the rest of a view's. */
const room = { blocks: viewRoom.blocks - 12, bytes: viewRoom.bytes - 20_000 }
const maxVariants = 10
const maxAlts = 20

/**
 * Every variant's text and alternative texts, and the slot. The variant that goes out comes first; others only as long as Slack has room
 * for them whole. Null where not even the first fits, which takes tens of thousands of control characters.
 */
export function editBlocks(
  card: PostCard,
  typed: Readonly<Record<string, string>>,
  tag: string,
): { readonly blocks: readonly KnownBlock[]; readonly variants: readonly FormVariant[] } | null {
  const { draft } = card
  if (!draft) return null
  const current = typed.variant ?? draft.chosen.id
  const all = [draft.chosen, ...draft.others].toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const ordered = all.toSorted((a, b) => Number(b.id === current) - Number(a.id === current))
  const shown = fitting(eachFields(ordered, typed, tag), room, ({ blocks }) => blocks)
  const left = ordered.slice(shown.length)
  if (shown.length === 0) return null
  const choice = radioInput({
    id: `variant${tag}`,
    label: 'Variant that goes out',
    options: shown.map(({ view }) => ({
      value: view.id,
      text: `${nameOf(view)}: ${view.text.slice(0, 100)}`,
    })),
    chosen: current,
  })
  return {
    blocks: [
      choice,
      ...shown.flatMap(({ blocks }) => blocks),
      ...(left.length > 0 ? [context(leftOut(left))] : []),
      ...slotInputs(card.slot, typed.at, tag),
    ],
    variants: shown.map(({ variant }) => variant),
  }
}

/**
 * The same for a text that was not changed. Emoji, blanks and the three signs that Slack writes in its own ways are left out, so that what
 * its boxes do to a text is not taken for a person's edit.
 */
export function printOf(text: string): string {
  const plain = text
    .replaceAll(/&(?:amp|lt|gt);|[&<>]/g, '')
    .replaceAll(/:[\w+'-]+:|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}/gu, '')
    .replaceAll(/\s|\u200d|\ufe0f/g, '')
  return sha256(plain).slice(0, 8)
}

type Fields = {
  readonly view: VariantView
  readonly variant: FormVariant
  readonly blocks: readonly KnownBlock[]
}

/** One after the other: what does not fit is not made. */
function* eachFields(
  variants: readonly VariantView[],
  typed: Readonly<Record<string, string>>,
  tag: string,
): Iterable<Fields> {
  for (const variant of variants.slice(0, maxVariants)) yield variantFields(variant, typed, tag)
}

function variantFields(view: VariantView, typed: Readonly<Record<string, string>>, tag: string): Fields {
  const text = typed[`text-${view.id}`] ?? view.text
  const { parts, separators } = splitText(text, view.limit > boxMax ? boxFull : boxMax)
  const boxes = parts.map((part, index) => {
    const isLast = index === parts.length - 1
    return textInput({
      id: `text-${view.id}.${index}${tag}`,
      label: `Text of ${nameOf(view)}${parts.length > 1 ? `, part ${index + 1} of ${parts.length}` : ''}`,
      ...(isLast ? { hint: textHint(view, text) } : {}),
      initial: part,
      max: boxMax,
      multiline: true,
      optional: parts.length > 1,
    })
  })
  const media = view.media.slice(0, maxAlts)
  const alts = media.map(({ name, alt }, index) =>
    textInput({
      id: `alt-${view.id}-${index}${tag}`,
      label: `Alternative text of ${name}`,
      initial: typed[`alt-${view.id}-${index}`] ?? alt,
      max: fieldMax.alt,
      optional: true,
    }),
  )
  return {
    view,
    variant: { id: view.id, print: printOf(view.text), separators, alts: media.length },
    blocks: [...boxes, ...alts],
  }
}

function leftOut(left: readonly VariantView[]): string {
  const names = left.map(nameOf).join(', ')
  return `Slack has no room here for ${names}. To change one of them, use it first: then it comes first here.`
}

function nameOf({ id }: VariantView): string {
  return `Variant ${id.toUpperCase()}`
}
