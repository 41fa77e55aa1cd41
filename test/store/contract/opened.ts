import type { Store } from '../../../src/ports.ts'

export type Opened = {
  readonly store: Store
  /** Another process on the same data; the store itself where there can be none. */
  readonly other: Store
  readonly stop: () => Promise<void>
}
