/** What Discord's client would make of Markdown: the words that are seen, and everything that is more than words. */
export type Seen = { readonly text: string; readonly marks: readonly Mark[] }
export type Mark = { readonly kind: Kind; readonly text: string }

const kinds = {
  block: ['fence', 'all quoted', 'quoted', 'heading', 'small', 'item'],
  inline: [
    'code',
    'mention',
    'everyone',
    'channel',
    'command',
    'emoji',
    'time',
    'guide',
    'link',
    'bare link',
    'invitation',
    'bold',
    'underlined',
    'struck',
    'italic',
    'spoiler',
  ],
} as const
type Kind = (typeof kinds)[keyof typeof kinds][number]

/**
 * By the rules of the clients as people have described them (simple-markdown, on which the desktop's is built, and Discord's SimpleAST for phones): the wider
 * of two where they differ. Knows nothing of what wrote it.
 */
const rules: Readonly<Record<Kind, RegExp>> = {
  fence: /^```[\s\S]+?```/,
  'all quoted': /^ *>>> ?([\s\S]*)/,
  quoted: /^ *> ?([^\n]*)/,
  heading: /^ *#{1,3} +([^\n]+)/,
  small: /^ *-# +([^\n]+)/,
  item: /^ *(?:[-*+]|\d+\.)[^\S\n]+([^\n]*)/,
  code: /^(?<ticks>`+)([\s\S]*?[^`])\k<ticks>(?!`)/,
  mention: /^<@[!&]?\d+>/,
  everyone: /^@(?:everyone|here)/,
  channel: /^<#\d+>/,
  command: /^<\/[^>\n]+:\d+>/,
  emoji: /^<a?:\w+:\d+>|^:\w+:/,
  time: /^<t:-?\d+(?::\w)?>/,
  guide: /^<id:\w+>/,
  link: /^\[((?:\\[\s\S]|[^\]\\])+)\]\(\s*<?((?:\\.|[^\s\\])*?)>?\)/,
  'bare link': /^<?(?:https?|steam|discord):\/\/[^\s<]+>?/,
  invitation: /^discord(?:app)?\.(?:gg|com)\/\S+/,
  bold: /^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/,
  underlined: /^__((?:\\[\s\S]|[^\\])+?)__(?!_)/,
  struck: /^~~(?=\S)([\s\S]*?\S)~~(?!_)/,
  italic: /^\*(?=\S)((?:\\[\s\S]|[^*\\])+?)\*(?!\*)|^_((?:\\[\s\S]|[^_\\])+?)_\b/,
  spoiler: /^\|\|([\s\S]+?)\|\|/,
}

export function seen(markdown: string): Seen {
  const marks: Mark[] = []
  const text = rewritten(markdown, ({ kind, whole, inner, target }) => {
    marks.push({ kind, text: kind === 'link' ? target : kind === 'code' ? (inner ?? '') : whole })
    return kind === 'code' ? `‹${inner ?? ''}›` : (inner ?? whole)
  })
  return { text, marks }
}

/** `inner`: what stands within it, already written; null where nothing does. `target`: of a link. */
export type Found = {
  readonly kind: Kind
  readonly whole: string
  readonly inner: string | null
  readonly target: string
}

/** The words of Markdown, each mark in it as `write` has it. */
export function rewritten(markdown: string, write: (mark: Found) => string): string {
  const read = (source: string, mayQuote: boolean): string => {
    let text = ''
    for (let rest = source; rest; ) {
      const escaped = /^\\([^0-9A-Za-z\s])/.exec(rest)
      const kind = escaped ? undefined : beginning(rest, text, mayQuote)
      const match = escaped ?? (kind && rules[kind].exec(rest)) ?? /^[\s\S]/.exec(rest)
      const [whole = '', first, second] = match ?? []
      rest = rest.slice(whole.length)
      if (!kind) {
        text += first ?? whole
        continue
      }
      const within = first ?? second
      const inner =
        kind === 'code'
          ? (second ?? '')
          : within === undefined
            ? null
            : read(within, mayQuote && !kind.endsWith('quoted'))
      text += write({ kind, whole, inner, target: kind === 'link' ? (second ?? '') : '' })
    }
    return text
  }
  return read(markdown, true)
}

function beginning(rest: string, before: string, mayQuote: boolean): Kind | undefined {
  const isLineStart = before === '' || before.endsWith('\n')
  const blocks = kinds.block.filter(
    (kind) => kind === 'fence' || (isLineStart && (mayQuote || !kind.endsWith('quoted'))),
  )
  return [...blocks, ...kinds.inline].find((kind) => rules[kind].test(rest))
}
