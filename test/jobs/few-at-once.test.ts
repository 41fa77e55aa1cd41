import { expect, it } from '@jest/globals'
import { fewAtOnce } from '../../src/jobs/few-at-once.ts'
import { gate } from './clocks.ts'

it('does no more at once than it may, and whoever asked beyond that is served by one more that begins later', async () => {
  const gates = [gate(), gate(), gate(), gate()]
  const ended = gate()
  let begun = 0
  const ask = fewAtOnce(2, async () => {
    const mine = gates[begun++]
    await mine?.opened
    if (begun === 4) ended.open()
  })
  for (let times = 0; times < 10; times++) ask('publish')
  expect(begun).toBe(2)
  ask('settle')
  expect(begun).toBe(3)
  gates[0]?.open()
  gates[3]?.open()
  await ended.opened
  expect(begun).toBe(4)
})
