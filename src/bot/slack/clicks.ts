import type { WebClient } from '@slack/web-api'
import { Refusal } from '../../domain/errors.ts'
import { minuteMs } from '../../domain/slot.ts'
import type { Deps } from '../../ports.ts'
import type { Inbox, Kept } from '../chat/inbox.ts'
import { decideCommand } from './command-click.ts'
import type { Click } from './envelope.ts'
import type { WhoIs } from './identity.ts'
import { decidePress } from './press-click.ts'
import { decideSubmission } from './submission-click.ts'
import { sayPlainly, type Ear, type Mouth } from './tell.ts'

/** All that the handling of a click needs. */
export type SlackDesk = {
  readonly deps: Deps
  readonly client: WebClient
  readonly whoIs: WhoIs
  readonly mouth: Mouth
}

export type Taken<C extends Click> = Kept<C> & {
  /** The process before this one had acknowledged it, and did not come to an end with it. */
  readonly again: boolean
}

/** What is left to do once it is decided: tell whoever clicked. */
export type Answering = () => Promise<void>

/** For so long Slack takes answers at a response address; and what was wished for longer ago than that is not done unasked any more. */
const answerableMs = 30 * minuteMs
/** How long a stop waits for clicks that are being handled. What takes longer stays in the inbox for the next start. */
const stopMs = 5000

/** Handles clicks behind their acknowledgement. Nothing here throws: whoever clicked is told, and the log has the rest. */
export class Clicks {
  readonly #slack: SlackDesk
  readonly #inbox: Inbox<Click>
  readonly #running = new Set<Promise<void>>()
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
    return () => (isNew ? this.#finish({ ...kept, again: false }) : undefined)
  }

  /** Goes on with what the process before left behind. */
  resume(): void {
    for (const kept of this.#inbox.left) this.#finish({ ...kept, again: true })
  }

  /** Runs what nobody waits for; what it throws is a bug, of which `ear` is told. */
  run(ear: Ear, work: Answering): void {
    const running = work()
      .catch((error: unknown) => this.#tellBug(ear, error))
      .finally(() => this.#running.delete(running))
    this.#running.add(running)
  }

  async stop(): Promise<void> {
    const late = new Promise<void>((resolve) => setTimeout(resolve, stopMs).unref())
    await Promise.race([Promise.all(this.#running), late])
    this.#isOver = true
    await this.#inbox.settled()
  }

  #finish(taken: Taken<Click>): void {
    this.run(earOf(this.#slack, taken), async () => {
      const answer = await decide(this.#slack, taken)
      // Whatever came of it, came while everything was being closed: the next start decides again, and tells.
      if (this.#isOver) return
      try {
        await answer()
      } finally {
        await this.#inbox.done(taken.id)
      }
    })
  }

  async #tellBug(ear: Ear, error: unknown): Promise<void> {
    const { deps, mouth } = this.#slack
    const errorId = deps.ids.next()
    deps.log.error({ err: error, errorId }, 'a click could not be answered')
    await sayPlainly(
      mouth,
      ear,
      `Something went wrong on our side; the log has it as ${errorId}. Look at the card to see where the post stands.`,
    )
  }
}

/** True for the first time that a click comes; throws where that cannot be told, or where it came too long ago to be done unasked. */
export async function isHeard({ deps }: SlackDesk, { id, at, again }: Taken<Click>): Promise<boolean> {
  const isNew = await deps.store.hearPress(id, at)
  // What is left behind may have been heard before the process died; that it still is in the inbox says that it has no answer.
  return isNew || again
}

/** For what is not bound to a version that somebody has seen. */
export function refuseOld({ deps }: SlackDesk, { at, again }: Taken<Click>): void {
  if (again && deps.clock.now().getTime() - at.getTime() > answerableMs)
    throw new Refusal(
      'expired',
      'Greenroom was not running when you asked for this, and by now it may not be what you want. Please ask again.',
    )
}

/** How to reach whoever clicked, as of now. */
export function earOf({ deps }: SlackDesk, { click, at }: Kept<Click>): Ear {
  const isLate = deps.clock.now().getTime() - at.getTime() > answerableMs
  const { user } = click.sender
  if (click.kind === 'submission') return { user, responseUrl: null, thread: null }
  const thread = click.kind === 'press' ? click.thread : null
  return { user, responseUrl: isLate ? null : click.responseUrl, thread }
}

/** What comes before the answer to a click that was acknowledged by the process before. */
export function afterRestart(sentence: string, { again }: Taken<Click>): string {
  return again ? `Greenroom was restarted while it had this from you. ${sentence}` : sentence
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
