import { handle } from '../../../src/bot/handle.ts'
import { openRooms, type Rooms } from '../../../src/bot/chat/keep-rooms.ts'
import type { Brand } from '../../../src/domain/brand.ts'
import type { Post } from '../../../src/domain/post.ts'
import type { ChatName, Deps, MessageQuery, RoomMessage } from '../../../src/ports.ts'
import { harbour, openDesk, type Desk } from '../desk.ts'

/** A brand whose people also sit in one Slack channel. */
export const brand: Brand = { ...harbour, rooms: [...harbour.rooms, { surface: 'slack', channel: 'C1' }] }

export type TestRooms = {
  readonly desk: Desk
  readonly rooms: Rooms
  /** Keys of the rows, in order, once everything that was heard has been wished for. */
  keys(query?: MessageQuery): Promise<readonly string[]>
  rows(query?: MessageQuery): Promise<readonly RoomMessage[]>
  /** As if a sender had sent everything; answers the keys of what it sent. */
  send(): Promise<readonly string[]>
  /** One press on the post of a network, by Ann unless said. */
  press(network: Post['account']['network'], fields: Record<string, unknown>, who?: string): Promise<Post>
}

export async function openTestRooms(
  options: {
    readonly at?: string
    readonly brands?: readonly Brand[]
    readonly surfaces?: readonly ChatName[]
    readonly deps?: (deps: Deps) => Deps
    /** What happens before anybody keeps rooms. */
    readonly before?: (desk: Desk) => Promise<void>
  } = {},
): Promise<TestRooms> {
  const { surfaces = ['slack'], brands = [brand], before } = options
  const desk = await openDesk(options.at, brands)
  await before?.(desk)
  const deps = options.deps?.(desk.deps) ?? desk.deps
  return roomsOn(desk, openRooms(deps, surfaces))
}

export function roomsOn(desk: Desk, rooms: Rooms): TestRooms {
  const { store } = desk.deps
  const rows = async (query: MessageQuery = {}) => {
    await rooms.settled()
    return store.messages(query)
  }
  return {
    desk,
    rooms,
    rows,
    keys: async (query) => (await rows(query)).map(({ key }) => key),
    async send() {
      const unsent = await rows({ unsent: true })
      for (const row of unsent)
        await store.markMessage(row, { shown: row.wanted, remoteId: row.remoteId ?? `ts${row.seq}` })
      return unsent.map(({ key }) => key)
    },
    async press(network, fields, who = 'Ann Lee') {
      const { id, version } = await desk.post(network)
      const reply = await handle(desk.deps, { surface: 'web', id: who }, { postId: id, version, ...fields })
      if (reply.outcome !== 'done') throw new Error(reply.sentence)
      const post = await store.post(id)
      if (!post) throw new Error(`no post ${id}`)
      return post
    },
  }
}
