import type { Copy, CopyRequest, Copywriter } from '../ports.ts'
import type { modelCopywriter } from './model-copywriter.ts'
import { costOf, hasPrice, noUsage, type Usage } from './prices.ts'
import { promptVersion } from './prompt.ts'
import { fallbackSentence } from './trouble.ts'
import { twinCopywriter } from './twin/twin-copywriter.ts'

export type CopywriterOptions = {
  /** Null: the twin writes. */
  readonly apiKey: string | null
  readonly model?: string
  readonly baseUrl?: string
  /** Of one call of the model. */
  readonly timeoutMs?: number
  /** Waits between attempts. */
  readonly sleep: (ms: number) => Promise<void>
}

export const defaultModel = 'claude-sonnet-5-5'

/** The model where there is a key, money and an answer that can be used; otherwise the offline twin, which says why. */
export function copywriter(options: CopywriterOptions): Copywriter {
  const { apiKey, model = defaultModel, baseUrl = null, timeoutMs = 60_000, sleep } = options
  const twin = twinCopywriter()
  if (!apiKey)
    return (request) =>
      instead(twin, request, 'No model key is set (ANTHROPIC_API_KEY), so the offline twin wrote this.')
  let drafting: Promise<ReturnType<typeof modelCopywriter>> | null = null
  // With the first post: the library takes a while to load, and most commands write nothing.
  const open = async () =>
    (await import('./model-copywriter.ts')).modelCopywriter({ apiKey, model, baseUrl, timeoutMs, sleep })
  return async (request) => {
    if (request.budgetUsd <= 0)
      return instead(
        twin,
        request,
        'Today’s budget for the model is used up, so the offline twin wrote this.',
      )
    const draft = await (drafting ??= open())
    const drafted = await draft(request)
    const spent = spending(model, drafted.usage)
    if (!drafted.ok) return instead(twin, request, fallbackSentence(drafted.trouble, model), spent)
    const name = hasPrice(model) ? model : `${model} (price unknown, counted as the dearest)`
    return {
      variants: drafted.variants,
      writer: { kind: 'model', name, promptVersion, fallback: null, ...spent },
    }
  }
}

type Spending = Pick<Copy['writer'], 'inputTokens' | 'outputTokens' | 'costUsd'>

function spending(model: string, usage: Usage): Spending {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = usage
  return {
    inputTokens: inputTokens + cacheReadTokens + cacheWriteTokens,
    outputTokens,
    costUsd: costOf(model, usage),
  }
}

/** The twin's draft, with what the model cost all the same. */
async function instead(
  twin: Copywriter,
  request: CopyRequest,
  reason: string,
  spent: Spending = spending('', noUsage),
): Promise<Copy> {
  const { variants, writer } = await twin(request)
  const fallback = writer.fallback === null ? reason : `${reason} ${writer.fallback}`
  return { variants, writer: { ...writer, ...spent, fallback } }
}
