import type { Deps } from '../ports.ts'
import { answered, type Reply } from './handle.ts'

export type Attempt<T> =
  | { readonly ok: true; readonly made: T }
  | { readonly ok: false; readonly reply: Reply }

/** What was made, or what to tell of the refusal or the bug that kept it from being made. Never throws. */
export async function attempt<T>(deps: Deps, make: () => Promise<T>): Promise<Attempt<T>> {
  const made: T[] = []
  const reply = await answered(deps, null, async () => {
    made.push(await make())
    return ''
  })
  const [one] = made
  return one === undefined ? { ok: false, reply } : { ok: true, made: one }
}
