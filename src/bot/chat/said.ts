import { z } from 'zod'
import type { Line } from './say.ts'

export type Said = {
  readonly lines: readonly Line[]
  /** What it was said about, so that nothing is said twice; nothing where nobody has to know. */
  readonly about?: readonly string[]
  /** From when on it is not worth saying any more; null for words that do not age. */
  readonly until?: Date | null
}

/** Payload of a `said` message: JSON, with moments in ISO 8601. */
export function sayPayload(
  lines: readonly Line[],
  { about = [], until = null }: Omit<Said, 'lines'> = {},
): string {
  return JSON.stringify({ lines, about, until })
}

/** Null for what `sayPayload` did not write. */
export function readPayload(text: string | null): Required<Said> | null {
  const parsed = payloadSchema.safeParse(jsonOf(text ?? ''))
  return parsed.success ? parsed.data : null
}

const moment = z.iso.datetime().transform((text) => new Date(text))

const span = z.union([
  z.string(),
  z.strictObject({ strong: z.string() }),
  z.strictObject({ code: z.string() }),
  z.strictObject({ quote: z.string() }),
  z.strictObject({ at: moment, show: z.enum(['time', 'date']) }),
  z.strictObject({ href: z.url({ protocol: /^https?$/ }), label: z.string() }),
  z.strictObject({ messageKey: z.string(), label: z.string() }),
  z.strictObject({ call: z.string() }),
  z.strictObject({ callGroup: z.string() }),
  z.strictObject({ added: z.string() }),
  z.strictObject({ removed: z.string() }),
])

const payloadSchema = z.strictObject({
  lines: z.array(z.array(span)),
  about: z.array(z.string()),
  until: moment.nullable(),
})

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
