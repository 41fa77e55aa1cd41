import type { Brand, NetworkName } from '../../src/domain/brand.ts'
import { sha256 } from '../../src/domain/hash.ts'
import type { Copywriter, NetworkLimits, TextReader } from '../../src/ports.ts'
import type { SimulationOptions } from '../../src/simulator/simulate.ts'
import { brand as small } from '../domain/told-post.ts'

/** A brand with three accounts, on which the simulator's own rules are tried. */
export const brand: Brand = {
  ...small,
  accounts: (['x', 'linkedin', 'facebook'] as const).map((network, index) => ({
    network,
    handle: `@${network}`,
    postingTime: ['12:15', '09:00', '17:30'][index] ?? '12:00',
    postsPerWeek: 5,
    minSpacingHours: 4,
    credentials: 'outbox',
  })),
  reviewers: [
    { name: 'Ada Brandt', roles: ['approver', 'admin'], ids: {} },
    { name: 'Jonas Petersen', roles: ['approver'], ids: {} },
    { name: 'Mira Okafor', roles: ['editor'], ids: {} },
  ],
}

export function options(seed: number, faults: 'none' | 'hostile', days = 28): SimulationOptions {
  return { brand, days, seed: String(seed), faults, copywriter, textReader, limitsOf }
}

/** Texts of no sense, no two alike: what is written is not what is tried here. */
const copywriter: Copywriter = async ({ seed, count, brief }) => ({
  variants: Array.from({ length: count }, (_, index) => ({
    text: `${wordsFrom(`${seed} ${index} 1`)}. ${wordsFrom(`${seed} ${index} 2`)}.`,
    media: [],
    hook: brief.hook,
    angle: brief.angle,
    cta: brief.cta,
  })),
  writer: {
    kind: 'twin',
    name: 'scribbler',
    promptVersion: '1',
    inputTokens: 0,
    outputTokens: 0,
    costUsd: 0,
    fallback: null,
  },
})

function wordsFrom(seed: string): string {
  const hash = sha256(seed)
  return [0, 5, 11, 18, 26, 35, 45]
    .map((at, index) =>
      hash.slice(at, at + 4 + (index % 3)).replaceAll(/\d/g, (digit) => 'aeioumnrst'[Number(digit)] ?? 'a'),
    )
    .join(' ')
}

const textReader: TextReader = () => ({ language: null, profanity: [] })

function limitsOf(_network: NetworkName): NetworkLimits {
  return {
    maxLength: 500,
    unit: 'characters',
    count: (text) => text.length,
    maxBytes: null,
    maxHashtags: null,
    maxMedia: 4,
    mediaRequired: false,
    images: { types: ['image/png', 'image/jpeg', 'image/gif', 'image/webp'], maxBytes: 5_000_000 },
    source: 'made up',
    checkedOn: '2026-11-20',
  }
}
