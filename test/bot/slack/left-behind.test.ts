import { afterEach, describe, expect, it } from '@jest/globals'
import type { Store } from '../../../src/ports.ts'
import { asks, eventsOf, kinds, openBench, places, type Bench, type Kind, type Told } from './click-bench.ts'

const done = {
  approve: 'Approved. It goes out Fri 20 Nov, 12:00.',
  reject: 'Rejected. The next drafts learn from it.',
}
const already = {
  approve: 'This post has been approved already. Latest: Ann Lee approved version 1 on Slack.',
  reject: 'This post has been rejected already. Latest: Ann Lee rejected it (Dull).',
}

/** A store whose process is killed at a call: from then on it never hears back. */
type Killed = {
  readonly of: (store: Store) => Store
  readonly isDead: Promise<void>
  /** So that nothing waits for it any more. */
  readonly bury: () => void
}

function killedAt(method: keyof Store, when: 'before' | 'after'): Killed {
  let die: () => void = () => undefined
  let bury: () => void = () => undefined
  const isDead = new Promise<void>((resolve) => (die = resolve))
  const never = new Promise<never>((_, reject) => (bury = () => reject(new Error('it was killed'))))
  never.catch(() => undefined)
  let isOver = false
  const of = (store: Store): Store =>
    new Proxy(store, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver)
        if (typeof value !== 'function' || name === 'onChange') return value
        return async (...args: unknown[]): Promise<unknown> => {
          const isLast = name === method && !isOver
          if (isLast && when === 'after') await value.apply(target, args)
          if (isLast) {
            isOver = true
            die()
          }
          return isOver ? never : value.apply(target, args)
        }
      },
    })
  return { of, isDead, bury }
}

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
