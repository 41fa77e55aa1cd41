import { expect, it } from '@jest/globals'
import { virtualClock } from '../../src/jobs/virtual-clock.ts'
import { clockContract } from './contract.ts'

const start = new Date('2026-11-20T08:00:00Z')

clockContract('virtual clock', 10_000, async () => {
  const clock = virtualClock(start)
  return {
    clock,
    stepMs: 2000,
    firstRetryMs: 1000,
    now: () => clock.now(),
    play: async (run, over) => {
      await clock.runUntil(new Date(clock.now().getTime() + 100_000), run)
      await over
    },
    close: async () => {},
  }
})

it('runs jobs in the order of their times', async () => {
  const clock = virtualClock(start)
  for (const id of ['3', '1', '2'])
    await clock.put('publish', id, new Date(start.getTime() + Number(id) * 1000))
  const seen: string[] = []
  await clock.runUntil(new Date(start.getTime() + 5000), async ({ subject }) => {
    seen.push(subject)
    return null
  })
  expect(seen).toEqual(['1', '2', '3'])
})

it('breaks ties by the order in which jobs were put', async () => {
  const clock = virtualClock(start)
  for (const id of ['b', 'c', 'a', 'b']) await clock.put('publish', id, start)
  const seen: string[] = []
  await clock.runUntil(start, async ({ subject }) => {
    seen.push(subject)
    return null
  })
  expect(seen).toEqual(['c', 'a', 'b'])
})

it('stands at the instant that it was asked to run to, with later jobs waiting', async () => {
  const clock = virtualClock(start)
  const later = new Date('2026-11-20T10:00:00Z')
  await clock.put('publish', 'p1.1', later)
  await clock.runUntil(new Date('2026-11-20T09:59:59Z'), async () => null)
  expect(clock.now().toISOString()).toBe('2026-11-20T09:59:59.000Z')
  expect(await clock.entries()).toEqual([{ name: 'publish', subject: 'p1.1', failures: 0, when: later }])
})
