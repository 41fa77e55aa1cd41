import { kinds } from '../chat/commands/kinds.ts'
import { commands } from '../chat/commands/table.ts'
import type { CommandOption } from './envelope.ts'

/** The options of an interaction as `readOptions` takes them: words, and nothing for what was answered with no. */
export function optionsOf(
  command: string,
  options: readonly CommandOption[],
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(options.map(({ name, value }) => [name, wordOf(command, name, value)]))
}

/** A command as it would be typed, for whoever is told of it later. */
export function typedLine(command: string, options: readonly CommandOption[]): string {
  const words = options.map(({ name, value }) => `${name}:${String(value)}`)
  return [command, ...words].join(' ')
}

/** A yes stands for the one word that the option can be: `sure:True` is `yes`, `stop:True` is `stop`. */
function wordOf(command: string, name: string, value: CommandOption['value']): string | undefined {
  if (value === false) return undefined
  if (value !== true) return String(value)
  const option = commands.find((one) => one.name === command)?.options.find((one) => one.name === name)
  return option ? kinds[option.kind].words[0] : 'true'
}
