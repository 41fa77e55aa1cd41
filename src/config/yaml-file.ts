import { isMap, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml'
import type { Problem } from './problem.ts'
import { secretIn } from './secret-like.ts'

export type Path = readonly PropertyKey[]

/** Names the place of a value in its file. A value that is missing is placed at its nearest parent. */
export type Locate = (path: Path) => Pick<Problem, 'file' | 'line' | 'path'>

export type YamlReading =
  | {
      readonly ok: true
      readonly raw: Record<string, unknown>
      readonly locate: Locate
      /** Secrets that stand in the file: mistakes wherever they are. */
      readonly problems: readonly Problem[]
    }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Longer files are refused before they are parsed: no brand needs this much, and parsing has a cost. */
const maxCharacters = 100_000

export function readYaml(file: string, text: string): YamlReading {
  const refuse = (line: number | null, found: string, expected: string): YamlReading => ({
    ok: false,
    problems: [{ file, line, path: '', found, expected, example: null }],
  })
  if (text.length > maxCharacters)
    return refuse(null, `${text.length} characters`, `at most ${maxCharacters} characters`)
  const lines = new LineCounter()
  const document = parsed(text, lines)
  if (document === null)
    return refuse(null, 'lists or maps that are nested without end', 'a brand file of a few levels')
  if (document.errors.length > 0) return { ok: false, problems: syntaxProblems(file, document, lines) }
  if (!isMap(document.contents)) {
    const found = document.contents === null ? 'an empty file' : 'no keys'
    return refuse(1, found, 'a brand file that begins with `name: ...`')
  }
  const raw = contentsOf(document)
  if (raw === null) return refuse(1, 'too many aliases (&name, *name)', 'plain YAML without aliases')
  const locate: Locate = (path) => ({ file, line: lineOf(document, lines, path), path: pathText(path) })
  return { ok: true, raw, locate, problems: secretProblems(file, document, lines) }
}

/** The value at `path` of what was read, or undefined. */
export function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined
    return isRecord(value) ? value[String(key)] : undefined
  }, raw)
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function syntaxProblems(file: string, document: Document.Parsed, lines: LineCounter): readonly Problem[] {
  return document.errors.map(({ code, message, pos }) => {
    const { line, col } = lines.linePos(pos[0])
    const found = `broken YAML at column ${col} (${message.split('\n')[0] ?? code})`
    return { file, line, path: '', found, expected: yamlHints[code] ?? 'valid YAML', example: null }
  })
}

/** What usually mends a mistake of each kind, by the parser's own code. */
const yamlHints: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'spaces, not tabs, at the beginning of a line',
  BLOCK_AS_IMPLICIT_KEY: 'quotes around text that contains a colon and a space',
  DUPLICATE_KEY: 'every key once',
  MISSING_CHAR: 'a closing quote or bracket of the same kind as the opening one',
  BAD_INDENT: 'keys of one block in the same column',
  MULTILINE_IMPLICIT_KEY: 'a colon after every key',
  UNEXPECTED_TOKEN: 'quotes around text that begins with a special character such as @ or `',
  BAD_SCALAR_START: 'quotes around text that begins with a special character such as @ or `',
  BAD_ALIAS: 'quotes around text that begins with *',
  MULTIPLE_DOCS: 'one brand in a file: put what follows the line `---` into a file of its own',
}

/** More levels than any brand file has, and far fewer than the parser, which recurses, can follow. */
const maxDepth = 100

/** Null where lists or maps are nested too deep to be parsed. */
function parsed(text: string, lineCounter: LineCounter): Document.Parsed | null {
  if (bracketDepth(text) > maxDepth || /(?:- ){100}/.test(text)) return null
  return parseDocument(text, { lineCounter, prettyErrors: false })
}

/** How deep brackets are nested at most; those in quotes count too, which errs on the safe side. */
function bracketDepth(text: string): number {
  let depth = 0
  let deepest = 0
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (bracket === '[' || bracket === '{' ? 1 : -1))
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

function contentsOf(document: Document.Parsed): Record<string, unknown> | null {
  try {
    const contents: unknown = document.toJS({ maxAliasCount: 100 })
    return isRecord(contents) ? contents : null
  } catch {
    return null
  }
}

function secretProblems(file: string, document: Document.Parsed, lines: LineCounter): readonly Problem[] {
  const problems: Problem[] = []
  visit(document, {
    Scalar(_key, node) {
      const kind = typeof node.value === 'string' ? secretIn(node.value) : null
      if (!kind) return
      problems.push({
        file,
        line: node.range ? lines.linePos(node.range[0]).line : null,
        path: '',
        found: `what looks like ${kind} (not shown)`,
        expected:
          'no secrets in brand files: replace it, since it may have been seen, and keep the new one in the environment',
        example: null,
      })
    },
  })
  return problems
}

function lineOf(document: Document.Parsed, lines: LineCounter, path: Path): number | null {
  for (let length = path.length; length >= 0; length--) {
    const start = startOf(document, path.slice(0, length))
    if (start !== null) return lines.linePos(start).line
  }
  return null
}

/** Where the key of a pair begins, or the entry of a list. */
function startOf(document: Document.Parsed, path: Path): number | null {
  const key = path.at(-1)
  if (key === undefined) return document.contents?.range?.[0] ?? null
  const parent: unknown = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key))
    return isScalar(pair?.key) ? (pair.key.range?.[0] ?? null) : null
  }
  const node: unknown = document.getIn(path, true)
  const range: unknown = isRecord(node) ? node['range'] : null
  const start: unknown = Array.isArray(range) ? range[0] : null
  return typeof start === 'number' ? start : null
}

function pathText(path: Path): string {
  return path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text ? `${text}.${String(key)}` : String(key),
    '',
  )
}
