import { setTimeout as sleep } from 'node:timers/promises'
import { RateLimitError, type REST } from 'discord.js'
import { z } from 'zod'
import { waitMsOf } from './outcomes.ts'

/** Reads one thing of Discord. Throws what the call throws, and a `ZodError` for an answer that cannot be read. */
export type Ask = <T>(route: `/${string}`, schema: z.ZodType<T>) => Promise<T>

/** Being asked for patience is no answer yet; nobody waits longer than this for one. */
const patienceMs = 5000

/** For somebody who waits for what is read, so calls that Discord wants to be fewer are made a little later. */
export function asker(rest: Pick<REST, 'get'>): Ask {
  return async (route, schema) => {
    for (let leftMs = patienceMs; ; ) {
      try {
        return schema.parse(await rest.get(route))
      } catch (error) {
        if (!(error instanceof RateLimitError)) throw error
        const waitMs = waitMsOf(error)
        if (waitMs > leftMs) throw error
        leftMs -= waitMs
        await sleep(waitMs)
      }
    }
  }
}
