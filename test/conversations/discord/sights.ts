import { plural } from '../../../src/bot/names.ts'
import type { DiscordApi } from '../../fakes/discord/discord-api.ts'
import type { Message } from '../../fakes/discord/state.ts'
import { nodesOf, type Node } from '../nodes.ts'
import { openSights, type Look, type Sights } from '../sights.ts'
import type { PersonName, Seen } from '../stage.ts'
import { withNames } from '../words.ts'
import { linesOf, pressablesOf, type Pressable } from './words.ts'

/** What somebody saw: one message of a room, or all that they were answered. */
export type Sight = {
  readonly pressables: readonly Placed[]
  /** Of the first message; null for a form. */
  readonly message: string | null
}

/** Something that can be pressed, on the message where it stands, under the label that scripts know. */
export type Placed = Pressable & { readonly message: string }

export type DiscordSights = Sights<Sight> & {
  seeMessages(messages: readonly Message[]): Seen
  seeForm(components: readonly Node[]): Seen
}

/** `keyOf`: under which key a message stands in the rows of the room. */
export function sightsOf(
  api: DiscordApi,
  channel: string,
  ids: Readonly<Record<PersonName, string>>,
  keyOf: (message: string) => string,
): DiscordSights {
  const words = (components: readonly Node[]) => withNames(linesOf(components, false).join('\n'), ids)

  const look = (messages: readonly Message[]): Look<Sight> => {
    const pressables = messages.flatMap(({ id: message, components }) =>
      inScripts(pressablesOf(nodesOf(components))).map((one) => ({ ...one, message })),
    )
    return {
      words: messages.map(({ components }) => words(nodesOf(components))).join('\n'),
      buttons: pressables.filter(isOnEverySurface).map(({ label }) => label),
      sight: { pressables, message: messages[0]?.id ?? null },
    }
  }
  // What hangs under a message of a room has the same id, where there is anything.
  const under = async (id: string | null) => (id === null ? [] : api.messages(id))

  const sights = openSights<Message, Sight>({
    messages: () => api.messages(channel),
    keyOf: ({ id }) => keyOf(id),
    // What is answered to everybody stands in the room as well.
    isTop: ({ id }) => keyOf(id) !== '',
    under: ({ id }) => under(id),
    underSight: ({ message }) => under(message),
    direct: (person) => api.dm(ids[person]),
    look: (message) => look([message]),
  })
  return {
    ...sights,
    seeMessages: (messages) => sights.see(look(messages)),
    seeForm: (components) =>
      sights.see({ words: words(components), buttons: [], sight: { pressables: [], message: null } }),
  }
}

/** On Discord the other variants stand in a menu, behind them an option that shows all of them: what a button does elsewhere. */
function inScripts(pressables: readonly Pressable[]): readonly Pressable[] {
  const others = pressables.filter((one) => isOfVariants(one) && one.press.kind === 'post').length
  return pressables.map((one) =>
    isOfVariants(one) && one.press.kind === 'look' && one.press.what === 'variants'
      ? { ...one, label: plural(others, 'other variant') }
      : one,
  )
}

/** Discord has a page of the app only behind a button, and lets people choose a variant without looking at the others. */
function isOnEverySurface(one: Pressable): boolean {
  if (isOfVariants(one)) return one.press.kind === 'look' && one.press.what === 'variants'
  return one.press.kind !== 'home'
}

function isOfVariants({ menu }: Pressable): boolean {
  return menu?.startsWith('menu|variants|') ?? false
}
