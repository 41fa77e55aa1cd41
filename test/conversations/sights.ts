import type { Seen, Stage } from './stage.ts'

/** What a surface shows of something: all that can be read, what can be pressed, and what the stage has to know of it later. */
export type Look<Sight> = Pick<Seen, 'words' | 'buttons'> & { readonly sight: Sight }

export type Sights<Sight> = Pick<Stage, 'card' | 'thread' | 'head' | 'top' | 'under' | 'direct'> & {
  see(look: Look<Sight>): Seen
  sightOf(seen: Seen): Sight
}

/** The brand's room and what hangs under its messages, as people see it, oldest first. */
export type SeenRoom<Message, Sight> = {
  messages(): Promise<readonly Message[]>
  /** Under which key a message stands in the rows of the room; empty for one that is not of the room's own. */
  keyOf(message: Message): string
  isTop(message: Message): boolean
  under(message: Message): Promise<readonly Message[]>
  /** What stands under something that somebody saw. */
  underSight(sight: Sight): Promise<readonly Message[]>
  direct: (person: Parameters<Stage['direct']>[0]) => Promise<readonly Message[]>
  look(message: Message): Look<Sight>
}

export function openSights<Message, Sight>(room: SeenRoom<Message, Sight>): Sights<Sight> {
  const sights = new Map<string, Sight>()

  const see: Sights<Sight>['see'] = ({ words, buttons, sight }) => {
    const handle = `sight ${sights.size}`
    sights.set(handle, sight)
    return { words, buttons, handle }
  }

  const sightOf: Sights<Sight>['sightOf'] = ({ handle }) => {
    const sight = sights.get(handle)
    if (!sight) throw new Error(`nobody has seen ${handle}`)
    return sight
  }

  const seen = (message: Message) => see(room.look(message))
  const latest = async (prefix: string) =>
    (await room.messages()).findLast((one) => room.keyOf(one).startsWith(prefix))

  return {
    see,
    sightOf,
    async card(postId) {
      const message = await latest(`post ${postId} `)
      return message ? seen(message) : null
    },
    async thread(postId) {
      const message = await latest(`post ${postId} `)
      return message ? (await room.under(message)).map(seen) : []
    },
    async head() {
      const message = await latest('day ')
      if (!message) throw new Error('the room has no head of a day')
      return seen(message)
    },
    top: async () => (await room.messages()).filter((one) => room.isTop(one)).map(seen),
    under: async (on) => (await room.underSight(sightOf(on))).map(seen),
    direct: async (person) => (await room.direct(person)).map(seen),
  }
}
