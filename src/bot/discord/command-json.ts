import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandBooleanOption,
  type APIApplicationCommandIntegerOption,
  type APIApplicationCommandStringOption,
  type APIApplicationCommandSubcommandOption,
  type RESTPostAPIApplicationCommandsJSONBody,
} from 'discord-api-types/v10'
import { rejectionReasons } from '../../domain/rejection.ts'
import { commandNames, commands, type OptionName, type OptionSpec } from '../chat/commands/table.ts'
import type { OptionKind } from '../chat/commands/kinds.ts'

/** What people see of an option while they type, at most 100 characters. */
const descriptions: Readonly<Record<OptionName, string>> = {
  post: 'part of its id, or anything in its line; “@3” behind an id says that version 3 is what you saw',
  stop: 'stop, once the post that is being written is done',
  brand: 'which brand; left out, that of this channel',
  network: 'only this network',
  command: 'all about one of them',
  day: 'a day: 2026-11-20, today, tomorrow or a weekday',
  days: 'how many days',
  time: 'a time such as 18:30, in the zone of the brand',
  week: 'a week such as 2026-W46',
  variant: 'which variant',
  reason: 'why',
  outcome: 'what you found on the account',
  link: 'where it can be seen, starting with https://',
  sure: 'yes, having read what is risky',
  note: 'in words of your own',
  text: 'the new words, on one line; left out, you get a form',
}

/** An option without its name and description. */
type Shape = Bare<
  APIApplicationCommandStringOption | APIApplicationCommandBooleanOption | APIApplicationCommandIntegerOption
>
type Bare<T> = T extends unknown ? Omit<T, 'name' | 'description' | 'required'> : never

const { String: StringType, Boolean: BooleanType, Integer } = ApplicationCommandOptionType

/** Looked up while it is typed. The longest that Discord takes is 6,000 characters; these are all short. */
const looked = { type: StringType, autocomplete: true, min_length: 1, max_length: 150 } as const

const shapes: Readonly<Record<OptionKind, Shape>> = {
  post: looked,
  brand: looked,
  network: looked,
  day: looked,
  time: looked,
  week: looked,
  variant: looked,
  command: { type: StringType, choices: choicesOf(commandNames) },
  days: { type: Integer, min_value: 1, max_value: 31 },
  reason: { type: StringType, choices: choicesOf(rejectionReasons) },
  outcome: {
    type: StringType,
    choices: [
      { name: 'It is live', value: 'live' },
      { name: 'It is not', value: 'absent' },
      { name: 'Leave it', value: 'leave' },
    ],
  },
  link: { type: StringType, min_length: 1, max_length: 2000 },
  yes: { type: BooleanType },
  stop: { type: BooleanType },
  text: { type: StringType, min_length: 1, max_length: 6000 },
}

/**
 * `/greenroom` as Discord registers it: the table of commands as subcommands, for servers that have installed the app. Who may use it is
 * nobody's to restrict here: a stranger is told so, and how to become a reviewer.
 */
export const commandJson = {
  type: ApplicationCommandType.ChatInput,
  name: 'greenroom',
  description: 'The content desk: what there is, decide on a post, run the desk',
  contexts: [InteractionContextType.Guild],
  integration_types: [ApplicationIntegrationType.GuildInstall],
  options: commands.map(
    ({ name, summary, options }): APIApplicationCommandSubcommandOption => ({
      type: ApplicationCommandOptionType.Subcommand,
      name,
      description: summary,
      options: options.map(optionJson),
    }),
  ),
} as const satisfies RESTPostAPIApplicationCommandsJSONBody

function optionJson({ name, kind, required }: OptionSpec): APIApplicationCommandBasicOption {
  return { name, description: descriptions[name], required, ...shapes[kind] }
}

function choicesOf(words: readonly string[]): { name: string; value: string }[] {
  return words.map((word) => ({ name: word, value: word }))
}
