import { Trouble } from '../domain/errors.ts'

/** One mistake in the environment or in a brand file. */
export type Problem = {
  /** The file as the reader would name it, or `environment`. */
  readonly file: string
  /** From 1; null where there is no line to point at. */
  readonly line: number | null
  /** `accounts[1].posting_time`, the name of a variable, or empty for the whole file. */
  readonly path: string
  readonly found: string
  readonly expected: string
  /** As it would be written; null where an example would say nothing new. */
  readonly example: string | null
}

/** Everything that is wrong, at once. */
export class ConfigTrouble extends Trouble {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    const count = problems.length === 1 ? 'One mistake' : `${problems.length} mistakes`
    super(`${count} in the configuration:\n\n${problems.map(problemText).join('\n\n')}`)
    this.problems = problems
  }
}

/** For a terminal: the place, and below it what was found and what is expected. */
export function problemText(problem: Problem): string {
  const { found, expected, example } = problem
  return [
    placeOf(problem),
    `  found     ${found}`,
    `  expected  ${expected}`,
    ...(example === null ? [] : [`  example   ${example}`]),
  ].join('\n')
}

/** For a room: one sentence. */
export function problemSentence(problem: Problem): string {
  const { found, expected, example } = problem
  return `${placeOf(problem)}: found ${found}, expected ${expected}${example === null ? '' : `, for example ${example}`}.`
}

function placeOf({ file, line, path }: Problem): string {
  const where = line === null ? file : `${file}, line ${line}`
  return path ? `${where}, ${path}` : where
}
