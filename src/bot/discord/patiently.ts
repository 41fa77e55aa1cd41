import { afterMs, type After } from '../chat/runner.ts'
import { waitMsOf } from './outcomes.ts'

export type Patience = {
  /** A limit that is longer than this, with all that was waited before it, is not waited for. */
  readonly mostMs: number
  /** Real timers unless given. */
  readonly after?: After | undefined
}

/** Makes a call for somebody who waits for it: where Discord wants fewer calls, as much later as it says. Throws as the call does. */
export async function patiently<Result>(
  call: () => Promise<Result>,
  { mostMs, after = afterMs }: Patience,
): Promise<Result> {
  for (let leftMs = mostMs; ; ) {
    try {
      return await call()
    } catch (error) {
      const waitMs = waitMsOf(error)
      if (waitMs === null || waitMs > leftMs) throw error
      leftMs -= waitMs
      await new Promise<void>((resolve) => void after(waitMs, resolve))
    }
  }
}
