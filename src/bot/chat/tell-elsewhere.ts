import type { Brand } from '../../domain/brand.ts'
import { directPlace } from '../../domain/reminders.ts'
import { mayDo } from '../../domain/roles.ts'
import { hourMs } from '../../domain/slot.ts'
import type { ChatName, Deps, MessageQuery, RoomMessage } from '../../ports.ts'
import { messageKey } from './message-key.ts'
import { servedRooms } from './rooms.ts'
import { sayPayload } from './said.ts'

/** Words about trouble that could not be sent for so long tell nobody anything new: the notice is still there. */
const freshMs = 12 * hourMs

export type Trouble = {
  /** Names the trouble: the same one is told once, until it is over. */
  readonly key: string
  /** What has happened, and how to mend it. */
  readonly text: string
  /** Where it has happened. */
  readonly surface: ChatName
}

/**
 * Tells a brand's people of trouble with a room somewhere else: by a notice in the head of the day in every room and on the web page, and each
 * approver alone, on another surface where that is possible. At any hour: nobody can decide where nothing can be shown.
 */
export async function tellElsewhere(
  deps: Pick<Deps, 'store' | 'clock'>,
  brand: Brand,
  { key, text, surface }: Trouble,
): Promise<void> {
  const { store, clock } = deps
  if ((await store.notices(brand.id)).some((one) => one.key === key && one.text === text)) return
  const now = clock.now()
  const rooms = (await servedRooms(deps, brand)).toSorted(
    (a, b) => Number(a.surface === surface) - Number(b.surface === surface),
  )
  const places = brand.reviewers
    .filter(({ roles }) => mayDo({ kind: 'person', id: '', roles, surface }, 'approve'))
    .flatMap((one) => directPlace(one, rooms) ?? [])
  const id = `${troublePrefix}${now.toISOString().slice(0, 19)}${troubleEnding(brand.id, key)}`
  const payload = sayPayload([[{ strong: brand.name }, `: ${text}`]], {
    until: new Date(now.getTime() + freshMs),
  })
  const wishes = places.map((place) => ({
    ...place,
    key: messageKey({ kind: 'said', id }),
    brand: brand.id,
    parent: null,
    payload,
  }))
  if (wishes.length > 0) await store.wishMessages(wishes, now)
  await store.putNotice({ brand: brand.id, key, text, at: now })
}

/** It is over: the notice goes, words that have reached nobody yet are not said any more, and the next time is told again. */
export async function takeBack({ store }: Pick<Deps, 'store'>, brandId: string, key: string): Promise<void> {
  const unsaid = await unsaidOf(store, { brand: brandId })
  await unsay(
    store,
    unsaid.filter((row) => row.key.endsWith(troubleEnding(brandId, key))),
  )
  await store.clearNotice(brandId, key)
}

/** Somebody cannot be told anything alone: what still waits to be told would come when it is over, and mislead. The notices stay. */
export async function giveUpTelling(
  { store }: Pick<Deps, 'store'>,
  to: { readonly surface: ChatName; readonly channel: string },
): Promise<void> {
  await unsay(store, await unsaidOf(store, to))
}

function unsaidOf(store: Deps['store'], of: MessageQuery): Promise<readonly RoomMessage[]> {
  return store.messages({ ...of, prefix: messageKey({ kind: 'said', id: troublePrefix }), unsent: true })
}

async function unsay(store: Deps['store'], rows: readonly RoomMessage[]): Promise<void> {
  for (const row of rows) if (row.remoteId === null) await store.markMessage(row, { state: 'gone' })
}

const troublePrefix = 'trouble-'

function troubleEnding(brandId: string, key: string): string {
  return `-${brandId}-${key}`
}
