import type { WebClient } from '@slack/web-api'
import { Refusal } from '../../domain/errors.ts'
import { minuteMs } from '../../domain/slot.ts'
import type { Deps } from '../../ports.ts'
import type { Kept } from '../chat/inbox.ts'
import type { Click } from './envelope.ts'
import type { WhoIs } from './identity.ts'
import type { Ear, Mouth } from './tell.ts'

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
/** True for the first time that a click comes, false where Slack, or somebody who recorded the request, brings it once more. */
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
