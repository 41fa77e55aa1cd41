/** What a call used, as the model's maker counts it. */
export type Usage = {
  /** Input that was neither read from nor written to the prompt cache. */
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWriteTokens: number
}

export const noUsage: Usage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 }

type Price = {
  readonly input: number
  readonly output: number
  readonly read: number
  readonly write: number
}

/**
 * US dollars per million tokens by the beginning of a model's id, the longest match counts; `write` is for a cache of five
 * minutes. From https://platform.claude.com/docs/en/about-claude/pricing, checked on 2026-11-16.
 */
const prices: Readonly<Record<string, Price>> = {
  'claude-haiku-5-5': { input: 0.1, output: 0.5, read: 0.01, write: 0.125 },
  'claude-haiku-4-5': { input: 1, output: 5, read: 0.1, write: 1.25 },
  'claude-sonnet-5-5': { input: 2, output: 10, read: 0.1, write: 2.5 },
  'claude-sonnet-5': { input: 2, output: 10, read: 0.2, write: 2.5 },
  'claude-sonnet-4': { input: 3, output: 15, read: 0.3, write: 3.75 },
  'claude-opus-5-5': { input: 4, output: 20, read: 0.2, write: 5 },
  'claude-opus-5': { input: 5, output: 25, read: 0.5, write: 6.25 },
  'claude-opus-4': { input: 5, output: 25, read: 0.5, write: 6.25 },
  'claude-fable-5': { input: 10, output: 50, read: 1, write: 12.5 },
}

const dearest: Price = { input: 10, output: 50, read: 1, write: 12.5 }

/** In US dollars. A model that is not in the table costs as much as the dearest that is, so that a budget holds. */
export function costOf(model: string, usage: Usage): number {
  const price = priceOf(model) ?? dearest
  const micros =
    usage.inputTokens * price.input +
    usage.outputTokens * price.output +
    usage.cacheReadTokens * price.read +
    usage.cacheWriteTokens * price.write
  return micros / 1_000_000
}

export function hasPrice(model: string): boolean {
  return priceOf(model) !== null
}

export function addUsage(one: Usage, other: Usage): Usage {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    cacheReadTokens: one.cacheReadTokens + other.cacheReadTokens,
    cacheWriteTokens: one.cacheWriteTokens + other.cacheWriteTokens,
  }
}

function priceOf(model: string): Price | null {
  const family = Object.keys(prices)
    .filter((start) => model.startsWith(start))
    .toSorted((a, b) => b.length - a.length)[0]
  return family === undefined ? null : (prices[family] ?? null)
}
