import { ButtonStyle, ComponentType as kinds } from 'discord-api-types/v10'
import { decodeDiscordPress, type DiscordPress } from '../../../src/bot/discord/custom-id.ts'
import { rewritten, type Found } from '../../bot/discord/markdown.ts'
import { isNode, nodesOf, stringOf, type Node } from '../nodes.ts'
import { clockWords, fieldLines } from '../words.ts'

/** A button, or an option of a menu. */
export type Pressable = {
  readonly label: string
  /** What it carries. */
  readonly value: string
  readonly press: DiscordPress
  /** `custom_id` of the menu that it is an option of; null for a button. */
  readonly menu: string | null
}

/** What can be read in components, line by line, as a person would: with marks (`*bold*`, `> quoted`) or without. Of what can be pressed only links. */
export function linesOf(components: readonly Node[], marks: boolean): readonly string[] {
  return components.flatMap((one): readonly string[] => {
    switch (one.type) {
      case kinds.Container:
        return linesOf(nodesOf(one.components), marks)
      case kinds.TextDisplay:
        return rewritten(stringOf(one.content), marks ? marked : plain).split('\n')
      case kinds.MediaGallery:
        return nodesOf(one.items).map(({ description }) => `[picture: ${stringOf(description)}]`)
      case kinds.File:
        return ['[a file]']
      case kinds.ActionRow:
        return marks ? [] : nodesOf(one.components).flatMap(linkLabel)
      case kinds.Label:
        return inputLines(one)
      default:
        return [`a component of type ${String(one.type)}`]
    }
  })
}

/** The same with what can be pressed: `[Approve] [Edit]`, `[More… Move | Why]`, and the colour of the bar at its side. */
export function drawn(components: readonly Node[]): readonly string[] {
  return components.flatMap((one): readonly string[] => {
    if (one.type === kinds.Container)
      return [
        `(a bar of #${Number(one.accent_color).toString(16).padStart(6, '0')})`,
        ...drawn(nodesOf(one.components)),
      ]
    return one.type === kinds.ActionRow ? rowLines(nodesOf(one.components)) : linesOf([one], true)
  })
}

export function pressablesOf(components: readonly Node[]): readonly Pressable[] {
  return components.flatMap((one) => {
    switch (one.type) {
      case kinds.Container:
      case kinds.ActionRow:
        return pressablesOf(nodesOf(one.components))
      case kinds.Button:
        return one.style === ButtonStyle.Link ? [] : [pressable(one, stringOf(one.custom_id), null)]
      case kinds.StringSelect:
        return nodesOf(one.options).map((option) =>
          pressable(option, stringOf(option.value), stringOf(one.custom_id)),
        )
      default:
        return []
    }
  })
}

function pressable({ label }: Node, value: string, menu: string | null): Pressable {
  return { label: stringOf(label), value, press: decodeDiscordPress(value), menu }
}

function linkLabel({ type, style, label }: Node): readonly string[] {
  return type === kinds.Button && style === ButtonStyle.Link ? [stringOf(label)] : []
}

function rowLines(row: readonly Node[]): readonly string[] {
  return row.some(({ type }) => type === kinds.StringSelect)
    ? row.flatMap(menuLines)
    : [row.map(buttonWords).join(' ')]
}

function buttonWords({ style, label, url, custom_id: id }: Node): string {
  if (style === ButtonStyle.Link) return `[${stringOf(label)} → ${stringOf(url)}]`
  return `[${stringOf(label)}${stringOf(id).startsWith('sure|') ? ' (asks first)' : ''}]`
}

function menuLines({ placeholder, options }: Node): readonly string[] {
  const all = nodesOf(options)
  const title = stringOf(placeholder)
  if (all.every(({ description }) => description === undefined))
    return [`[${title} ${all.map(({ label }) => stringOf(label)).join(' | ')}]`]
  const lines = all.map((option) => {
    const mark = option.default === true ? '(x)' : '( )'
    return `  ${mark} ${stringOf(option.label)}: ${stringOf(option.description)}`
  })
  return [`[${title}`, ...lines, ']']
}

function inputLines({ label, description, component }: Node): readonly string[] {
  const field = isNode(component) ? component : {}
  const isFile = field.type === kinds.FileUpload
  return fieldLines({
    label: stringOf(label),
    isOptional: field.required === false,
    value: isFile ? 'a file' : stringOf(field.value),
    options: nodesOf(field.options).map((option) => ({
      label: stringOf(option.label),
      isChosen: option.default === true,
    })),
    hint: stringOf(description),
  })
}

function plain({ kind, whole, inner }: Found): string {
  return livingWords(kind, whole) ?? inner ?? whole
}

function marked(found: Found): string {
  const { kind, whole, target } = found
  const inner = found.inner ?? whole
  switch (kind) {
    case 'bold':
      return `*${inner}*`
    case 'struck':
      return `~${inner}~`
    case 'code':
      return `\`${inner}\``
    case 'heading':
      return `${/#+/.exec(whole)?.[0] ?? ''} ${inner}`
    case 'small':
      return `(${inner})`
    case 'item':
      return `• ${inner}`
    case 'quoted':
    case 'all quoted':
      return inner
        .split('\n')
        .map((line) => `> ${line}`.trimEnd())
        .join('\n')
    case 'link':
      return `[${inner}](${target})`
    case 'mention':
    case 'time':
      return plain(found)
    // None of these is ever meant.
    case 'fence':
    case 'everyone':
    case 'channel':
    case 'command':
    case 'emoji':
    case 'guide':
    case 'bare link':
    case 'invitation':
    case 'underlined':
    case 'italic':
    case 'spoiler':
      return `!! ${kind}: ${whole} !!`
  }
}

/** Of what every reader sees in their own way; null of anything else. */
function livingWords(kind: Found['kind'], whole: string): string | null {
  if (kind === 'mention') return whole.replace(/^<@[!&]?(\d+)>$/, '@$1')
  if (kind !== 'time') return null
  const [, seconds, style] = /^<t:(-?\d+):?(\w?)>$/.exec(whole) ?? []
  const words = clockWords(Number(seconds), style === 't')
  return style === 'R' ? words.replace('‹', '‹as far away as ') : words
}
