import { setTimeout as sleep } from 'node:timers/promises'
import type { Inbox } from '../chat/inbox.ts'
import { afterMs, within } from '../chat/runner.ts'
import { replyTo } from '../handle.ts'
import { decideCommand } from './command-click.ts'
import type { Click } from './envelope.ts'
import { decidePress } from './press-click.ts'
import { decideSubmission } from './submission-click.ts'
import { earOf, type Answering, type SlackDesk, type Taken } from './taken.ts'
import { sayPlainly, type Ear } from './tell.ts'

/** What comes within this time of a click is acknowledged before that click is decided; nobody sees so short a wait. */
const aheadMs = 10
/** How long a stop waits for clicks that are being handled. What takes longer stays in the inbox for the next start. */
const stopMs = 5000

/** Handles clicks behind their acknowledgement. Nothing here throws: whoever clicked is told, and the log has the rest. */
export class Clicks {
  readonly #slack: SlackDesk
  readonly #inbox: Inbox<Click>
  readonly #running = new Set<Promise<void>>()
  /** Resolves once all that the process before left behind is decided. */
  #resumed: Promise<void> = Promise.resolve()
  #isOver = false

  constructor(slack: SlackDesk, inbox: Inbox<Click>) {
    this.#slack = slack
    this.#inbox = inbox
  }

  /**
   * Writes it down, and answers with what to do once it is acknowledged: decide, tell, take it out of the inbox. Rejects where it cannot be
   * written down: it must not be acknowledged then, so that Slack tells whoever clicked.
   */
  async keep(id: string, click: Click): Promise<() => void> {
    const kept = { id: `slack ${id}`, at: this.#slack.deps.clock.now(), click }
    const isNew = await this.#inbox.keep(kept)
    // Brought again while it is being handled: it has its answer already, or is about to.
    return () => {
      if (isNew) void this.#finish({ ...kept, again: false })
    }
  }

  /** Goes on with what the process before left behind: one after the other, so that an old "unfreeze" undoes no newer "freeze". */
  resume(): void {
    for (const kept of this.#inbox.left) this.#resumed = this.#finish({ ...kept, again: true })
  }

  /** Runs what nobody waits for; what it throws is a bug, of which `ear` is told. */
  run(ear: Ear, work: Answering): void {
    const running = work()
      .catch((error: unknown) => this.#tellBug(ear, error))
      .finally(() => this.#running.delete(running))
    this.#running.add(running)
  }

  async stop(): Promise<void> {
    await within(stopMs, Promise.all(this.#running), afterMs)
    this.#isOver = true
  }

  /** Resolves once it is decided; it is answered after that. */
  #finish(taken: Taken<Click>): Promise<void> {
    const before = this.#resumed
    return new Promise((decided) => {
      this.run(earOf(this.#slack, taken), async () => {
        await before
        await sleep(aheadMs)
        if (this.#isOver) return decided()
        const answer = await decide(this.#slack, taken).finally(decided)
        // Whatever came of it, came while everything was being closed: the next start decides again, and tells.
        if (this.#isOver) return
        try {
          await answer()
        } finally {
          await this.#inbox.done(taken.id)
        }
      })
    })
  }

  async #tellBug(ear: Ear, error: unknown): Promise<void> {
    const { deps, mouth } = this.#slack
    const { sentence } = await replyTo(deps, null, error)
    await sayPlainly(mouth, ear, sentence)
  }
}

function decide(slack: SlackDesk, taken: Taken<Click>): Promise<Answering> {
  const { click } = taken
  switch (click.kind) {
    case 'press':
      return decidePress(slack, { ...taken, click })
    case 'submission':
      return decideSubmission(slack, { ...taken, click })
    case 'command':
      return decideCommand(slack, { ...taken, click })
  }
}
