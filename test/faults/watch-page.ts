import { setTimeout as sleep } from 'node:timers/promises'
import { until } from './stage.ts'
import type { Visitor } from './visitor.ts'

/** Somebody who looks at a brand's page all the time. */
export type PageWatch = {
  /** Waits until the page says this; answers what is wrong with that, if anything is. */
  says(words: RegExp, withinMs: number): Promise<readonly string[]>
  /** Waits until it does not say it any more. */
  isSilent(words: RegExp, withinMs: number): Promise<readonly string[]>
  /** What it was seen to say of what was waited for. */
  seen(): readonly string[]
  stop(): Promise<void>
}

export function watchPage(visitor: Visitor, brand: string): PageWatch {
  const seen = new Set<string>()
  let page = ''
  const over = new AbortController()
  async function look(): Promise<void> {
    while (!over.signal.aborted) {
      page = await visitor.look(brand).catch((error: unknown) => `no page: ${String(error)}`)
      await sleep(1000)
    }
  }
  const looking = look()
  return {
    says: async (words, withinMs) => {
      if (!(await until(async () => words.test(page), withinMs))) return [`the page never said ${words}`]
      const found = [...page.matchAll(new RegExp(words, 'g'))].map(([said]) => said)
      for (const said of found) seen.add(said)
      return found.length === 1 ? [] : [`the page said ${words} ${found.length} times at once`]
    },
    isSilent: async (words, withinMs) =>
      (await until(async () => !words.test(page), withinMs)) ? [] : [`the page still says ${words}`],
    seen: () => [...seen],
    stop: async () => {
      over.abort()
      await looking
    },
  }
}
