import { afterEach, describe, expect, it } from '@jest/globals'
import { encodePress } from '../../../src/bot/action.ts'
import { formState } from '../chat/situations.ts'
import { openBench, type Bench } from './click-bench.ts'
import { situations, wordsFor, type Situation } from './situations.ts'

let bench: Bench
afterEach(() => bench.rig.stop())

function opens({ name, decides = [] }: Situation): boolean {
  return decides.includes('reject') || name === 'on a version that an edit has replaced'
}

describe.each(['card', 'modal'] as const)('Reject, pressed in a place like this: %s', (kind) => {
  it.each(situations)('$name', async (situation) => {
    const { name, who = 'ann', opening, before, clicking } = situation
    bench = await openBench(kind, who, opening)
    await before?.(bench)
    const { length } = await bench.decided()
    const { post = bench.post, ...rest } = clicking?.(bench) ?? {}
    const value = encodePress({ verb: 'reject', postId: post.id, version: post.version, arg: null })
    const { view } = bench.payload() as { readonly view?: { readonly id: string } }
    const triggerId = await bench.rig.api.triggerId(
      bench.rig.api.people[who],
      kind === 'modal' ? view?.id : undefined,
    )
    await bench.send(bench.payload({ ...rest, value, triggerId }))
    await bench.heard(1)
    await bench.rig.close()
    const words = opens(situation)
      ? (formState[name] ?? '')
      : (formState[name] ?? wordsFor(bench, situation, 'form'))
    expect(bench.told()).toEqual([{ to: who, where: 'view', words }])
    // On top of the window in which it was pressed, which stays.
    expect(bench.rig.api.calls('views.push')).toHaveLength(kind === 'modal' ? 1 : 0)
    // Only a form that can be sent carries what has to come back.
    const isForm = Boolean(bench.rig.api.views().at(-1)?.private_metadata)
    expect(isForm).toBe(opens(situation))
    expect((await bench.decided()).slice(length)).toEqual([])
  })
})
