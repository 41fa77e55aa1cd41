import type { Store } from '../../src/ports.ts'

/** A store whose next call of `method` fails once `fails` says so. */
export function failing(method: keyof Store): {
  readonly of: (store: Store) => Store
  readonly fail: () => void
} {
  let isDue = false
  const of = (store: Store): Store =>
    new Proxy(store, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver)
        if (typeof value !== 'function') return value
        return (...args: unknown[]): unknown => {
          if (name !== method || !isDue) return value.apply(target, args)
          isDue = false
          return Promise.reject(new Error('the disk of the database is full'))
        }
      },
    })
  return { of, fail: () => void (isDue = true) }
}
