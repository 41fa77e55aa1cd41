import type { RoomMessage } from '../../ports.ts'
import type { Sent } from './chat-surface.ts'
import { pauseAfter } from './pause.ts'
import { hold, nameOf, resting, timeOf, type Sender, type Standing, type Turn } from './lane.ts'

/** Takes in what came of a call that carried what hashes to `hash`. When to go on is set first, so that it holds even if the store fails. */
export async function settle(
  turn: Turn,
  sent: Sent,
  hash: string,
  parent: RoomMessage | null,
): Promise<void> {
  const { sender, lane, row } = turn
  const { store, log } = sender
  if (sent.kind === 'unknown') {
    log.warn({ ...nameOf(row), reason: sent.reason }, 'a message may or may not have arrived')
    return hold(turn)
  }
  const lacks = sent.kind === 'sent' ? (sent.lacks ?? null) : null
  if (lacks) log.warn({ ...nameOf(row), reason: lacks.reason }, 'a message does not show everything')
  if (lacks?.again && lane.kind === 'update') hold(turn, row.wanted)
  else lane.held.delete(row.key)
  switch (sent.kind) {
    case 'sent':
      lane.rest = null
      await store.markMessage(row, {
        remoteId: row.remoteId ?? sent.remoteId,
        // What it lacks is a change yet to be sent.
        ...(lacks?.again ? { shownHash: null } : { shown: row.wanted, shownHash: hash }),
        attemptedAt: null,
      })
      log.info({ ...nameOf(row), by: lane.kind }, 'a message was sent')
      return worksAgain(turn)
    case 'later':
      sender.notBefore[lane.kind] = Math.max(sender.notBefore[lane.kind], timeOf(sender) + sent.afterMs)
      log.info({ ...nameOf(row), reason: sent.reason, afterMs: sent.afterMs }, 'messages wait')
      return nothingHappened(turn)
    case 'gone':
      return forget(turn, row.remoteId === null && parent ? parent : row, sent.reason)
    case 'shut_out':
      lane.rest = pauseAfter(lane.rest, timeOf(sender), resting)
      log.warn({ ...nameOf(row), reason: sent.reason }, 'a room cannot be written to')
      await nothingHappened(turn)
      return shutOut(turn, sent.reason)
    case 'refused':
      log.error({ ...nameOf(row), reason: sent.reason }, 'a message was refused and is not shown')
      return store.markMessage(row, { shown: row.wanted, shownHash: hash, attemptedAt: null })
  }
}

/** Not even an attempt. Of a change nothing was written down that would have to be taken back. */
async function nothingHappened({ sender, lane, row }: Turn): Promise<void> {
  // What another process attempts by now is not to be taken for what was told to wait here.
  if (lane.kind === 'create' && (await sender.mayCall()))
    await sender.store.markMessage(row, { attemptedAt: null, shownHash: null })
}

/** Tells first, so that a process that ends in between tells twice rather than never. A line goes with the message it belongs to. */
async function forget({ sender, row }: Turn, lost: RoomMessage, reason: string): Promise<void> {
  sender.log.warn({ ...nameOf(lost), reason }, 'a message was deleted')
  await sender.onTrouble({ kind: 'deleted', message: lost, reason })
  await sender.store.markMessage(row, { state: 'gone', attemptedAt: null })
  if (lost !== row) await sender.store.markMessage(lost, { state: 'gone' })
}

async function shutOut({ sender, lane, unsent }: Turn, reason: string): Promise<void> {
  const { channel } = lane
  const { shut, told } = standingOf(sender, channel)
  shut.add(lane.kind)
  for (const brand of new Set(unsent.map((row) => row.brand))) {
    if (told.get(brand) === 'shut_out') continue
    await sender.onTrouble({ kind: 'shut_out', channel, brand, reason })
    told.set(brand, 'shut_out')
  }
}

/** Only once every lane that was shut out gets through: a room may take changes and no new messages. */
async function worksAgain({ sender, lane, row }: Turn): Promise<void> {
  const { channel } = lane
  const { shut, told } = standingOf(sender, channel)
  shut.delete(lane.kind)
  if (shut.size > 0) return
  // An earlier process may have told that the room was shut, and nobody else would take that back.
  if (lane.kind === 'create' && !told.has(row.brand)) told.set(row.brand, 'shut_out')
  for (const [brand, kind] of told) {
    if (kind === 'back') continue
    await sender.onTrouble({ kind: 'back', channel, brand })
    told.set(brand, 'back')
  }
}

function standingOf({ standings }: Sender, channel: string): Standing {
  const standing = standings.get(channel) ?? { shut: new Set(), told: new Map() }
  standings.set(channel, standing)
  return standing
}
