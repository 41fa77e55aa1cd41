import { afterEach, describe, expect, it } from '@jest/globals'
import { slackLimits } from '../../../src/bot/slack/limits.ts'
import { inReview } from '../../store/posts.ts'
import { harbour } from '../desk.ts'
import { openBench, places, type Bench, type Kind } from './click-bench.ts'

const notOurs = 'This button is not one of ours. Open the card again and use the button there.'
const gone = 'This post is no longer there.'
const slot = 'Give a day that exists and a time, for example 2026-11-20 at 12:00.'
const fern = { ...harbour, id: 'blue-fern', name: 'Blue Fern' }
const notFern =
  'You are not a reviewer of Blue Fern here. Ask for your id (<ann>) to be added to the brand file.'
const never =
  'There is no version 7 of this post: the latest is 1. Look at that one first. Latest: The copywriter wrote 3 variants (offline twin).'

let bench: Bench
afterEach(() => bench.rig.stop())

/** `<x>` stands for the id of the post that was seen. */
async function says(kind: Kind, value: string): Promise<string> {
  bench = await openBench(kind, 'ann', { others: [fern] })
  const slot = { date: '2026-11-21', time: '12:00', zone: 'Europe/Berlin' }
  await inReview(bench.rig.desk.deps.store, 'fern-1', { brand: fern.id, slot })
  await bench.send(bench.payload({ value: value.replace('<x>', bench.post.id) }))
  await bench.heard(1)
  await bench.rig.close()
  const [told, ...more] = bench.told()
  expect(told).toMatchObject({ to: 'ann', where: places[kind] })
  expect(more).toEqual([])
  expect(await bench.decided()).toEqual([])
  const other = await bench.rig.desk.deps.store.post('fern-1')
  expect(other?.status).toBe('in_review')
  return String(told?.words).replace(bench.rig.api.people.ann, '<ann>')
}

const garbage = [
  'forged',
  '|',
  '||||',
  'approve',
  'approve|x',
  'approve||1',
  'approve|x|',
  'approve|../etc/passwd|1',
  'approve|x|1|a|b',
  'approve|x|01',
  'approve|x|1e0',
  'approve|x|-1',
  'approve|x|0.5',
  'approve|x|NaN',
  'approve|x|9007199254740993',
  ' approve|x|1',
  'approve|x|1 ',
  'approve|x|1\n',
  'APPROVE|x|1',
  'approve|ｘ|1',
  'approve|x\u0000|1',
  '\u202eevorppa|x|1',
  '{"verb":"approve","postId":"x","version":1}',
  '__proto__|x|1',
  'constructor|x|1',
  'toString|x|1',
  'hasOwnProperty|x|1|y',
  'desk|freeze|north-harbour-coffee',
  'desk|__proto__|north-harbour-coffee',
  'desk|approve_all|__proto__',
  'desk|approve_all|north-harbour-coffee|x',
  'desk|approve_all',
  'look|constructor|x',
  'look|why|../x',
  'x'.repeat(slackLimits.buttonValue.max),
  `approve|${'x'.repeat(1980)}|1`,
]

describe('a button that carries what no button of ours does is told so', () => {
  it.each(garbage)('%j', async (value) => {
    expect(await says('card', value)).toBe(notOurs)
  })
})

describe.each(['card', 'home', 'modal'] as const)(
  'what a button carries is held against what stands: %s',
  (kind) => {
    it.each([
      ['the post of another brand', 'approve|fern-1|1', notFern],
      [
        'another verb',
        'retry|<x>|1',
        'This post is waiting for review. Latest: The copywriter wrote 3 variants (offline twin).',
      ],
      ['a later version', 'approve|<x>|7', never],
      ['the name of a prototype', 'approve|__proto__|1', gone],
      ['the name of a constructor', 'approve|constructor|1', gone],
      ['a slot that does not exist', 'approve|<x>|1|2026-13-45T99:99[Europe/Berlin]', slot],
      ['a slot that is none', 'approve|<x>|1|constructor', slot],
      ['a slot in a zone that does not exist', 'approve|<x>|1|2026-11-21T12:00[Mars/Base]', slot],
      ['a variant that does not exist', 'choose|<x>|1|zz', 'There is no variant zz.'],
      ['a variant that is none', 'choose|<x>|1|__proto__', 'Choose a variant.'],
      ['an answer that is none', 'answer|<x>|1|maybe', 'Say whether it is live.'],
      [
        'a brand that does not exist',
        'desk|approve_all|constructor',
        'There is no brand constructor. Is its file in the brands folder, and without mistakes?',
      ],
      ['the day of another brand', 'desk|approve_all|blue-fern', notFern],
    ])('%s', async (_, value, words) => {
      expect(await says(kind, value)).toBe(words)
    })
  },
)

describe('a line that was made up is told so', () => {
  it.each([
    ['the post of another brand', 'approve fern-1@1', notFern],
    ['a later version', 'approve <x>@7', 'There is no version 7 yet: the latest is 1.'],
    [
      'the name of a prototype',
      'approve __proto__@1',
      'There is no post “ˍˍprotoˍˍ”. “/greenroom plan” shows what each is called.',
    ],
    [
      'another brand',
      'approve-all brand:blue-fern',
      'You review no brand “blue-fern” here. You review north-harbour-coffee.',
    ],
    [
      'no word of ours',
      'constructor',
      'There is no command “constructor”. “/greenroom help” lists them all.',
    ],
    ['100,000 characters', 'x'.repeat(100_000), 'This is far too long for one line.'],
  ])('%s', async (_, line, words) => {
    expect(await says('command', line)).toBe(words)
  })
})
