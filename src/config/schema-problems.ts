import { stringify } from 'yaml'
import type { z } from 'zod'
import { nearest } from '../domain/nearest.ts'
import type { Problem } from './problem.ts'
import { descriptionAt, exampleAt, keysAt } from './schema-at.ts'
import { secretIn } from './secret-like.ts'
import { isRecord, valueAt, type Locate, type Path } from './yaml-file.ts'

/** What reading a value needs to know of its surroundings. */
type Reading = {
  readonly schema: z.ZodType
  readonly raw: unknown
  readonly locate: Locate
  /** What was probably meant by a text at a path, where that takes more than the words to choose from. */
  readonly guess: (path: Path, text: string) => string | null
}

/** Every way in which `raw` breaks its schema. */
export function schemaProblems(reading: Reading): readonly Problem[] {
  const parsed = reading.schema.safeParse(reading.raw)
  if (parsed.success) return []
  const problems = parsed.error.issues.flatMap((issue) => issueProblems(issue, reading, []))
  // A key that was misspelt is one mistake, not an unknown key and a missing one.
  const meant = new Set(problems.flatMap(({ instead }) => instead ?? []))
  const kept = problems.filter(({ problem }) => problem.found !== nothing || !meant.has(problem.path))
  // A value that breaks two rules of one kind is one mistake too.
  return [...new Map(kept.map(({ problem }) => [`${problem.path} ${problem.expected}`, problem])).values()]
}

type Found = {
  readonly problem: Problem /** Path of the key that was meant. */
  readonly instead: string | null
}
type Issue = z.core.$ZodIssue

const nothing = 'nothing'
/** Of one block. Whoever has more has another kind of file, and each costs a search. */
const maxUnknownKeys = 50

function issueProblems(issue: Issue, reading: Reading, base: Path): readonly Found[] {
  const path = [...base, ...issue.path]
  switch (issue.code) {
    case 'unrecognized_keys': {
      const keys = keysAt(reading.schema, path)
      return issue.keys.slice(0, maxUnknownKeys).map((key) => unknownKey(key, path, keys, reading))
    }
    case 'invalid_union': {
      // Between a word and a block of keys, the mistakes within the block say more than "neither".
      const block = isRecord(valueAt(reading.raw, path))
        ? issue.errors.find((errors) =>
            errors.every((one) => one.path.length > 0 || one.code === 'unrecognized_keys'),
          )
        : undefined
      return block?.flatMap((one) => issueProblems(one, reading, path)) ?? [valueProblem(path, null, reading)]
    }
    default:
      return [valueProblem(path, issue, reading)]
  }
}

function unknownKey(key: string, path: Path, keys: readonly string[], { locate }: Reading): Found {
  const meant = nearest(key, keys)
  return {
    problem: {
      ...locate([...path, key]),
      found: `an unknown key \`${key}\``,
      expected: meant ? `\`${meant}\` (did you mean that?)` : `one of ${keys.join(', ')}`,
      example: null,
    },
    instead: meant ? locate([...path, meant]).path : null,
  }
}

function valueProblem(path: Path, issue: Issue | null, reading: Reading): Found {
  const value = valueAt(reading.raw, path)
  const problem = {
    ...reading.locate(path),
    found: foundText(value),
    expected: expectedText(path, value, issue, reading),
    example: exampleText(exampleOf(issue) ?? exampleAt(reading.schema, path), path),
  }
  return { problem, instead: null }
}

function expectedText(path: Path, value: unknown, issue: Issue | null, { schema, guess }: Reading): string {
  // A rule over several values brings its own words; zod's own message for a bare refinement is this one.
  if (issue?.code === 'custom' && issue.message !== 'Invalid input') return issue.message
  const { description, choices } = descriptionAt(schema, path)
  const wantsText = issue?.code === 'invalid_type' && issue.expected === 'string'
  if (wantsText && (typeof value === 'number' || typeof value === 'boolean'))
    return `${description}; put it in quotes to make it text`
  const meant = typeof value === 'string' ? (guess(path, value) ?? nearest(value, choices)) : null
  return meant ? `${description} (did you mean ${meant}?)` : description
}

function foundText(value: unknown): string {
  if (value === undefined) return nothing
  if (value === null) return 'nothing after the colon'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
  if (typeof value === 'object') return 'a block of keys'
  if (typeof value === 'string' && value.trim() === '') return 'an empty text'
  const text = typeof value === 'string' ? value : `the ${typeof value} ${JSON.stringify(value)}`
  if (secretIn(text)) return 'a secret (not shown)'
  return text.length > 60 ? `${text.slice(0, 57)}... (${text.length} characters)` : text
}

/** A rule over several values may bring its own example with its own words. */
function exampleOf(issue: Issue | null): unknown {
  return issue?.code === 'custom' ? issue.params?.['example'] : undefined
}

/** As it would stand in the file, on one line. */
function exampleText(example: unknown, path: Path): string | null {
  const key = path.findLast((one) => typeof one === 'string')
  if (example === undefined || key === undefined) return null
  const value = typeof path.at(-1) === 'number' ? [example] : example
  return stringify({ [key]: value }, { lineWidth: 0, collectionStyle: 'flow' })
    .trim()
    .replace(/^\{ (.*) \}$/s, '$1')
}
