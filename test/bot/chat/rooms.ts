import { handle } from '../../../src/bot/handle.ts'
import { openRooms, type Rooms } from '../../../src/bot/chat/keep-rooms.ts'
import type { Brand } from '../../../src/domain/brand.ts'
import { change, plannedChange } from '../../../src/domain/decide.ts'
import type { Post } from '../../../src/domain/post.ts'
import { instantOf } from '../../../src/domain/slot.ts'
import type { ChatName, Deps, MessageQuery, Metric, RoomMessage, Store } from '../../../src/ports.ts'
import { freeze } from '../../../src/service/freeze.ts'
import { drafter, draftNamed, policy } from '../../store/posts.ts'
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

export const head = (date: string) => `day ${brand.id} ${date}`
export const today = '2026-11-20'
export const tomorrow = '2026-11-21'

/** A room with the three posts of the day in review, all of it sent. */
export async function morning(options: Parameters<typeof openTestRooms>[0] = {}): Promise<TestRooms> {
  const test = await openTestRooms(options)
  await test.desk.draft()
  await test.send()
  return test
}

export async function cardOf({ desk }: TestRooms, network: 'x' | 'linkedin' | 'facebook', date = today) {
  return `post ${(await desk.post(network)).id} ${date}`
}

export const ann = { kind: 'person', id: 'p-ann', roles: ['approver'], surface: 'slack' } as const

export function at(date: string, time: string): number {
  return instantOf({ date, time, zone: brand.timeZone }).getTime()
}

export async function frozen({ deps }: Desk, scope: string): Promise<void> {
  await freeze(deps, { scope, actor: { ...ann, roles: ['admin'] }, reason: null })
}

export function metric({ id, brand: of, account: { network } }: Post, day = today): Metric {
  const figures = { impressions: 1, engagements: 1, clicks: 1, simulated: false }
  return { brand: of, postId: id, network, day, ...figures }
}

/** Posts in review, committed one by one, a second apart from 10:00 on. */
export async function commitInReview(
  store: Store,
  count: number,
  { date = today, time = '10:00', simulated = false } = {},
): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const slot = {
      date,
      time: `${time.slice(0, 2)}:${sixty(index / 60)}:${sixty(index)}`,
      zone: brand.timeZone,
    }
    const base = {
      id: `burst-${index}`,
      brand: brand.id,
      account: { network: 'x', handle: 'northharbour' },
      slot,
      dueAt: instantOf(slot),
      brief: { pillar: 'education', angle: 'a', hook: 'h', cta: 'c', format: 'text' },
      version: 1,
      publications: [],
      simulated,
    } as const
    const planned = plannedChange(base, { kind: 'system', id: 'planner' }, new Date('2026-11-20T05:00:00Z'))
    const context = { now: planned.at, policy, frozen: false, offer: null }
    const drafting = change([{ type: 'start_drafting', actor: drafter, again: false }], planned.post, context)
    const draft = draftNamed(`Text ${index}`)
    const drafted = change([{ type: 'finish_drafting', actor: drafter, draft }], drafting.post, context)
    await store.commit(planned, drafting, drafted)
  }
}

function sixty(count: number): string {
  return String(Math.floor(count) % 60).padStart(2, '0')
}
