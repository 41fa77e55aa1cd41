import { expect, it } from '@jest/globals'
import { follow } from '../../src/jobs/follow.ts'
import { gate } from './clocks.ts'

/** A stream that gives what it holds, and then fails, or stays open until it is closed. */
function stream(changes: readonly string[], failure: Error | null) {
  const closed = gate()
  return {
    close: async () => closed.open(),
    async *[Symbol.asyncIterator]() {
      yield* changes
      if (failure) throw failure
      await closed.opened
    },
  }
}

it('opens another stream where one fails, says so, and ends with the last one', async () => {
  const streams = [
    stream(['a', 'b'], new Error('no longer the primary')),
    stream([], null),
    stream(['c'], null),
  ]
  const seen: string[] = []
  const complaints: string[] = []
  const over = gate()
  let pauses = 0
  const stop = follow({
    open: () => {
      const next = streams.shift()
      if (!next) throw new Error('no stream is left')
      if (streams.length === 1) void next.close()
      return next
    },
    onChange: (change) => {
      seen.push(change)
      if (change === 'c') over.open()
    },
    complain: ({ message }) => complaints.push(message),
    pause: async () => void (pauses += 1),
  })
  await over.opened
  await stop()
  expect(seen).toEqual(['a', 'b', 'c'])
  expect(complaints).toEqual(['no longer the primary'])
  expect(pauses).toBe(3)
})
