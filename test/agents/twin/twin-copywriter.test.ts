import { describe, expect, it } from '@jest/globals'
import { array, assert, asyncProperty, constantFrom, lorem, oneof, record, string } from 'fast-check'
import { twinCopywriter } from '../../../src/agents/twin/twin-copywriter.ts'
import type { Brand, NetworkName } from '../../../src/domain/brand.ts'
import { nearDuplicateFrom, similarity, trigramsOf } from '../../../src/domain/similarity.ts'
import { formats } from '../../../src/domain/vocabulary.ts'
import type { CopyRequest } from '../../../src/ports.ts'
import { bakery, bikeShop, joinery, physio, seedBank, trades } from '../../brands/trades.ts'
import { limitsOf, month, request } from '../request.ts'

const write = twinCopywriter()
const spoken = [joinery, physio, bikeShop, seedBank]

async function textsOf(asked: CopyRequest): Promise<readonly string[]> {
  return (await write(asked)).variants.map(({ text }) => text)
}

/** The variants of a whole month, under the same change. */
async function monthOf(brand: Brand, changes: Partial<CopyRequest> = {}) {
  const copies = await Promise.all(month(brand).map((asked) => write({ ...asked, ...changes })))
  return copies.flatMap(({ variants }) => variants)
}

function voice(brand: Brand, changes: Partial<Brand['voice']>): Brand {
  return { ...brand, voice: { ...brand.voice, ...changes } }
}

describe('a month of posts on three networks', () => {
  it.each(spoken)('repeats itself in none of 90 posts of $name ($language)', async (brand) => {
    const chosen: string[] = []
    for (const asked of month(brand)) {
      const [text = ''] = await textsOf({ ...asked, recent: chosen.toReversed() })
      chosen.push(text)
    }
    const pairs = pairwise(chosen)
    expect(new Set(chosen).size).toBe(90)
    expect(pairs.filter((one) => one >= nearDuplicateFrom).length / pairs.length).toBeLessThan(0.01)
    expect(pairs.reduce((sum, one) => sum + one, 0) / pairs.length).toBeLessThan(0.32)
  })

  it.each(spoken)('hardly repeats itself where $name’s earlier posts are not known', async (brand) => {
    const copies = await Promise.all(month(brand).map((asked) => textsOf(asked)))
    const pairs = pairwise(copies.map(([text = '']) => text))
    expect(pairs.filter((one) => one >= nearDuplicateFrom).length / pairs.length).toBeLessThan(0.01)
  })

  it.each(spoken)(
    'has three variants for each post of $name that differ in text, and in hook or layout',
    async (brand) => {
      for (const asked of month(brand)) {
        const { variants } = await write(asked)
        expect(variants).toHaveLength(3)
        expect(Math.max(...pairwise(variants.map(({ text }) => text)))).toBeLessThan(nearDuplicateFrom)
      }
    },
  )

  it.each(spoken)('is typeset as $language is', async (brand) => {
    for (const { text } of await monthOf(brand)) {
      expect(text).not.toMatch(/ {2}|[.!?]{2}|[,;:][.!?]| [,.]|\n{3}|^\s|\s$|\{|\}|undefined|null/)
      if (brand === seedBank) expect(text.split('¿')).toHaveLength(text.split('?').length)
    }
  })

  it('claims no number that is not in the brand’s own words', async () => {
    for (const brand of spoken) {
      const known = JSON.stringify([brand.facts, brand.valuePropositions, brand.positioning, brand.ctas])
      for (const { text } of await monthOf(brand))
        for (const number of text.match(/\d[\d.,]*\d|\d/g) ?? []) expect(known).toContain(number)
    }
  })
})

