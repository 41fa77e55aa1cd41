import type { SeenMessage, SlackApi } from '../../fakes/slack/web-api.ts'
import { nodesOf, stringOf } from '../nodes.ts'
import { openSights, type Look, type Sights } from '../sights.ts'
import type { PersonName } from '../stage.ts'
import { withNames } from '../words.ts'
import { linesOf, pressablesOf, type Pressable } from './words.ts'

/** Something that somebody saw, and what Slack would say of it when they press there. */
export type Sight = {
  readonly pressables: readonly Pressable[]
  readonly view: { readonly id: string; readonly type: 'home' | 'modal' } | null
  /** Of the message; null for a view, and for what was told in private. */
  readonly ts: string | null
}

export type SlackSights = Omit<Sights<Sight>, 'see'> & {
  see(what: Shown): ReturnType<Sights<Sight>['see']>
}

type Shown = { readonly blocks: unknown; readonly text?: string } & Partial<Omit<Sight, 'pressables'>>

export function sightsOf(
  api: SlackApi,
  channel: string,
  ids: Readonly<Record<PersonName, string>>,
): SlackSights {
  const look = ({ blocks, text = '', view = null, ts = null }: Shown): Look<Sight> => {
    const nodes = nodesOf(blocks)
    const pressables = pressablesOf(nodes)
    return {
      words: withNames(nodes.length > 0 ? linesOf(nodes, false).join('\n') : text, ids),
      buttons: pressables.map(({ label }) => label),
      sight: { pressables, view, ts },
    }
  }
  const under = async (ts: string | null) => (ts === null ? [] : api.thread(channel, ts))
  const sights = openSights<SeenMessage, Sight>({
    messages: () => api.messages(channel),
    keyOf: ({ metadata }) => stringOf(metadata?.event_payload.key ?? ''),
    isTop: ({ ts, thread_ts: thread }) => thread === undefined || thread === ts,
    under: ({ ts }) => under(ts),
    underSight: ({ ts }) => under(ts),
    direct: (person) => api.dm(ids[person]),
    look: (message) =>
      look({
        ts: message.ts,
        blocks: message.blocks ?? [],
        text: message.files?.map(fileWords).join('\n') ?? message.text,
      }),
  })
  return { ...sights, see: (what) => sights.see(look(what)) }
}

function fileWords({
  title,
  alt_txt: alt = 'no alternative text',
}: NonNullable<SeenMessage['files']>[number]): string {
  return `${title}: ${alt}`
}
