import twitter from 'twitter-text'
import type { Account, Brand, NetworkName } from '../../src/domain/brand.ts'
import { angles, formats, hooks } from '../../src/domain/vocabulary.ts'
import type { CopyRequest, NetworkLimits } from '../../src/ports.ts'

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Limits of three ways of counting, for these tests. */
export function limitsOf(network: NetworkName): NetworkLimits {
  const base = {
    unit: 'characters',
    maxBytes: null,
    maxHashtags: null,
    maxMedia: 4,
    mediaRequired: false,
    images: { types: [], maxBytes: 0 },
  }
  const origin = { source: 'test', checkedOn: '2026-11-01' }
  if (network === 'x')
    return { ...base, ...origin, maxLength: 280, count: (text) => twitter.parseTweet(text).weightedLength }
  if (network === 'bluesky')
    return {
      ...base,
      ...origin,
      maxLength: 300,
      maxBytes: 3_000,
      count: (text) => [...graphemes.segment(text)].length,
    }
  return {
    ...base,
    ...origin,
    maxLength: network === 'linkedin' ? 3_000 : 5_000,
    count: (text) => Array.from(text).length,
  }
}

/** A request with everything filled in; `changes` says what it is about. */
export function request(brand: Brand, network: NetworkName, changes: Partial<CopyRequest> = {}): CopyRequest {
  const account: Account = {
    network,
    handle: brand.id,
    postingTime: '09:00',
    postsPerWeek: 7,
    minSpacingHours: 4,
    credentials: 'outbox',
  }
  return {
    brand,
    account,
    slot: { date: '2026-11-16', time: '09:00', zone: 'Europe/Berlin' },
    brief: {
      pillar: 'education',
      angle: 'plain_fact',
      hook: 'statement',
      cta: brand.ctas[0] ?? '',
      format: 'paragraphs',
    },
    limits: limitsOf(network),
    lessons: [],
    recent: [],
    note: null,
    count: 3,
    seed: 'seed',
    budgetUsd: 0,
    ...changes,
  }
}

/** The briefs of thirty days on three networks, as a calendar would vary them. */
export function month(brand: Brand): readonly CopyRequest[] {
  const networks: readonly NetworkName[] = ['x', 'linkedin', 'facebook']
  return Array.from({ length: 30 }, (_, day) => day).flatMap((day) =>
    networks.map((network, at) => {
      const turn = day * 3 + at
      const brief = {
        pillar: brand.pillars[(day + at * 2) % brand.pillars.length]?.id ?? 'product',
        angle: angles[(day * 5 + at * 3) % angles.length] ?? 'plain_fact',
        hook: hooks[(day * 3 + at * 4) % hooks.length] ?? 'fact',
        cta: brand.ctas[turn % brand.ctas.length] ?? '',
        format: formats[(day + at) % formats.length] ?? 'short',
      }
      return request(brand, network, { brief, seed: `${brand.id}/${day}/${network}` })
    }),
  )
}
