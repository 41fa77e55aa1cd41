import type { KnownBlock, RichTextElement } from '@slack/types'

/** Blocks as a person would describe what they see: one line each, formats in marks, so that a test can show a whole card. */
export function readable(blocks: readonly KnownBlock[]): string {
  return blocks.map(blockText).join('\n')
}

function blockText(block: KnownBlock): string {
  switch (block.type) {
    case 'header':
      return `# ${block.text.text}`
    case 'context':
      return block.elements
        .flatMap((element) => ('text' in element ? element.text.split('\n') : []))
        .map((line) => `small: ${line}`)
        .join('\n')
    case 'rich_text':
      return block.elements
        .map((part) => {
          switch (part.type) {
            case 'rich_text_section':
              return part.elements.map(elementText).join('')
            case 'rich_text_quote':
              return `> ${part.elements.map(elementText).join('').replaceAll('\n', '\n> ')}`
            case 'rich_text_list':
              return part.elements.map((item) => `• ${item.elements.map(elementText).join('')}`).join('\n')
            case 'rich_text_preformatted':
              return part.elements.map(elementText).join('')
          }
        })
        .join('\n')
    case 'actions':
      return block.elements
        .map((element) => {
          if (element.type === 'button') {
            const asks = element.confirm
              ? ` (asks: ${element.confirm.text.text.replaceAll('\n', ' / ')})`
              : ''
            return `[${element.text.text}${element.style ? ` ${element.style}` : ''}]${asks}`
          }
          return element.type === 'overflow'
            ? `[… ${element.options.map(({ text }) => text.text).join(' | ')}]`
            : element.type
        })
        .join(' ')
    default:
      return block.type
  }
}

function elementText(element: RichTextElement): string {
  switch (element.type) {
    case 'text': {
      const { bold, strike, code } = element.style ?? {}
      const mark = code ? '`' : bold ? '*' : strike ? '~' : ''
      return `${mark}${element.text}${mark}`
    }
    case 'date':
      return `{${element.fallback ?? ''}}`
    case 'link':
      return `[${element.text ?? ''}](${element.url})`
    case 'user':
      return `<@${element.user_id}>`
    default:
      return `?${element.type}?`
  }
}
