import { afterEach, describe, expect, it } from '@jest/globals'
import { eventsOf } from '../chat/situations.ts'
import { asks, kinds, openBench, type Bench } from './click-bench.ts'
import { people } from './rig.ts'
import { situations, wordsFor } from './situations.ts'

let bench: Bench
afterEach(() => bench.rig.stop())

/**
 * Every kind of click in every situation by requests, and over the gateway each situation with another kind: what comes of a click does not
 * hang on its way.
 */
const ways = [
  { way: 'HTTP', kindsOf: () => kinds },
  { way: 'the gateway', kindsOf: (nth: number) => kinds.filter((_, index) => index === nth % kinds.length) },
] as const

describe.each(ways)('over $way', ({ way, kindsOf }) => {
  const http = way === 'HTTP'

  describe.each(situations)('a click $name', (situation) => {
    const { who = 'ann', before, clicking, decides = [], givesBack = false } = situation

    it.each(kindsOf(situations.indexOf(situation)))(
      'comes to what it should, and is answered once, alone: %s',
      async (kind) => {
        bench = await openBench(kind, { http })
        await before?.(bench)
        const { length } = await bench.decided()
        await bench.send(await bench.click({ who, ...clicking?.(bench) }))
        await bench.heard(1)
        await bench.rig.close()
        expect(bench.told()).toEqual([{ to: who, where: 'beside', words: wordsFor(situation, kind) }])
        const isDecided = decides.includes(asks[kind])
        expect((await bench.decided()).slice(length)).toEqual(isDecided ? eventsOf[asks[kind]] : [])
        if (kind === 'form' && !isDecided) expect(bench.shown()).toContain('Dull')
        expect(bench.rig.desk.errors).toEqual([])
      },
    )

    it('is preceded by choices for what is typed, where there is anything to choose for them', async () => {
      bench = await openBench('command', { http })
      await before?.(bench)
      const { length } = await bench.decided()
      const { discord } = bench.rig
      const { post: _, ...by } = clicking?.(bench) ?? {}
      const actor = { ...by, who: people[by.who ?? who] }
      const typing = await discord.run({ ...actor, words: 'why', options: { post: '' }, focused: 'post' })
      const { type, data } = (await discord.answered(await bench.send(typing))) as Choosing
      await bench.rig.close()
      expect(type).toBe(8)
      const isReviewer = !givesBack || situation.name === 'on a post that is gone'
      expect(data.choices.length > 0).toBe(isReviewer)
      expect(bench.told()).toEqual([])
      expect((await bench.decided()).slice(length)).toEqual([])
      expect(bench.rig.desk.errors).toEqual([])
    })
  })
})

type Choosing = { readonly type: number; readonly data: { readonly choices: readonly object[] } }
