import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from '../../domain/errors.ts'
import type { Deps } from '../../ports.ts'
import { fit } from '../chat/cut.ts'
import { complete } from '../chat/commands/complete.ts'
import type { Completion, Typing, Typist } from '../chat/commands/completion.ts'
import { shownOnOneLine } from '../chat/shown.ts'
import { optionsOf } from './command-options.ts'
import type { Choices } from './interactions.ts'
import type { DiscordDesk } from './taken.ts'

/** As Discord shows it in the list above the line. It is shown as it is: no mark in it means anything. */
export type Choice = { readonly name: string; readonly value: string }

/** Discord's own limits: https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-choice-structure */
const maxChoices = 25
const maxLength = 100
/** Discord waits for three seconds, and nobody who types for that long. */
const deadlineMs = 1500

/** Choices for whoever is typing, if they review; nothing of what they type is kept. */
export function choicesFor({ deps, whoIs }: Pick<DiscordDesk, 'deps' | 'whoIs'>): Choices {
  return ({ name, options, focused, sender, room }) => {
    const { [focused.name]: _, ...others } = optionsOf(name, options)
    const where = { surface: 'discord', channel: room } as const
    const typist = whoIs(sender).then((who) => ({ who, where }))
    return completions(deps, typist, {
      command: name,
      option: focused.name,
      typed: String(focused.value),
      others,
    })
  }
}

/**
 * What may stand for an option that is being typed. Never throws, and takes no longer than Discord waits: where nothing can be looked up,
 * there is nothing to choose from, and whatever is typed is taken all the same.
 */
export async function completions(
  deps: Deps,
  typist: Typist | Promise<Typist>,
  typing: Typing,
  withinMs = deadlineMs,
): Promise<readonly Choice[]> {
  const over = new AbortController()
  try {
    const late = sleep(withinMs, null, { signal: over.signal }).catch(() => null)
    const found = await Promise.race([lookedUp(deps, typist, typing), late])
    if (found === null) deps.log.warn({ command: typing.command }, 'choices for Discord came too late')
    return (found ?? [])
      .filter(({ value }) => value.length > 0 && value.length <= maxLength)
      .slice(0, maxChoices)
      .map(({ label, value }) => ({ name: nameOf(label) || value, value }))
  } catch (err) {
    deps.log.error({ err, command: typing.command }, 'choices for Discord could not be made')
    return []
  } finally {
    over.abort()
  }
}

async function lookedUp(
  deps: Deps,
  typist: Typist | Promise<Typist>,
  typing: Typing,
): Promise<readonly Completion[]> {
  try {
    return await complete(deps, await typist, typing)
  } catch (error) {
    if (error instanceof Refusal) return []
    throw error
  }
}

/** Cut before what nobody would see is named, which may take long, and after it, since that is longer. */
function nameOf(label: string): string {
  return fit(shownOnOneLine(fit(label, 2 * maxLength)), maxLength).trim()
}
