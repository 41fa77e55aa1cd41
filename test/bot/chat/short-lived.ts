import type { DelivererOptions } from '../../../src/bot/chat/deliver.ts'

/** Where a process ends: at the `step`th thing that it waits for, before that has begun or after it has happened. */
export type Death = { readonly step: number; readonly when: 'before' | 'after' }

/**
 * The same options in a process that ends all at once: whatever it waited for never comes back, and its timers never go off. What it
 * had asked others to do by then may still happen.
 */
export function shortLived(
  options: DelivererOptions,
  death: Death | null,
  onDeath: () => void,
): DelivererOptions {
  const { store, surface, contentOf, onTrouble, after } = options
  if (!after) throw new Error('a process that ends needs timers that can end with it')
  let isDead = false
  let steps = 0
  const never = new Promise<never>(() => {})

  function die(): Promise<never> {
    isDead = true
    onDeath()
    return never
  }

  async function wait<Result>(work: () => Promise<Result>): Promise<Result> {
    if (isDead) return never
    steps += 1
    const isLast = steps === death?.step
    if (isLast && death?.when === 'before') return die()
    const result = await work()
    if (isLast && !isDead) return die()
    return isDead ? never : result
  }

  return {
    ...options,
    store: {
      messages: (query) => wait(() => store.messages(query)),
      markMessage: (id, mark) => wait(() => store.markMessage(id, mark)),
      onChange: (listener) => store.onChange((change) => void (isDead || listener(change))),
    },
    surface: {
      ...surface,
      create: (place, drawn, key) => wait(() => surface.create(place, drawn, key)),
      update: (place, drawn) => wait(() => surface.update(place, drawn)),
      find: (place, key, since) => wait(() => surface.find(place, key, since)),
    },
    contentOf: (message) => wait(() => contentOf(message)),
    onTrouble: (trouble) => wait(() => onTrouble(trouble)),
    after: (ms, call) => after(ms, () => void (isDead || call())),
  }
}
