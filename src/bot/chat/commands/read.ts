import { Refusal } from '../../../domain/errors.ts'
import { nearest } from '../../../domain/nearest.ts'
import { opening } from '../opening.ts'
import { kinds } from './kinds.ts'
import {
  commandNames,
  specOf,
  type CommandName,
  type CommandSpec,
  type OptionName,
  type OptionSpec,
} from './table.ts'
import { exampleOf, type Typing } from './typing.ts'
import { splitWords, withoutQuotes, type Word } from './words.ts'

export type Options = Readonly<Partial<Record<OptionName, string>>>
export type Command = { readonly name: CommandName; readonly options: Options }

/** What a person typed after `/greenroom`. An empty line asks for help. */
export function readCommand(text: string): Command | Refusal {
  return orRefusal(() => {
    if (text.length > maxLineLength) throw invalid('This is far too long for one line.')
    const words = splitWords(text)
    const { name, rest } = nameOf(words)
    return commandOf(name, distribute(specOf(name), rest, text), 'line')
  })
}

/** The same from a surface that asks for each option by its name. */
export function readOptions(
  name: string,
  options: Readonly<Record<string, string | undefined>>,
): Command | Refusal {
  return orRefusal(() => {
    const known = commandNames.find((one) => one === name)
    if (!known) throw unknownCommand(name)
    const spec = specOf(known)
    const stray = Object.keys(options).find((key) => !spec.options.some((one) => key === one.name))
    if (stray !== undefined)
      throw invalid(`${known} has no option “${shown(stray)}”. ${exampleSentence(spec, 'options')}`)
    return commandOf(known, options, 'options')
  })
}

/** The longest text of a post, and a little more for the words before it. */
const maxLineLength = 66_000

/** Every option in its one spelling; what is missing or cannot be read is refused. */
function commandOf(
  name: CommandName,
  raw: Readonly<Record<string, string | undefined>>,
  typing: Typing,
): Command {
  const spec = specOf(name)
  const options: Partial<Record<OptionName, string>> = {}
  for (const one of spec.options) {
    const word = raw[one.name]
    if (word === undefined) {
      if (one.required)
        throw invalid(`${name} needs ${kinds[one.kind].label}. ${exampleSentence(spec, typing)}`)
      continue
    }
    const value = kinds[one.kind].read(word.trim())
    if (value === null) throw notA(spec, [one], word, typing)
    options[one.name] = value
  }
  return { name, options }
}

/** `approve all` is `approve-all`. */
function nameOf(words: readonly Word[]): { readonly name: CommandName; readonly rest: readonly Word[] } {
  const [first, second] = words.map(({ text }) => text.toLowerCase().replace(/^\//, ''))
  if (first === undefined) return { name: 'help', rest: [] }
  const both = commandNames.find((one) => one === `${first}-${second}`)
  if (both) return { name: both, rest: words.slice(2) }
  const name = commandNames.find((one) => one === first)
  if (!name) throw unknownCommand(first)
  return { name, rest: words.slice(1) }
}

function unknownCommand(word: string): Refusal {
  const meant = nearest(word.slice(0, 40), commandNames)
  const guess = meant ? `Did you mean “/greenroom ${meant}”? ` : ''
  return invalid(`There is no command “${shown(word)}”. ${guess}“/greenroom help” lists them all.`)
}

/** Gives each word to the first option that it can stand for. Words of one's own take the rest of the line as it is. */
function distribute(
  spec: CommandSpec,
  words: readonly Word[],
  line: string,
): Readonly<Partial<Record<OptionName, string>>> {
  const raw: Partial<Record<OptionName, string>> = {}
  for (let at = 0; at < words.length; ) {
    const word = words[at]
    if (!word) break
    const open = spec.options.filter(({ name }) => raw[name] === undefined)
    const named = open.find(({ name }) => name === word.name)
    const text = named ? word.value : word.text
    const inPlace = open.filter((option) => !option.named)
    // What is no reason is not yet a note: words of one's own come when nothing else is left.
    const fits = (option: OptionSpec) =>
      (option.kind !== 'text' || option === inPlace[0]) && takes(option, words.slice(at)) > 0
    const one = named ?? inPlace.find(fits)
    if (!one)
      throw notA(
        spec,
        inPlace.length > 1 ? inPlace.filter(({ kind }) => kind !== 'text') : inPlace,
        text,
        'line',
      )
    if (one.kind === 'text') {
      raw[one.name] = withoutQuotes(line.slice(named ? word.valueFrom : word.from))
      break
    }
    const count = named ? 1 : takes(one, words.slice(at))
    raw[one.name] = named ? text : joined(words.slice(at, at + count))
    at += count
  }
  return raw
}

/** How many of the words make a value: 0 where the first does not. Only reasons have several. */
function takes({ kind }: OptionSpec, words: readonly Word[]): number {
  const longest = kind === 'reason' ? Math.min(words.length, maxReasonWords) : 1
  for (let count = longest; count > 0; count--) {
    if (kinds[kind].read(joined(words.slice(0, count))) !== null) return count
  }
  return 0
}

const maxReasonWords = 6

function joined(words: readonly Word[]): string {
  return words.map(({ text }) => text).join(' ')
}

function notA(spec: CommandSpec, options: readonly OptionSpec[], word: string, typing: Typing): Refusal {
  const example = exampleSentence(spec, typing)
  if (options.length === 0) return invalid(`“${shown(word)}” is one word too many. ${example}`)
  const expected = options.map(({ kind }) => kinds[kind])
  const meant = nearest(
    word.slice(0, 40),
    expected.flatMap(({ words }) => words),
  )
  const labels = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(
    expected.map(({ label }) => label),
  )
  const hints = expected.map(({ label, hint }) => `${label.replace(/^an? /, '')}: ${hint}`).join('. ')
  const guess = meant ? `Did you mean “${meant}”?` : `${hints.charAt(0).toUpperCase()}${hints.slice(1)}.`
  return invalid(`“${shown(word)}” is not ${labels}. ${guess} ${example}`)
}

function exampleSentence(spec: CommandSpec, typing: Typing): string {
  return `For example: ${exampleOf(spec, typing)}`
}

function shown(word: string): string {
  return opening(word, 40)
}

function invalid(sentence: string): Refusal {
  return new Refusal('invalid', sentence)
}

function orRefusal(read: () => Command): Command | Refusal {
  try {
    return read()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}
