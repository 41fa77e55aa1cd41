import type { REST } from 'discord.js'
import { z } from 'zod'
import { patiently } from './patiently.ts'

/** Reads one thing of Discord. Throws what the call throws, and a `ZodError` for an answer that cannot be read. */
export type Ask = <T>(route: `/${string}`, schema: z.ZodType<T>) => Promise<T>

/** Being asked for patience is no answer yet; nobody waits longer than this for one. */
const patienceMs = 5000

/** For somebody who waits for what is read. */
export function asker(rest: Pick<REST, 'get'>): Ask {
  return async (route, schema) => schema.parse(await patiently(() => rest.get(route), { mostMs: patienceMs }))
}
