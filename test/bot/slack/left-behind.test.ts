import { afterEach, describe, expect, it } from '@jest/globals'
import { killedAt, type Killed } from '../killed-store.ts'
import { asks, kinds, openBench, places, type Bench, type Kind, type Told } from './click-bench.ts'
import { already as alreadyOn, done, eventsOf } from '../chat/situations.ts'

const already = alreadyOn('Slack')

let bench: Bench
let killed: Killed
afterEach(async () => {
  killed.bury()
  await bench.rig.stop()
})

/** A window may have been closed by now, so what is said in it is said by direct message as well. */
function answersTo(kind: Kind, sentence: string): readonly Told[] {
  const { id, version } = bench.post
  const what =
    kind === 'command'
      ? `before it could answer “/greenroom approve ${id}@${version}”`
      : 'while it had this from you'
  const words = `Greenroom was restarted ${what}. ${sentence}`
  if (places[kind] !== 'view') return [{ to: 'ann', where: places[kind], words }]
  const shown = kind === 'form' ? sentence : words
  return [
    { to: 'ann', where: 'view', words: shown },
    { to: 'ann', where: 'direct', words },
    ...(kind === 'form' && sentence === already.reject ? [typed] : []),
  ]
}
const typed: Told = { to: 'ann', where: 'direct', words: 'What you typed: Reason: “Dull”' }

describe.each([
  ['before it looked whether it knows the click', 'hearPress', 'before'],
  ['after it had noted that it knows the click', 'hearPress', 'after'],
  ['before the decision', 'commit', 'before'],
  ['after the decision and before the answer', 'commit', 'after'],
] as const)('a process that is killed %s', (_, method, when) => {
  it.each(kinds)('leaves a click behind that is decided once, and answered: %s', async (kind) => {
    killed = killedAt(method, when)
    bench = await openBench(kind, 'ann', { http: true, store: killed.of })
    await bench.send(bench.payload())
    await killed.isDead
    expect(bench.told()).toEqual([])
    const next = await bench.rig.open({ http: true })
    const [sentence, other] = [done[asks[kind]], already[asks[kind]]]
    const answers = answersTo(kind, method === 'commit' && when === 'after' ? other : sentence)
    await bench.heard(answers.length)
    await next.stop()
    expect(bench.told()).toEqual(answers)
    expect(await bench.decided()).toEqual(eventsOf[asks[kind]])
  })
})
