import { afterEach, describe, expect, it } from '@jest/globals'
import { asks, kinds, openBench, places, type Bench, type Kind, type Told } from './click-bench.ts'
import { eventsOf } from '../chat/situations.ts'
import { situations, wordsFor, type Situation } from './situations.ts'

let bench: Bench
afterEach(() => bench.rig.stop())

/** All that whoever clicked is told: the one sentence, and with a form that cannot come again what was typed. */
function answersTo(situation: Situation, kind: Kind): readonly Told[] {
  const { who: to = 'ann', givesBack = false } = situation
  const words = wordsFor(bench, situation, kind)
  const given = kind === 'form' && givesBack ? [words, 'What you typed: Reason: “Dull”'] : []
  return [
    { to, where: placeOf(kind, words), words },
    ...given.map((one) => ({ to, where: 'direct' as const, words: one })),
  ]
}

/** A modal has no room for the button that a refusal may offer: it goes beside the card, or where that cannot be, by direct message. */
function placeOf(kind: Kind, words: string): Told['where'] {
  return kind === 'modal' && words.includes('next free slot') ? 'direct' : places[kind]
}

/**
 * Every kind of click in every situation by requests, and over sockets each situation with another kind: what comes of a click does not hang
 * on its way.
 */
const ways = [
  { way: 'HTTP', kindsOf: () => kinds },
  { way: 'sockets', kindsOf: (nth: number) => kinds.filter((_, index) => index === nth % kinds.length) },
] as const

describe.each(ways)('over $way', ({ way, kindsOf }) => {
  describe.each(situations)('a click $name', (situation) => {
    const { who = 'ann', opening, before, clicking, decides = [] } = situation
    it.each(kindsOf(situations.indexOf(situation)))(
      'comes to what it should, and is answered once, alone: %s',
      async (kind) => {
        bench = await openBench(kind, who, { http: way === 'HTTP', ...opening })
        await before?.(bench)
        const { length } = await bench.decided()
        await bench.send(bench.payload(clicking?.(bench)))
        await bench.heard(1)
        await bench.rig.close()
        expect(bench.told()).toEqual(answersTo(situation, kind))
        const isDecided = decides.includes(asks[kind])
        expect((await bench.decided()).slice(length)).toEqual(isDecided ? eventsOf[asks[kind]] : [])
        expect(bench.rig.desk.errors).toEqual([])
      },
    )
  })
})
