import type { Change } from '../domain/events.ts'
import type { Store } from '../ports.ts'

export type Watcher = {
  committed?(change: Change): void
  spent?(brand: string, usd: number): void
  /** Something was written. */
  wrote?(): void
  /** Something could not be read or written. */
  failed?(error: unknown): void
}

/**
 * The store, with watchers told of what it has committed, once that stands, and of what came of everything else. So whatever is decided, by
 * whichever process, leaves a line and a count, and no rule or service knows of either.
 */
export function watchedStore(store: Store, watchers: readonly Watcher[]): Store {
  const watched: Pick<Store, 'commit' | 'addSpend'> = {
    commit: async (...changes) => {
      await store.commit(...changes)
      for (const change of changes) for (const watcher of watchers) watcher.committed?.(change)
    },
    addSpend: async (brand, day, usd) => {
      await store.addSpend(brand, day, usd)
      for (const watcher of watchers) watcher.spent?.(brand, usd)
    },
  }
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(Object.hasOwn(watched, name) ? watched : target, name)
      if (typeof member !== 'function') return member
      return (...args: unknown[]): unknown => {
        const answer: unknown = Reflect.apply(member, target, args)
        if (answer instanceof Promise) tell(answer, writing.has(name))
        return answer
      }
    },
  })

  function tell(answer: Promise<unknown>, isWritten: boolean): void {
    void answer
      .then(() => isWritten && watchers.forEach((watcher) => watcher.wrote?.()))
      .catch((error: unknown) => watchers.forEach((watcher) => watcher.failed?.(error)))
  }
}

/** What adds something whenever it succeeds. */
const writing: ReadonlySet<string | symbol> = new Set<keyof Store>([
  'commit',
  'record',
  'putNotice',
  'addSpend',
])
