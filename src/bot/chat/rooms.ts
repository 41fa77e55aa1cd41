import type { Brand } from '../../domain/brand.ts'
import type { Place } from '../../domain/reminders.ts'
import { addDays, dateIn } from '../../domain/slot.ts'
import type { ChatName, Deps, RoomMessage } from '../../ports.ts'
import { messageKey } from './message-key.ts'

export type ServedRoom = Place & { readonly head: RoomMessage }

/**
 * The chat rooms of a brand that are served, with the head of its day: of yesterday, before the day has begun there. A room on a surface
 * that nobody has set up has none.
 */
export async function servedRooms(
  deps: Pick<Deps, 'store' | 'clock'>,
  brand: Brand,
): Promise<readonly ServedRoom[]> {
  const today = dateIn(deps.clock.now(), brand.timeZone)
  const keys = [addDays(today, -1), today].map((date) => messageKey({ kind: 'day', brand: brand.id, date }))
  const heads = await deps.store.messages({ brand: brand.id, keys })
  return brand.rooms.flatMap(({ surface, channel }) => {
    const head = heads.findLast((one) => one.surface === surface && one.channel === channel)
    return head && surface !== 'web' ? [{ surface, channel, head }] : []
  })
}

/** Whether something of a brand may be said there: in a room that its file names, or alone to somebody who reviews it. */
export function isAddressOf(brand: Brand, place: Place): boolean {
  const { surface, channel } = place
  if (channel.startsWith('@')) return brand.reviewers.some(({ ids }) => `@${ids[surface]}` === channel)
  return isRoomOf(brand, place)
}

/** Whether a brand's file names it as a room: what is said of the brand anywhere else stays private. */
export function isRoomOf(
  { rooms }: Brand,
  { surface, channel }: { readonly surface: ChatName; readonly channel: string | null },
): boolean {
  return rooms.some((room) => room.surface === surface && room.channel === channel)
}
