import { InteractionResponseType } from 'discord-api-types/v10'
import { encodeChatPress, type ChatPress } from '../../../src/bot/chat/chat-press.ts'
import { readCommand, type Command } from '../../../src/bot/chat/commands/read.ts'
import { Refusal } from '../../../src/domain/errors.ts'
import { kinds } from '../../../src/bot/chat/commands/kinds.ts'
import { specOf } from '../../../src/bot/chat/commands/table.ts'
import type { DiscordApi } from '../../fakes/discord/discord-api.ts'
import type { Interaction, Message } from '../../fakes/discord/state.ts'
import { isNode, type Node } from '../nodes.ts'
import { patiently } from '../patiently.ts'
import type { OpenForm, PersonName, Seen, Stage } from '../stage.ts'
import type { Digest } from './calls.ts'
import { fieldsOf, typedInto } from './filling.ts'
import type { DiscordSights, Placed } from './sights.ts'

type Place = {
  readonly api: DiscordApi
  readonly ids: Readonly<Record<PersonName, string>>
  readonly sights: DiscordSights
  readonly digest: Digest
  /** Resolves once nothing that came in is being handled any more. */
  readonly answered: () => Promise<void>
}

export type Players = Pick<Stage, 'press' | 'openForm' | 'command' | 'home' | 'remove'>

/** What Discord sends when somebody does something, and what they are told then. */
export function playersOf({ api, ids, sights, digest, answered }: Place): Players {
  /** Brings what somebody does, and waits for what they see then. `raw`: as an old client would send it. */
  async function click(person: PersonName, done: Interaction, raw = done.raw): Promise<Answered> {
    digest.meet(done, person)
    api.deliver({ ...done, raw })
    await patiently(
      api.until(() => done.callback !== null),
      `${person} got no answer`,
    )
    await answered()
    const { type, data } = done.callback ?? {}
    if (type === InteractionResponseType.Modal && isNode(data)) return { kind: 'form', form: data, by: done }
    const messages =
      type === InteractionResponseType.DeferredMessageUpdate
        ? api.private(ids[person]).filter(({ id }) => id === done.on)
        : await api.told(done)
    if (messages.length === 0) throw new Error(`${person} was told nothing`)
    return { kind: 'messages', messages }
  }

  async function pressed(person: PersonName, on: Seen, label: string): Promise<Answered> {
    const found = sights.sightOf(on).pressables.find((one) => one.label === label)
    if (!found) throw new Error(`${person} sees no “${label}” among ${on.buttons.join(', ')}:\n${on.words}`)
    return pressing(person, found)
  }

  /** As it was when it was seen, even if what is there by now is something else. */
  async function pressing(person: PersonName, { message, menu, value }: Placed): Promise<Answered> {
    const who = ids[person]
    return click(
      person,
      menu === null
        ? await api.press({ who, message, button: value, isForged: true })
        : await api.choose({ who, message, select: menu, values: [value], isForged: true }),
    )
  }

  const seen = (one: Answered): Seen =>
    one.kind === 'form' ? sights.seeForm(rowsOf(one.form)) : sights.seeMessages(one.messages)

  /** A button of what was answered. */
  function among(on: Seen, isIt: (one: Placed) => boolean): Placed | undefined {
    return sights.sightOf(on).pressables.find(isIt)
  }

  /** Goes through with what was asked first; as it was asked where there is nothing to go through with. */
  async function confirmed(person: PersonName, press: ChatPress, question: Seen): Promise<Seen> {
    const yes = among(question, ({ value }) => value === encodeChatPress(press))
    return yes ? seen(await pressing(person, yes)) : question
  }

  /** A form is gone once it is handed in: whoever is to try again opens it with the button beside the refusal. */
  function formOf(person: PersonName, opened: Answered): OpenForm {
    const first = opened.kind === 'form' ? opened.form : null
    let open: Answered | null = opened
    let again: Placed | undefined
    return {
      seen: seen(opened),
      fields: first ? fieldsOf(first) : [],
      async send(fields) {
        const form = open ?? (again ? await pressing(person, again) : null)
        open = null
        if (!first || form?.kind !== 'form') throw new Error('there is no form to hand in')
        const submission = { of: form.by, who: ids[person], ...typedInto(first, fields) }
        const told = seen(await click(person, await api.submit(submission)))
        again = among(told, ({ press }) => press.kind === 'form')
        return told
      },
    }
  }

  return {
    async press(person, on, label) {
      const { press } = among(on, (one) => one.label === label) ?? {}
      const first = seen(await pressed(person, on, label))
      if (press?.kind !== 'sure') return { seen: first, asked: null }
      return { seen: await confirmed(person, press.press, first), asked: first.words }
    },
    openForm: async (person, on, label) => formOf(person, await pressed(person, on, label)),
    async command(person, line) {
      const who = ids[person]
      const read = readCommand(line)
      if (!(read instanceof Refusal))
        return seen(await click(person, await api.run({ who, words: read.name, options: filledIn(read) })))
      const other = await api.run({ who, words: 'help' })
      return seen(await click(person, other, { ...other.raw, data: unknownCommand(other, line) }))
    },
    async home(person) {
      const head = await sights.head()
      const desk = among(head, ({ press }) => press.kind === 'home')
      if (!desk) throw new Error('there is no way to the page of the app')
      return seen(await pressing(person, desk))
    },
    async remove(on) {
      const { message } = sights.sightOf(on)
      if (message === null) throw new Error('this is no message of the room')
      await api.remove(message)
    },
  }
}

type Answered =
  | { readonly kind: 'form'; readonly form: Node; readonly by: Interaction }
  | { readonly kind: 'messages'; readonly messages: readonly Message[] }

/** A command as somebody fills it in on Discord, option by option. */
function filledIn({ name, options }: Command): Readonly<Record<string, string | number | boolean>> {
  return Object.fromEntries(
    specOf(name).options.flatMap(({ name: option, kind }) => {
      const word = options[option]
      if (word === undefined) return []
      const isYes = kind === 'yes' || kind === 'stop'
      return [[option, isYes ? kinds[kind].words.includes(word) : kind === 'days' ? Number(word) : word]]
    }),
  )
}

/** Discord lets nobody type a word that is not registered; a client that knows an older list of them does. */
function unknownCommand({ raw }: Interaction, line: string): Node {
  const data = isNode(raw.data) ? raw.data : {}
  return { ...data, options: [{ type: 1, name: line.split(' ')[0], options: [] }] }
}

function rowsOf({ components }: Node): readonly Node[] {
  return Array.isArray(components) ? components.filter(isNode) : []
}
