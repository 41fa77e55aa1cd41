import { afterEach, describe, expect, it } from '@jest/globals'
import { fern, forged, garbage, notFern, notOurs } from '../chat/forged.ts'
import { inReview } from '../../store/posts.ts'
import { openBench, type Bench, type Kind } from './click-bench.ts'
import { people } from './rig.ts'

let bench: Bench
afterEach(() => bench.rig.stop())

/** `<x>` stands for the id of the post that was seen. */
async function says(kind: Kind, value: string): Promise<string> {
  bench = await openBench(kind, { others: [fern] })
  const slot = { date: '2026-11-21', time: '12:00', zone: 'Europe/Berlin' }
  await inReview(bench.rig.desk.deps.store, 'fern-1', { brand: fern.id, slot })
  await bench.send(await bench.click({ value: value.replace('<x>', bench.post.id) }))
  await bench.heard(1)
  await bench.rig.close()
  const [told, ...more] = bench.told()
  expect(told).toMatchObject({ to: 'ann', where: 'beside' })
  expect(more).toEqual([])
  expect(await bench.decided()).toEqual([])
  expect((await bench.rig.desk.deps.store.post('fern-1'))?.status).toBe('in_review')
  expect(bench.rig.desk.errors).toEqual([])
  return String(told?.words).replace(people.ann, '<ann>')
}

const ownGarbage = [
  'sure|',
  'sure|sure|approve|<x>|1',
  'sure|menu|more|<x>',
  'form|whole|-|approve|<x>|1',
  'form|text0|-|reject|<x>|1',
  'form|whole|../x|reject|<x>|1',
  'form|text9999|-|edit|<x>|1',
  'menu|more|<x>',
  'menu|__proto__|<x>',
  'home|__proto__',
  'home|',
  'x'.repeat(100),
]

describe.each(['button', 'select'] as const)(
  'a %s that carries what none of ours does is told so',
  (kind) => {
    it.each([...garbage, ...ownGarbage])('%j', async (value) => {
      expect(await says(kind, value)).toBe(notOurs)
    })
  },
)

describe('a form that carries what none of ours does is told so, and gives back what was typed', () => {
  it.each(['forged', 'form', 'form|whole|-|approve|<x>|1', 'form|whole|-|reject|<x>|01'])(
    '%j',
    async (value) => {
      bench = await openBench('form')
      await bench.send(await bench.click({ value: value.replace('<x>', bench.post.id) }))
      await bench.heard(2)
      await bench.rig.close()
      expect(bench.told().map(({ words }) => words)).toEqual([notOurs, 'What you typed:'])
      expect(bench.shown()).toContain('Dull')
      expect(await bench.decided()).toEqual([])
    },
  )
})

describe.each(['button', 'select', 'answer', 'question'] as const)(
  'what is pressed is held against what stands: %s',
  (kind) => {
    it.each(forged)('%s', async (_, value, words) => {
      expect(await says(kind, value)).toBe(words)
    })
  },
)

describe('what a form carries is held against what stands', () => {
  it.each([
    ['the post of another brand', 'form|whole|-|reject|fern-1|1', notFern],
    [
      'a later version',
      'form|whole|-|reject|<x>|7',
      'There is no version 7 of this post: the latest is 1. Look at that one first. Latest: The copywriter wrote 3 variants (offline twin).',
    ],
    ['the name of a prototype', 'form|whole|-|reject|__proto__|1', 'This post is no longer there.'],
  ])('%s', async (_, value, words) => {
    expect(await says('form', value)).toBe(words)
  })
})

describe('what a command names is held against what stands', () => {
  it.each([
    ['the post of another brand', 'fern-1@1', notFern],
    ['a later version', '<x>@7', 'There is no version 7 yet: the latest is 1.'],
    [
      'the name of a prototype',
      '__proto__@1',
      'There is no post “__proto__”. “/greenroom plan” shows what each is called.',
    ],
    [
      '6,000 characters',
      'x'.repeat(6000),
      expect.stringMatching(/^“x+…” is not a post\. Post: its id, or the beginning or end of it/),
    ],
  ])('%s', async (_, post, words) => {
    expect(await says('command', post)).toEqual(words)
  })
})
