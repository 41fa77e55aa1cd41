import { describe, expect, it } from '@jest/globals'
import { allCaps } from '../../../src/domain/guardrails/all-caps.ts'
import { altText } from '../../../src/domain/guardrails/alt-text.ts'
import { bannedPhrases } from '../../../src/domain/guardrails/banned-phrases.ts'
import { disclosures } from '../../../src/domain/guardrails/disclosures.ts'
import type { GuardContext } from '../../../src/domain/guardrails/guardrail.ts'
import { language } from '../../../src/domain/guardrails/language.ts'
import { linkHosts } from '../../../src/domain/guardrails/link-hosts.ts'
import { networkLimits } from '../../../src/domain/guardrails/network-limits.ts'
import { profanity } from '../../../src/domain/guardrails/profanity.ts'
import { brand, codes, codesIn, context, image, variant, withVoice } from './given.ts'

function limits(change: Partial<GuardContext['limits']>, length = 0, bytes = 0): GuardContext {
  return { ...context, measured: { length, bytes }, limits: { ...context.limits, ...change } }
}

describe('network limits', () => {
  it('block one unit over the length, and not at it', () => {
    expect(codesIn(networkLimits, 'x', limits({ maxLength: 280 }, 280))).toEqual([])
    const [finding] = networkLimits(variant('x'), limits({ maxLength: 280 }, 281))
    expect(finding).toMatchObject({ code: 'over_length', severity: 'block', weight: 0.5 })
    expect(finding?.message).toBe('Too long (281 characters, 280 allowed). Shorten it by 1.')
  })

  it('block one byte over the bytes, and not at them', () => {
    expect(codesIn(networkLimits, 'x', limits({ maxBytes: 3_000 }, 0, 3_000))).toEqual([])
    expect(codesIn(networkLimits, 'x', limits({ maxBytes: 3_000 }, 0, 3_001))).toEqual(['over_bytes'])
  })

  it('count hashtags, but neither "#1" nor the # in a link', () => {
    const two = limits({ maxHashtags: 2 })
    expect(codesIn(networkLimits, '#rye #spelt #1 a.example/x#top', two)).toEqual([])
    expect(networkLimits(variant('#rye #spelt #oat'), two)).toMatchObject([
      { code: 'too_many_hashtags', evidence: '#oat' },
    ])
  })

  it('want media where the network does, and no more than it takes', () => {
    expect(codesIn(networkLimits, 'x', limits({ mediaRequired: true }))).toEqual(['media_required'])
    const media = [image('a'), image('b')]
    expect(codes(networkLimits(variant('x', media), limits({ mediaRequired: true, maxMedia: 2 })))).toEqual(
      [],
    )
    expect(codes(networkLimits(variant('x', media), limits({ maxMedia: 1 })))).toEqual(['too_many_media'])
  })

  it('block a post of nothing', () => {
    expect(codesIn(networkLimits, ' \n')).toEqual(['empty'])
    expect(codes(networkLimits(variant('', [image('a')]), context))).toEqual([])
  })
})

describe('banned phrases', () => {
  const around = withVoice({ bannedPhrases: ['game changer', 'cheap', 'größte Auswahl', 'c++'] })

  it.each([
    ['A real GAME\nchanger.', 'GAME\nchanger'],
    ['So cheap!', 'cheap'],
    ['So ch\u200Beap!', 'ch\u200Beap'],
    ['Die gro\u0308ßte Auswahl', 'gro\u0308ßte Auswahl'],
    ['We write C++.', 'C++'],
  ])('block %j', (text, evidence) => {
    expect(bannedPhrases(variant(text), around)).toMatchObject([
      { code: 'banned_phrase', severity: 'block', evidence },
    ])
  })

  it('are not found inside longer words', () => {
    expect(codesIn(bannedPhrases, 'Cheapside, a game changers club', around)).toEqual([])
  })

  it('are found in alt texts as well', () => {
    expect(codes(bannedPhrases(variant('Fine.', [image('a cheap loaf')]), around))).toEqual(['banned_phrase'])
  })
})

