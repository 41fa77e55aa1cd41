import { afterEach, describe, expect, it } from '@jest/globals'
import { formState } from '../chat/situations.ts'
import { openBench, type Bench } from './click-bench.ts'
import { carried, people } from './rig.ts'
import { situations, wordsFor, type Situation } from './situations.ts'

let bench: Bench
afterEach(() => bench.rig.stop())

function opens({ name, decides = [] }: Situation): boolean {
  return decides.includes('reject') || name === 'on a version that an edit has replaced'
}

describe.each(['button', 'select', 'answer', 'question'] as const)(
  'Reject, pressed in a place like this: %s',
  (kind) => {
    it.each(situations)('$name', async (situation) => {
      const { name, who = 'ann', before, clicking } = situation
      bench = await openBench(kind)
      await before?.(bench)
      const { length } = await bench.decided()
      const { post = bench.post, ...rest } = clicking?.(bench) ?? {}
      const value = carried({
        kind: 'post',
        press: { verb: 'reject', postId: post.id, version: post.version, arg: null },
      })
      const press = await bench.send(await bench.click({ who, ...rest, value }))
      const { type, data } = await bench.rig.discord.answered(press)
      if (opens(situation)) {
        expect(type).toBe(9)
        if (formState[name] !== undefined) expect(JSON.stringify(data)).toContain(formState[name])
      } else await bench.heard(1)
      await bench.rig.close()
      const words = formState[name] ?? wordsFor(situation, 'form')
      expect(bench.told()).toEqual(opens(situation) ? [] : [{ to: who, where: 'beside', words }])
      expect((await bench.decided()).slice(length)).toEqual([])
      expect(bench.rig.discord.private(people[who])).toHaveLength(privateBefore(kind) + bench.told().length)
    })
  },
)

/** The message that was pressed on is one of their own. */
function privateBefore(kind: 'button' | 'select' | 'answer' | 'question'): number {
  return kind === 'answer' || kind === 'question' ? 1 : 0
}
