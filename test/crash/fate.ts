import { toldEntries } from '../../src/bot/chat/told-entries.ts'
import { currentPublication } from '../../src/domain/evolve.ts'
import { postIdOf } from '../../src/domain/ledger.ts'
import type { PostStatus } from '../../src/domain/post.ts'
import type { Store } from '../../src/ports.ts'
import type { LoopbackNetwork } from '../fakes/loopback-network.ts'
import type { LoopbackRoom, RoomEntry } from '../fakes/loopback-room.ts'

/** What has become of one post, as database, network and room tell it. */
export type Fate = {
  readonly id: string
  readonly status: PostStatus
  /** State of its publication. */
  readonly ledger: string
  /** How often it is live, by the network's own ledger. */
  readonly live: number
  /** Whether the network has what the publication names; null where it names nothing. */
  readonly isNamed: boolean | null
  readonly approvals: number
  /** Of every attempt that was begun, in order. */
  readonly fences: readonly number[]
  /** Keys of the lines that its thread ought to have. */
  readonly told: readonly string[]
  readonly lastAt: Date
} & Sight

type Sight = {
  /** Cards of it in the room, the state that the first of them shows, and what may be pressed there. */
  readonly cards: number
  readonly shown: string
  readonly buttons: readonly string[]
  /** Keys of the lines in its thread. */
  readonly lines: readonly string[]
}

export type Places = {
  readonly store: Store
  readonly network: LoopbackNetwork
  readonly room: LoopbackRoom
}

export async function fateOf({ store, network, room }: Places, id: string): Promise<Fate> {
  const post = await store.post(id)
  if (!post) throw new Error(`post ${id} is gone`)
  const publication = currentPublication(post)
  const history = await store.history(id)
  const live = network.live.filter(({ key }) => postIdOf(key) === id)
  return {
    id,
    status: post.status,
    ledger: publication?.state ?? '',
    live: live.length,
    isNamed: publication?.remote ? live.some((one) => one.id === publication.remote?.id) : null,
    approvals: history.filter(({ event }) => event.type === 'approval_given').length,
    fences: history.flatMap(({ event }) => (event.type === 'sending_started' ? event.fence : [])),
    told: toldEntries(id, history)
      .filter(({ revision }) => revision > drafted)
      .map(({ key }) => key),
    lastAt: history.at(-1)?.at ?? new Date(0),
    ...sightOf(room, id),
  }
}

/** What people see of it. */
export function sightOf(room: LoopbackRoom, id: string): Sight {
  const keys = room.entries().map(({ key }) => key)
  const [title = '', ...buttons] = cardOf(room, id)?.text.split(' | ') ?? []
  return {
    cards: keys.filter((key) => key.startsWith(`post ${id} `)).length,
    shown: title.split(' ')[1] ?? '',
    buttons,
    lines: keys.filter((key) => key.startsWith(`line ${id} `)),
  }
}

/** The revision with which a card came up: what happened later is told in its thread. */
const drafted = 3

export function cardOf(room: LoopbackRoom, id: string): RoomEntry | undefined {
  return room.entries().find(({ key }) => key.startsWith(`post ${id} `))
}