describe('required disclosures', () => {
  const around = withVoice({ disclosures: ['#ad', 'Drink responsibly.'] })

  it('block where one is missing, and name it', () => {
    expect(disclosures(variant('Drink responsibly. #adventure'), around)).toMatchObject([
      { code: 'missing_disclosure', severity: 'block', evidence: null },
    ])
    expect(codesIn(disclosures, 'Cheers! Drink responsibly. #ad', around)).toEqual([])
  })

  it('do not count when hidden characters stand between their letters', () => {
    expect(codesIn(disclosures, '#\u200Bad Drink responsibly.', around)).toEqual(['missing_disclosure'])
  })
})

it('profanity that the text reader names is a warning for each word', () => {
  const read = { language: null, profanity: ['bollocks', 'Scheiße'] }
  expect(codesIn(profanity, 'bollocks, Scheiße', { ...context, reading: read })).toEqual([
    'profanity',
    'profanity',
  ])
  expect(codesIn(profanity, 'Lovely.')).toEqual([])
})

describe('all-caps', () => {
  it.each(['COME BY TODAY for bread', 'JETZT KAUFEN!', 'ÉCOUTEZ BIEN', 'OFERTA ÚNICA'])(
    'warns of %j',
    (text) => {
      expect(codesIn(allCaps, text)).toEqual(['all_caps'])
    },
  )

  it.each(['NASA and the UN met.', '#OPEN #TODAY', 'NORTH MILL bakes', 'AN OX', 'Der TÜV war da.'])(
    'leaves %j alone',
    (text) => {
      expect(codesIn(allCaps, text)).toEqual([])
    },
  )
})

describe('link hosts', () => {
  const policy = { ...brand.policy, linkHosts: ['north-mill.example', 'bücher.example'] }
  const around = { ...context, brand: { ...brand, policy } }

  it.each([
    'https://evil.example/north-mill.example',
    'https://north-mill.example@evil.example/',
    'http://north-mill.example.evil.example',
    'www.evil.example',
    'evil-north-mill.example',
    'bit.ly/3xYz',
    'https://[broken',
  ])('warn of %j', (link) => {
    expect(linkHosts(variant(`See ${link} now`), around)).toMatchObject([
      { code: 'link_host', evidence: link },
    ])
  })

  it.each([
    'https://north-mill.example/bread?x=1.',
    'shop.north-mill.example',
    'NORTH-MILL.example',
    'https://bücher.example',
    'Write to us@evil.example, node.js 20, e.g. now.',
  ])('allow %j', (text) => {
    expect(codesIn(linkHosts, text, around)).toEqual([])
  })

  it('allow anything where the brand lists none', () => {
    expect(codesIn(linkHosts, 'https://evil.example')).toEqual([])
  })
})

function reading(found: string | null, wanted: string): GuardContext {
  return {
    ...context,
    brand: { ...brand, language: wanted },
    reading: { language: found, profanity: [] },
  }
}

describe('wrong language', () => {
  it('is a warning when the reader is certain of another one', () => {
    expect(codesIn(language, 'x', reading('fr', 'de-CH'))).toEqual(['wrong_language'])
  })

  it.each([
    ['de', 'de-CH'],
    [null, 'en'],
    ['no', 'nb-NO'],
  ])('is not when %s is read and %s is wanted', (found, wanted) => {
    expect(codesIn(language, 'x', reading(found, wanted))).toEqual([])
  })
})

it('media without alt text are one warning, whatever stands in for it', () => {
  expect(codes(altText(variant('x', [image(''), image(' .'), image('A loaf')])))).toEqual(['missing_alt'])
  expect(codes(altText(variant('x', [image('A loaf')])))).toEqual([])
})