describe('a draft', () => {
  it('is the same for the same request and seed, and another for another seed', async () => {
    const first = await textsOf(request(joinery, 'linkedin'))
    expect(await textsOf(request(joinery, 'linkedin'))).toEqual(first)
    expect(await textsOf(request(joinery, 'linkedin', { seed: 'other' }))).not.toEqual(first)
  })

  it('costs nothing and names the twin', async () => {
    const { writer } = await write(request(joinery, 'x'))
    expect(writer).toMatchObject({ kind: 'twin', name: 'offline twin', costUsd: 0, fallback: null })
  })

  it.each(['x', 'bluesky', 'linkedin'] as const)(
    'fits %s and holds at least one of the brand’s statements',
    async (network) => {
      for (const brand of trades)
        for (const { brief, seed } of month(brand).filter((_asked, turn) => turn % 4 === 0)) {
          const asked = request(brand, network, { brief, seed })
          for (const text of await textsOf(asked)) {
            expect(asked.limits.count(text)).toBeLessThanOrEqual(asked.limits.maxLength)
            expect(statements(brand).some((one) => text.includes(one))).toBe(true)
          }
        }
    },
  )

  it('never cuts a sentence, however little room there is', async () => {
    const limits = { ...limitsOf('mastodon'), maxLength: 70 }
    for (const text of await textsOf(request(joinery, 'mastodon', { limits }))) {
      expect(text.length).toBeLessThanOrEqual(70)
      expect(text).toMatch(/[.?]$|\.example\/\w+$/)
    }
  })

  it('follows the brief’s hook, angle and format with its first variant', async () => {
    const brief = {
      pillar: 'product',
      angle: 'evidence',
      hook: 'contrast',
      cta: 'Write to us',
      format: 'list',
    }
    const [first] = (await write(request(joinery, 'linkedin', { brief }))).variants
    expect(first).toMatchObject({ angle: 'evidence', hook: 'contrast', cta: 'Write to us' })
    expect(first?.text).toMatch(/^• /m)
  })

  it('lays out each format in its own way', async () => {
    const brief = { pillar: 'product', angle: 'plain_fact', hook: 'statement', cta: 'Write to us' }
    const firsts = await Promise.all(
      formats.map(
        async (format) => (await textsOf(request(joinery, 'linkedin', { brief: { ...brief, format } })))[0],
      ),
    )
    expect(new Set(firsts).size).toBe(formats.length)
  })

  it('speaks of a custom pillar’s topics', async () => {
    const brief = { pillar: 'winter', angle: 'plain_fact', hook: 'heading', cta: '', format: 'caption' }
    const [first] = await textsOf(request(bikeShop, 'facebook', { brief }))
    expect(first).toMatch(/Radfahren im Winter|Pflege der Kette/)
  })

  it('does not say the same in two statements of one text', async () => {
    const long = 'Every lesson lasts thirty minutes, without exception.'
    const facts = [long, 'Every lesson lasts thirty minutes.'].map((text) => ({ text, source: 'charter' }))
    const brand = { ...joinery, facts, valuePropositions: [] }
    for (const text of (await monthOf(brand)).map((variant) => variant.text))
      expect(text.split('lasts thirty minutes').length).toBeLessThanOrEqual(2)
  })

  it('has no empty call to action where the brand has none', async () => {
    const brief = { pillar: 'product', angle: 'plain_fact', hook: 'fact', cta: '', format: 'paragraphs' }
    const { variants } = await write(request({ ...joinery, ctas: [] }, 'linkedin', { brief }))
    expect(variants.map(({ cta }) => cta)).toEqual(['', '', ''])
  })

  it('in a language without phrases is made of the brand’s own words, and says so', async () => {
    const { variants, writer } = await write(request(bakery, 'facebook'))
    expect(writer.fallback).toBe(
      'The offline twin has no phrases in Italian, so it set the brand’s own words and added none.',
    )
    for (const { text } of variants)
      for (const line of text.split('\n').filter((one) => one !== '' && !one.startsWith('#')))
        expect(JSON.stringify(bakery)).toContain(line.replace(/^• /, '').replace(/\.$/, '').split('. ')[0])
  })
})

describe('the brand’s rules', () => {
  it('put every disclosure, word for word, into every text', async () => {
    for (const { text } of await monthOf(voice(joinery, { disclosures: ['#ad', 'Paid partnership'] }))) {
      expect(text).toContain('#ad')
      expect(text).toContain('Paid partnership')
    }
  })

  it('keep banned phrases out, in facts and phrases alike', async () => {
    const banned = ['oak', 'good', 'sash windows', 'in short', 'Write to us about your house']
    for (const { text } of await monthOf(voice(joinery, { bannedPhrases: banned })))
      expect(text).not.toMatch(/\b(?:oak|good|sash windows|in short|write to us about your house)\b/i)
  })

  it('of what not to do are kept: hashtags, questions, exclamation marks, emoji, lists', async () => {
    const loud = {
      ...joinery,
      facts: joinery.facts.map(({ text, source }) => ({ text: `${text} Really! 🎉`, source })),
    }
    const dont = ['Hashtags', 'ask questions', 'exclamation marks', 'use emoji', 'bullet lists']
    const brief = {
      pillar: 'community',
      angle: 'dialogue',
      hook: 'question',
      cta: 'Write to us',
      format: 'list',
    }
    for (const asked of month(voice(loud, { dont })))
      for (const text of await textsOf({ ...asked, brief })) expect(text).not.toMatch(/#|\?|!|🎉|•/u)
  })
})

describe('any brand at all', () => {
  const words = oneof(string({ maxLength: 400 }), string({ unit: 'grapheme', maxLength: 120 }), lorem())
  const some = array(words, { maxLength: 6 })
  const brands = record({
    name: words,
    positioning: words,
    audience: words,
    values: some,
    facts: some,
    cta: words,
  })

  it.each(['x', 'bluesky', 'linkedin'] as const)(
    'gets texts that fit %s, and never an error',
    async (network: NetworkName) => {
      await assert(
        asyncProperty(brands, constantFrom(...trades), words, async (odd, like, note) => {
          const { name, positioning, audience, values, facts, cta } = odd
          const brand: Brand = {
            ...like,
            name,
            positioning,
            audience,
            valuePropositions: values,
            ctas: [cta],
            facts: facts.map((text) => ({ text, source: '' })),
          }
          const asked = month(brand)[(name.length + facts.length) % 90]
          const { variants } = await write(
            request(brand, network, { ...asked, ...request(brand, network), note }),
          )
          expect(variants).toHaveLength(3)
          for (const { text } of variants) {
            expect(limitsOf(network).count(text)).toBeLessThanOrEqual(limitsOf(network).maxLength)
            expect(text).not.toBe('')
          }
        }),
        { numRuns: 60 },
      )
    },
  )
})

function statements(brand: Brand): readonly string[] {
  const all = [
    ...brand.facts.map(({ text }) => text),
    ...brand.valuePropositions,
    brand.positioning,
    brand.audience,
  ]
  // The first letter may have become a capital.
  return all.map((text) => text.slice(1))
}

/** The similarity of every two of these texts. */
function pairwise(texts: readonly string[]): readonly number[] {
  const sets = texts.map(trigramsOf)
  return sets.flatMap((one, index) => sets.slice(0, index).map((other) => similarity(one, other)))
}
