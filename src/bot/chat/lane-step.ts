import { minuteMs } from '../../domain/slot.ts'
import { create, creates } from './create-lane.ts'
import { heldOf, hold, nameOf, timeOf, type Lane, type LaneKind, type Sender, type Turn } from './lane.ts'
import { update, updates } from './update-lane.ts'

/**
 * A new message that has trouble keeps those after it waiting, so that they come in order; but not for ever, since a room in which
 * nothing arrives any more is worse than one in which a card stands too low. Changes need no order.
 */
const orderPatienceMs: Readonly<Record<LaneKind, number>> = { create: 10 * minuteMs, update: 0 }

/**
 * Does what may be done in a lane now, up to and including one call. Answers when to come again, in epoch milliseconds; null if not
 * before something changes, and where another process sends by now. Throws only if the store cannot be read.
 */
export async function stepLane(sender: Sender, lane: Lane, isStopped: () => boolean): Promise<number | null> {
  const now = timeOf(sender)
  const due = Math.max(lane.freeAt, lane.rest?.until ?? 0, sender.notBefore[lane.kind])
  if (now < due) return due
  if (!(await sender.mayCall())) return null
  const { surface, store } = sender
  const unsent = await store.messages({ surface: surface.name, channel: lane.channel, unsent: true })

  let next = Infinity
  for (const row of lane.kind === 'create' ? creates(unsent) : updates(lane, unsent, now)) {
    if (isStopped()) return null
    const turn: Turn = { sender, lane, row, unsent }
    const held = heldOf(turn)
    if (held && held.until > now) {
      const blocksUntil = held.since + orderPatienceMs[lane.kind]
      if (now < blocksUntil) return Math.min(next, held.until, blocksUntil)
      next = Math.min(next, held.until)
    } else if (await hasCalled(turn)) {
      return lane.freeAt
    }
  }
  return next === Infinity ? null : next
}

/** One row's trouble is nobody else's: it is logged, and the row tried again later. */
async function hasCalled(turn: Turn): Promise<boolean> {
  const { sender, lane, row } = turn
  try {
    const called = await (lane.kind === 'create' ? create(turn) : update(turn))
    if (!called) {
      lane.held.delete(row.key)
      return false
    }
  } catch (error) {
    sender.log.error({ err: error, ...nameOf(row) }, 'sending a message failed')
    hold(turn)
  }
  lane.freeAt = timeOf(sender) + sender.surface.gapMs[lane.kind]
  return true
}
