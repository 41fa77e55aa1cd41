import { sha256 } from '../domain/hash.ts'

/** Chance that can be repeated: equal seeds give equal draws, in the order in which they are made. */
export type Chance = {
  /** 0 up to, but not including, 1. */
  next(): number
  /** True with probability `p`. */
  is(p: number): boolean
  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number
  pick<T>(list: readonly [T, ...T[]]): T
  /** One of the keys, as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K
  /** An independent stream: draws from it do not move this one. */
  fork(name: string): Chance
}

export function chanceFrom(seed: string): Chance {
  const next = sfc32(seed)
  const between = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  return {
    next,
    between,
    is: (p) => next() < p,
    pick: (list) => list[between(0, list.length - 1)] ?? list[0],
    weighted: (weights) => {
      const keys = Object.keys(weights) as (keyof typeof weights)[]
      let left = next() * keys.reduce((sum, key) => sum + weights[key], 0)
      const hit = keys.find((key) => (left -= weights[key]) < 0) ?? keys.at(-1)
      if (hit === undefined) throw new Error('nothing to choose from')
      return hit
    },
    fork: (name) => chanceFrom(`${seed}/${name}`),
  }
}

/** Chris Doty-Humphrey's sfc32 (PractRand), seeded with 128 bits of the seed's hash. */
function sfc32(seed: string): () => number {
  const hash = sha256(seed)
  let [a, b, c, d] = [0, 8, 16, 24].map((at) => Number.parseInt(hash.slice(at, at + 8), 16) | 0) as [
    number,
    number,
    number,
    number,
  ]
  return () => {
    const out = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + out
    c |= 0
    return (out >>> 0) / 2 ** 32
  }
}
