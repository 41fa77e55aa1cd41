import type { RoomMessage } from '../../ports.ts'
import { drawNow, mustWait, parentOf, timeOf, type Lane, type Turn } from './lane.ts'
import { settle } from './settle.ts'

/** A message that has just been changed lets others go first for this long. */
const yieldMs = 10_000

/**
 * Of the rows that have something to send, those that are there: the latest change first, so that a click shows at once however
 * many changes wait, and of what changed together what stands lowest in the room, a card before the head of its day. But what is
 * changed again and again, like the progress of a day's drafting, keeps nobody waiting.
 */
export function updates(lane: Lane, unsent: readonly RoomMessage[], now: number): readonly RoomMessage[] {
  const rows = unsent.filter(({ remoteId }) => remoteId !== null)
  for (const [key, at] of lane.changed) if (now - at >= yieldMs) lane.changed.delete(key)
  const noticed = new Map(lane.noticed)
  lane.noticed.clear()
  for (const { key, wanted } of rows) {
    const before = noticed.get(key)
    lane.noticed.set(key, before?.wanted === wanted ? before : { wanted, at: now })
  }
  const noticedAt = ({ key }: RoomMessage) => lane.noticed.get(key)?.at ?? now
  const yields = ({ key }: RoomMessage) => Number(lane.changed.has(key))
  return rows.toSorted((a, b) => yields(a) - yields(b) || noticedAt(b) - noticedAt(a) || b.seq - a.seq)
}

/**
 * Brings a message that is there up to date. Answers whether that took a call. What it shows is forgotten before the call:
 * were the answer lost, nobody could tell, and a change back to what was shown before would never be sent.
 */
export async function update(turn: Turn): Promise<boolean> {
  const { sender, lane, row } = turn
  const { store, surface } = sender
  if (row.remoteId === null) return false
  const now = await drawNow(turn)
  if (now === 'away') return false
  if (!now) {
    await store.markMessage(row, { state: 'gone' })
    return false
  }
  if (now.hash === row.shownHash) {
    await store.markMessage(row, { shown: row.wanted })
    return false
  }
  const parent = await parentOf(turn)
  if (row.shownHash !== null) await store.markMessage(row, { shownHash: null })
  // What was drawn before this process stood still must not cover what another has shown since.
  if (!(await sender.mayCall())) return false
  const place = { channel: row.channel, thread: parent?.remoteId ?? null, remoteId: row.remoteId }
  const sent = mustWait(turn) ?? (await surface.update(place, now.drawn))
  lane.changed.set(row.key, timeOf(sender))
  await settle(turn, sent, now.hash, parent)
  return true
}
