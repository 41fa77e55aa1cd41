/** Everything that can keep a model from writing. */
export type Trouble =
  | { readonly kind: 'bad_key' | 'forbidden' | 'no_such_model' | 'no_credit' | 'refused' | 'unreadable' }
  | { readonly kind: 'overloaded' | 'broken' | 'unreachable' | 'timed_out' | 'truncated' }
  /** `retryAfterMs` is what the service asked for, or null. */
  | { readonly kind: 'rate_limited'; readonly retryAfterMs: number | null }
  | { readonly kind: 'rejected'; readonly status: number }
  /** `wrong` says what; it quotes nothing of the reply. */
  | { readonly kind: 'nonsense'; readonly wrong: string }

/** What is done about it: nothing, another attempt after a while, or at once with a correction. */
export type Remedy =
  | { readonly kind: 'give_up' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'correct'; readonly correction: string }

/** No wait is longer: a day's pass has other posts to write. */
const longestWaitMs = 30_000

/** `failures` counts this one: the first is 1. */
export function remedyFor(trouble: Trouble, failures: number): Remedy {
  const backoff: Remedy =
    failures < 3 ? { kind: 'wait', ms: 2_000 * 4 ** (failures - 1) } : { kind: 'give_up' }
  switch (trouble.kind) {
    case 'bad_key':
    case 'forbidden':
    case 'no_such_model':
    case 'no_credit':
    case 'refused':
    case 'rejected':
      return { kind: 'give_up' }
    case 'rate_limited':
      if (trouble.retryAfterMs === null || backoff.kind === 'give_up') return backoff
      return trouble.retryAfterMs > longestWaitMs
        ? { kind: 'give_up' }
        : { kind: 'wait', ms: trouble.retryAfterMs }
    case 'overloaded':
    case 'broken':
    case 'unreachable':
      return backoff
    case 'timed_out':
    case 'unreadable':
      return failures < 2 ? { kind: 'wait', ms: 0 } : { kind: 'give_up' }
    case 'truncated':
      return corrected('Your previous reply was cut off. Keep every text well below the limit.', failures)
    case 'nonsense':
      return corrected(`Your previous reply could not be used. ${trouble.wrong}`, failures)
  }
}

/** Why the twin wrote: one sentence fit for a card. */
export function fallbackSentence(trouble: Trouble, model: string): string {
  return `${reasonOf(trouble, model)}, so the offline twin wrote this.`
}

function reasonOf(trouble: Trouble, model: string): string {
  switch (trouble.kind) {
    case 'bad_key':
      return 'The model service did not accept the key (check ANTHROPIC_API_KEY)'
    case 'forbidden':
      return `The key may not use the model ${model} (check its permissions)`
    case 'no_such_model':
      return `There is no model ${model} (check the model that is configured)`
    case 'no_credit':
      return 'The model account has no credit left (add some to use the model again)'
    case 'refused':
      return 'The model declined to write this post'
    case 'rejected':
      return `The model service rejected the request (status ${trouble.status})`
    case 'rate_limited':
      return 'The model was rate-limited'
    case 'overloaded':
      return 'The model was overloaded'
    case 'broken':
      return 'The model service had an error of its own'
    case 'unreachable':
      return 'The model service could not be reached (check the network)'
    case 'timed_out':
      return 'The model took too long to answer'
    case 'unreadable':
      return 'The answer of the model service could not be read'
    case 'truncated':
      return 'The model’s reply was cut off'
    case 'nonsense':
      return 'The model’s reply could not be used'
  }
}

function corrected(correction: string, failures: number): Remedy {
  return failures < 2 ? { kind: 'correct', correction } : { kind: 'give_up' }
}
