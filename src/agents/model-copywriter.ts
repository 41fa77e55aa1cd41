import Anthropic, { APIConnectionError, APIConnectionTimeoutError, APIError } from '@anthropic-ai/sdk'
import { z } from 'zod'
import type { Copy, CopyRequest } from '../ports.ts'
import { addUsage, costOf, noUsage, type Usage } from './prices.ts'
import { brandPrompt, postPrompt, rules, type Correction } from './prompt.ts'
import { parseReply, replyJsonSchema } from './reply.ts'
import { remedyFor, type Trouble } from './trouble.ts'

export type ModelOptions = {
  readonly apiKey: string
  readonly model: string
  readonly baseUrl: string | null
  /** Of one call. */
  readonly timeoutMs: number
  readonly sleep: (ms: number) => Promise<void>
}

/** `usage` counts every call, those that failed as well. */
export type ModelDraft =
  | { readonly ok: true; readonly variants: Copy['variants']; readonly usage: Usage }
  | { readonly ok: false; readonly trouble: Trouble; readonly usage: Usage }

/** Asks the model, again where that helps and the budget allows it. Never throws for what a service may do. */
export function modelCopywriter(options: ModelOptions): (request: CopyRequest) => Promise<ModelDraft> {
  const client = new Anthropic({
    apiKey: options.apiKey,
    authToken: null,
    baseURL: options.baseUrl ?? 'https://api.anthropic.com',
    timeout: options.timeoutMs,
    maxRetries: 0,
    logLevel: 'off',
  })
  return async (request) => {
    let usage = noUsage
    let correction: Correction = null
    for (let failures = 1; ; failures++) {
      const answer = await ask(client, options.model, request, correction)
      usage = addUsage(usage, answer.usage)
      if (answer.ok) return { ...answer, usage }
      const remedy = remedyFor(answer.trouble, failures)
      if (remedy.kind === 'give_up' || costOf(options.model, usage) >= request.budgetUsd)
        return { ...answer, usage }
      if (remedy.kind === 'wait' && remedy.ms > 0) await options.sleep(remedy.ms)
      correction = remedy.kind === 'correct' ? remedy.correction : correction
    }
  }
}

/** Room for a model that thinks before it writes. */
const maxTokens = 8_000

/** What is read of a message; a service that answers otherwise is unreadable. */
const messageSchema = z.object({
  stop_reason: z.string().nullable(),
  content: z.array(z.object({ type: z.string(), text: z.string().optional() })),
  usage: z.object({
    input_tokens: z.number(),
    output_tokens: z.number(),
    cache_read_input_tokens: z.number().nullish(),
    cache_creation_input_tokens: z.number().nullish(),
  }),
})

async function ask(
  client: Anthropic,
  model: string,
  request: CopyRequest,
  correction: Correction,
): Promise<ModelDraft> {
  let message: unknown
  try {
    message = await client.messages.create({
      model,
      max_tokens: maxTokens,
      system: [
        { type: 'text', text: rules },
        { type: 'text', text: brandPrompt(request), cache_control: { type: 'ephemeral' } },
      ],
      messages: [{ role: 'user', content: postPrompt(request, correction) }],
      output_config: { format: { type: 'json_schema', schema: replyJsonSchema() }, ...effort(model) },
    })
  } catch (error) {
    return { ok: false, trouble: troubleOf(error), usage: noUsage }
  }
  const parsed = messageSchema.safeParse(message)
  if (!parsed.success) return { ok: false, trouble: { kind: 'unreadable' }, usage: noUsage }
  return draftOf(parsed.data, request)
}

function draftOf(message: z.infer<typeof messageSchema>, request: CopyRequest): ModelDraft {
  const usage: Usage = {
    inputTokens: message.usage.input_tokens,
    outputTokens: message.usage.output_tokens,
    cacheReadTokens: message.usage.cache_read_input_tokens ?? 0,
    cacheWriteTokens: message.usage.cache_creation_input_tokens ?? 0,
  }
  if (message.stop_reason === 'refusal') return { ok: false, trouble: { kind: 'refused' }, usage }
  if (message.stop_reason === 'max_tokens') return { ok: false, trouble: { kind: 'truncated' }, usage }
  const reply = message.content.map(({ type, text }) => (type === 'text' ? (text ?? '') : '')).join('')
  const parsed = parseReply(reply, request)
  if (!parsed.ok) return { ok: false, trouble: { kind: 'nonsense', wrong: parsed.wrong }, usage }
  return { ok: true, variants: parsed.variants, usage }
}

/** Short texts need little thought; models before the fifth generation do not take the setting. */
function effort(model: string): { readonly effort?: 'low' } {
  return /^claude-[a-z]+-5/.test(model) ? { effort: 'low' } : {}
}

/** What an error of the library means. */
function troubleOf(error: unknown): Trouble {
  if (error instanceof APIConnectionTimeoutError) return { kind: 'timed_out' }
  if (error instanceof APIConnectionError) return { kind: 'unreachable' }
  if (!(error instanceof APIError)) return { kind: 'unreadable' }
  const status: unknown = error.status
  if (typeof status !== 'number') return { kind: 'unreadable' }
  if (status === 402 || /credit balance/i.test(error.message)) return { kind: 'no_credit' }
  if (status === 401) return { kind: 'bad_key' }
  if (status === 403) return { kind: 'forbidden' }
  if (status === 404) return { kind: 'no_such_model' }
  if (status === 408 || status === 504) return { kind: 'timed_out' }
  if (status === 429) return { kind: 'rate_limited', retryAfterMs: retryAfterMs(error.headers) }
  if (status === 529 || status === 503) return { kind: 'overloaded' }
  return status >= 500 ? { kind: 'broken' } : { kind: 'rejected', status }
}

function retryAfterMs(headers: Headers | undefined): number | null {
  const seconds = Number(headers?.get('retry-after') ?? NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds * 1000) : null
}
