import { isNode, nodesOf, stringOf, type Node } from '../nodes.ts'
import { clockWords, fieldLines } from '../words.ts'

export type Pressable = {
  readonly label: string
  readonly value: string
  readonly actionId: string
  /** An entry of a menu. */
  readonly isOption: boolean
  /** What is asked first. */
  readonly confirm: string | null
}

/** What can be read in blocks, line by line, as a person would: with marks (`*bold*`, `> quoted`) or without. Buttons are left out. */
export function linesOf(blocks: readonly Node[], marks: boolean): readonly string[] {
  return blocks.flatMap((block): readonly string[] => {
    switch (block.type) {
      case 'header':
        return [marks ? `# ${textOf(block.text)}` : textOf(block.text)]
      case 'section':
        return textOf(block.text).split('\n')
      case 'context':
        return nodesOf(block.elements)
          .flatMap((one) => textOf(one).split('\n'))
          .map((line) => (marks ? `(${line})` : line))
      case 'rich_text':
        return nodesOf(block.elements).flatMap((one) => richLines(one, marks))
      case 'input':
        return inputLines(block)
      case 'divider':
        return marks ? ['---'] : []
      case 'actions':
        return []
      case 'image':
        return [`[picture: ${stringOf(block.alt_text)}]`]
      default:
        return [`a block of type ${stringOf(block.type)}`]
    }
  })
}

/** The same with what can be pressed: `[Approve] [Edit] [⋯ Move | Why]`. */
export function drawn(blocks: readonly Node[]): readonly string[] {
  return blocks.flatMap((block) =>
    block.type === 'actions'
      ? [nodesOf(block.elements).map(elementWords).join(' '), ...confirmLines(block)]
      : linesOf([block], true),
  )
}

export function pressablesOf(blocks: readonly Node[]): readonly Pressable[] {
  return blocks
    .filter(({ type }) => type === 'actions')
    .flatMap(({ elements }) => nodesOf(elements).flatMap(pressables))
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return isNode(value) && typeof value.text === 'string' ? value.text : ''
}

function richLines(part: Node, marks: boolean): readonly string[] {
  const elements = nodesOf(part.elements)
  switch (part.type) {
    case 'rich_text_list':
      return elements.map((one) => `${marks ? '• ' : ''}${richLines(one, marks).join(' ')}`)
    case 'rich_text_quote':
      return elements
        .map((one) => richWords(one, marks))
        .join('')
        .split('\n')
        .map((line) => (marks ? `> ${line}`.trimEnd() : line))
    default:
      return elements
        .map((one) => richWords(one, marks))
        .join('')
        .split('\n')
  }
}

function richWords(element: Node, marks: boolean): string {
  const text = textOf(element)
  switch (element.type) {
    case 'date':
      return clockWords(Number(element.timestamp), element.format === '{time}')
    case 'link':
      return marks ? `[${text}](${stringOf(element.url)})` : text
    case 'user':
      return `@${stringOf(element.user_id)}`
    default:
      return marks ? marked(text, element.style) : text
  }
}

function marked(text: string, style: unknown): string {
  if (!isNode(style)) return text
  const mark = style.bold ? '*' : style.strike ? '~' : style.code ? '`' : ''
  return `${mark}${text}${mark}`
}

function inputLines({ label, hint, optional, element }: Node): readonly string[] {
  const field = isNode(element) ? element : {}
  const options = nodesOf(field.options).map(({ text, value: of }) => ({
    label: textOf(text),
    isChosen: isNode(field.initial_option) && field.initial_option.value === of,
  }))
  return fieldLines({
    label: textOf(label),
    isOptional: optional === true,
    value: stringOf(field.initial_value ?? field.initial_date ?? field.initial_time ?? ''),
    options,
    hint: textOf(hint),
  })
}

function elementWords(element: Node): string {
  if (element.type !== 'overflow') return `[${textOf(element.text)}]`
  return `[⋯ ${nodesOf(element.options)
    .map(({ text }) => textOf(text))
    .join(' | ')}]`
}

function confirmLines({ elements }: Node): readonly string[] {
  return nodesOf(elements).flatMap(({ text, confirm }) =>
    isNode(confirm)
      ? [`  (${textOf(text)} asks first: “${textOf(confirm.text).replaceAll('\n', ' / ')}”)`]
      : [],
  )
}

function pressables(element: Node): readonly Pressable[] {
  const actionId = stringOf(element.action_id)
  const of = ({ text, value }: Node, isOption: boolean, confirm: string | null): Pressable => ({
    label: textOf(text),
    value: stringOf(value),
    actionId,
    isOption,
    confirm,
  })
  if (element.type === 'overflow') return nodesOf(element.options).map((option) => of(option, true, null))
  if (element.type !== 'button') return []
  return [of(element, false, isNode(element.confirm) ? textOf(element.confirm.text) : null)]
}
