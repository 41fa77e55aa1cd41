import { afterEach, describe, expect, it } from '@jest/globals'
import { already as alreadyOn, done, eventsOf } from '../chat/situations.ts'
import { asks, kinds, openBench, type Bench, type Kind } from './click-bench.ts'

const already = alreadyOn('Discord')

let bench: Bench
afterEach(() => bench.rig.stop())

const beside = (words: string, to: 'ann' | 'ben' = 'ann') => ({ to, where: 'beside', words })

/** Where nothing was to be told, whatever comes next is told alone. */
async function toldAfterAll(kind: Kind, ...told: readonly object[]): Promise<void> {
  await bench.heard(told.length)
  await bench.rig.close()
  expect(bench.told()).toEqual(told)
  expect(await bench.decided()).toEqual(eventsOf[asks[kind]])
}

const answered = () =>
  bench.rig.discord
    .calls('POST /interactions/:id/:token/callback')
    .filter(({ agent }) => agent.includes('Greenroom'))

describe.each(['the gateway', 'HTTP'] as const)('over %s', (transport) => {
  const http = transport === 'HTTP'

  it.each(kinds)('the second click of the same person is told that it is decided: %s', async (kind) => {
    bench = await openBench(kind, { http })
    await bench.send(await bench.click())
    await bench.heard(1)
    await bench.send(await bench.click())
    await toldAfterAll(kind, beside(done[asks[kind]]), beside(already[asks[kind]]))
  })

  it.each(kinds)('the click of a second person is told who decided: %s', async (kind) => {
    bench = await openBench(kind, { http })
    await bench.send(await bench.click())
    await bench.heard(1)
    await bench.send(await bench.click({ who: 'ben' }))
    await toldAfterAll(kind, beside(done[asks[kind]]), beside(already[asks[kind]], 'ben'))
  })

  it.each(kinds)('two people at once: one decision, and the other one is told whose: %s', async (kind) => {
    bench = await openBench(kind, { http })
    const clicks = [await bench.click(), await bench.click({ who: 'ben' })]
    await Promise.all(clicks.map((click) => bench.send(click)))
    await bench.heard(2)
    await bench.rig.close()
    const told = bench.told()
    expect(told.map(({ to }) => to).toSorted()).toEqual(['ann', 'ben'])
    const by = told.find(({ words }) => words === done[asks[kind]])?.to
    const words = already[asks[kind]].replace('Ann Lee', by === 'ben' ? 'Ben Okafor' : 'Ann Lee')
    expect(told.find(({ to }) => to !== by)).toEqual({ ...beside(words), to: by === 'ann' ? 'ben' : 'ann' })
    expect(await bench.decided()).toEqual(eventsOf[asks[kind]])
  })

  it.each(kinds)('a click that is brought again is decided and answered once: %s', async (kind) => {
    bench = await openBench(kind, { http })
    const { length } = answered()
    const click = await bench.click()
    await bench.send(click)
    await bench.heard(1)
    await bench.send(click)
    await bench.rig.discord.until(() => answered().length === length + 2)
    await toldAfterAll(kind, beside(done[asks[kind]]))
  })

  it.each(kinds)(
    'a click that a second process with the same token hears as well is decided and answered once: %s',
    async (kind) => {
      bench = await openBench(kind, { http })
      const { length } = answered()
      const click = await bench.click()
      if (http) await bench.send(click)
      await bench.rig.open({ http, elsewhere: true })
      await bench.send(click)
      // Discord takes the first of the two acknowledgements, and answers the other with 40060.
      await bench.rig.discord.until(() => answered().length === length + 2)
      expect(
        answered()
          .slice(length)
          .map(({ status }) => String(status))
          .toSorted(),
      ).toEqual(['204', '400'])
      await toldAfterAll(kind, beside(done[asks[kind]]))
      expect(bench.rig.desk.errors).toEqual([])
    },
  )
})

it('a request that somebody recorded and sends again is decided and answered once', async () => {
  bench = await openBench('button', { http: true })
  const { discord, address } = bench.rig
  const click = await bench.click()
  const timestamp = String(Math.floor(bench.rig.desk.deps.clock.now().getTime() / 1000))
  for (let round = 0; round < 3; round++)
    expect((await discord.post(address(), click, { timestamp })).status).toBe(202)
  await bench.heard(1)
  await discord.until(() => answered().length === 3)
  await toldAfterAll('button', beside(done.approve))
})
