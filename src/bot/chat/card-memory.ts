import { z } from 'zod'

/** What the row of a post's card remembers, because the truth does not hold it. */
export type CardMemory = {
  /** Revision of the post when the room first showed it. What came before is on the card, and not told line by line. */
  readonly since: number
  /** Whether it came up again, because it still waited on a new day. */
  readonly again: boolean
}

export function cardPayload(memory: CardMemory): string {
  return JSON.stringify(memory)
}

/** A payload that is not ours is taken for that of a card from which everything is told. */
export function readCardPayload(text: string | null): CardMemory {
  try {
    return memorySchema.parse(JSON.parse(text ?? ''))
  } catch {
    return { since: 0, again: false }
  }
}

const memorySchema = z.object({ since: z.int(), again: z.boolean() })
