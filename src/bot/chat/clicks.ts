import { setTimeout as sleep } from 'node:timers/promises'
import type { ChatName, Deps } from '../../ports.ts'
import { replyTo } from '../handle.ts'
import type { Inbox, Kept } from './inbox.ts'
import { afterMs, within } from './runner.ts'
import type { Answering, Taken } from './taken.ts'

/** What comes within this time of a click is acknowledged before that click is decided; nobody sees so short a wait. */
const aheadMs = 10
/** How long a stop waits for clicks that are being handled. What takes longer stays in the inbox for whoever opens it next. */
const stopMs = 5000

/** Says one sentence to whoever clicked. Never throws. */
export type Say = (sentence: string) => Promise<void>

export type ClicksOptions<Click> = {
  readonly deps: Deps
  readonly surface: ChatName
  readonly inbox: Inbox<Click>
  readonly decide: (taken: Taken<Click>) => Promise<Answering>
  /** How to reach whoever made a click. */
  readonly sayTo: (kept: Kept<Click>) => Say
  readonly onAck?: OnAck | undefined
}

/** Hears how long a click took from coming in until it was acknowledged, in milliseconds. */
export type OnAck = (ms: number) => void

/** Handles clicks behind their acknowledgement. Nothing here throws: whoever clicked is told, and the log has the rest. */
export class Clicks<Click> {
  readonly #options: ClicksOptions<Click>
  readonly #running = new Set<Promise<void>>()
  /** Resolves once all that the process before left behind is decided. */
  #resumed: Promise<void> = Promise.resolve()
  #isOver = false

  constructor(options: ClicksOptions<Click>) {
    this.#options = options
  }

  /**
   * Writes it down, and answers with what to do once it is acknowledged: decide, tell, take it out of the inbox; `acked`: the click with what
   * came of that, where it matters. Rejects where it cannot be written down: it must not be acknowledged then, so that the surface tells
   * whoever clicked.
   */
  async keep(id: string, click: Click): Promise<(acked?: Click) => void> {
    const { surface, deps, inbox, onAck } = this.#options
    const from = performance.now()
    const kept = { id: `${surface} ${id}`, at: deps.clock.now(), click }
    const isNew = await inbox.keep(kept)
    // Brought again while it is being handled: it has its answer already, or is about to.
    return (acked = click) => {
      onAck?.(performance.now() - from)
      if (isNew) void this.#finish({ ...kept, click: acked, again: false })
    }
  }

  /** Goes on with what the process before left behind: one after the other, so that an old "unfreeze" undoes no newer "freeze". */
  resume(): void {
    for (const kept of this.#options.inbox.left) this.#resumed = this.#finish({ ...kept, again: true })
  }

  /** Runs what nobody waits for; what it throws is a bug, of which `say` tells. */
  run(say: Say, work: Answering): void {
    const running = work()
      .catch((error: unknown) => this.#tellBug(say, error))
      .finally(() => this.#running.delete(running))
    this.#running.add(running)
  }

  /** Resolves once nothing is being handled: whoever clicked before this was asked has an answer. */
  async answered(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  async stop(): Promise<void> {
    await within(stopMs, this.answered(), afterMs)
    this.#isOver = true
    void this.answered().then(() => this.#options.inbox.close())
  }

  /** Resolves once it is decided; it is answered after that. */
  #finish(taken: Taken<Click>): Promise<void> {
    const { decide, sayTo, inbox } = this.#options
    const before = this.#resumed
    return new Promise((decided) => {
      this.run(sayTo(taken), async () => {
        await before
        await sleep(aheadMs)
        if (this.#isOver) return decided()
        const answer = await decide(taken).finally(decided)
        // Whatever came of it, came while everything was being closed: the next start decides again, and tells.
        if (this.#isOver) return
        try {
          await answer()
        } finally {
          await inbox.done(taken.id)
        }
      })
    })
  }

  async #tellBug(say: Say, error: unknown): Promise<void> {
    const { sentence } = await replyTo(this.#options.deps, null, error)
    await say(sentence)
  }
}
