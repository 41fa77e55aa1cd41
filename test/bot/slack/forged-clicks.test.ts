import { afterEach, describe, expect, it } from '@jest/globals'
import { slackLimits } from '../../../src/bot/slack/limits.ts'
import { inReview } from '../../store/posts.ts'
import { fern, forged, garbage, notFern, notOurs } from '../chat/forged.ts'
import { openBench, places, type Bench, type Kind } from './click-bench.ts'

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

const tooLong = ['x'.repeat(slackLimits.buttonValue.max), `approve|${'x'.repeat(1980)}|1`]

describe('a button that carries what no button of ours does is told so', () => {
  it.each([...garbage, ...tooLong])('%j', async (value) => {
    expect(await says('card', value)).toBe(notOurs)
  })
})

describe.each(['card', 'home', 'modal'] as const)(
  'what a button carries is held against what stands: %s',
  (kind) => {
    it.each(forged)('%s', async (_, value, words) => {
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
