import { z } from 'zod'
import { networkNames } from '../../../domain/brand.ts'
import { Refusal } from '../../../domain/errors.ts'
import { isSlot } from '../../../domain/slot.ts'
import { decodePress, encodePress, type Press } from '../../action.ts'
import { slackLimits } from '../limits.ts'
import { separators, type Separator } from '../../chat/split-text.ts'

/**
 * What a form has to know when it comes back, with no database at hand. Nothing in it is trusted: who pressed is taken from
 * the envelope, and the version is checked where it is decided.
 */
export type FormMetadata = {
  readonly press: Press
  /** Where the answer to the form goes once it is closed; works for 30 minutes after the click that opened it. */
  readonly responseUrl: string | null
  readonly network: (typeof networkNames)[number]
  readonly slot: { readonly date: string; readonly time: string; readonly zone: string }
  /** Ends every block id, and differs from one showing to the next: Slack keeps the old values of a block whose id comes again. */
  readonly tag: string
  /** The variants that can be edited in this form. */
  readonly variants: readonly FormVariant[]
}

export type FormVariant = {
  readonly id: string
  /** Of its text before anything was typed. */
  readonly print: string
  /** What stands between the boxes of its text. */
  readonly separators: readonly Separator[]
  /** How many alternative texts are asked for. */
  readonly alts: number
}

const maxLength = slackLimits.viewMetadata.max
const maxUrl = 500

export function writeMetadata({ press, responseUrl, ...rest }: FormMetadata): string {
  // An address that is longer than any of Slack's is left out: the answer finds another way.
  const kept = responseUrl !== null && responseUrl.length > maxUrl ? null : responseUrl
  const text = JSON.stringify({ press: encodePress(press), responseUrl: kept, ...rest })
  if (text.length > maxLength) throw new Error(`a form cannot carry ${text.length} characters`)
  return text
}

/** Throws an `invalid` refusal for anything that `writeMetadata` would not have written. */
export function readMetadata(text: string): FormMetadata {
  const parsed = schema.safeParse(jsonOf(text))
  if (!parsed.success) throw notOurs()
  return { ...parsed.data, press: decodePress(parsed.data.press) }
}

function notOurs(): Refusal {
  return new Refusal('invalid', 'This form is not one of ours. Close it and open it again from the card.')
}

const schema = z.strictObject({
  press: z.string(),
  responseUrl: z
    .url({ protocol: /^https?$/ })
    .max(maxUrl)
    .nullable(),
  network: z.enum(networkNames),
  slot: z.strictObject({ date: z.string(), time: z.string(), zone: z.string().max(100) }).refine(isSlot),
  tag: z.string().regex(/^[\w-]{0,20}$/),
  variants: z
    .array(
      z.strictObject({
        id: z.string().regex(/^\w{1,8}$/),
        print: z.string().regex(/^[0-9a-f]{8}$/),
        separators: z.array(z.enum(separators)).max(100),
        alts: z.number().int().min(0).max(20),
      }),
    )
    .max(10),
})

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
