import { afterEach, beforeEach, expect, it } from '@jest/globals'
import type { Outcome } from '../../src/domain/command.ts'
import { limitsOf } from '../../src/networks/limits.ts'
import type { Network } from '../../src/ports.ts'
import { patienceMs, sending } from '../networks/contract.ts'
import { until } from '../until.ts'
import { loopbackAdapter } from './loopback-adapter.ts'
import { openLoopbackNetwork, type LoopbackNetwork, type NetworkFault } from './loopback-network.ts'

let played: LoopbackNetwork
let network: Network
beforeEach(async () => {
  played = await openLoopbackNetwork()
  network = loopbackAdapter(played.url, limitsOf('x'))
})
afterEach(() => played.stop())

const publish = () => network.publish(sending('pub-1'), patienceMs)
const find = () => network.find(sending('pub-1'), new Date(0))

it('takes the same key twice as two posts, and finds the first', async () => {
  expect(await find()).toEqual({ kind: 'absent' })
  expect(await publish()).toEqual({ kind: 'published', remote: { id: 'live-1', permalink: null } })
  expect(await publish()).toEqual({ kind: 'published', remote: { id: 'live-2', permalink: null } })
  expect(played.live.map(({ id, key }) => [id, key])).toEqual([
    ['live-1', 'pub-1'],
    ['live-2', 'pub-1'],
  ])
  expect(await find()).toEqual({ kind: 'live', remote: { id: 'live-1', permalink: null } })
})

it.each<[NetworkFault, Outcome['kind'], number]>([
  ['lose_answer', 'unknown', 1],
  ['lose_question', 'unknown', 0],
  ['refuse', 'refused', 0],
  ['overloaded', 'unknown', 0],
])('answers what it is told to %s with %s, and has %i live', async (fault, kind, live) => {
  played.misbehave({ publish: () => fault })
  expect((await publish()).kind).toBe(kind)
  expect(played.live).toHaveLength(live)
})

it('has live what it never answers', async () => {
  played.misbehave({ publish: () => 'hang' })
  const published = publish()
  await until(() => played.live.length === 1)
  await played.stop()
  expect((await published).kind).toBe('unknown')
  played = await openLoopbackNetwork()
})

it('does not tell what is live when it is told not to', async () => {
  await publish()
  played.misbehave({ find: () => 'overloaded' })
  expect((await find()).kind).toBe('unclear')
})

it('is a definite no when nobody listens', async () => {
  await played.stop()
  expect((await publish()).kind).toBe('refused')
  played = await openLoopbackNetwork()
})
