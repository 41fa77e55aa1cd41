import type { SeenMessage, SlackApi } from '../../fakes/slack/web-api.ts'
import { people, type PersonName, type Seen, type Stage } from '../stage.ts'
import { linesOf, nodesOf, pressablesOf, stringOf, type Pressable } from './words.ts'

/** Something that somebody saw, and what Slack would say of it when they press there. */
export type Sight = {
  readonly pressables: readonly Pressable[]
  readonly view: { readonly id: string; readonly type: 'home' | 'modal' } | null
  /** Of the message; null for a view, and for what was told in private. */
  readonly ts: string | null
}

export type Sights = Pick<Stage, 'card' | 'thread' | 'head' | 'top' | 'under' | 'direct'> & {
  see(what: { readonly blocks: unknown; readonly text?: string } & Partial<Omit<Sight, 'pressables'>>): Seen
  sightOf(seen: Seen): Sight
}

export function sightsOf(api: SlackApi, channel: string, ids: Readonly<Record<PersonName, string>>): Sights {
  const sights = new Map<string, Sight>()

  const see: Sights['see'] = ({ blocks, text = '', view = null, ts = null }) => {
    const nodes = nodesOf(blocks)
    const pressables = pressablesOf(nodes)
    const handle = `sight ${sights.size}`
    sights.set(handle, { pressables, view, ts })
    const confirms = pressables.flatMap(({ label, confirm }) =>
      confirm === null ? [] : [[label, confirm] as const],
    )
    return {
      words: named(nodes.length > 0 ? linesOf(nodes, false).join('\n') : text),
      buttons: pressables.map(({ label }) => label),
      confirms: Object.fromEntries(confirms),
      handle,
    }
  }

  function named(words: string): string {
    return people.reduce((text, person) => text.replaceAll(ids[person], person), words)
  }

  const seeMessage = (message: SeenMessage): Seen =>
    see({
      ...message,
      blocks: message.blocks ?? [],
      text: message.files?.map(fileWords).join('\n') ?? message.text,
    })

  async function latest(prefix: string): Promise<SeenMessage | undefined> {
    return (await api.messages(channel)).findLast((one) => keyOf(one).startsWith(prefix))
  }

  const under = async (ts: string | undefined) =>
    ts === undefined ? [] : (await api.thread(channel, ts)).map(seeMessage)

  return {
    see,
    sightOf(seen) {
      const sight = sights.get(seen.handle)
      if (!sight) throw new Error(`nobody has seen ${seen.handle}`)
      return sight
    },
    async card(postId) {
      const message = await latest(`post ${postId} `)
      return message ? seeMessage(message) : null
    },
    thread: async (postId) => under((await latest(`post ${postId} `))?.ts),
    async head() {
      const message = await latest('day ')
      if (!message) throw new Error('the room has no head of a day')
      return seeMessage(message)
    },
    top: async () => (await api.messages(channel)).filter(isTop).map(seeMessage),
    under: (seen) => under(sights.get(seen.handle)?.ts ?? undefined),
    direct: async (person) => (await api.dm(ids[person])).map(seeMessage),
  }
}

function keyOf({ metadata }: SeenMessage): string {
  return stringOf(metadata?.event_payload.key ?? '')
}

function isTop({ ts, thread_ts: thread }: SeenMessage): boolean {
  return thread === undefined || thread === ts
}

function fileWords({
  title,
  alt_txt: alt = 'no alternative text',
}: NonNullable<SeenMessage['files']>[number]): string {
  return `${title}: ${alt}`
}
