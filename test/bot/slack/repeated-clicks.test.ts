import { afterEach, describe, expect, it } from '@jest/globals'
import { asks, kinds, openBench, places, type Bench, type Kind } from './click-bench.ts'
import { already as alreadyOn, done, eventsOf } from '../chat/situations.ts'

const already = alreadyOn('Slack')
/** Handing a form in once more is acknowledged with "Saving…", which must not be the last word. */
const takenBefore = 'This form was taken already. The card shows what came of it.'

let bench: Bench
afterEach(() => bench.rig.stop())

const answer = (kind: Kind, words: string, to: 'ann' | 'ben' = 'ann') => {
  return { to, where: places[kind], words }
}

/** Where nothing was to be told, whatever comes next is told alone. */
async function toldAfterAll(kind: Kind, ...words: readonly string[]): Promise<void> {
  await bench.heard(words.length)
  await bench.rig.close()
  expect(bench.told()).toEqual(words.map((one) => answer(kind, one)))
  expect(await bench.decided()).toEqual(eventsOf[asks[kind]])
}

describe.each(['sockets', 'HTTP'] as const)('over %s', (transport) => {
  const http = transport === 'HTTP'

  it.each(kinds)('the second click of the same person is told that it is decided: %s', async (kind) => {
    bench = await openBench(kind, 'ann', { http })
    await bench.send(bench.payload())
    await bench.heard(1)
    await bench.send(bench.payload())
    await toldAfterAll(kind, done[asks[kind]], already[asks[kind]])
  })

  it.each(kinds)('the click of a second person is told who decided: %s', async (kind) => {
    bench = await openBench(kind, 'ann', { http })
    await bench.send(bench.payload())
    await bench.heard(1)
    await bench.send(bench.payload({ who: 'ben' }))
    await bench.heard(2)
    await bench.rig.close()
    const told = bench.told().filter(({ to, words }) => to === 'ben' || words === already[asks[kind]])
    // The window of the test is one of Ann's, whoever hands it in.
    const to = places[kind] === 'view' ? 'ann' : 'ben'
    expect(told).toEqual([answer(kind, already[asks[kind]], to)])
    expect(await bench.decided()).toEqual(eventsOf[asks[kind]])
  })

  it.each(kinds)(
    'a click that is brought again, in another envelope, is decided and answered once: %s',
    async (kind) => {
      bench = await openBench(kind, 'ann', { http })
      const payload = bench.payload()
      await bench.send(payload)
      await bench.heard(1)
      await bench.send(payload)
      await toldAfterAll(kind, done[asks[kind]], ...(kind === 'form' ? [takenBefore] : []))
    },
  )

  it.each(kinds)(
    'a click that is brought to another machine is decided and answered once: %s',
    async (kind) => {
      bench = await openBench(kind, 'ann', { http })
      const payload = bench.payload()
      await bench.send(payload)
      await bench.heard(1)
      await bench.rig.open({ http, elsewhere: true })
      await bench.send(payload)
      await toldAfterAll(kind, done[asks[kind]], ...(kind === 'form' ? [takenBefore] : []))
    },
  )
})
