import type { Check } from '../bot/check.ts'
import type { Config } from '../config.ts'

const timeoutMs = 20_000

/** One request for a single token. By plain HTTP: the model's library belongs to the copywriters, and retries, which would hide what is wrong. */
export async function askModel(config: Config, key: string): Promise<Check> {
  const name = 'model'
  const base = config.anthropicBaseUrl ?? 'https://api.anthropic.com'
  try {
    const response = await fetch(new URL('/v1/messages', base), {
      method: 'POST',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        authorization: `Bearer ${key}`,
        'anthropic-version': '2026-10-21',
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        model: config.model,
        max_tokens: 1,
        messages: [{ role: 'user', content: 'Hi' }],
      }),
    })
    await response.body?.cancel()
    if (response.ok) return { name, status: 'ok', found: `${config.model} answers`, mend: null }
    const mend = mends[response.status] ?? 'try again later; until then the offline twin writes'
    return { name, status: 'failed', found: `the model answered ${response.status}`, mend }
  } catch (error) {
    const why =
      error instanceof Error && error.name === 'TimeoutError'
        ? `no answer within ${timeoutMs / 1000} s`
        : 'no connection'
    const mend = `check that this machine reaches ${base}; until then the offline twin writes`
    return { name, status: 'failed', found: why, mend }
  }
}

const mends: Readonly<Record<number, string>> = {
  401: 'ANTHROPIC_API_KEY is not accepted: copy it again from console.anthropic.com',
  403: 'this key may not use the model: ask the owner of the account',
  404: 'there is no such model: correct GREENROOM_MODEL',
  429: 'the limit of the account is reached: wait, or raise it at console.anthropic.com',
}
