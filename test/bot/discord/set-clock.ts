import { jest } from '@jest/globals'

/**
 * The clock of this process stands still, and moves when it is told to: for discord.js too, which keeps limits by it. Timers run as ever.
 */
export function openSetClock(start: string): {
  readonly now: () => Date
  readonly set: (ms: number) => void
  readonly stop: () => void
} {
  jest.useFakeTimers({
    now: new Date(start),
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'requestAnimationFrame',
      'cancelAnimationFrame',
      'requestIdleCallback',
      'cancelIdleCallback',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  })
  return {
    now: () => new Date(),
    set: (ms) => jest.setSystemTime(ms),
    stop: () => jest.useRealTimers(),
  }
}
