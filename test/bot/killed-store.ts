import type { Store } from '../../src/ports.ts'

/** A store whose process is killed at a call: from then on it never hears back. */
export type Killed = {
  readonly of: (store: Store) => Store
  readonly isDead: Promise<void>
  /** So that nothing waits for it any more. */
  readonly bury: () => void
}

export function killedAt(method: keyof Store, when: 'before' | 'after'): Killed {
  let die: () => void = () => undefined
  let bury: () => void = () => undefined
  const isDead = new Promise<void>((resolve) => (die = resolve))
  const never = new Promise<never>((_, reject) => (bury = () => reject(new Error('it was killed'))))
  never.catch(() => undefined)
  let isOver = false
  const of = (store: Store): Store =>
    new Proxy(store, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver)
        if (typeof value !== 'function' || name === 'onChange') return value
        return async (...args: unknown[]): Promise<unknown> => {
          const isLast = name === method && !isOver
          if (isLast && when === 'after') await value.apply(target, args)
          if (isLast) {
            isOver = true
            die()
          }
          return isOver ? never : value.apply(target, args)
        }
      },
    })
  return { of, isDead, bury }
}
