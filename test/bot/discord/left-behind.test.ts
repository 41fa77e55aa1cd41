import { afterEach, describe, expect, it } from '@jest/globals'
import { already as alreadyOn, done, eventsOf } from '../chat/situations.ts'
import { killedAt, type Killed } from '../killed-store.ts'
import { asks, kinds, openBench, type Bench, type Kind, type Told } from './click-bench.ts'

const callback = 'POST /interactions/:id/:token/callback'
const already = alreadyOn('Discord')
const http = true

let bench: Bench
let bury: () => void = () => undefined
afterEach(async () => {
  bury()
  await bench.rig.stop()
})

function answerTo(kind: Kind, sentence: string, where: Told['where'] = 'beside'): Told {
  const { id, version } = bench.post
  const what =
    kind === 'command'
      ? `before it could answer “/greenroom approve post:${id}@${version}”`
      : 'while it had this from you'
  return { to: 'ann', where, words: `Greenroom was restarted ${what}. ${sentence}` }
}

/** A command puts that into a line of its own. */
function said(told: readonly Told[]): readonly Told[] {
  return told.map((one) =>
    one.words.endsWith('”.') ? { ...one, words: `${one.words} ${lineBelow()}` } : one,
  )
}

function lineBelow(): string {
  return bench.shown().split('\n')[1] ?? ''
}

describe.each([
  ['before it looked whether it knows the click', 'hearPress', 'before'],
  ['after it had noted that it knows the click', 'hearPress', 'after'],
  ['before the decision', 'commit', 'before'],
  ['after the decision and before the answer', 'commit', 'after'],
] as const)('a process that is killed %s', (_, method, when) => {
  it.each(kinds)('leaves a click behind that is decided once, and answered: %s', async (kind) => {
    const killed: Killed = killedAt(method, when)
    bury = killed.bury
    bench = await openBench(kind, { http, store: killed.of })
    await bench.send(await bench.click())
    await killed.isDead
    expect(bench.told()).toEqual([])
    const next = await bench.rig.open({ http })
    await bench.heard(1)
    await next.stop()
    const isDecided = method === 'commit' && when === 'after'
    expect(said(bench.told())).toEqual([answerTo(kind, (isDecided ? already : done)[asks[kind]])])
    expect(await bench.decided()).toEqual(eventsOf[asks[kind]])
  })
})

describe('a process that is killed between writing down a click and acknowledging it', () => {
  it.each(kinds)('leaves it behind: it is decided once, and answered by direct message: %s', async (kind) => {
    bench = await openBench(kind, { http })
    const { discord } = bench.rig
    let over: () => void = () => undefined
    const until = new Promise<void>((resolve) => (over = resolve))
    bury = over
    const click = await bench.click()
    // Its acknowledgement does not get there while it lives.
    discord.fault(callback, { kind: 'delay', until })
    await bench.send(click)
    const next = await bench.rig.open({ http })
    await bench.heard(1)
    await next.stop()
    expect(said(bench.told())).toEqual([answerTo(kind, done[asks[kind]], 'direct')])
    expect(await bench.decided()).toEqual(eventsOf[asks[kind]])
  })
})

describe('a process that is killed after it has answered', () => {
  it.each(kinds)('leaves nothing behind that is decided again: %s', async (kind) => {
    bench = await openBench(kind, { http })
    const { discord } = bench.rig
    let over: () => void = () => undefined
    const until = new Promise<void>((resolve) => (over = resolve))
    bury = over
    // It is carried out, and the process does not hear of it while it lives.
    discord.misbehave(({ route }) => (route.includes(' /webhooks/') ? { kind: 'hang_after', until } : null))
    await bench.send(await bench.click())
    await discord.until(() => discord.calls().some(({ route }) => route.includes(' /webhooks/')))
    discord.misbehave(null)
    const next = await bench.rig.open({ http })
    await bench.heard(1)
    await next.stop()
    expect(said(bench.told())).toEqual([answerTo(kind, already[asks[kind]])])
    expect(await bench.decided()).toEqual(eventsOf[asks[kind]])
  })
})
