import { afterEach, describe, expect, it } from '@jest/globals'
import { minuteMs } from '../../../src/domain/slot.ts'
import { done, eventsOf } from '../chat/situations.ts'
import { stalledStore } from '../stalled-store.ts'
import { asks, kinds, openBench, type Bench, type Told } from './click-bench.ts'
import { people } from './rig.ts'

const callback = 'POST /interactions/:id/:token/callback'

let bench: Bench
const store = stalledStore()
afterEach(async () => {
  store.goOn()
  await bench.rig.stop()
})

async function expectAnswer(
  kind: (typeof kinds)[number],
  where: Told['where'],
  to: Told['to'] = 'ann',
): Promise<void> {
  await bench.heard(1)
  await bench.rig.close()
  expect(bench.told()).toEqual([{ to, where, words: done[asks[kind]] }])
  expect(await bench.decided()).toEqual(eventsOf[asks[kind]])
  expect(bench.rig.desk.errors).toEqual([])
}

describe('a click that the gateway brings more than three seconds late, when it resumes', () => {
  it.each(kinds)('is decided, and answered by direct message: %s', async (kind) => {
    bench = await openBench(kind)
    const { discord, desk } = bench.rig
    const click = await bench.click()
    discord.gateway.hold()
    discord.gateway.cut()
    await bench.send(click)
    desk.tick(4000)
    discord.gateway.release()
    await expectAnswer(kind, 'direct')
    expect(discord.gateway.resumed()).toBe(1)
  })
})

describe.each(['the gateway', 'HTTP'] as const)('over %s', (transport) => {
  const http = transport === 'HTTP'

  it.each(kinds)(
    'a click that is decided after 15 minutes is answered by direct message: %s',
    async (kind) => {
      bench = await openBench(kind, { http, store: store.of })
      const click = await bench.click()
      store.stall()
      await bench.send(click)
      await bench.rig.discord.answered(click)
      bench.rig.desk.tick(15 * minuteMs + 1000)
      store.goOn()
      await expectAnswer(kind, 'direct')
    },
  )

  it.each(kinds)(
    'and where those are closed in the channel, to whoever clicked alone by name: %s',
    async (kind) => {
      bench = await openBench(kind, { http, store: store.of })
      const { discord, desk } = bench.rig
      discord.shutDirect(people.ann)
      const click = await bench.click()
      store.stall()
      await bench.send(click)
      await discord.answered(click)
      desk.tick(15 * minuteMs + 1000)
      store.goOn()
      await bench.heard(2)
      await bench.rig.close()
      expect(bench.told()).toEqual([
        {
          to: 'room',
          where: 'direct',
          words: `<@${people.ann}> Your direct messages are closed, so this is said here:`,
        },
        { to: 'room', where: 'direct', words: done[asks[kind]] },
      ])
      expect(await bench.decided()).toEqual(eventsOf[asks[kind]])
    },
  )

  it.each(kinds)(
    'a click that Discord does not know any more (10062) is decided, and answered by direct message: %s',
    async (kind) => {
      bench = await openBench(kind, { http })
      const click = await bench.click()
      bench.rig.discord.fault(callback, { kind: 'error', status: 404, code: 10062 })
      await bench.send(click)
      await expectAnswer(kind, 'direct')
    },
  )

  it.each(kinds)(
    'a click whose acknowledgement was taken unheard (40060 to the next) is answered as any other: %s',
    async (kind) => {
      bench = await openBench(kind, { http })
      const click = await bench.click()
      bench.rig.discord.fault(callback, { kind: 'lost_answer' })
      await bench.send(click)
      await expectAnswer(kind, 'beside')
    },
  )
})
