import type { Deps } from '../ports.ts'
import { replyTo, type Reply } from './handle.ts'

export type Attempt<T> =
  | { readonly ok: true; readonly made: T }
  | { readonly ok: false; readonly reply: Reply }

/** What was made, or what to tell of the refusal or the bug that kept it from being made. Never throws. */
export async function attempt<T>(deps: Deps, make: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, made: await make() }
  } catch (error) {
    return { ok: false, reply: await replyTo(deps, null, error) }
  }
}
