import type { Clock, Log, RoomMessage, Store } from '../../ports.ts'
import type { ChatSurface, MessageContent } from './chat-surface.ts'
import { stepLane } from './lane-step.ts'
import { onward, openLane, timeOf, type LaneKind, type Sender, type SendingTrouble } from './lane.ts'
import { pauseAfter, type Growth, type Pause } from './pause.ts'
import { afterMs, openRunner, within, type After, type Runner } from './runner.ts'

export type DelivererOptions = {
  readonly store: Pick<Store, 'messages' | 'markMessage' | 'onChange'>
  readonly clock: Clock
  readonly log: Log
  readonly surface: ChatSurface
  /**
   * What a message is to show now; null if there is nothing to show any more, `away` if nothing is to be sent for now: it is asked again
   * when something changes.
   */
  readonly contentOf: (message: RoomMessage) => Promise<MessageContent | 'away' | null>
  /** Hears the same again after a crash, and about a room that is still shut after a restart. */
  readonly onTrouble: (trouble: SendingTrouble) => Promise<void>
  /** Whether this is still the one process that sends, asked before each call. Always, unless given. */
  readonly mayCall?: () => Promise<boolean>
  /** Real timers unless given. */
  readonly after?: After
}

const outages: Growth = { firstMs: 1000, mostMs: 30_000 }
/** A call of a surface ends by itself after 10 s. What has not ended by then is looked up by the next process. */
const stopWithinMs = 12_000

/**
 * Sends to one surface what its rooms ought to show: each message once and in order, each in its newest state. One process at a time
 * may do this on a store. Whatever fails is logged and tried again; nothing is thrown.
 */
export function openDeliverer(options: DelivererOptions): { readonly stop: () => Promise<void> } {
  const { store, clock, surface, after = afterMs } = options
  const time = onward(clock)
  let isOver = false
  const sender: Sender = {
    ...options,
    // What a stop did not wait for must not begin a call after it: by then another one may send.
    mayCall: async () => ((await options.mayCall?.()) ?? true) && !isOver,
    time,
    openedAt: time(),
    notBefore: { create: 0, update: 0 },
    standings: new Map(),
  }
  const channels = new Map<string, readonly Runner[]>()
  let isStopped = false

  function lanesOf(channel: string): readonly Runner[] {
    const runnerOf = (kind: LaneKind, done: () => void) => {
      const lane = openLane(sender, kind, channel)
      const step = () => stepLane(sender, lane, () => isStopped).finally(done)
      return openRunner(throughOutages(sender, step), time, after)
    }
    const updates = runnerOf('update', () => {})
    // What changed while it was being sent is a change now.
    return [runnerOf('create', updates.wake), updates]
  }

  function wake(channel: string): void {
    if (isStopped) return
    const lanes = channels.get(channel) ?? lanesOf(channel)
    channels.set(channel, lanes)
    for (const lane of lanes) lane.wake()
  }

  async function wakeAll(): Promise<null> {
    const unsent = await store.messages({ surface: surface.name, unsent: true })
    for (const channel of new Set(unsent.map((row) => row.channel))) wake(channel)
    return null
  }

  const search = openRunner(throughOutages(sender, wakeAll), time, after)
  const unsubscribe = store.onChange(({ kind, brand, id }) => {
    if (kind !== 'message') return
    if (brand === 'desk') search.wake()
    else wake(id)
  })
  search.wake()
  return {
    stop: async () => {
      isStopped = true
      unsubscribe()
      const runners = [search, ...[...channels.values()].flat()]
      await within(stopWithinMs, Promise.all(runners.map((runner) => runner.stop())), after)
      isOver = true
    },
  }
}

/** A step that fails is made again, after longer and longer pauses; until then nothing asks the store in vain. */
function throughOutages(sender: Sender, step: () => Promise<number | null>): () => Promise<number | null> {
  let outage: Pause | null = null
  return async () => {
    if (outage && timeOf(sender) < outage.until) return outage.until
    try {
      const next = await step()
      outage = null
      return next
    } catch (error) {
      outage = pauseAfter(outage, timeOf(sender), outages)
      sender.log.error({ err: error, surface: sender.surface.name }, 'the messages of a room cannot be read')
      return outage.until
    }
  }
}
