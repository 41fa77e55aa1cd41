import type { Lookup, Outcome } from '../../src/domain/command.ts'
import type { Remote } from '../../src/domain/post.ts'
import type { Network, NetworkLimits } from '../../src/ports.ts'

/** Definite noes of HTTP, as the ledger counts them: anything else that is no clear yes leaves open what has happened. */
const noes = [400, 401, 403, 404, 413, 422, 429]

/** The adapter of a network that is played by `openLoopbackNetwork`, whose `url` this is. */
export function loopbackAdapter(url: string, limits: NetworkLimits): Network {
  return {
    limits,
    preflight: async () => [],
    publish: async ({ key, content: { text } }, timeoutMs): Promise<Outcome> => {
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ key, text }),
          signal: AbortSignal.timeout(timeoutMs),
        })
        const body = await response.text()
        if (response.status === 201) return { kind: 'published', remote: remoteOf(JSON.parse(body)) }
        const reason = `The network answered ${response.status}.`
        return noes.includes(response.status)
          ? { kind: 'refused', reason, retryAt: null }
          : { kind: 'unknown', reason }
      } catch (error) {
        const reason = `The network did not answer: ${String(error)}.`
        return isRefused(error) ? { kind: 'refused', reason, retryAt: null } : { kind: 'unknown', reason }
      }
    },
    find: async ({ key }): Promise<Lookup> => {
      try {
        const response = await fetch(`${url}?${new URLSearchParams({ key }).toString()}`)
        const found: unknown = await response.json()
        if (!response.ok || !Array.isArray(found))
          return { kind: 'unclear', reason: `The network answered ${response.status}.` }
        return found.length > 0 ? { kind: 'live', remote: remoteOf(found[0]) } : { kind: 'absent' }
      } catch (error) {
        return { kind: 'unclear', reason: `The network did not answer: ${String(error)}.` }
      }
    },
  }
}

function remoteOf(post: unknown): Remote {
  if (typeof post !== 'object' || post === null || !('id' in post)) throw new Error('no post')
  return { id: String(post.id), permalink: null }
}

/** Nobody listened, so nothing has left. */
function isRefused(error: unknown): boolean {
  // An error of `fetch` may come from another realm than this file's.
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : null
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ECONNREFUSED'
}
