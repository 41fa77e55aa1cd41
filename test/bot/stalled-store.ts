import type { Store } from '../../src/ports.ts'

/** A store every call of which waits while it is stalled. */
export type StalledStore = {
  readonly of: (store: Store) => Store
  /** All but the calls of these names. */
  readonly stall: (...but: readonly (keyof Store)[]) => void
  readonly goOn: () => void
  /** Resolves once a call waits. */
  readonly reached: () => Promise<void>
}

export function stalledStore(): StalledStore {
  let gate: Promise<void> = Promise.resolve()
  let open: () => void = () => undefined
  let tell: () => void = () => undefined
  let reached: Promise<void> = Promise.resolve()
  let passing: readonly (string | symbol)[] = []
  return {
    of: (store) =>
      new Proxy(store, {
        get(target, name, receiver) {
          const value: unknown = Reflect.get(target, name, receiver)
          if (typeof value !== 'function' || name === 'onChange') return value
          return async (...args: unknown[]): Promise<unknown> => {
            if (!passing.includes(name)) {
              tell()
              await gate
            }
            return value.apply(target, args)
          }
        },
      }),
    stall(...but) {
      passing = but
      gate = new Promise((resolve) => (open = resolve))
      reached = new Promise((resolve) => (tell = resolve))
    },
    goOn: () => open(),
    reached: () => reached,
  }
}
