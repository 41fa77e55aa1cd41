import { z } from 'zod'
import { comparable } from '../domain/similarity.ts'
import { angles, hooks } from '../domain/vocabulary.ts'
import type { Copy, CopyRequest } from '../ports.ts'

export type Parsed =
  | { readonly ok: true; readonly variants: Copy['variants'] }
  /** `wrong` is a sentence that tells the model what to mend. */
  | { readonly ok: false; readonly wrong: string }

/** What the model is held to. Limits are checked here, since the schema that is sent can't carry them. */
const replySchema = z.object({
  variants: z.array(
    z.object({ text: z.string(), hook: z.enum(hooks), angle: z.enum(angles), cta: z.string() }).strict(),
  ),
})

/** The JSON Schema that is sent with a request. */
export function replyJsonSchema(): Record<string, unknown> {
  const { $schema: _unused, ...schema } = z.toJSONSchema(replySchema.strict())
  return schema
}

/** A model's reply as variants, or what is wrong with it. */
export function parseReply(reply: string, request: CopyRequest): Parsed {
  // A runaway reply is not worth reading: ten times the room that its texts have.
  const room = request.count * Math.min(request.limits.maxLength, 3_000)
  if (reply.length > 10 * room) return wrong(`The reply was far too long (${reply.length} characters).`)
  let json: unknown
  try {
    json = JSON.parse(reply)
  } catch {
    return wrong('The reply was not JSON.')
  }
  const parsed = replySchema.safeParse(json)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return wrong(`The reply did not have the required shape (at ${issue?.path.join('.') || 'its top'}).`)
  }
  const variants = parsed.data.variants.slice(0, request.count).map((variant) => ({
    ...variant,
    text: variant.text.replace(/\r\n?/g, '\n').trim(),
    cta: [request.brief.cta, ...request.brand.ctas].includes(variant.cta) ? variant.cta : '',
    media: [],
  }))
  const fault = faultOf(
    variants.map(({ text }) => text),
    request,
  )
  return fault === null ? { ok: true, variants } : wrong(fault)
}

function faultOf(texts: readonly string[], { count, limits, recent }: CopyRequest): string | null {
  if (texts.length < count) return `There were ${texts.length} variants instead of ${count}.`
  if (new Set(texts.map(comparable)).size < texts.length) return 'Two variants were the same.'
  const known = new Set(recent.map(comparable))
  for (const [at, text] of texts.entries()) {
    const which = `Variant ${at + 1}`
    if (text === '') return `${which} was empty.`
    if (/[^\P{Cc}\n]/u.test(text)) return `${which} contained control characters.`
    const length = limits.count(text)
    if (length > limits.maxLength) return `${which} had ${length} of ${limits.maxLength} ${limits.unit}.`
    if (limits.maxBytes !== null && Buffer.byteLength(text) > limits.maxBytes)
      return `${which} had ${Buffer.byteLength(text)} of ${limits.maxBytes} bytes.`
    if (known.has(comparable(text))) return `${which} repeated a recent text.`
  }
  return null
}

function wrong(sentence: string): Parsed {
  return { ok: false, wrong: sentence }
}
