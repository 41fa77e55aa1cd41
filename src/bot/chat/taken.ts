import { Refusal } from '../../domain/errors.ts'
import { minuteMs } from '../../domain/slot.ts'
import type { Deps } from '../../ports.ts'
import type { Kept } from './inbox.ts'

/** A click that is being handled. */
export type Taken<Click> = Kept<Click> & {
  /** The process before this one had acknowledged it, and did not come to an end with it. */
  readonly again: boolean
}

/** What is left to do once it is decided: tell whoever clicked. */
export type Answering = () => Promise<void>

/** What was wished for longer ago than this is not done unasked any more. */
const wishedMs = 30 * minuteMs

/** True for the first time that a click comes, false where the surface, or somebody who recorded the request, brings it once more. */
export async function isHeard({ store }: Deps, { id, at, again }: Taken<unknown>): Promise<boolean> {
  const isNew = await store.hearPress(id, at)
  // What is left behind may have been heard before the process died; that it still is in the inbox says that it has no answer.
  return isNew || again
}

/** For what is not bound to a version that somebody has seen. */
export function refuseOld(deps: Deps, { again, ...taken }: Taken<unknown>): void {
  if (again && isOlder(deps, taken, wishedMs))
    throw new Refusal(
      'expired',
      'Greenroom was not running when you asked for this, and by now it may not be what you want. Please ask again.',
    )
}

export function isOlder(
  { clock }: Pick<Deps, 'clock'>,
  { at }: Pick<Kept<unknown>, 'at'>,
  ms: number,
): boolean {
  return clock.now().getTime() - at.getTime() > ms
}

/** What comes before the answer to a click that was acknowledged by the process before. */
export function afterRestart(sentence: string, { again }: Pick<Taken<unknown>, 'again'>): string {
  return again ? `Greenroom was restarted while it had this from you. ${sentence}` : sentence
}
