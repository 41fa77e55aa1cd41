import type { ChatName } from '../../../ports.ts'
import { specOf, type CommandName, type CommandSpec, type OptionName, type OptionSpec } from './table.ts'

/** How commands are typed. `line`: word after word. `options`: each option in a field with its name on it. */
export type Typing = 'line' | 'options'

export const typingOn: Readonly<Record<ChatName, Typing>> = { slack: 'line', discord: 'options' }

/** `edit <post> [variant:…] [text]`, or `edit <post> [variant] [text]` where every option has a field. */
export function usageOf({ name, options }: CommandSpec, typing: Typing): string {
  const shown = options.map((one) => {
    const words = typing === 'options' ? one.name : wordsOf(one)
    return one.required ? `<${words}>` : `[${words}]`
  })
  return [name, ...shown].join(' ')
}

export function exampleOf({ name, example }: CommandSpec, typing: Typing): string {
  return typed(name, example, typing)
}

/** As it would be typed: `/greenroom hold x-2026-11-20-1a2b3c4d waiting for legal`, or `/greenroom hold post:x-2026-11-20-1a2b3c4d reason:…` */
export function typed(
  name: CommandName,
  options: Readonly<Partial<Record<OptionName, string>>>,
  typing: Typing,
): string {
  const words = specOf(name).options.flatMap((one) => {
    const { [one.name]: value } = options
    return value === undefined ? [] : [optionTyped(one, value, typing)]
  })
  return ['/greenroom', name, ...words].join(' ')
}

function wordsOf({ name, named, kind }: OptionSpec): string {
  return named ? `${name}:…` : kind === 'yes' ? 'yes' : name
}

/** A yes or no is chosen where options have fields. */
function optionTyped({ name, kind, named }: OptionSpec, value: string, typing: Typing): string {
  if (typing === 'line') return named ? `${name}:${value}` : value
  return `${name}:${kind === 'yes' || kind === 'stop' ? 'True' : value}`
}
