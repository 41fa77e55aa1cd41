import type { RoomMessage } from '../../ports.ts'
import { drawNow, hold, mustWait, nameOf, parentOf, type Turn } from './lane.ts'
import { settle } from './settle.ts'

/** Of the rows that have something to send, those that are not there yet, in the order in which they were wished for. */
export function creates(unsent: readonly RoomMessage[]): readonly RoomMessage[] {
  return unsent.filter(({ remoteId }) => remoteId === null)
}

/**
 * Does what may be done about a message that is not there, as far as is known. Answers whether that took a call.
 * `attemptedAt` is written before the call and erased by a definite answer; while it stands nothing is sent before a look.
 */
export async function create(turn: Turn): Promise<boolean> {
  const { sender, lane, row } = turn
  const { store, surface } = sender
  const parent = await parentOf(turn)
  if (parent?.state === 'gone') {
    await store.markMessage(row, { state: 'gone' })
    return false
  }
  const thread = parent?.remoteId ?? null
  if (row.parent !== null && thread === null) return false
  const place = { channel: row.channel, thread }

  if (row.attemptedAt) {
    const found = await surface.find(place, row.key, row.attemptedAt)
    if (found.kind === 'there') {
      lane.held.delete(row.key)
      await store.markMessage(row, { remoteId: found.remoteId, attemptedAt: null })
      sender.log.info(nameOf(row), 'a message had arrived after all')
      return true
    }
    if (found.kind === 'unclear') {
      sender.log.warn({ ...nameOf(row), reason: found.reason }, 'cannot tell yet whether a message is there')
      hold(turn)
      return true
    }
  }

  const now = await drawNow(turn)
  if (now === 'away') return false
  if (!now) {
    await store.markMessage(row, { state: 'gone', attemptedAt: null })
    return false
  }
  if (row.attemptedAt === null && row.shown > 0 && row.shownHash === now.hash) {
    // It was refused as it is, and would be again.
    await store.markMessage(row, { shown: row.wanted })
    return false
  }
  const attemptedAt = row.attemptedAt ?? sender.clock.now()
  // Of several attempts nobody could tell which one had arrived after all.
  const shownHash = row.attemptedAt === null ? now.hash : null
  await store.markMessage(row, { attemptedAt, shownHash })
  if (!(await sender.mayCall())) {
    // Time has passed since that was written: whoever sends now looks first.
    hold(turn)
    return true
  }
  const sent = mustWait(turn) ?? (await surface.create(place, now.drawn, row.key))
  await settle(turn, sent, now.hash, parent)
  return true
}
